"""Bringing an instrument with a licence of one's own, and renewing the licence."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.audit.actions import record
from alongside.measures.core.packs import InvalidPack, Pack, Permission, read_pack, scores_alike, under_key
from alongside.measures.core.registry import is_shipped
from alongside.measures.models import InstrumentPack, PackPermission
from alongside.measures.queries.packs import LETTERS, on_the_shelf
from alongside.people.models import Person
from alongside.programmes.core.loading import Problem
from alongside.programmes.models import Organisation


class BroughtAlready(Exception):
    """This version of the instrument is there in this language; `pack` is the one."""

    def __init__(self, pack: InstrumentPack) -> None:
        super().__init__(str(pack))
        self.pack = pack


@transaction.atomic
def bring_instrument(*, organisation: Organisation, text: str, by: Person) -> InstrumentPack:
    """Keep an instrument with the permission to use it. From now on definitions can name it by its key.

    Raises `InvalidPack` with what is wrong, by line, and `BroughtAlready`: a file that must be mended comes as
    another version, because people may have answered this one.
    """
    found = read_pack(text)
    one = found.instrument
    if is_shipped(one.id):
        words = _("This measure comes with the software already: use it by this name, without a licence.")
        raise InvalidPack([Problem(1, "id", words)])
    siblings = InstrumentPack.objects.filter(organisation=organisation, file_id=one.id, version=one.version)
    if there := siblings.filter(language=one.language).first():
        raise BroughtAlready(there)
    key = _key_of_translation(siblings.order_by("pk").first(), found) or _new_key(one.id)
    try:
        with transaction.atomic():
            pack = InstrumentPack.objects.create(
                organisation=organisation,
                key=key,
                file_id=one.id,
                language=one.language,
                version=one.version,
                title=one.title,
                text=text,
                content_hash=under_key(text, key).content_hash,
                added_by=by,
            )
    except IntegrityError:
        # Somebody else brought the same file at this moment.
        raise BroughtAlready(siblings.get(language=one.language)) from None
    _permit(pack, found.permission, by=by)
    record("instrument_brought", by=by, subject=pack, organisation_id=organisation.pk, instrument=key)
    return pack


@transaction.atomic
def renew_permission(*, pack: InstrumentPack, answers: Mapping[str, Any], by: Person) -> PackPermission:
    """Keep that a licence goes on, by its new number and last day. What was said before stays."""
    made = _permit(pack, Permission(**answers), by=by)
    record(
        "instrument_licence_renewed",
        by=by,
        subject=pack,
        organisation_id=pack.organisation_id,
        instrument=pack.key,
    )
    return made


def _permit(pack: InstrumentPack, permission: Permission, *, by: Person) -> PackPermission:
    return PackPermission.objects.create(
        pack=pack,
        holder=permission.holder,
        reference=permission.reference,
        confirmed_by=permission.confirmed_by,
        confirmed_on=permission.confirmed_on,
        ends_on=permission.ends_on,
        conditions=permission.conditions,
        added_by=by,
    )


def _key_of_translation(sibling: InstrumentPack | None, found: Pack) -> str:
    """The key of the same instrument in another language; empty without one. Raises `InvalidPack` if it scores otherwise."""
    if sibling is None:
        return ""
    other = on_the_shelf(sibling.key, sibling.language)
    if other is None or not scores_alike(other, found.instrument):
        words = _(
            "Version %(version)s of this measure is there in another language (%(language)s), and this file scores "
            "otherwise: other questions, codes or rules. Make them the same, or give this file a version of its own."
        ) % {"version": sibling.version, "language": sibling.language}
        raise InvalidPack([Problem(1, "version", words)])
    return sibling.key


def _new_key(file_id: str) -> str:
    while True:
        key = f"{file_id}_{''.join(secrets.choice(LETTERS) for _place in range(4))}"
        if not InstrumentPack.objects.filter(key=key).exists():
            return key
