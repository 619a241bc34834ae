"""The published models that come with the software, as texts to be read by ``loading``."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.loading import load_definition

_FOLDER = files("alongside.programmes") / "library"


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """One file of the library."""

    slug: str
    title: str
    text: str
    is_ready: bool
    """Whether an organisation could open it as it is: nothing is left out that bars the opening."""
    line: str
    """The first sentence of its summary, for lists to choose from."""


def model_text(slug: str) -> str | None:
    """The text of one model, found without reading the others; None where there is none of this slug."""
    return next((item.read_text("utf-8") for item in _models() if item.name == f"{slug}.toml"), None)


def slugs() -> tuple[str, ...]:
    """The slugs of all models, in order: each file is named by its own."""
    return tuple(sorted(item.name.removesuffix(".toml") for item in _models()))


def _models() -> Iterator[Traversable]:
    return (item for item in _FOLDER.iterdir() if item.name.endswith(".toml"))


@cache
def published() -> tuple[PublishedModel, ...]:
    """Every model of the library, by slug. They ship with the program, so they are read once."""
    texts = [item.read_text("utf-8") for item in _models()]
    models = ((load_definition(text), text) for text in texts)
    return tuple(
        sorted(
            (
                PublishedModel(
                    definition.slug,
                    definition.title,
                    text,
                    not bars_opening(definition),
                    _first_sentence(definition.summary),
                )
                for definition, text in models
            ),
            key=lambda model: model.slug,
        )
    )


def _first_sentence(words: str) -> str:
    return words.split(". ", maxsplit=1)[0].rstrip(".") + "."
