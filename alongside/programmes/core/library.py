"""The published models that come with the software, as texts to be read by ``loading``."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from alongside.programmes.core.loading import load_definition

_FOLDER = files("alongside.programmes") / "library"


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """One file of the library."""

    slug: str
    title: str
    text: str


@cache
def published() -> tuple[PublishedModel, ...]:
    """Every model of the library, by slug. They ship with the program, so they are read once."""
    texts = [item.read_text("utf-8") for item in _FOLDER.iterdir() if item.name.endswith(".toml")]
    models = ((load_definition(text), text) for text in texts)
    return tuple(
        sorted(
            (PublishedModel(definition.slug, definition.title, text) for definition, text in models),
            key=lambda model: model.slug,
        )
    )
