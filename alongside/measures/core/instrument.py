"""What a measuring instrument is.

One JSON file holds one instrument in one language: a translation is another file with its own title, words and
content hash, and the same id. An answer is a *code* (the whole number beside a label), kept as chosen, before any
reversal; scores are derived from codes and can always be worked out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Words = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Respondent(StrEnum):
    """The place in a programme of the person who answers."""

    MEMBER = "member"
    SUPPORTER = "supporter"
    MUTUAL = "mutual"


class Method(StrEnum):
    """How codes become one number.

    `SUM` adds the items; `MEAN` takes their average; `SINGLE` is the one item itself; `GOALS` is the average of as
    many goals as the person named, each rated on the file's one item. `IMPORTED` has no items here: the number was
    worked out elsewhere, by whoever holds the licence, and is brought in as it is.
    """

    SUM = "sum"
    MEAN = "mean"
    SINGLE = "single"
    GOALS = "goals"
    IMPORTED = "imported"


class InvalidInstrument(ValueError):
    """A file that is not a sound instrument; `problems` says what is wrong, one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, config=STRICT)
class Option:
    """One answer that may be chosen. `label` may be empty only between the ends of a numbered line."""

    code: int
    label: str


@dataclass(frozen=True, config=STRICT)
class Responses:
    """The answers that an item offers, in the order in which they are shown.

    `labels`: words alone are shown. `numbers`: a line of numbers with words at both ends.
    """

    style: Literal["labels", "numbers"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    @property
    def codes(self) -> tuple[int, ...]:
        """The allowed codes, in the order shown."""
        return tuple(option.code for option in self.options)


@dataclass(frozen=True, config=STRICT)
class Item:
    """One question: its words, verbatim, and the name of its set of responses."""

    id: Slug
    text: Words
    responses: Slug


@dataclass(frozen=True, config=STRICT)
class MissingRule:
    """What is done about unanswered items.

    Up to `max_missing` of them, a sum is raised to all items (`prorate`) or a mean is taken of the answered ones
    (`mean`); beyond that there is no score. `none`: every item is needed.
    `double_marks`: on paper, two neighbouring numbers marked count as the lower; any other double mark, and every
    double mark where this is null, is a missing answer.
    """

    max_missing: Annotated[int, Field(ge=0)]
    fill: Literal["prorate", "mean", "none"]
    double_marks: Literal["lower_if_adjacent"] | None = None


@dataclass(frozen=True, config=STRICT)
class Range:
    """The lowest and the highest score that there can be, both included."""

    min: float
    max: float


@dataclass(frozen=True, config=STRICT)
class Licence:
    """Under what terms the words are here, and the line that must stand on screen beside them.

    `terms` is an SPDX identifier or the owner's own sentence. `ship`: `core` comes with the software, `pack` is
    installed apart, `byo` is text that the organisation brings with its own permission.
    """

    terms: Words
    ship: Literal["core", "pack", "byo"]
    attribution: Words
    verbatim_only: bool


@dataclass(frozen=True, config=STRICT)
class CutOff:
    """A score at which a published study drew a line, true only of the population it studied."""

    score: float
    meaning: Words
    population: Slug
    source: Words


@dataclass(frozen=True, config=STRICT)
class Difference:
    """The smallest change, in points of the score, that people notice or that a study calls important."""

    points: Annotated[float, Field(gt=0)]
    source: Words


@dataclass(frozen=True, config=STRICT)
class AgeRange:
    """Whole years, both included; `max` empty means no upper end."""

    min: Annotated[int, Field(ge=0)]
    max: int | None


@dataclass(frozen=True, config=STRICT)
class Example:
    """Answers whose score is known; `score` empty means that there is none. Checked by the self-test."""

    answers: Mapping[str, int | None]
    score: float | None


@dataclass(frozen=True, config=STRICT)
class Alarm:
    """An item whose answer may mean danger: `from_code` and every higher code must reach a person at once.

    An answer left out is unknown, never harmless: somebody asks again.
    """

    item: Slug
    from_code: int


@dataclass(frozen=True, config=STRICT)
class Question:
    """An item together with its answers, as a form needs it."""

    id: str
    text: str
    style: Literal["labels", "numbers"]
    options: tuple[Option, ...]


@dataclass(frozen=True, config=STRICT)
class Instrument:
    """A measuring instrument in one language.

    `higher_is` says whether a higher *score* is better or worse for the person. `recall` is the time that the
    questions look back on, in the instrument's words, empty where they name none. `validated` is false for wording
    that no published study has tested: pages and reports must then say "not validated". `codes` maps a public
    coding system to this instrument's code in it. `alarms` are the items that no form may keep to itself. `stretched`:
    the sum or mean is stretched in a straight line from the codes' own ends to those of `range`. `ceiling`: a sum
    beyond it counts as it. `content_hash` is the SHA-256 of the file's content, whatever
    the order of its keys or its white space.
    """

    id: Slug
    version: Words
    language: LanguageTag
    title: Words
    domain: Slug
    instruction: str
    items: tuple[Item, ...]
    responses: Mapping[str, Responses]
    reverse: tuple[str, ...]
    method: Annotated[Method, Field(strict=False)]
    missing: MissingRule
    range: Range
    higher_is: Literal["better", "worse"]
    recall: str
    respondents: Annotated[tuple[Annotated[Respondent, Field(strict=False)], ...], Field(min_length=1)]
    age_range: AgeRange | None
    licence: Licence
    validated: bool
    cut_offs: tuple[CutOff, ...]
    minimal_important_difference: Difference | None
    codes: Mapping[str, str]
    citation: Words
    notes: tuple[str, ...]
    examples: tuple[Example, ...]
    content_hash: str
    alarms: tuple[Alarm, ...] = ()
    stretched: bool = False
    ceiling: float | None = None

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of the items, in the order in which they are asked."""
        return tuple(item.id for item in self.items)

    def codes_of(self, item_id: str) -> tuple[int, ...]:
        """The codes that `item_id` allows; for goals, any id has those of the one item. KeyError if unknown."""
        if self.method is Method.GOALS:
            return self.responses[self.items[0].responses].codes
        item = {item.id: item for item in self.items}[item_id]
        return self.responses[item.responses].codes

    def alarming(self, answers: Mapping[str, int | None]) -> tuple[str, ...]:
        """The items of `answers` whose code may mean danger, in the order asked; those left out are not among them."""
        return tuple(
            alarm.item
            for alarm in self.alarms
            if (code := answers.get(alarm.item)) is not None and code >= alarm.from_code
        )

    def unanswered_alarms(self, answers: Mapping[str, int | None]) -> tuple[str, ...]:
        """The items that may mean danger and have no answer, in the order asked."""
        return tuple(alarm.item for alarm in self.alarms if answers.get(alarm.item) is None)

    def questions(self) -> tuple[Question, ...]:
        """The items with their answers, in the order in which they are asked."""
        return tuple(
            Question(
                item.id,
                item.text,
                self.responses[item.responses].style,
                self.responses[item.responses].options,
            )
            for item in self.items
        )

    def cut_offs_for(self, population: str) -> tuple[CutOff, ...]:
        """The cut-offs that were validated in exactly this population; none for any other."""
        return tuple(cut_off for cut_off in self.cut_offs if cut_off.population == population)
