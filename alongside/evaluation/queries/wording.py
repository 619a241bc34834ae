"""The words of results: every code of the core as a translated sentence or label. A sentence says no more than its code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.evaluation.core.flow import Exit, Stage
from alongside.evaluation.core.numbers import GOING_ON
from alongside.evaluation.core.outcomes import Missing, Span
from alongside.evaluation.core.words import Say, Sentence
from alongside.matching.models import EndingKind
from alongside.support_sessions.models import Modality

STAGES: Mapping[Stage, Promise] = {
    Stage.INVITED: gettext_lazy("Came in"),
    Stage.CONSENTED: gettext_lazy("Agreed to take part"),
    Stage.BASELINE: gettext_lazy("Answered the first questions before any contact"),
    Stage.ASKED: gettext_lazy("Asked for support"),
    Stage.MATCHED: gettext_lazy("Were matched"),
    Stage.CONTACTED: gettext_lazy("Had a first contact"),
    Stage.MINIMUM_DOSE: gettext_lazy("Had the smallest number of contacts that counts as support"),
}
EXITS: Mapping[Exit, Promise] = {
    Exit.STILL_HERE: gettext_lazy("Here, and not yet further"),
    Exit.DECLINED: gettext_lazy("Said no"),
    Exit.NOT_ELIGIBLE: gettext_lazy("The programme was not for them"),
    Exit.ENTERED_BY_MISTAKE: gettext_lazy("Entered by mistake, and never took part"),
    Exit.ENDED_AS_PLANNED: gettext_lazy("Ended as planned"),
    Exit.ENDED_EARLY: gettext_lazy("Ended early"),
    Exit.WITHDREW_FROM_SUPPORT: gettext_lazy("Stopped support"),
    Exit.WITHDREW_FROM_DATA: gettext_lazy("Took back the use of their answers"),
    Exit.LOST: gettext_lazy("We lost touch"),
    Exit.DIED: gettext_lazy("Died"),
    Exit.OTHER: gettext_lazy("Another reason"),
}
WAITS: Mapping[Stage, Promise] = {
    Stage.ASKED: gettext_lazy("From coming in to asking for support"),
    Stage.MATCHED: gettext_lazy("From coming in to a match"),
    Stage.CONTACTED: gettext_lazy("From coming in to the first contact"),
}
SPANS: Mapping[Span, Promise] = {
    Span.END: gettext_lazy("From before support to the end of it"),
    Span.AFTER: gettext_lazy("From before support to some time after it"),
}
MISSING: Mapping[Missing, Promise] = {
    Missing.NO_BASELINE: gettext_lazy("No answers from before support"),
    Missing.LATE_BASELINE: gettext_lazy("First answers came after the first contact"),
    Missing.DECLINED: gettext_lazy("Would rather not answer"),
    Missing.NOT_IN_TIME: gettext_lazy("Did not answer in time"),
    Missing.NOT_ASKED: gettext_lazy("Were not asked: they had left, or did not want to be"),
    Missing.NO_SCORE: gettext_lazy("Left out too many questions for a score"),
}
RATINGS: Mapping[str, Promise] = {
    "fit": gettext_lazy("We suit each other"),
    "giving": gettext_lazy("I am able to give something"),
    "receiving": gettext_lazy("I get something from it"),
    "load": gettext_lazy("How much it weighs on me (more is heavier)"),
}

_SENTENCES: Mapping[Say, Promise] = {
    Say.TOO_FEW_TO_SHOW: gettext_lazy(
        "Too few people answered both times to show a number without showing who they are."
    ),
    Say.DESCRIBE_NOT_CONCLUDE: gettext_lazy("With so few people we can describe, not conclude."),
    Say.NO_SPREAD: gettext_lazy("Everybody moved by the same amount, so there is no interval."),
    Say.MEAN_BETTER: gettext_lazy("On average %(amount)s points better."),
    Say.MEAN_WORSE: gettext_lazy("On average %(amount)s points worse."),
    Say.MEAN_SAME: gettext_lazy("On average neither better nor worse."),
    Say.INTERVAL_BETTER: gettext_lazy(
        "Probably between %(smaller)s and %(larger)s points better; our best single guess is %(guess)s."
    ),
    Say.INTERVAL_WORSE: gettext_lazy(
        "Probably between %(smaller)s and %(larger)s points worse; our best single guess is %(guess)s."
    ),
    Say.INTERVAL_ACROSS_ZERO: gettext_lazy(
        "Probably somewhere between %(worse)s points worse and %(better)s points better; our best single guess is "
        "%(signed)s."
    ),
    Say.IMPROVED_BEYOND_MID: gettext_lazy(
        "People improved by more than the smallest change that matters to them (%(mid)s points)."
    ),
    Say.IMPROVED_MAY_BE_SMALL: gettext_lazy(
        "People probably improved, but perhaps by less than matters to them (%(mid)s points)."
    ),
    Say.LITTLE_CHANGE: gettext_lazy(
        "People probably changed by less than matters to them (%(mid)s points), either way."
    ),
    Say.CANNOT_TELL: gettext_lazy("We cannot tell whether people changed by as much as matters to them."),
    Say.GOT_WORSE_MAY_BE_SMALL: gettext_lazy(
        "People probably got worse, but perhaps by less than matters to them (%(mid)s points)."
    ),
    Say.GOT_WORSE_BEYOND_MID: gettext_lazy(
        "People got worse by more than the smallest change that matters to them (%(mid)s points)."
    ),
    Say.IMPROVED_NO_MID: gettext_lazy(
        "People probably improved. Nobody has published how large a change must be to matter to people, so we cannot "
        "say whether it does."
    ),
    Say.CANNOT_TELL_NO_MID: gettext_lazy("We cannot tell whether people got better or worse."),
    Say.GOT_WORSE_NO_MID: gettext_lazy(
        "People probably got worse. Nobody has published how large a change must be to matter to people, so we cannot "
        "say whether it does."
    ),
    Say.NOT_EVIDENCE_OF_NO_CHANGE: gettext_lazy("This is not evidence that nothing changed."),
    Say.MAY_BE_WORSE_BEYOND_MID: gettext_lazy(
        "People may also have got worse by an amount that matters (%(mid)s points)."
    ),
    Say.RELIABLE_COUNTS: gettext_lazy(
        "Of %(n)s people, %(better)s got reliably better, %(unchanged)s showed no clear change and %(worse)s got "
        "reliably worse."
    ),
    Say.RELIABLE_COUNTS_HIDDEN: gettext_lazy(
        "How many got reliably better or worse is not shown, because some of the groups are small."
    ),
    Say.EXPECTED_ANYWAY: gettext_lazy(
        "People join when things are bad and tend to get better anyway. About %(amount)s of these %(change)s points "
        "would be expected with no programme at all."
    ),
    Say.MISSING: gettext_lazy(
        "%(missing)s of %(asked)s people who were asked (%(per_hundred)s%%) did not answer both times."
    ),
    Say.NOBODY_MISSING: gettext_lazy("All %(asked)s people who were asked answered both times."),
    Say.MISSING_HIDDEN: gettext_lazy(
        "How many did not answer both times is not shown, because it is a small group."
    ),
}


def amount(value: float) -> str:
    """A number of points: one decimal, two where it is smaller than one, with a real minus sign."""
    places = 2 if 0 < abs(value) < 1 else 1
    return str(number_format(abs(value), decimal_pos=places)) if value >= 0 else f"−{amount(-value)}"


def points(value: float) -> str:
    """A change in words: so many points better or worse."""
    if value == 0:
        return _("no change")
    words = _("%(amount)s points better") if value > 0 else _("%(amount)s points worse")
    return words % {"amount": amount(abs(value))}


def said(sentence: Sentence) -> str:
    """The sentence of a code with its numbers; empty for what the page says once, at its head."""
    words = _SENTENCES.get(sentence.code)
    if words is None:
        return ""
    shown = {name: _number(name, value) for name, value in sentence.params.items()}
    if sentence.code == Say.INTERVAL_ACROSS_ZERO:
        shown["signed"] = points(sentence.params["guess"])
    return str(words) % shown


def _number(name: str, value: float) -> str:
    if isinstance(value, int) or name == "per_hundred":
        return str(number_format(round(value)))
    return amount(value)


def hidden() -> str:
    """What stands in the place of a number that is not shown."""
    return _("hidden")


def why_hidden(limit: int) -> str:
    """The sentence about hidden numbers, once a page."""
    return ngettext(
        "A group of one person is hidden, and so is what would give it away.",
        "Groups of 1 to %(limit)s people are hidden, and so is what would give them away.",
        limit,
    ) % {"limit": limit}


def ending(kind: str) -> str:
    return _("Still going on") if kind == GOING_ON else str(EndingKind(kind).label)


def modality(code: str) -> str:
    return str(Modality(code).label) if code in Modality.values else code


def day(on: date) -> str:
    return str(date_format(on, "j F Y"))
