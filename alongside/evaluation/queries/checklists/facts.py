"""Facts of a running programme, each in a few lines of words; none where nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.evaluation.core.page import ShownMeasure
from alongside.evaluation.core.words import sentences
from alongside.evaluation.queries import figures, wording
from alongside.evaluation.queries.checklists.known import Known
from alongside.evaluation.queries.measured import finding
from alongside.evaluation.queries.parts import members_counted
from alongside.evaluation.queries.releases import cannot_tell
from alongside.evaluation.queries.summary import happened, main_measure
from alongside.evaluation.queries.tables import number
from alongside.measures.core import instrument, instruments
from alongside.programmes.models import CoDesigner, DefinitionDraft, DraftComment, DraftDecision
from alongside.programmes.templatetags.programme_words import duration_words, term_words

Lines = Iterator[str]


def organisation(known: Known) -> Lines:
    yield known.programme.organisation.name


def design(_known: Known) -> Lines:
    yield _("One group, asked before support and later. There is no comparison group.")


def dates(known: Known) -> Lines:
    joined = members_counted(known.programme).aggregate(first=Min("joined_on"), last=Max("joined_on"))
    if joined["first"]:
        yield _("People came in between %(first)s and %(last)s; figures are of %(day)s.") % {
            "first": wording.day(joined["first"]),
            "last": wording.day(joined["last"]),
            "day": wording.day(known.on),
        }


def waves(known: Known) -> Lines:
    titles = {each.id: each.title for each in instruments()}
    for wave in known.definition.measures:
        yield _(
            "%(wave)s (%(who)s, %(after)s after %(anchor)s, give or take %(days)s days): %(measures)s"
        ) % {
            "wave": wave.title,
            "who": term_words(wave.respondent),
            "after": duration_words(wave.offset),
            "anchor": term_words(wave.anchor, "anchor"),
            "days": wave.window_days,
            "measures": ", ".join(titles.get(name, name) for name in wave.instruments),
        }


def used(known: Known) -> Lines:
    asked = {name for wave in known.definition.measures for name in wave.instruments}
    for each in instruments():
        if each.id in asked:
            way = _("higher is better") if each.higher_is == "better" else _("higher is worse")
            yield _("%(measure)s: %(lowest)s to %(highest)s, %(way)s. %(source)s") % {
                "measure": each.title,
                "lowest": figures.whole(each.range.min),
                "highest": figures.whole(each.range.max),
                "way": way,
                "source": each.citation,
            }


def primary(known: Known) -> Lines:
    if known.page and known.page.primary:
        yield _("The main measure, chosen beforehand: %(measure)s.") % {
            "measure": instrument(known.page.primary).title
        }


def baseline_rule(_known: Known) -> Lines:
    yield _("An answer dated after the first contact is kept, and never counts as a baseline.")
    yield _("Results are shown only if everybody is counted once and nobody is lost between two steps.")


def change_method(_known: Known) -> Lines:
    yield _(
        "Mean change of those who answered both times, with a 95% interval by Student's t from 10 people on; compared with the "
        "smallest change that matters from 30 people on. Reliable change by Jacobson and Truax (1991) where a reliability is published."
    )
    yield _(
        "Answers that are missing are counted by reason and not filled in. Those who share a supporter are not taken into account."
    )


def flow(known: Known) -> Lines:
    if known.page is None:
        return
    for box in known.page.flow.boxes:
        reasons = [
            f"{wording.EXITS[each.reason]} {number(each.number)}" for each in box.exits if each.number != 0
        ]
        left = _(" Not in the next step: %(reasons)s.") % {"reasons": ", ".join(reasons)} if reasons else ""
        yield f"{wording.STAGES[box.stage]}: {number(box.number)}.{left}"


def people(known: Known) -> Lines:
    if known.page:
        yield _("Members: %(members)s. Supporters: %(supporters)s.") % {
            "members": number(known.page.flow.boxes[0].number),
            "supporters": number(known.page.supporters.people),
        }


def waits(known: Known) -> Lines:
    for stage, spread in known.page.waits.items() if known.page else ():
        if spread.median is not None:
            yield _("%(wait)s: %(days)s days in the middle.") % {
                "wait": wording.WAITS[stage],
                "days": figures.whole(spread.median),
            }


def _named(one: ShownMeasure) -> str:
    return f"{instrument(one.instrument).title}, {wording.SPANS[one.span]}"


def answered(known: Known) -> Lines:
    for one in known.measures:
        yield _("%(measure)s: %(n)s of %(asked)s answered both times.") % {
            "measure": _named(one),
            "n": number(one.change.n),
            "asked": number(one.change.asked),
        }


def missing(known: Known) -> Lines:
    for one in known.measures:
        reasons = [f"{wording.MISSING[each.reason]} {number(each.number)}" for each in one.missing]
        if reasons:
            yield f"{_named(one)}: {', '.join(reasons)}."


def changes(known: Known) -> Lines:
    for one in known.measures:
        yield f"{_named(one)}: {finding(one)}."


def main(known: Known) -> Lines:
    if known.page is None:
        return
    yield " ".join(happened(known.page))
    one = None if known.sealed_until else main_measure(known.page)
    if one is not None and one.change.asked != 0:
        yield " ".join(
            [f"{_named(one)}:", *(words for each in sentences(one.change) if (words := wording.said(each)))]
        )


def limits(known: Known) -> Lines:
    if known.page:
        yield from cannot_tell(known.page, None)


def dose(known: Known) -> Lines:
    if known.page is None:
        return
    for title, planned, given in (
        (_("Contacts per match"), known.page.dose.planned_contacts, known.page.dose.delivered_contacts),
        (_("Minutes per match"), known.page.dose.planned_minutes, known.page.dose.delivered_minutes),
    ):
        if planned.median is not None and given.median is not None:
            yield _("%(what)s, in the middle: %(given)s delivered of %(planned)s planned.") % {
                "what": title,
                "given": figures.whole(given.median),
                "planned": figures.whole(planned.median),
            }


def delivered(known: Known) -> Lines:
    for each in known.delivered.phases:
        if each.planned is not None:
            yield _("%(phase)s: %(held)s took place of %(planned)s planned, %(missed)s were missed.") % {
                "phase": each.phase.title,
                "held": each.held,
                "planned": each.planned,
                "missed": each.missed,
            }


def resources(known: Known) -> Lines:
    page = known.page
    if page and page.dose.delivered_contacts.total is not None:
        yield _("Contacts delivered: %(count)s.") % {
            "count": figures.whole(page.dose.delivered_contacts.total)
        }
    if page and page.dose.delivered_minutes.total is not None:
        yield _("Hours of contact delivered: %(count)s.") % {
            "count": figures.whole(page.dose.delivered_minutes.total / 60)
        }
    if known.delivered.supervisions is not None:
        yield _("Supervision meetings held: %(count)s.") % {"count": known.delivered.supervisions}


def harms(known: Known) -> Lines:
    if known.page:
        yield _("Concerns raised about somebody's safety: %(count)s.") % {
            "count": number(known.page.concerns)
        }
        yield _("People for whom new contact was stopped for a time: %(count)s.") % {
            "count": number(known.page.held)
        }
        yield (
            _("They are counted for everybody together, not by group.")
            if known.trial
            else _("There is one group.")
        )


def left_for_harm(known: Known) -> Lines:
    if known.page:
        yield _("Matches ended for safety: %(count)s.") % {
            "count": number(known.page.endings["safeguarding"])
        }


def worse(known: Known) -> Lines:
    for one in known.measures:
        if one.change.reliable is not None:
            yield _("%(measure)s: %(count)s of %(n)s got reliably worse.") % {
                "measure": _named(one),
                "count": number(one.change.reliable.worse),
                "n": number(one.change.n),
            }


def strain(known: Known) -> Lines:
    load = known.page.supporters.ratings.get("load") if known.page else None
    if load and load.median is not None:
        yield _(
            "How much it weighs on supporters, 0 to 10, more is heavier: %(middle)s in the middle of %(n)s."
        ) % {
            "middle": figures.whole(load.median),
            "n": number(load.n),
        }


def harm_method(_known: Known) -> Lines:
    yield _("Concerns and stops are counted as events. Small numbers are hidden. Nothing is tested.")


def harm_limits(_known: Known) -> Lines:
    yield _("Many concerns can mean that people dare to speak up. None can mean that nobody was asked.")


def danger_items(known: Known) -> Lines:
    asked = {name for wave in known.definition.measures for name in wave.instruments}
    found = [each.title for each in instruments() if each.id in asked and each.alarms]
    if found:
        yield _("Answers that may mean danger reach the safeguarding desk at once: %(measures)s.") % {
            "measures": ", ".join(found)
        }


def sharing(_known: Known) -> Lines:
    yield _(
        "Data without names of those who agreed, and analyses that can be done again to the last digit: Alongside, export and bundle."
    )


def co_designers(known: Known) -> Lines:
    asked = CoDesigner.objects.filter(draft__programme=known.programme).count()
    if asked:
        yield ngettext(
            "%(count)s person without a role was asked to read a draft and comment.",
            "%(count)s people without a role were asked to read a draft and comment.",
            asked,
        ) % {"count": asked}


def comments(known: Known) -> Lines:
    of = DraftComment.objects.filter(draft__programme=known.programme)
    found = of.aggregate(
        all=Count("pk"),
        by_others=Count("pk", filter=Q(co_designer__isnull=False)),
        done=Count("pk", filter=Q(resolved_at__isnull=False)),
    )
    if found["all"]:
        yield _(
            "%(all)s comments on drafts, %(others)s of them by people without a role; %(done)s were dealt with."
        ) % {
            "all": found["all"],
            "others": found["by_others"],
            "done": found["done"],
        }


def decisions(known: Known) -> Lines:
    drafts = DefinitionDraft.objects.filter(programme=known.programme)
    decided = DraftDecision.objects.filter(draft__in=drafts).count()
    if decided:
        yield ngettext(
            "%(count)s decision on a draft is on record, with its reason.",
            "%(count)s decisions on drafts are on record, with their reasons.",
            decided,
        ) % {"count": decided}


FACTS: Mapping[str, Callable[[Known], Lines]] = {
    "organisation": organisation,
    "design": design,
    "dates": dates,
    "waves": waves,
    "instruments": used,
    "primary": primary,
    "baseline_rule": baseline_rule,
    "change_method": change_method,
    "flow": flow,
    "people": people,
    "waits": waits,
    "answered": answered,
    "missing": missing,
    "changes": changes,
    "main": main,
    "cannot_tell": limits,
    "dose": dose,
    "delivered": delivered,
    "resources": resources,
    "harms": harms,
    "left_for_harm": left_for_harm,
    "worse": worse,
    "strain": strain,
    "harm_method": harm_method,
    "harm_limits": harm_limits,
    "danger_items": danger_items,
    "sharing": sharing,
    "co_designers": co_designers,
    "comments": comments,
    "decisions": decisions,
}
