"""What is missing, in words, and the pages on which it is put right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.programmes.models import Programme
from alongside.training.core.readiness import Gap, GapCode
from alongside.training.queries.readiness import training_modules

OWN_ACTS: Final = {
    GapCode.ROLE_DESCRIPTION: "role",
    GapCode.PAUSED: "resume",
    GapCode.CAPACITY: "capacity",
    GapCode.NOT_FREE: "free_again",
}
"""The page of this room on which supporters close a gap themselves; without one it is for somebody else to do."""
STAFF_ACTS: Final = OWN_ACTS | {
    GapCode.CORE_TRAINING: "training",
    GapCode.SUPERVISOR: "supervisor",
    GapCode.SUPERVISOR_GONE: "supervisor",
    GapCode.SUPERVISION_DATE: "next_supervision",
    GapCode.SUPERVISION_OVERDUE: "next_supervision",
}
"""The same for whoever prepares them."""


def gap_words(gap: Gap, programme: Programme) -> str:
    """One sentence part for a gap, naming the modules where training is missing."""
    titles = {module.key: module.title for module in training_modules(programme)}
    words = {
        GapCode.LEFT: _("They have left the programme"),
        GapCode.ON_HOLD: _("On hold, with the safeguarding lead"),
        GapCode.CONSENT: _("Consent to take part"),
        GapCode.ROLE_DESCRIPTION: _("The role description, read and accepted"),
        GapCode.CORE_TRAINING: _("Core training: {modules}"),
        GapCode.SUPERVISOR: _("A supervisor by name"),
        GapCode.SUPERVISOR_GONE: _("A new supervisor: the one named does not supervise here any more"),
        GapCode.SUPERVISION_DATE: _("A day for the next supervision"),
        GapCode.SUPERVISION_OVERDUE: _("Supervision that is long overdue"),
        GapCode.PAUSED: _("Having a pause"),
        GapCode.CAPACITY: _("No room at the moment"),
        GapCode.NOT_FREE: _("Not free yet after an ending"),
    }[gap.code]
    return words.format(modules=", ".join(titles.get(key, key) for key in gap.modules))


def gaps_in_short(gaps: Iterable[Gap], programme: Programme) -> str:
    """All that somebody lacks, in one line of a list."""
    return "; ".join(_in_short(gap, programme) for gap in gaps)


def _in_short(gap: Gap, programme: Programme) -> str:
    """How many parts of the training are missing, and not which."""
    if gap.code != GapCode.CORE_TRAINING:
        return gap_words(gap, programme)
    count = len(gap.modules)
    return ngettext("{count} part of core training", "{count} parts of core training", count).format(
        count=count
    )
