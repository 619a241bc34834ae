"""What a programme is and why it should help: who is a peer, what is meant to change, who was asked."""

from datetime import date
from typing import Annotated

from pydantic import Field

from alongside.programmes.core.parts import Answer, Key, Length, Part, Text, given
from alongside.programmes.core.vocabulary import (
    POWER_QUESTIONS,
    Component,
    DeliveryModel,
    DesignQuestion,
    HealthIdea,
    HelperKind,
    InclusionMeasure,
    Mechanism,
    Perspective,
    Reach,
    SharedThing,
    Stage,
    SupportKind,
)

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
"""A BCP 47 tag: en, es, ur, zh-Hans."""


class Peerness(Part):
    """What makes these people peers."""

    shared: Answer[Annotated[tuple[SharedThing, ...], Field(min_length=1)]] = None
    words: Answer[Text] = None
    """What is shared, in plain words."""
    verified: Answer[Text] = None
    """How the organisation knows that it is shared."""


class Included(Part):
    """One thing that is done so that people who are hardly reached can take part."""

    measure: InclusionMeasure
    how: Answer[Text] = None


class Ingredient(Part):
    """One component of the support: what is done, and of which kind."""

    kind: Component
    words: Answer[Text] = None


class ExpectedChange(Part):
    """One link of the logic model: by what means which outcome is expected, when, and what shows it."""

    component: Answer[Component] = None
    mechanism: Answer[Mechanism] = None
    outcome: Text
    measure: Answer[Key] = None
    """The instrument that shows it."""
    expected_after: Answer[Length] = None
    """How long after support begins the change is expected."""


class Asked(Part):
    """A question of design, put to one group of stakeholders on one day, and what they answered."""

    question: DesignQuestion
    stakeholders: Text
    answer: Text
    on: date


class Involved(Part):
    """Who took part in making the programme, when, and how far they decided."""

    who: Text
    stage: Stage
    how: Answer[Text] = None


class Study(Part):
    """One study of this programme, as it reports itself."""

    source: Text
    design: Answer[Text] = None
    people: Answer[Annotated[int, Field(strict=True, ge=1, le=100_000_000)]] = None
    """How many people it followed."""
    comparator: Answer[Text] = None
    found: Answer[Text] = None
    """What it found, harms and null results included."""


class Theory(Part):
    """What the programme is built on."""

    perspectives: Answer[Annotated[tuple[Perspective, ...], Field(min_length=1)]] = None
    health_idea: Answer[HealthIdea] = None
    delivery_model: Answer[DeliveryModel] = None
    helper_kind: Answer[HelperKind] = None
    support_kinds: Answer[tuple[SupportKind, ...]] = None
    mechanisms: Answer[tuple[Mechanism, ...]] = None
    components: Answer[tuple[Ingredient, ...]] = None
    inclusion: Answer[tuple[Included, ...]] = None
    logic_model: Answer[tuple[ExpectedChange, ...]] = None
    questions: tuple[Asked, ...] = ()
    involved: Answer[tuple[Involved, ...]] = None
    studies: tuple[Study, ...] = ()

    def views(self, usual: tuple[Perspective, ...]) -> tuple[Perspective, ...]:
        """All three views, for a page: first those that the programme takes, in its order, then the others as usual."""
        return tuple(dict.fromkeys((*(given(self.perspectives) or ()), *usual)))

    @property
    def expected(self) -> tuple[ExpectedChange, ...]:
        """What should change, as far as it is said."""
        return given(self.logic_model) or ()

    @property
    def makers(self) -> tuple[Involved, ...]:
        """Who took part in making the programme, as far as it is said."""
        return given(self.involved) or ()

    @property
    def power(self) -> tuple[Asked, ...]:
        """What was answered to the five questions about who decides."""
        return tuple(each for each in self.questions if each.question in POWER_QUESTIONS)


class Audience(Part):
    """Whom the programme is for, and who may join."""

    words: Answer[Text] = None
    reach: Answer[Reach] = None
    """Whether it is made for some people, for everybody, or for some with a way to what is for everybody."""
    for_everybody: Answer[Text] = None
    """What there is for everybody, and how to get there, for those for whom this is not the right place."""
    eligibility: Answer[Text] = None
    lowest_age: Answer[Annotated[int, Field(strict=True, ge=0, le=120)]] = None
    highest_age: Answer[Annotated[int, Field(strict=True, ge=0, le=120)]] = None
    languages: Answer[Annotated[tuple[Language, ...], Field(min_length=1)]] = None
    """Languages of the support, the usual one first."""
    professional_advice: Answer[Text] = None
    """Whether a diagnosis or a referral is needed."""
    oversight: Answer[Text] = None
    """Which adult watches over minors who take part, and how."""
