"""What may stand in the way of a deed about a group. Nothing was changed when one of these is raised."""

from __future__ import annotations

from alongside.programmes.core.professionals import Closed
from alongside.training.core.readiness import Gap


class GroupRefused(Exception):
    """A step that is not possible now. Each kind has its own sentence on the page."""


class NoGroupsHere(GroupRefused):
    """Nobody meets in groups in this programme."""


class NameTaken(GroupRefused):
    """Another group of the programme has this name."""


class GroupFull(GroupRefused):
    """The group has as many as its definition allows."""


class GroupOver(GroupRefused):
    """The group has ended, or somebody else was quicker."""


class NotOpenToJoin(GroupRefused):
    """The group is closed, and has had its first session."""


class AlreadyInIt(GroupRefused):
    """Somebody is in this group already."""


class CannotComeIn(GroupRefused):
    """Somebody has not agreed to take part, is away, has left, or a person has to look first."""


class KeptApart(GroupRefused):
    """Two people here are never to be brought together. Nobody is told who, or why."""


class NotOneUnit(GroupRefused):
    """A seat here is for a couple or a family, and these are too few or too many people for one."""


class MayNotLead(GroupRefused):
    """The definition does not let people of this kind lead."""


class LeadNotReady(GroupRefused):
    """A peer supporter lacks something; `gaps` says what."""

    def __init__(self, gaps: tuple[Gap, ...], name: str = "") -> None:
        super().__init__(", ".join(gap.code for gap in gaps))
        self.gaps, self.name = gaps, name


class AlreadyLeads(GroupRefused):
    """They lead this group on some of these days already."""


class EnoughLeads(GroupRefused):
    """As many lead on these days as the definition allows."""


class TurnNeedsAnEnd(GroupRefused):
    """Leads take turns here, so a turn has a last day."""


class TooFewLeads(GroupRefused):
    """Fewer people lead on the first day than the definition asks; `needed` says how many."""

    def __init__(self, needed: int) -> None:
        super().__init__(str(needed))
        self.needed = needed


class TooFewPeople(GroupRefused):
    """Fewer take part than the definition asks, and nobody said to begin all the same; `lacking` says how many."""

    def __init__(self, lacking: int) -> None:
        super().__init__(str(lacking))
        self.lacking = lacking


class NobodyInIt(GroupRefused):
    """A group without people cannot begin."""


class ProgrammeNotOpen(GroupRefused):
    """The programme is not open."""


class NotPossibleNow(GroupRefused):
    """The session is not in a state in which this can be done."""


class DayGoneBy(GroupRefused):
    """The day lies in the past, or in the future, where it may not."""


class NeedsReason(GroupRefused):
    """The course is structured: a changed agenda needs a word on what was changed, and why."""


class GuestNotWelcome(GroupRefused):
    """As the programme stands, this professional does not come in; `closed` says why."""

    def __init__(self, closed: Closed) -> None:
        super().__init__(closed)
        self.closed = closed


class TooLateToAnnounce(GroupRefused):
    """A guest is announced at least a day before."""
