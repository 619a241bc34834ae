"""Facts of a trial, each in a few lines of words; none without a trial whose plan is fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.evaluation.core.linked import Count, Total, hide_linked
from alongside.evaluation.core.protocol import LATER, NOW
from alongside.evaluation.models import Trial
from alongside.evaluation.queries import wording
from alongside.evaluation.queries.checklists.known import Known
from alongside.evaluation.queries.comparison import names_of_groups
from alongside.evaluation.queries.results import rule_of
from alongside.evaluation.queries.tables import number
from alongside.evaluation.queries.trials import allocations, answered, is_unblinded, supported_early
from alongside.matching.models import RelationshipSide
from alongside.measures.core import instrument
from alongside.measures.models import Response, ResponseStatus
from alongside.support_sessions.models import SessionStatus, SupportSession
from alongside.support_sessions.queries.groups import has_groups

Lines = Iterator[str]


class TrialDoesNotReconcile(ValueError):
    """People allocated are not those who are accounted for, so nothing of the trial may be printed."""


REASONS = {
    "declined": gettext_lazy("would rather not answer"),
    "missed": gettext_lazy("did not answer in time"),
    "no_score": gettext_lazy("left out too many questions for a score"),
    "open": gettext_lazy("can still answer"),
    "not_asked": gettext_lazy("were not asked, or not yet"),
}
_STATUS: dict[str, str] = {
    ResponseStatus.DECLINED: "declined",
    ResponseStatus.MISSED: "missed",
    ResponseStatus.COMPLETED: "no_score",
}


@dataclass(frozen=True)
class ArmFlow:
    """One group: None is hidden. contacted: None, too, while nobody may know which group is which."""

    name: str
    allocated: int | None
    contacted: int | None
    analysed: int | None
    missing: Mapping[str, int | None]


def flow_of(trial: Trial) -> tuple[ArmFlow, ...]:
    """Everybody who was allocated, by group. Raises TrialDoesNotReconcile."""
    lines = list(allocations(trial).values_list("participant_id", "content__arm"))
    people = {pk: arm for pk, arm in lines if pk is not None}
    if len(people) != len(lines) or set(people.values()) - {NOW, LATER}:
        raise TrialDoesNotReconcile
    why = _why(trial, people)
    contacted = _contacted(trial, people)
    counts: list[Count] = []
    totals: list[Total] = []
    for arm in (NOW, LATER):
        mine = [pk for pk, of in people.items() if of == arm]
        found = Counter(why[pk] for pk in mine)
        if sum(found.values()) != len(mine):
            raise TrialDoesNotReconcile
        counts += [
            Count(f"{arm}/all", len(mine), cost=50.0),
            *(
                Count(f"{arm}/{reason}", found[reason], cost=1.0 + found[reason])
                for reason in ("analysed", *REASONS)
            ),
            Count(f"{arm}/contacted", sum(pk in contacted for pk in mine)),
            Count(f"{arm}/not_contacted", sum(pk not in contacted for pk in mine), printed=False),
        ]
        totals += [
            Total(f"{arm}/all", tuple(f"{arm}/{reason}" for reason in ("analysed", *REASONS))),
            Total(f"{arm}/all", (f"{arm}/contacted", f"{arm}/not_contacted")),
        ]
    hidden = hide_linked(counts, totals, rule_of(trial.programme).hide_up_to)
    shown = {count.name: None if count.name in hidden else count.value for count in counts}
    unblinded = is_unblinded(trial)
    return tuple(
        ArmFlow(
            name,
            shown[f"{arm}/all"],
            shown[f"{arm}/contacted"] if unblinded else None,
            shown[f"{arm}/analysed"],
            {reason: shown[f"{arm}/{reason}"] for reason in REASONS},
        )
        for arm, name in sorted(
            names_of_groups(trial, blinded=not unblinded).items(), key=lambda each: each[1]
        )
    )


def _why(trial: Trial, people: Mapping[int, str]) -> dict[int, str]:
    scores = answered(trial)
    status = dict(
        Response.objects.filter(
            programme=trial.programme,
            participant__in=people,
            instrument=trial.primary_measure,
            wave=trial.primary_wave,
            as_supporter=False,
        ).values_list("participant_id", "status")
    )

    def of(pk: int) -> str:
        if None not in scores[pk]:
            return "analysed"
        return _STATUS.get(status[pk], "open") if pk in status else "not_asked"

    return {pk: of(pk) for pk in people}


def _contacted(trial: Trial, people: Mapping[int, str]) -> set[int]:
    held = SupportSession.objects.filter(programme=trial.programme, status=SessionStatus.DELIVERED)
    sides = RelationshipSide.objects.filter(
        participant__in=people,
        relationship__in=held.filter(relationship__isnull=False).values("relationship"),
    )
    return set(sides.values_list("participant_id", flat=True))


def flow(trial: Trial, known: Known) -> Lines:
    for arm in flow_of(trial):
        parts = [_("allocated %(n)s") % {"n": number(arm.allocated)}]
        if is_unblinded(trial) and not has_groups(trial.programme):
            parts.append(_("had a contact %(n)s") % {"n": number(arm.contacted)})
        if known.comparison is not None:
            parts.append(_("analysed %(n)s") % {"n": number(arm.analysed)})
            parts += [f"{REASONS[why]} {number(count)}" for why, count in arm.missing.items() if count != 0]
        yield f"{arm.name}: {', '.join(parts)}."
    if early := supported_early(trial):
        yield ngettext(
            "%(count)s was supported before their day, because they could not wait.",
            "%(count)s were supported before their day, because they could not wait.",
            early,
        ) % {"count": early}


def _field(name: str) -> Callable[[Trial, Known], Lines]:
    def told(trial: Trial, _known: Known) -> Lines:
        words = str(getattr(trial, name) or "")
        if words:
            yield words

    return told


def title(trial: Trial, _known: Known) -> Lines:
    yield trial.title


def seal(trial: Trial, _known: Known) -> Lines:
    if trial.fixed_at:
        yield _("The plan was fixed on %(day)s, before anybody was allocated. Its seal: %(seal)s.") % {
            "day": wording.day(trial.fixed_at.date()),
            "seal": trial.digest,
        }


def design(trial: Trial, _known: Known) -> Lines:
    yield _(
        "Two groups made by chance, side by side: support at once, or after %(weeks)s weeks of waiting."
    ) % {"weeks": trial.waiting_weeks}


def amendments(trial: Trial, _known: Known) -> Lines:
    rows = list(trial.amendments.order_by("pk"))
    for each in rows:
        yield _("%(day)s: %(what)s Why: %(why)s") % {
            "day": wording.day(each.made_at.date()),
            "what": each.what,
            "why": each.why,
        }
    if not rows:
        yield _("None.")


def primary(trial: Trial, known: Known) -> Lines:
    titles = {wave.key: wave.title for wave in known.definition.measures}
    yield _("%(measure)s, %(wave)s. The smallest difference that matters: %(mid)s points.") % {
        "measure": instrument(trial.primary_measure).title,
        "wave": titles.get(trial.primary_wave, trial.primary_wave),
        "mid": trial.smallest_difference,
    }


def size(trial: Trial, _known: Known) -> Lines:
    yield _("%(count)s people were planned.") % {"count": trial.people_planned}
    if trial.size_reason:
        yield trial.size_reason


def opens(trial: Trial, _known: Known) -> Lines:
    if trial.opens_on:
        yield _("Nobody sees how members changed before %(day)s.") % {"day": wording.day(trial.opens_on)}


def sequence(_trial: Trial, _known: Known) -> Lines:
    yield _(
        "Alongside made it from a secret seed when the plan was fixed. The hash of the seed was told beforehand; the seed is told once "
        "nobody more is allocated, and then everybody can work the sequence out again."
    )


def strata(trial: Trial, _known: Known) -> Lines:
    yield _("Blocks whose sizes chance chose and nobody could see.")
    for name, values in trial.strata.items():
        yield _("Equally many in both groups of %(name)s: %(values)s.") % {
            "name": name,
            "values": ", ".join(values),
        }


def concealment(_trial: Trial, _known: Known) -> Lines:
    yield _(
        "Whether they can take part, their agreement and the first answers are on record first. Then the allocation is written to a log that "
        "cannot be changed unseen, and only then told. Nobody sees the seed, the sizes of blocks or what comes next."
    )


def blinding(trial: Trial, _known: Known) -> Lines:
    yield _("Members and supporters know whether they wait. Answers are given by members themselves.")
    yield (
        _("The groups were told apart; who asked for it, when and why stands in the log.")
        if is_unblinded(trial)
        else _("On the page of the comparison, letters stand for the groups.")
    )


def method(_trial: Trial, known: Known) -> Lines:
    if known.comparison and known.comparison.method:
        yield known.comparison.method


def analysed(_trial: Trial, _known: Known) -> Lines:
    yield _(
        "Everybody who answered both times, in the group to which they were allocated, whatever support they had."
    )


def missing(_trial: Trial, _known: Known) -> Lines:
    yield _("People without both answers are counted by group and left out of the difference.")


def dates(trial: Trial, _known: Known) -> Lines:
    if trial.fixed_at:
        yield _("Plan fixed: %(day)s.") % {"day": wording.day(trial.fixed_at.date())}
    if trial.closed_at:
        yield _("Nobody more allocated from: %(day)s.") % {"day": wording.day(trial.closed_at.date())}
    yield from opens(trial, _known)


def closed(trial: Trial, _known: Known) -> Lines:
    yield _("Closed: nobody more is allocated.") if trial.closed_at else _("Under way.")


def result(trial: Trial, known: Known) -> Lines:
    if known.comparison is None:
        yield from opens(trial, known)
        return
    yield f"{known.comparison.measure}."
    if known.comparison.why_not:
        yield known.comparison.why_not
    yield from known.comparison.sentences


def arms(trial: Trial, _known: Known) -> Lines:
    yield _(
        "One group was offered support at once, the other after %(weeks)s weeks; nobody went without it."
    ) % {"weeks": trial.waiting_weeks}


TRIAL_FACTS: Mapping[str, Callable[[Trial, Known], Lines]] = {
    "trial_title": title,
    "trial_seal": seal,
    "trial_question": _field("question"),
    "trial_design": design,
    "trial_amendments": amendments,
    "trial_eligible": _field("eligible"),
    "trial_arms": arms,
    "trial_primary": primary,
    "trial_harms": _field("harms"),
    "trial_size": size,
    "trial_opens": opens,
    "trial_sequence": sequence,
    "trial_strata": strata,
    "trial_concealment": concealment,
    "trial_blinding": blinding,
    "trial_analysis": _field("analysis"),
    "trial_method": method,
    "trial_analysed": analysed,
    "trial_missing": missing,
    "trial_flow": flow,
    "trial_dates": dates,
    "trial_closed": closed,
    "trial_result": result,
}
