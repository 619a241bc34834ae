"""A programme of the cast that stands somewhere: the same published model, with one setting more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alongside.programmes.core.loading import definition_hash, load_definition
from alongside.programmes.models import DefinitionVersion
from tests import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


def stand(cast: Cast, *, top: str = "", end: str = "", changed: tuple[tuple[str, str], ...] = ()) -> None:
    """The coaching programme follows the published model with lines at its top, tables at its end, and some words
    changed."""
    text = f"{top}\n{factories.definition_text()}\n{end}"
    for old, new in changed:
        assert old in text, f"The model no longer says {old!r}."
        text = text.replace(old, new, 1)
    follow(cast, text)


def follow(cast: Cast, text: str) -> None:
    """The coaching programme follows this text from now on, as if it had never followed another."""
    definition = load_definition(text)
    cast.coaching.definition, _ = DefinitionVersion.objects.get_or_create(
        organisation=cast.harbour,
        slug=definition.slug,
        content_hash=definition_hash(text),
        defaults={
            "version": definition.version,
            "title": definition.title,
            "text": text,
            "created_by": cast.ada,
        },
    )
    cast.coaching.save(update_fields=["definition"])


NOT_SAID_OF_PAY = ('pay = "not reported"', 'pay = "paid"')
"""What the published model leaves open of its supporters' pay, and an answer to it."""
