"""How much support, and when: the phases of a definition."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from alongside.programmes.core.groups import AgendaItem, SessionOutline
from alongside.programmes.core.parts import (
    Absence,
    Answer,
    Count,
    Key,
    Length,
    Part,
    Stated,
    Text,
    Yes,
    given,
)
from alongside.programmes.core.vocabulary import Form, Initiator, MakeUp, Modality

MOST_CONTACTS = 4000
"""No phase plans more contacts than this: ten years, every day, is fewer."""


class Phase(Part):
    """A stretch of the schedule in which all contacts are of one kind.

    How much is said in one of four ways: a number of ``contacts``, one ``every`` so often; ``times`` in ``every``
    interval; ``at_least`` so many in ``every`` interval; the last two ``lasting`` a whole number of intervals, or
    ``open_ended``. An open room may be ``open_ended`` and nothing else: it is there, and people come when they like.
    """

    key: Key
    title: Text
    form: Form = "one_to_one"
    contacts: Stated[Count] = None
    """How many; "not reported" where the source does not say, which bars the opening until somebody decides."""
    times: Count | None = None
    at_least: Count | None = None
    every: Stated[Length] = None
    """The interval. An absence, where the source gives a number and no rhythm, bars the opening."""
    lasting: Stated[Length] = None
    """How long the phase is. An absence, where the source gives a rhythm and no length, bars the opening."""
    open_ended: Yes = False
    """True when it goes on until the schedule's length is over, or for good where there is none."""
    starts: Length | None = None
    """How long after the first day this phase begins. Left out: when the phase before it ends."""
    first_after: Length | None = None
    """How long after the phase begins its first contact is due. Left out: one interval, or at once if there is none."""
    modalities: Annotated[tuple[Modality, ...], Field(min_length=1)]
    """The ways of meeting that are allowed, the usual one first."""
    minutes_min: Answer[Count] = None
    minutes_max: Answer[Count] = None
    initiated_by: Answer[Initiator] = None
    where: Answer[Text] = None
    """The place, where it matters: at home, in the clinic."""
    optional: Yes = False
    """True when a pair or a person may leave these contacts out."""
    agenda: tuple[AgendaItem, ...] = ()
    """How the time of each session is spent, breaks included."""
    sessions: Annotated[tuple[SessionOutline, ...], Field(max_length=200)] = ()
    """What each session is about, in order, where the course sets it."""

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if self.every is not None and not isinstance(self.every, Absence) and not self.every:
            raise ValueError("The interval (every) must be at least a day.")
        amounts = [amount for amount in (self.contacts, self.times, self.at_least) if amount is not None]
        if len(amounts) > 1 or not (amounts or self.open_ended):
            raise ValueError(
                "Say how much in one way: contacts (how many), times or at_least (how many in every interval), "
                "or open_ended."
            )
        if self.contacts is not None:
            self._check_count(given(self.contacts))
        else:
            self._check_rhythm()
        return self

    @model_validator(mode="after")
    def _minutes_in_order(self) -> Self:
        least, most = given(self.minutes_min), given(self.minutes_max)
        if least is not None and most is not None and least > most:
            raise ValueError("minutes_min is more than minutes_max.")
        return self

    @model_validator(mode="after")
    def _sessions_fit(self) -> Self:
        if (self.agenda or self.sessions) and self.form != "group":
            raise ValueError('agenda and sessions belong to groups: form = "group".')
        contacts = given(self.contacts)
        if self.sessions and contacts is not None and len(self.sessions) > contacts:
            raise ValueError(f"There are {len(self.sessions)} sessions here, and {contacts} contacts.")
        most = given(self.minutes_max)
        for agenda in (self.agenda, *(outline.agenda for outline in self.sessions)):
            minutes = sum(given(item.minutes) or 0 for item in agenda)
            if most is not None and minutes > most:
                raise ValueError(f"The agenda takes {minutes} minutes, and a session lasts at most {most}.")
        return self

    @property
    def interval(self) -> Length | None:
        """How often, where it is known."""
        return given(self.every)

    @property
    def unknown(self) -> str | None:
        """The first key without which no dates can be planned and that the source does not report; None if all are."""
        amounts = {"contacts": self.contacts, "every": self.every, "lasting": self.lasting}
        return next((key for key, amount in amounts.items() if isinstance(amount, Absence)), None)

    @property
    def per_interval(self) -> int:
        """How many contacts each interval has, at least; 1 where only the interval is said."""
        return self.times or self.at_least or 1

    @property
    def intervals(self) -> int:
        """How many intervals a phase with a rhythm and an end has; 0 for any other."""
        interval, lasting = self.interval, given(self.lasting)
        if self.contacts is not None or interval is None or lasting is None:
            return 0
        return interval.how_many_in(lasting) or 0

    @property
    def planned_contacts(self) -> int | None:
        """How many contacts the phase plans; the least where it says "at least"; None where nobody can tell, because
        the source does not say or there is no end."""
        contacts = given(self.contacts)
        if contacts is not None:
            return contacts
        if self.open_ended or self.unknown:
            return None
        return self.per_interval * self.intervals

    def outline(self, index: int) -> SessionOutline | None:
        """What session ``index`` (from 0) of the phase is about, where the course says."""
        return self.sessions[index] if index < len(self.sessions) else None

    def _check_count(self, contacts: int | None) -> None:
        if self.open_ended:
            raise ValueError("A phase with a number of contacts ends: leave out contacts or open_ended.")
        if contacts is None:
            return
        if given(self.lasting) is not None and self.interval is not None:
            raise ValueError(
                "lasting belongs to times and at_least; with contacts the number says how long the phase is."
            )
        if contacts > 1 and self.every is None:
            raise ValueError("More than one contact needs an interval (every).")

    def _check_rhythm(self) -> None:
        if self.first_after is not None:
            raise ValueError("first_after belongs to contacts; here any day of the interval will do.")
        if self.open_ended:
            if self.lasting is not None:
                raise ValueError("What is open_ended does not say how long it lasts (lasting).")
            if self.every is None and (self.form != "open_room" or self.times or self.at_least):
                raise ValueError("Only an open room can do without an interval (every).")
            return
        if self.every is None or self.lasting is None:
            raise ValueError(
                "times and at_least need the interval (every) and how long the phase lasts (lasting)."
            )
        if not self.unknown and not self.intervals:
            raise ValueError(
                f"lasting ({self.lasting}) is not a whole number of intervals ({self.every}). "
                "Use weeks and days together, or months and years together."
            )
        if (self.planned_contacts or 0) > MOST_CONTACTS:
            raise ValueError(f"This phase plans more than {MOST_CONTACTS} contacts.")


class Schedule(Part):
    """What happens when: a list of phases that may differ in everything."""

    phases: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=100)]
    length: Answer[Length] = None
    """From the first day to the planned ending. "none": it goes on for good."""
    missed: Answer[MakeUp] = None
    """What becomes of a missed contact."""
    missed_words: Answer[Text] = None
