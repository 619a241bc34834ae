"""What may stand in the way of a deed. Nothing was changed when one of these is raised."""

from __future__ import annotations

from typing import Any


class StateChanged(Exception):
    """Somebody else was quicker, or the step is not possible from here; nothing was changed."""


class ChangedMeanwhile(Exception):
    """What stands there is not what the person was shown any more; `name` says who changed it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class AlreadyThere(Exception):
    """There is one already: a place of this kind in the programme, a role, an invitation, a programme of this name."""


class NotReadyToOpen(Exception):
    """The definition has gaps that bar the opening; `gaps` lists them."""

    def __init__(self, found: tuple[Any, ...]) -> None:
        super().__init__(", ".join(gap.code for gap in found))
        self.gaps = found


class NotShown(Exception):
    """Nobody can ask to join what only the people in it may read."""


class SameAsNow(Exception):
    """The text is the one that the programme follows already."""


class VersionTaken(Exception):
    """The programme follows, or followed, a version of this number; `version` says which."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


class OtherShape(Exception):
    """It would be another programme: who supports whom, or who takes part as one, is not the same."""


class AnotherWaits(Exception):
    """An amendment is still to come; there is one at a time."""


class DayTaken(Exception):
    """The day is over, or another amendment applies from it."""


class NameGivesAway(Exception):
    """A name that is meant to give nothing away holds a word of the condition; `words` lists them."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(", ".join(words))
        self.words = words


class LastAdministrator(Exception):
    """Without this role nobody could invite anybody any more."""


class InvitationOver(Exception):
    """The invitation was accepted or withdrawn, or its time is over."""


class KnownAlready(Exception):
    """This person is known to the organisation as another participant."""


class IntakeFull(Exception):
    """The intake takes no more people, or cannot be made this small; `people` are in it, `size` is how many may be."""

    def __init__(self, people: int, size: int) -> None:
        super().__init__(f"{people} of {size}")
        self.people, self.size = people, size


class OtherVersion(Exception):
    """People in the intake would follow another version of the programme, which is an act of its own."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"{before}, {after}")
        self.before, self.after = before, after
