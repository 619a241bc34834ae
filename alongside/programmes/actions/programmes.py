from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.actions.co_design import end_co_design
from alongside.programmes.actions.marks import unmark_everybody
from alongside.programmes.actions.refusals import (
    AlreadyThere,
    NameGivesAway,
    NotReadyToOpen,
    NotShown,
    StateChanged,
)
from alongside.programmes.core.discreet import words_that_give_away
from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.loading import definition_hash
from alongside.programmes.models import (
    PROGRAMME_TRANSITIONS,
    DefinitionVersion,
    Joining,
    Organisation,
    Programme,
    ProgrammeStatus,
)
from alongside.programmes.queries import definition_in, definition_of

REF_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@transaction.atomic
def create_programme(
    *, organisation: Organisation, definition_text: str, name: str, discreet_name: str, by: Person
) -> Programme:
    """A programme that follows a definition, being prepared.

    Raises `programmes.core.DefinitionError` with every problem of the text, NameGivesAway where the discreet name is
    none, and AlreadyThere where the organisation has a programme of that name.
    """
    version = version_of(organisation, definition_text, discreet_name, by=by)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                organisation=organisation,
                definition=version,
                ref="".join(secrets.choice(REF_ALPHABET) for _ in range(8)),
                name=name,
                discreet_name=discreet_name,
                created_by=by,
            )
    except IntegrityError:
        raise AlreadyThere from None
    _record("programme_created", programme, by=by)
    return programme


def version_of(
    organisation: Organisation, definition_text: str, discreet_name: str, *, by: Person
) -> DefinitionVersion:
    """The stored version of this text, which no programme of this discreet name would give away."""
    definition = definition_in(definition_text)
    if words := words_that_give_away(discreet_name, definition):
        raise NameGivesAway(words)
    version, _ = DefinitionVersion.objects.get_or_create(
        organisation=organisation,
        slug=definition.slug,
        content_hash=definition_hash(definition_text),
        defaults={
            "version": definition.version,
            "title": definition.title,
            "text": definition_text,
            "created_by": by,
        },
    )
    return version


@transaction.atomic
def change_definition(*, programme: Programme, definition_text: str, by: Person) -> None:
    """Let a programme that is still being prepared follow another text.

    Raises DefinitionError and NameGivesAway as `create_programme` does, and StateChanged once it has been opened: what
    people agreed to take part in does not change under them.
    """
    version = version_of(programme.organisation, definition_text, programme.discreet_name, by=by)
    changed = Programme.objects.filter(pk=programme.pk, status=ProgrammeStatus.PREPARING).update(
        definition=version
    )
    if not changed:
        raise StateChanged
    unmark_everybody(programme)
    programme.refresh_from_db()
    _record("definition_changed", programme, by=by, version=version.version)


@transaction.atomic
def open_programme(*, programme: Programme, by: Person) -> None:
    """Open the doors. Raises NotReadyToOpen while the definition has gaps that bar it, StateChanged when it is late."""
    if barring := bars_opening(definition_of(programme)):
        raise NotReadyToOpen(barring)
    is_first_time = programme.status == ProgrammeStatus.PREPARING
    _move_programme(programme, ProgrammeStatus.OPEN, by=by, opened_at=timezone.now())
    if is_first_time:
        end_co_design(programme)


@transaction.atomic
def close_programme(*, programme: Programme, by: Person) -> None:
    """No new people and no new matches; what is under way goes on to its end."""
    _move_programme(programme, ProgrammeStatus.CLOSED, by=by)


@transaction.atomic
def show_programme(*, programme: Programme, is_public: bool, is_found_by_search: bool, by: Person) -> None:
    """Let anybody read what the programme is once it is open, and perhaps find it by a search engine; or nobody.

    What nobody may read, nobody can ask to join: then people come in by invitation again.
    """
    shut: dict[str, Any] = {} if is_public else {"joining": Joining.INVITATION, "takes_offers": False}
    Programme.objects.filter(pk=programme.pk).update(
        is_public=is_public, is_found_by_search=is_public and is_found_by_search, **shut
    )
    programme.refresh_from_db()
    _record("programme_shown", programme, by=by, is_public=is_public, is_found=programme.is_found_by_search)


@transaction.atomic
def set_joining(*, programme: Programme, joining: str, takes_offers: bool, by: Person) -> None:
    """Who may ask from outside to come in, and as what; it holds at once. Raises NotShown unless everybody may read
    what the programme is."""
    wanted = {"joining": joining, "takes_offers": takes_offers}
    rows = Programme.objects.filter(pk=programme.pk)
    if joining != Joining.INVITATION or takes_offers:
        rows = rows.filter(is_public=True)
    if not rows.update(**wanted):
        raise NotShown
    programme.refresh_from_db()
    _record("programme_joining_set", programme, by=by, **wanted)


def _move_programme(programme: Programme, to: ProgrammeStatus, *, by: Person, **fields: Any) -> None:
    sources = [old for old, new in PROGRAMME_TRANSITIONS.items() if to in new]
    if not Programme.objects.filter(pk=programme.pk, status__in=sources).update(status=to, **fields):
        raise StateChanged
    programme.refresh_from_db()
    _record(f"programme_{'opened' if to == ProgrammeStatus.OPEN else 'closed'}", programme, by=by)


def _record(what: str, programme: Programme, *, by: Person, **details: Any) -> None:
    record(
        what,
        by=by,
        subject=programme,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        **details,
    )
