"""The result of a programme on a day: worked out at once for a few people, kept by a job for many."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from alongside import __version__
from alongside.evaluation.core.disclosure import Rule
from alongside.evaluation.core.facts import Facts, Plan
from alongside.evaluation.core.flow import FlowDoesNotReconcileError
from alongside.evaluation.core.linked import NotATotal
from alongside.evaluation.core.page import ShownPage, build_page, canonical, page_from_json, page_to_json
from alongside.evaluation.models import Result
from alongside.evaluation.queries import wording
from alongside.evaluation.queries.facts import facts_of
from alongside.evaluation.queries.parts import EVERYBODY, Part, parts_of
from alongside.evaluation.queries.plan import plan_of
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_from, versions_of

MANY = 3000  # more people than this are worked out by a job


@dataclass(frozen=True)
class Outcome:
    """A page, or the words of the fault that kept it from being shown; and what it rests on."""

    as_of: date
    code_version: str
    data_hash: str
    page: ShownPage | None = None
    fault: str = ""

    @property
    def stamp(self) -> str:
        """The first letters of the hash: enough to tell two sets of data apart by eye."""
        return self.data_hash[:12]


def rule_of(programme: Programme) -> Rule:
    """The organisation's threshold: the smallest group that is shown."""
    return Rule(hide_up_to=programme.organisation.small_cell_threshold - 1)


def chosen_part(parts: list[Part], key: str) -> Part:
    """The part of that key; everybody, where there is none or it may not be looked at alone."""
    return next((part for part in parts if part.key == key), parts[0])


def part_named(programme: Programme, key: str) -> Part:
    return chosen_part(parts_of(programme), key or EVERYBODY)


def everybody_in(programme: Programme) -> Part:
    return part_named(programme, EVERYBODY)


def work_out(programme: Programme, part: Part, as_of: date) -> Outcome:
    """Work out a result now. What does not add up comes back as a fault in words, never as a page."""
    facts = facts_of(programme, part, as_of)
    everybody = None if part.key == EVERYBODY else facts_of(programme, everybody_in(programme), as_of)
    rule = rule_of(programme)
    stamp = data_hash_of(facts, rule, everybody)
    try:
        return Outcome(as_of, __version__, stamp, page=build_page(facts, rule, everybody))
    except (FlowDoesNotReconcileError, NotATotal) as error:
        return Outcome(as_of, __version__, stamp, fault=str(error)[:300])


def data_hash_of(facts: Facts, rule: Rule, everybody: Facts | None = None) -> str:
    """SHA-256 of everything that a result is made from, in hexadecimal digits."""
    content = canonical(facts) + f"|{rule.hide_up_to}|{rule.fewest_for_mean}".encode()
    return hashlib.sha256(content + (canonical(everybody) if everybody else b"")).hexdigest()


def is_large(part: Part) -> bool:
    return part.people > MANY


def newest_kept(programme: Programme, part: Part) -> Result | None:
    """The newest kept result of a part that is ready."""
    return (
        Result.objects.filter(programme=programme, part=part.key, ready_at__isnull=False)
        .order_by("-as_of")
        .first()
    )


def being_worked_out(programme: Programme, part: Part) -> bool:
    return Result.objects.filter(programme=programme, part=part.key, ready_at__isnull=True).exists()


def outcome_of(kept: Result) -> Outcome:
    """A kept result as a page. One kept by an older version that can no longer be read is a fault, not a guess."""
    if kept.fault:
        return Outcome(kept.as_of, kept.code_version, kept.data_hash, fault=kept.fault)
    try:
        page = page_from_json(json.dumps(kept.content))
    except ValueError:
        return Outcome(
            kept.as_of, kept.code_version, kept.data_hash, fault="kept by a version that this one cannot read"
        )
    return Outcome(kept.as_of, kept.code_version, kept.data_hash, page=page)


def content_of(page: ShownPage) -> dict[str, object]:
    """The page as it is kept."""
    content: dict[str, object] = json.loads(page_to_json(page))
    return content


def result_of(programme: Programme, part: Part) -> Outcome | None:
    """The result to show: today's, or for many people the newest kept one. None: nothing is kept yet."""
    if not is_large(part):
        return work_out(programme, part, timezone.localdate())
    kept = newest_kept(programme, part)
    return outcome_of(kept) if kept else None


def rests_on(outcome: Outcome) -> str:
    """What every figure rests on: the day, the data and the code, so that two pages can be told apart."""
    return _("Described, no comparison group. As of %(day)s. Data %(data)s, Alongside %(code)s.") % {
        "day": wording.day(outcome.as_of),
        "data": outcome.stamp,
        "code": outcome.code_version,
    }


def other_questions(programme: Programme) -> str:
    """What is to be minded where versions that people run under ask in other ways; empty where all ask the same."""
    if not programme.is_amended:
        return ""
    today, versions = programme.definition, versions_of(programme)
    asked = plan_of(definition_from(today))
    # What is still to come, after today's in the list, nobody runs under yet.
    before = versions[: versions.index(today)]
    others = [one.version for one in before if not _asks_the_same(plan_of(definition_from(one)), asked)]
    if not others:
        return ""
    return _(
        "How people changed is worked out by the questions of version %(today)s. Version %(others)s asks others: whoever "
        "runs under it counts there only where the questions are the same."
    ) % {"today": today.version, "others": ", ".join(others)}


def _asks_the_same(one: Plan, other: Plan) -> bool:
    return (one.members, one.supporters) == (other.members, other.supporters)
