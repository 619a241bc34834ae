"""The questions of joining, in their order: which of them arise, and which are still to be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Answers = Mapping[str, Any]
CONSENT: Final = "consent-"
REACHED_BY: Final = {
    "email": ("email",),
    "text": ("phone",),
    "telephone": ("phone",),
    "post": ("postal_address",),
    "helper": ("helper_name",),
    "none": (),
}
"""Each way to reach somebody, and what must be known for it. "none": they come back with their code."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What decides which questions a programme asks. `purposes` are its consents: the key, and whether support needs it."""

    takes_members: bool
    takes_offers: bool
    """Whether people may offer to become a supporter. Where that alone is taken, whoever begins does so (`as`)."""
    asks_age: bool
    uses_aliases: bool
    purposes: tuple[tuple[str, bool], ...] = ()


FREE_WORDS: Final = ("words", "safe_to_contact")
"""The answers in which somebody may say anything at all. A test holds them against the questions."""


def asks_for_other(answers: Answers) -> bool:
    return answers.get("who") == "other"


def is_offer(answers: Answers) -> bool:
    """Whether they offer to become a supporter. Nobody is offered by somebody else."""
    return answers.get("as") == "supporter" and not asks_for_other(answers)


def is_taken(journey: Journey, answers: Answers) -> bool:
    """Whether the programme takes from outside what they want to be. It may have changed since they began, and a wish
    for support never turns into an offer of it."""
    return journey.takes_offers if is_offer(answers) else journey.takes_members


def steps(journey: Journey, answers: Answers) -> tuple[str, ...]:
    """The questions that arise from what has been answered so far."""
    other = asks_for_other(answers)
    reach = str(answers.get("reach", ""))
    wanted = (
        ("who", journey.takes_members),
        ("as", journey.takes_members and journey.takes_offers and not other),
        ("helper", other),
        ("name", True),
        ("alias", journey.uses_aliases),
        ("age", journey.asks_age and not is_offer(answers)),
        ("language", True),
        ("reach", True),
        ("contact", reach in REACHED_BY and reach != "none" and not (other and reach == "helper")),
        ("safe", reach not in {"", "none"}),
        *((f"{CONSENT}{key}", not other) for key, _required in journey.purposes),
        ("words", True),
    )
    return tuple(step for step, arises in wanted if arises)


def open_steps(journey: Journey, answers: Answers) -> tuple[str, ...]:
    """The questions that must be answered before anything can be sent, and are not."""
    return tuple(step for step in steps(journey, answers) if not _is_answered(step, answers))


def _is_answered(step: str, answers: Answers) -> bool:
    if step.startswith(CONSENT):
        return step.removeprefix(CONSENT) in answers.get("consents", {})
    needed = {
        "who": ("who",),
        "as": ("as",),
        "helper": ("helper_name", "helper_knows"),
        "name": ("name",),
        "alias": ("known_as",),
        "age": ("birth_date",),
        "reach": ("reach",),
        "contact": REACHED_BY.get(str(answers.get("reach", "")), ()),
    }.get(step, ())
    return all(answers.get(key) for key in needed)


def refused(journey: Journey, answers: Answers) -> tuple[str, ...]:
    """The purposes that support needs and to which they said no."""
    if asks_for_other(answers):
        return ()
    said = answers.get("consents", {})
    return tuple(
        key for key, required in journey.purposes if required and not said.get(key, {}).get("given", True)
    )


def person_fields(answers: Answers) -> dict[str, Any]:
    """What is kept of the person once they are in, by the names under which an organisation keeps it."""
    reach = str(answers.get("reach", "none"))
    found: dict[str, Any] = {
        "name": str(answers["name"]),
        "known_as": str(answers.get("known_as") or answers["name"])[:80],
        # Nobody is reached by "none": a telephone without a number is how that is kept.
        "channel": "telephone" if reach == "none" else reach,
    }
    if answers.get("languages"):
        found["languages"] = list(answers["languages"])
    kept = {*REACHED_BY.get(reach, ()), "birth_date", "safe_to_contact"}
    if asks_for_other(answers) or reach == "helper":
        kept |= {"helper_name", "helper_phone", "helper_email"}
    return found | {key: answers[key] for key in kept if answers.get(key)}
