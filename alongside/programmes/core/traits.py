"""What people may match on, and how a match is chosen."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from alongside.programmes.core.parts import Answer, Key, Part, Text, Yes, given
from alongside.programmes.core.vocabulary import Choice, LeadsWith, TraitAbout, TraitKind


class Option(Part):
    """One possible answer to a question about a trait."""

    key: Key
    label: Text


class Trait(Part):
    """Something that people may share, and that this programme asks about."""

    key: Key
    label: Text
    kind: TraitKind
    about: TraitAbout | None = None
    """What it is about, so that the programme can lead with the diagnosis or with who people are."""
    options: Annotated[tuple[Option, ...], Field(max_length=200)] = ()
    lowest: Annotated[int, Field(strict=True)] | None = None
    highest: Annotated[int, Field(strict=True)] | None = None
    sensitive: Yes
    """True for what the law or people themselves treat with special care: health, origin, belief, sexuality."""
    shown_to_other: Yes
    """True when the other side may see it as a reason for the proposal."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind == "number":
            if self.options or self.lowest is None or self.highest is None or self.lowest >= self.highest:
                raise ValueError("A number needs lowest and highest, in that order, and no options.")
        elif len(self.options) < 2 or self.lowest is not None or self.highest is not None:
            raise ValueError("A choice needs at least two options, and neither lowest nor highest.")
        return self


class Matching(Part):
    """How people find one another."""

    choice: Answer[Choice] = None
    """Who chooses; "not applicable" where nobody is matched, as in groups."""
    shortlist_size: Annotated[int, Field(strict=True, ge=1, le=20)] = 3
    leads_with: Answer[LeadsWith] = None
    """Which traits are asked about first: those of diagnosis, those of identity, or the seeker's own choice."""
    traits: tuple[Trait, ...] = ()

    @property
    def seeker_chooses(self) -> bool:
        """Whether those who seek support are shown several people to choose from."""
        return self.choice in {"seeker_chooses", "seeker_asks"}

    @property
    def seeker_asks(self) -> bool:
        """Whether those who seek support may also look round themselves and ask somebody directly."""
        return self.choice == "seeker_asks"

    @property
    def in_order(self) -> tuple[Trait, ...]:
        """The traits, those that the programme leads with first; else in the order of the file."""
        lead = given(self.leads_with)
        return tuple(sorted(self.traits, key=lambda trait: trait.about != lead))

    @property
    def seeker_leads(self) -> bool:
        """Whether those who seek support say what matters to them before anything is asked of them."""
        return given(self.leads_with) == "seeker_decides"
