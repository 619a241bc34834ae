"""What a question of the designer is, and of which kind the answers are that the schema allows."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.parts import Absence, Part, is_answer
from alongside.programmes.core.vocabulary import Form

Kind = Literal[
    "text",
    "texts",
    "term",
    "terms",
    "number",
    "numbers",
    "decimal",
    "length",
    "yes",
    "date",
    "rows",
]
"""How an answer is given: words, several of them, one or several terms, numbers, a length of time, yes or no, a day, or
rows of a small table."""

_NUMBERS: Mapping[Any, Kind] = {
    bool: "yes",
    float: "decimal",
    date: "date",
    Duration: "length",
    int: "number",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. ``path`` is from the top of the definition or, in an item of a list, from the item."""

    path: str
    words: str = ""
    hint: str = ""
    short: bool = False
    """Words that fit on one line."""
    rows: tuple["Field", ...] = ()
    """The columns, where the answer is a small table."""


@dataclass(frozen=True, slots=True)
class Question:
    """One page of the designer."""

    key: str
    asks: str
    why: str
    source: str
    """Whose finding or demand the reason is; empty where the reason is the software's own."""
    fields: tuple[Field, ...]
    whole: str = ""
    """Where "there is none" is written: the part that all fields belong to, or the only field."""
    items: str = ""
    """The list whose items the fields describe, one page each; empty where there is one of each field."""
    item_words: str = ""
    """What one item is called, after "Add ": "a phase"."""
    bars: bool = False
    """Whether a gap here keeps a programme from opening."""
    light: bool = False
    """Whether an informal group is asked this too."""
    chapter: str = ""
    form: Form | None = None
    """The form of contact that it is about: it is not asked where the schedule has no such phase."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The places that this question is about, from the top of the definition."""
        return (self.items,) if self.items else tuple(field.path for field in self.fields)

    @property
    def may_be_absent(self) -> bool:
        """Whether "there is none" and the like can be said here."""
        return bool(self.whole) and allows_absence(self.whole)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the schema allows at a place."""

    kind: Kind | Literal["part", "items"]
    options: tuple[str, ...] = ()
    part: type[Part] | None = None
    required: bool = False
    answer: bool = False
    """An ``Answer``: it may say why there is none."""


def ask(key: str, asks: str, *paths: str | Field, why: str, source: str = "", **more: Any) -> Question:
    """A question on one or more fields; of one that may be absent, "there is none" is written at the field itself."""
    fields = tuple(Field(path) if isinstance(path, str) else path for path in paths)
    if len(fields) == 1 and not more.get("items"):
        more.setdefault("whole", fields[0].path)
    elif more.get("items"):
        more.setdefault("whole", more["items"])
    return Question(key, asks, why, source, fields, **more)


def in_chapter(chapter: str, questions: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(replace(question, chapter=chapter) for question in questions)


def shape(path: str, start: type[Part] = Definition) -> Shape:
    """What may stand at a path of keys with points between. Raises KeyError where there is no such place."""
    here: type[Part] = start
    *around, last = path.split(".")
    for step in around:
        inner = _inner(here.model_fields[step].annotation)
        if get_origin(inner) is dict:
            return Shape("text")
        here = inner
    field = here.model_fields[last]
    required, answer = field.is_required(), is_answer(field)
    return replace(_of(_inner(field.annotation)), required=required, answer=answer)


def allows_absence(path: str) -> bool:
    return shape(path).answer


def item_part(question: Question) -> type[Part]:
    """What one item of the question's list is made of."""
    part = shape(question.items).part
    if part is None:
        raise KeyError(question.items)
    return part


def _of(inner: Any) -> Shape:
    origin = get_origin(inner)
    if origin is Literal:
        return Shape("term", options=get_args(inner))
    if origin is tuple:
        return _of_several(_inner(get_args(inner)[0]))
    if isinstance(inner, type) and issubclass(inner, Part):
        return Shape("part", part=inner)
    return Shape(_NUMBERS.get(inner, "text"))


def _of_several(inner: Any) -> Shape:
    if get_origin(inner) is Literal:
        return Shape("terms", options=get_args(inner))
    if isinstance(inner, type) and issubclass(inner, Part):
        return Shape("items", part=inner)
    return Shape("numbers" if inner is int else "texts")


def _inner(annotation: Any) -> Any:
    """The type itself, without what is said about it and without the ways of having no answer."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in {Union, types.UnionType}:
            left = [arg for arg in get_args(annotation) if not _is_absence(arg)]
            annotation = left[0] if left else Absence
        else:
            return annotation


def _is_absence(annotation: Any) -> bool:
    return annotation is type(None) or _inner(annotation) in {Absence, type(None)}
