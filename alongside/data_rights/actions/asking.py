"""Asking for a copy of what is kept, or to be forgotten: noted, told to those who answer, due within a month."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.data_rights.models import CopyRequest, Erasure, HowAsked
from alongside.notify.actions import notify
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import person_recipient, staff_who_may
from alongside.roles.permissions import Permission


class AlreadyAsked(Exception):
    """The person has asked for the same, and it has not been answered yet."""


def ask_for_copy(
    *,
    participant: Participant,
    programme: Programme,
    by: Person,
    how: str = HowAsked.WEB,
    on_behalf_of: Participant | None = None,
) -> CopyRequest:
    """Somebody asks for a copy of what is kept about them; those who answer are told. Raises `AlreadyAsked`."""
    request = CopyRequest(participant=participant, how=how, recorded_by=by, due_on=_one_month_from_today())
    _ask(request, programme, "copy_requested", "data_rights:copy_request", on_behalf_of)
    return request


def ask_to_be_forgotten(
    *,
    participant: Participant,
    programme: Programme,
    by: Person,
    how: str = HowAsked.WEB,
    on_behalf_of: Participant | None = None,
) -> Erasure:
    """Somebody asks that what is kept about them be erased; those who answer are told. Raises `AlreadyAsked`."""
    erasure = Erasure(participant=participant, how=how, recorded_by=by, due_on=_one_month_from_today())
    _ask(erasure, programme, "erasure_requested", "data_rights:erase", on_behalf_of)
    return erasure


def one_month_after(day: date) -> date:
    """The same day of the next month, or its last day: the time that the law gives for an answer."""
    first_of_the_one_after = (day.replace(day=1) + timedelta(days=62)).replace(day=1)
    last = first_of_the_one_after - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _one_month_from_today() -> date:
    return one_month_after(timezone.localdate())


def _ask(
    request: CopyRequest | Erasure,
    programme: Programme,
    act: str,
    page: str,
    on_behalf_of: Participant | None,
) -> None:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
            record(
                act,
                by=request.recorded_by,
                subject=request,
                organisation_id=request.participant.organisation_id,
                programme_id=programme.pk,
                on_behalf_of=on_behalf_of,
                how=request.how,
            )
            link = reverse(page, kwargs={"ref": programme.ref, "pk": request.pk})
            for person in staff_who_may(programme, Permission.DATA_RIGHTS_ANSWER):
                notify(
                    "copy_requested",
                    to=person_recipient(person, programme),
                    link=link,
                    key=f"{act}:{request.pk}:{person.pk}",
                    context={"programme": programme, "request": request},
                )
    except IntegrityError as error:
        raise AlreadyAsked from error
