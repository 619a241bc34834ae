"""Making a codebook of one's own, from one that is there or from nothing, and its next version."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from alongside.audit.actions import record
from alongside.evaluation.core.coding.codebook import (
    MOST_CODES,
    Code,
    Codebook,
    as_codebook,
    content_of,
    new_code_id,
)
from alongside.evaluation.models import OwnCodebook
from alongside.people.models import Person
from alongside.programmes.models import Organisation


class CodebookFixed(Exception):
    """A job has used this version: it never changes. Make the next one."""


class NotThisTitle(Exception):
    """Another code of the codebook is called the same, or there are as many codes as there may be."""


@transaction.atomic
def make_codebook(
    *, organisation: Organisation, title: str, begin_from: Codebook | None, by: Person
) -> OwnCodebook:
    """A codebook of the organisation's own, which begins with another one's codes or with none."""
    taken = OwnCodebook.objects.filter(organisation=organisation).values_list("key", flat=True)
    key = new_code_id(f"own {title}", frozenset(taken))
    begun = begin_from or Codebook(key=key, version="1", title=title, codes=())
    made = replace(begun, key=key, version="1", title=title.strip())
    row = OwnCodebook.objects.create(
        organisation=organisation, key=key, title=made.title, content=content_of(made), made_by=by
    )
    record("codebook_made", by=by, subject=row, key=key, begun_from=begin_from.key if begin_from else "")
    return row


@transaction.atomic
def write_code(
    *,
    codebook: OwnCodebook,
    code: str,
    title: str,
    means: str,
    include: str = "",
    exclude: str = "",
    by: Person,
) -> str:
    """Write a code over, or add one where `code` is empty; returns its id. Raises CodebookFixed and NotThisTitle."""
    row, content = _open(codebook)
    others = [each for each in content.codes if each.id != code]
    if len(others) >= MOST_CODES or any(each.title.casefold() == title.strip().casefold() for each in others):
        raise NotThisTitle
    key = code if code in content else new_code_id(title, frozenset(each.id for each in content.codes))
    made = Code(
        id=key,
        title=title.strip(),
        means=means.strip(),
        include=include.strip(),
        exclude=exclude.strip(),
    )
    codes = tuple(made if each.id == key else each for each in content.codes)
    _keep(row, replace(content, codes=codes if key in content else (*codes, made)))
    record("codebook_changed", by=by, subject=row, code=key)
    return key


@transaction.atomic
def remove_code(*, codebook: OwnCodebook, code: str, by: Person) -> None:
    """Take a code out. Raises CodebookFixed."""
    row, content = _open(codebook)
    _keep(row, replace(content, codes=tuple(each for each in content.codes if each.id != code)))
    record("codebook_changed", by=by, subject=row, code=code, removed=True)


@transaction.atomic
def next_version(*, codebook: OwnCodebook, by: Person) -> OwnCodebook:
    """The version after the newest one of this codebook, with the codes of this one; an unused newest one is returned."""
    newest = (
        OwnCodebook.objects.select_for_update()
        .filter(organisation=codebook.organisation_id, key=codebook.key)
        .order_by("-number")[0]
    )
    if newest.fixed_at is None:
        return newest
    content = replace(as_codebook(codebook.content), version=str(newest.number + 1))
    row = OwnCodebook.objects.create(
        organisation=codebook.organisation,
        key=codebook.key,
        number=newest.number + 1,
        title=content.title,
        content=content_of(content),
        made_by=by,
    )
    record("codebook_made", by=by, subject=row, key=row.key, number=row.number)
    return row


def _open(codebook: OwnCodebook) -> tuple[OwnCodebook, Codebook]:
    row = OwnCodebook.objects.select_for_update().get(pk=codebook.pk)
    if row.fixed_at is not None:
        raise CodebookFixed
    return row, as_codebook(row.content)


def _keep(row: OwnCodebook, content: Codebook) -> None:
    OwnCodebook.objects.filter(pk=row.pk).update(content=content_of(content))
