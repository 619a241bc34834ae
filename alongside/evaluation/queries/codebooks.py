"""The codebooks that a programme may code by: those that come with the software, and the organisation's own."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.evaluation.core.coding.codebook import Codebook, as_codebook, published
from alongside.evaluation.models import OwnCodebook
from alongside.programmes.models import Organisation, Programme


@dataclass(frozen=True)
class Choice:
    """A codebook to choose: `key` names it and its version; `own` is empty for one that comes with the software."""

    key: str
    codebook: Codebook
    own: OwnCodebook | None = None


def choices_for(programme: Programme) -> tuple[Choice, ...]:
    """Every codebook that has codes: the organisation's own, the newest first, then those that come with the software."""
    own = [
        Choice(f"own-{row.pk}", codebook, row)
        for row in own_codebooks(programme.organisation)
        if (codebook := as_codebook(row.content)).codes
    ]
    return (*own, *(Choice(f"{one.key}.{one.version}", one) for one in published()))


def own_codebooks(organisation: Organisation) -> list[OwnCodebook]:
    """Every version of every codebook that the organisation made: by title, the newest version of each first."""
    rows = OwnCodebook.objects.filter(organisation=organisation).select_related("made_by")
    return sorted(rows, key=lambda row: (row.title.casefold(), row.key, -row.number))


def has_newer(row: OwnCodebook) -> bool:
    return OwnCodebook.objects.filter(
        organisation=row.organisation_id, key=row.key, number__gt=row.number
    ).exists()
