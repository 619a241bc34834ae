"""A protected result as what its page shows: pictures with tables, sentences, and lists of numbers in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.evaluation.core.page import ShownPage, ShownSide
from alongside.evaluation.queries import figures, wording
from alongside.evaluation.queries.measured import MeasureBlock, measure_blocks
from alongside.evaluation.queries.results import Outcome
from alongside.evaluation.queries.results import rests_on as rests_on_line
from alongside.evaluation.queries.summary import Point, in_short
from alongside.evaluation.queries.tables import Picture, Table, number, picture, spread_cells, table
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given
from alongside.programmes.core.vocabulary import Perspective


@dataclass(frozen=True)
class ResultPage:
    """Everything that the template of the result page prints."""

    sections: tuple[str, ...]
    """What comes after the few sentences, in the order of the page."""
    in_short: list[Point]
    flow: Picture
    dose: tuple[Picture, ...]
    modalities: Table
    waits: Table
    members: list[MeasureBlock]
    supporters: list[MeasureBlock]
    endings: Table
    harms: Table
    check_ins: Table | None
    people: str
    clusters: str
    not_usable: str
    many_measures: str
    why_hidden: str


SECTION_OF: Mapping[Perspective, str] = MappingProxyType(
    {"socio_political": "people", "relational": "support", "biomedical": "outcomes"}
)
"""Which part of the page answers to which view: who came and who waited, what took place between people, what changed."""


def sections_of(definition: Definition) -> tuple[str, ...]:
    """The parts of the page: first those of the views that the programme takes. Harm is always last, and always there."""
    views = definition.theory.views(tuple(SECTION_OF))
    return (*(SECTION_OF[view] for view in views), "harms")


def result_page(outcome: Outcome, page: ShownPage, definition: Definition) -> ResultPage:
    shown_first = given(definition.evaluation.shown_first) or ""
    rests_on = rests_on_line(outcome)
    members = measure_blocks(page.members, "members", page.primary, rests_on, shown_first=shown_first)
    supporters = measure_blocks(page.supporters, "supporters", "", rests_on)
    looked_at = len(page.members.measures) + len(page.supporters.measures)
    return ResultPage(
        sections=sections_of(definition),
        in_short=in_short(page),
        flow=picture(figures.flow_figure(page), rests_on, words=(0, 3)),
        dose=tuple(picture(figure, rests_on) for figure in figures.dose_figures(page.dose)),
        modalities=_modalities(page),
        waits=_waits(page),
        members=members,
        supporters=supporters,
        endings=_endings(page),
        harms=_harms(page),
        check_ins=_check_ins(page),
        people=number(page.members.people),
        clusters=_clusters(page),
        not_usable=_not_usable(page),
        many_measures=_many(looked_at),
        why_hidden=wording.why_hidden(page.limit),
    )


def _waits(page: ShownPage) -> Table:
    return table(
        _("Days of waiting"),
        (_("Which wait"), _("People"), _("Median days"), _("The middle half waited")),
        [(str(wording.WAITS[stage]), *spread_cells(spread)) for stage, spread in page.waits.items()],
    )


def _modalities(page: ShownPage) -> Table:
    return table(
        _("Contacts by way of meeting"),
        (_("How"), _("Matches that had any"), _("Contacts"), _("Minutes")),
        [
            (
                wording.modality(row.modality),
                number(row.relationships),
                number(row.contacts),
                number(row.minutes),
            )
            for row in page.dose.by_modality
        ],
    )


def _endings(page: ShownPage) -> Table:
    rows = [(wording.ending(kind), number(count)) for kind, count in page.endings.items()]
    return table(
        _("Matches by how they ended"),
        (_("How"), _("Matches")),
        [*rows, (_("All matches"), number(page.dose.relationships))],
    )


def _harms(page: ShownPage) -> Table:
    return table(
        _("Harm and worry"),
        (_("What"), _("How many")),
        [
            (_("Concerns raised about somebody's safety"), number(page.concerns)),
            (_("People for whom new contact was stopped for a time"), number(page.held)),
            (_("Matches ended for safety"), number(page.endings["safeguarding"])),
            (_("Matches that ended because one of the two died"), number(page.endings["died"])),
            (_("Matches ended so that somebody could be matched again"), number(page.endings["rematch"])),
            (_("People who were matched again"), number(page.rematched)),
        ],
    )


def _check_ins(page: ShownPage) -> Table | None:
    sides: list[tuple[str, ShownSide]] = [(_("Members"), page.members)]
    if not page.mutual:
        sides.append((_("Supporters"), page.supporters))
    if all(side.checked_in == 0 for _name, side in sides):
        return None
    rows = [
        (f"{name}: {wording.RATINGS[rating]}", *spread_cells(spread))
        for name, side in sides
        for rating, spread in side.ratings.items()
    ]
    return table(
        _("How each side finds it, newest answer of each person, 0 to 10"),
        (_("Who and what"), _("People"), _("Median"), _("The middle half")),
        rows,
    )


def _clusters(page: ShownPage) -> str:
    if page.mutual:
        return _(
            "People in a pair share much: %(pairs)s pairs are not twice as many separate experiments. The intervals "
            "here are too narrow for that."
        ) % {"pairs": number(page.dose.relationships)}
    if page.supporters.people is None:
        return _(
            "How many supporters stand behind these results is hidden. Those who share a supporter share more than "
            "chance, so the intervals here are too narrow."
        )
    return ngettext(
        "Results come from %(count)s supporter, not from separate experiments: people who share a supporter share "
        "more than chance, so the intervals here are too narrow.",
        "Results come from %(count)s supporters, not from as many separate experiments as there are people: those who "
        "share a supporter share more than chance, so the intervals here are too narrow.",
        page.supporters.people,
    ) % {"count": page.supporters.people}


def _not_usable(page: ShownPage) -> str:
    if page.members.not_usable == 0:
        return ""
    if page.members.not_usable is None:
        return _(
            "A small group did not agree to their answers being used; they are counted here and nowhere else."
        )
    return _(
        "%(count)s did not agree to their answers being used, or took that back. They are counted in this picture and "
        "in no table of outcomes."
    ) % {"count": number(page.members.not_usable)}


def _many(looked_at: int) -> str:
    if looked_at < 2:
        return ""
    return _(
        "This page looks at %(count)s changes. With so many, one or two can look striking by luck. Only the main "
        "measure was chosen beforehand; the others explore."
    ) % {"count": looked_at}
