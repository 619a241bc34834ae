"""What was published of a programme, and what would be published today, in plain words for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.evaluation.core.analyses.verdicts import HELPS
from alongside.evaluation.core.change import Interval
from alongside.evaluation.core.flow import FlowDoesNotReconcileError
from alongside.evaluation.core.linked import NotATotal
from alongside.evaluation.core.outcomes import Span
from alongside.evaluation.core.page import ShownMeasure, ShownPage, page_from_json, page_to_json
from alongside.evaluation.core.releases import TooFewSince, as_results, release_of, seal
from alongside.evaluation.core.words import Say, judge, sentences
from alongside.evaluation.models import Release, Trial
from alongside.evaluation.queries import wording
from alongside.evaluation.queries.comparison import VERDICTS, Difference, difference_of
from alongside.evaluation.queries.facts import facts_of
from alongside.evaluation.queries.results import data_hash_of, everybody_in, rule_of
from alongside.evaluation.queries.summary import happened, harm
from alongside.evaluation.queries.tables import Table, number, table
from alongside.evaluation.queries.trials import sealed_until, trials_of
from alongside.measures.core.registry import described
from alongside.programmes.models import Programme


@dataclass(frozen=True)
class Figures:
    """What is published. `of` is the day of the figures; `difference` that of a closed trial."""

    page: ShownPage
    difference: Difference | None


@dataclass(frozen=True)
class Draft:
    """What would be published today, or in `why_not` the words why nothing can be."""

    figures: Figures | None
    data_hash: str
    why_not: str = ""


def releases_of(programme: Programme) -> list[Release]:
    """Everything that was ever published, the newest first."""
    return list(Release.objects.filter(programme=programme).select_related("programme").order_by("-number"))


def figures_of(release: Release) -> Figures | None:
    """The figures of a release as they were sealed; None where they are not what was sealed, or cannot be read."""
    if seal(sealed(release)) != release.digest:
        return None
    try:
        page = page_from_json(json.dumps(release.content))
    except ValueError:
        return None
    return Figures(page, Difference(**release.comparison) if release.comparison else None)


def sealed(release: Release) -> dict[str, Any]:
    """What the digest of a release is made of."""
    return {
        "programme": release.programme.ref,
        "number": release.number,
        "as_of": release.as_of.isoformat(),
        "content": release.content,
        "comparison": release.comparison,
        "code_version": release.code_version,
        "data_hash": release.data_hash,
    }


def draft_of(programme: Programme) -> Draft:
    """Today's figures, protected against all that was published before."""
    if day := sealed_until(programme):
        return Draft(
            None,
            "",
            _("A trial is under way. Nothing is published before its outcomes open on %(day)s.")
            % {"day": wording.day(day)},
        )
    earlier = releases_of(programme)
    facts = facts_of(programme, everybody_in(programme), timezone.localdate())
    rule = rule_of(programme)
    stamp = data_hash_of(facts, rule)
    if not facts.members:
        return Draft(None, stamp, _("Nobody has come yet, so there is nothing to tell."))
    known = [figures_of(each) for each in earlier]
    if None in known:
        words = _(
            "Figures that were published before cannot be read, so nobody can say what newer ones would give away."
        )
        return Draft(None, stamp, words)
    try:
        page = release_of(facts, rule, [figures.page for figures in known if figures])
    except TooFewSince:
        return Draft(None, stamp, _too_few(programme, earlier[0]))
    except (FlowDoesNotReconcileError, NotATotal) as error:
        words = _("The numbers do not add up, so nothing can be published: %(fault)s.")
        return Draft(None, stamp, words % {"fault": error})
    return Draft(Figures(page, _difference(programme)), stamp)


def _too_few(programme: Programme, last: Release) -> str:
    return _(
        "Since figures were published (%(day)s), fewer than %(fewest)s people came or left, or fewer than so many matches began. "
        "Whoever took the older figures from the newer ones could pick these people out. Publish again when there are more."
    ) % {"day": wording.day(last.as_of), "fewest": programme.organisation.small_cell_threshold}


def _difference(programme: Programme) -> Difference | None:
    trials: list[Trial] = trials_of(programme)
    return next((found for trial in trials if trial.closed_at and (found := difference_of(trial))), None)


def content_of(figures: Figures) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Figures as they are kept: plain JSON, without a zero below zero, which not every database keeps."""
    content = json.loads(page_to_json(figures.page))
    return _plain(content), _plain(asdict(figures.difference)) if figures.difference else {}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return 0.0 if isinstance(value, float) and value == 0 else value


def as_file(release: Release, figures: Figures) -> str:
    """Published figures as JSON that `alongside meta` reads, with their seal."""
    return json.dumps(
        {
            "specification": {"file": release.programme.ref, "sha256": release.digest},
            "software": {"alongside": release.code_version},
            "data": {"as_of": release.as_of.isoformat(), "sha256": release.data_hash},
            "analyses": as_results(figures.page),
        },
        indent=2,
    )


@dataclass(frozen=True)
class Found:
    """One measure in words: over each span, all sentences that the rules of the words demand."""

    title: str
    spans: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class PublicPage:
    """What everybody reads. compared: the sentences of a trial, empty without one. chosen: whether the first measure was
    chosen beforehand."""

    happened: list[str]
    main: list[Found]
    chosen: bool
    others: list[Found]
    supporters: list[Found]
    compared: list[str]
    harm: str
    harms: Table
    cannot_tell: list[str]
    hidden: str
    as_of: str


def public_page(figures: Figures) -> PublicPage:
    page = figures.page
    measures = in_words(page.members.measures)
    chosen = described(page.primary).title if page.primary else ""
    main = [one for one in measures if one.title == chosen] or measures[:1]
    return PublicPage(
        happened=list(happened(page)),
        main=main,
        chosen=bool(chosen) and main[0].title == chosen if main else False,
        others=[one for one in measures if one not in main],
        supporters=in_words(page.supporters.measures),
        compared=_compared(figures.difference),
        harm=harm(page),
        harms=_harms(page),
        cannot_tell=list(cannot_tell(page, figures.difference)),
        hidden=wording.why_hidden(page.limit),
        as_of=wording.day(page.as_of),
    )


def in_words(measures: Sequence[ShownMeasure]) -> list[Found]:
    """Each measure that somebody was asked twice, in the order of the definition."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for one in measures:
        if one.change.asked != 0:
            spans = found.setdefault(described(one.instrument).title, [])
            spans.append((str(wording.SPANS[one.span]), _said(one)))
    return [Found(title, tuple(spans)) for title, spans in found.items()]


def _said(one: ShownMeasure) -> tuple[str, ...]:
    """Where there is no number, why not is all there is to say."""
    every = sentences(one.change)
    if one.change.improvement is None:
        every = tuple(each for each in every if each.code is Say.TOO_FEW_TO_SHOW)
    return tuple(words for each in every if (words := wording.said(each)))


def _compared(difference: Difference | None) -> list[str]:
    """The class is worked out again from the interval and the smallest difference that matters, never taken on trust."""
    if difference is None:
        return []
    verdict = HELPS[judge(Interval(difference.low, difference.high), difference.mid)]
    first = _("Those offered support at once")
    return [
        _("%(measure)s, %(count)s people. %(first)s, compared with those offered support later:")
        % {
            "measure": described(difference.measure).title,
            "count": number(difference.people),
            "first": first,
        },
        _("probably somewhere between %(low)s and %(high)s; our best single guess is %(guess)s.")
        % {
            "low": wording.points(difference.low),
            "high": wording.points(difference.high),
            "guess": wording.points(difference.guess),
        },
        str(VERDICTS[verdict]) % {"first": first},
        *(
            [_("It may harm: the interval reaches a worsening that matters to people.")]
            if _may_harm(difference)
            else []
        ),
    ]


def _may_harm(difference: Difference) -> bool:
    return difference.low <= -difference.mid < difference.high


def _harms(page: ShownPage) -> Table:
    worse = [
        (
            _("Got reliably worse, of those who answered both times: %(measure)s")
            % {"measure": described(one.instrument).title},
            number(one.change.reliable.worse),
        )
        for one in page.members.measures
        if one.span == Span.END and one.change.reliable is not None and one.change.asked != 0
    ]
    return table(
        _("Harm and worry"),
        (_("What"), _("How many")),
        [
            (_("Concerns raised about somebody's safety"), number(page.concerns)),
            (_("People for whom new contact was stopped for a time"), number(page.held)),
            (_("Matches ended for safety"), number(page.endings["safeguarding"])),
            *worse,
        ],
    )


def cannot_tell(page: ShownPage, difference: Difference | None) -> Iterator[str]:
    """What nobody can know from these figures, said every time."""
    if difference is None:
        yield _(
            "Why people changed. There was no group to compare with: many come when things are bad, and things often get better "
            "by themselves."
        )
    else:
        yield _("Whether it would be so elsewhere, with other people and other supporters.")
    if any(one.change.missing != 0 for one in page.members.measures if one.change.asked != 0):
        yield _("How those are who did not answer. They may be doing better or worse than those who did.")
    looked_at = sum(one.change.asked != 0 for one in (*page.members.measures, *page.supporters.measures))
    if looked_at > 1:
        yield ngettext(
            "Whether the one striking result is more than luck.",
            "Which of %(count)s results are striking by luck alone: with so many, one or two can be.",
            looked_at,
        ) % {"count": looked_at}
    if not any(one.span == Span.AFTER and one.change.asked for one in page.members.measures):
        yield _("Whether it lasts. Nobody has been asked some time after the end yet.")
    yield _("What happened to people and was told to nobody.")
