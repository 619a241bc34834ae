"""How people are kept safe: rests, endings, moderation, crisis."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from alongside.programmes.core.parts import Answer, Length, Part, Text
from alongside.programmes.core.vocabulary import (
    ContactAfter,
    Ethos,
    Identity,
    ModerationMode,
    OutOfHours,
    RulesBy,
)


class Breaks(Part):
    """What happens when somebody needs a rest."""

    words: Text
    longest_pause: Answer[Length] = None
    """After a pause as long as this the coordinator gets in touch. Nothing is closed by it."""


class Ending(Part):
    """How support ends: prepared, and without a cliff."""

    review_before: Answer[Length] = None
    """How long before the planned ending the review is due."""
    bridge: Answer[Text] = None
    """What comes next, and who helps with the step."""
    contact_after: Answer[ContactAfter] = None
    contact_after_words: Answer[Text] = None


class GroundRules(Part):
    """What people who meet hold one another to, and who may change it."""

    rules: Answer[tuple[Text, ...]] = None
    by: Answer[RulesBy] = None
    content_notes: Answer[Text] = None
    """When something said or shared gets a note before it, so that people can choose not to read on."""


class Moderation(Part):
    """Who reads along where people meet in writing, when, and what happens while nobody does."""

    by: Answer[ModerationMode] = None
    hours: Answer[Text] = None
    out_of_hours: Answer[OutOfHours] = None
    words: Answer[Text] = None


class Openness(Part):
    """By what name people are known to one another."""

    identity: Answer[Identity] = None
    words: Answer[Text] = None


class HelpContact(Part):
    """Somebody to turn to now. At least one of phone, text and url."""

    name: Text
    phone: Text | None = None
    text: Text | None = None
    """The number to send a text message to."""
    text_word: Text | None = None
    """The word to send, where the service asks for one."""
    url: Annotated[str, Field(pattern=r"^https://[^\s]+$", max_length=500)] | None = None
    hours: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """Two capital letters, ISO 3166."""

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.phone or self.text or self.url):
            raise ValueError("A help contact needs a phone number, a number for texts or a web address.")
        if self.text_word and not self.text:
            raise ValueError("text_word needs text, the number to send it to.")
        return self


class ResponseMinutes(Part):
    """Within how many minutes a named person acknowledges a concern."""

    urgent: Annotated[int, Field(strict=True, ge=1, le=60 * 24)]
    soon: Annotated[int, Field(strict=True, ge=1, le=60 * 24 * 7)]
    routine: Annotated[int, Field(strict=True, ge=1, le=60 * 24 * 31)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.urgent <= self.soon <= self.routine:
            raise ValueError("Urgent must not be slower than soon, nor soon slower than routine.")
        return self


class Crisis(Part):
    """What happens when somebody is in danger, shown to everybody beforehand."""

    ethos: Ethos
    words: Text
    """What everybody is shown before they take part."""
    who_is_told: Answer[Text] = None
    response_minutes: ResponseMinutes | None = None
    help_contacts: tuple[HelpContact, ...] = ()
    """In the order in which pages show them."""
