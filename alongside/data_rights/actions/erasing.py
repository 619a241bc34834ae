"""Forgetting somebody: looked at, done, and done again after an older backup was restored."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alongside.audit.actions import record
from alongside.data_rights.models import Erasure
from alongside.data_rights.queries.belongings import one_person, rows_of, tables
from alongside.data_rights.queries.erasing import FATES, consequences, is_staff_somewhere, still_open
from alongside.people.models import Person
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Participant


class StillTakesPart(Exception):
    """Somebody who has not left, or whose match or request is open, cannot be forgotten; `what` names what is open."""

    def __init__(self, what: list[str]) -> None:
        super().__init__(", ".join(what))
        self.what = what


@transaction.atomic
def stay_remembered(*, erasure: Erasure, by: Person) -> None:
    """The person has thought better of it. Raises `StateChanged` once it is done."""
    deleted, _rows = Erasure.objects.filter(pk=erasure.pk, done_at__isnull=True).delete()
    if not deleted:
        raise StateChanged
    record(
        "erasure_taken_back",
        by=by,
        subject=f"data_rights.erasure:{erasure.pk}",
        organisation_id=erasure.participant.organisation_id,
    )


@transaction.atomic
def erase(*, erasure: Erasure, by: Person) -> Erasure:
    """Forget somebody. Raises `StillTakesPart`, and `StateChanged` if it was done already."""
    locked = Erasure.objects.select_for_update(of=("self",)).select_related("participant").get(pk=erasure.pk)
    if locked.done_at is not None:
        raise StateChanged
    if what := still_open(locked.participant):
        raise StillTakesPart(what)
    locked.kept = {
        each.model._meta.label: each.rows
        for each in consequences(locked.participant)
        if each.fate.kept_because
    }
    _forget(locked.participant)
    locked.done_at, locked.done_by = timezone.now(), by
    locked.save()
    record("erased", by=by, subject=locked, organisation_id=locked.participant.organisation_id)
    return locked


@transaction.atomic
def erase_again(*, participant: Participant) -> None:
    """Forget somebody once more, whom an older backup has brought back: the ledger says that it was done."""
    _forget(participant)
    record("erased_again", by=None, subject=participant, organisation_id=participant.organisation_id)


def _forget(participant: Participant) -> None:
    participants = one_person(participant)
    if not is_staff_somewhere(participant):
        for one in participants:
            if one.person_id:
                _forget_who_signed_in(one.person_id)
    # Rows are found before any is changed: an emptied row may no longer lead to anybody.
    found = [
        (
            model,
            FATES[model._meta.label],
            list(rows_of(participants, model, belonging).values_list("pk", flat=True)),
        )
        for model, belonging in tables()
    ]
    for model, fate, keys in found:
        rows = model._base_manager.filter(pk__in=keys)
        if fate.gone:
            rows.delete()
        elif fate.emptied:
            rows.update(**fate.emptied)


def _forget_who_signed_in(pk: int) -> None:
    EmailAddress.objects.filter(user_id=pk).delete()
    Authenticator.objects.filter(user_id=pk).delete()
    # Every session ends with the number of sign-outs.
    Person.objects.filter(pk=pk).update(
        name="–",
        email=f"erased-{pk}@erased.invalid",
        password=make_password(None),
        is_active=False,
        last_login=None,
        sign_outs=F("sign_outs") + 1,
    )
