"""What somebody answered, in words: to check before it is sent, and for the coordinator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.common.core.phone_numbers import readable
from alongside.enrolment.queries.consents import consent_purpose
from alongside.joining.core.steps import CONSENT, asks_for_other, steps
from alongside.joining.models import JoinRequest
from alongside.joining.queries.requests import journey_of

REACH = {
    "email": gettext_lazy("By e-mail"),
    "text": gettext_lazy("By text message"),
    "telephone": gettext_lazy("By telephone"),
    "post": gettext_lazy("By letter"),
    "helper": gettext_lazy("Through somebody who helps"),
    "none": gettext_lazy("Not yet: they come back with a code"),
}
LABELS: dict[str, Promise] = {
    "who": gettext_lazy("Who it is for"),
    "as": gettext_lazy("What for"),
    "helper": gettext_lazy("Who writes this"),
    "name": gettext_lazy("Name for the team"),
    "alias": gettext_lazy("Name that others see"),
    "age": gettext_lazy("Date of birth"),
    "language": gettext_lazy("Languages"),
    "reach": gettext_lazy("How to reach them"),
    "contact": gettext_lazy("Where"),
    "safe": gettext_lazy("When and how it is safe"),
    "words": gettext_lazy("Something to say to the team"),
}
OWN_LABELS: dict[str, Promise] = {
    **LABELS,
    "name": gettext_lazy("What we call you"),
    "alias": gettext_lazy("Name that others here see"),
    "reach": gettext_lazy("How to reach you"),
    "safe": gettext_lazy("When and how it is safe to contact you"),
}
"""The same to whoever answers for themselves."""


@dataclass(frozen=True)
class Answer:
    """One question and what was answered; empty where it was left out."""

    step: str
    label: str
    value: str


def answers_in_words(request: JoinRequest, *, to_themselves: bool = False) -> list[Answer]:
    """Every question that arose, in its order; to staff, unless told."""
    labels = OWN_LABELS if to_themselves and not asks_for_other(request.answers) else LABELS
    return [
        Answer(step, _label(step, request, labels), _value(step, request, to_themselves=to_themselves))
        for step in steps(journey_of(request.programme), request.answers)
    ]


def _label(step: str, request: JoinRequest, labels: Mapping[str, Promise]) -> str:
    if step.startswith(CONSENT):
        purpose = consent_purpose(request.programme, step.removeprefix(CONSENT))
        return purpose.title if purpose else step
    return str(labels[step])


def _value(step: str, request: JoinRequest, *, to_themselves: bool) -> str:
    said: dict[str, Any] = request.answers
    if step.startswith(CONSENT):
        answer = said.get("consents", {}).get(step.removeprefix(CONSENT))
        return "" if answer is None else _("Yes") if answer["given"] else _("No")
    words: dict[str, Callable[[], str]] = {
        "who": lambda: {
            "self": _("Me") if to_themselves else _("Themselves"),
            "other": _("Somebody else"),
        }.get(said.get("who", ""), ""),
        "as": lambda: {
            "member": _("Looking for support"),
            "supporter": _("Wants to support others"),
        }.get(said.get("as", ""), ""),
        "helper": lambda: _helper(said),
        "name": lambda: str(said.get("name", "")),
        "alias": lambda: str(said.get("known_as", "")),
        "age": lambda: date_format(date.fromisoformat(said["birth_date"])) if said.get("birth_date") else "",
        "language": lambda: ", ".join(said.get("languages", [])),
        "reach": lambda: str(REACH.get(said.get("reach", ""), "")),
        "contact": lambda: _contact(said),
        "safe": lambda: str(said.get("safe_to_contact", "")),
        "words": lambda: str(said.get("words", "")),
    }
    return words[step]()


def _contact(said: dict[str, Any]) -> str:
    reach = said.get("reach")
    if reach == "helper":
        return _helper(said)
    if reach in {"text", "telephone"}:
        return readable(said.get("phone", ""))
    return str(said.get("email" if reach == "email" else "postal_address", ""))


def _helper(said: dict[str, Any]) -> str:
    parts = (
        said.get("helper_name", ""),
        readable(said.get("helper_phone", "")),
        said.get("helper_email", ""),
    )
    knows = {"agreed": _("they know and agree"), "not_yet": _("they do not know yet")}
    return ", ".join(part for part in (*parts, knows.get(said.get("helper_knows", ""), "")) if part)
