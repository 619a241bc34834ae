"""A day of training, written down once for everybody who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.training.actions import record_completion
from alongside.training.models import ModuleCompletion
from alongside.training.queries import still_in_training, training_modules
from tests import factories as house

if TYPE_CHECKING:
    from django.http import HttpResponse

    from alongside.programmes.models import PeerSupporter
    from tests.conftest import Cast


def two(cast: Cast) -> list[PeerSupporter]:
    zoe = house.supporter(cast.coaching, house.participant(cast.harbour, "Zoë O’Neill"))
    return [cast.sam_supporter, zoe]


def send(cast: Cast, **changed: object) -> HttpResponse:
    said = {
        "supporters": [row.pk for row in still_in_training(cast.coaching)],
        "modules": ["listening", "safety"],
        "completed_on": str(timezone.localdate()),
        "assessed_by": "Jo Lindqvist",
    }
    address = reverse("training:training_day", args=[cast.coaching.ref])
    return cast.client("cora").post(address, {**said, **changed}, follow=True)


def test_each_record_is_the_same_as_if_it_had_been_made_singly(cast: Cast) -> None:
    sam, zoe = two(cast)
    record_completion(
        supporter=zoe,
        module="listening",
        completed_on=timezone.localdate(),
        by=cast.cora,
        assessed_by="Jo Lindqvist",
    )
    singly = ModuleCompletion.objects.get()
    content = send(cast).content.decode()
    assert "Noted for 2 people: 3 parts of training." in content
    assert "1 had been noted before, and stands as it was." in content
    like = {"completed_on": singly.completed_on, "recorded_by": cast.cora, "assessed_by": "Jo Lindqvist"}
    assert ModuleCompletion.objects.filter(**like).count() == 4
    logged = AuditEvent.objects.filter(what="module_completed", by_id=cast.cora.pk)
    assert {(row.subject, row.details["module"]) for row in logged} == {
        (f"programmes.peersupporter:{who.pk}", module)
        for who in (sam, zoe)
        for module in ("listening", "safety")
    }


def test_sending_it_twice_notes_nothing_twice(cast: Cast) -> None:
    two(cast)
    send(cast)
    logged = AuditEvent.objects.count()
    assert "Noted for 2 people: 0 parts of training." in send(cast).content.decode()
    assert (ModuleCompletion.objects.count(), AuditEvent.objects.count()) == (4, logged)


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    two(cast)
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    content = send(cast, supporters=[], modules=[], completed_on=tomorrow).content.decode()
    assert "Tick everybody who was there." in content
    assert "Tick at least one part." in content
    assert "This day is still to come." in content
    assert "Jo Lindqvist" in content
    assert not ModuleCompletion.objects.exists()


def test_nobody_of_another_programme_and_nobody_who_has_done_everything_is_in_the_list(cast: Cast) -> None:
    sam, zoe = two(cast)
    for module in training_modules(cast.coaching):
        record_completion(supporter=sam, module=module.key, completed_on=timezone.localdate(), by=cast.cora)
    assert list(still_in_training(cast.coaching)) == [zoe]
    assert "not in the list any more" in send(cast, supporters=[sam.pk]).content.decode()
