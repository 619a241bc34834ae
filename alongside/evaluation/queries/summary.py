"""The head of a result page: what happened, how people changed, and what went wrong, in a few plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.evaluation.core.flow import Stage
from alongside.evaluation.core.outcomes import Span
from alongside.evaluation.core.page import ShownMeasure, ShownPage
from alongside.evaluation.core.words import Say, sentences
from alongside.evaluation.queries import wording
from alongside.evaluation.queries.figures import whole
from alongside.measures.core.registry import described

CHANGE = (
    Say.TOO_FEW_TO_SHOW,
    Say.MEAN_BETTER,
    Say.MEAN_WORSE,
    Say.MEAN_SAME,
    Say.INTERVAL_BETTER,
    Say.INTERVAL_WORSE,
    Say.INTERVAL_ACROSS_ZERO,
    Say.DESCRIBE_NOT_CONCLUDE,
    Say.RELIABLE_COUNTS,
    Say.MISSING,
    Say.NOBODY_MISSING,
)


@dataclass(frozen=True)
class Point:
    """One thing to know, in some sentences."""

    about: str
    sentences: list[str]


def in_short(page: ShownPage) -> list[Point]:
    """What is hidden further down is left out here; nothing here is worked out anew."""
    points = [
        Point(_("What happened"), list(happened(page))),
        Point(_("How members changed"), list(_changed(page))),
        Point(_("Harm and worry"), [harm(page)]),
    ]
    return [point for point in points if point.sentences]


def happened(page: ShownPage) -> Iterator[str]:
    """Who came and how far, and how much support there was; what is hidden is left out."""
    known = {box.stage: box.on_record for box in page.flow.boxes}
    if (came := page.flow.boxes[0].number) is not None:
        yield ngettext("%(count)s person came in.", "%(count)s people came in.", came) % {
            "count": whole(came)
        }
    if (matched := known.get(Stage.MATCHED)) is not None:
        yield ngettext("%(count)s was matched.", "%(count)s were matched.", matched) % {
            "count": whole(matched)
        }
    if (enough := known.get(Stage.MINIMUM_DOSE)) is not None:
        yield ngettext(
            "%(count)s had at least the number of contacts that counts as support.",
            "%(count)s had at least the number of contacts that counts as support.",
            enough,
        ) % {"count": whole(enough)}
    planned, delivered = page.dose.planned_contacts.median, page.dose.delivered_contacts.median
    if planned is not None and delivered is not None:
        yield _("Half of the matches had %(delivered)s contacts or more; %(planned)s were planned.") % {
            "delivered": whole(delivered),
            "planned": whole(planned),
        }


def _changed(page: ShownPage) -> Iterator[str]:
    main = main_measure(page)
    if main is None:
        return
    if main.change.asked == 0:
        yield _("Nobody has come to the end of support yet, so there is no change to tell of.")
        return
    yield _("%(measure)s. %(span)s:") % {
        "measure": described(main.instrument).title,
        "span": wording.SPANS[main.span],
    }
    yield from (wording.said(each) for each in sentences(main.change) if each.code in CHANGE)


def main_measure(page: ShownPage) -> ShownMeasure | None:
    """The measure chosen beforehand, else the first, from before support to its end."""
    ends = [one for one in page.members.measures if one.span == Span.END]
    return next((one for one in ends if one.instrument == page.primary), ends[0] if ends else None)


def harm(page: ShownPage) -> str:
    """How often somebody was worried about a person's safety."""
    if page.concerns is None:
        return _("A few times somebody was worried about a person's safety; how often is hidden.")
    if page.concerns == 0:
        return _("Nobody raised a worry about a person's safety. That can also mean that nobody was asked.")
    return ngettext(
        "Somebody was worried about a person's safety %(count)s time.",
        "Somebody was worried about a person's safety %(count)s times.",
        page.concerns,
    ) % {"count": whole(page.concerns)}
