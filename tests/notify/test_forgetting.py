"""What was passed on long ago is emptied by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.common.privacy import WORK_KEPT_FOR
from alongside.notify.actions import deliver_waiting_notices, forget_old_notices, notify
from alongside.notify.models import Notice
from alongside.notify.queries import notices_about

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words", "post_office")]


def passed_on(days: float) -> None:
    Notice.objects.update(done_at=timezone.now() - timedelta(days=days))


def test_words_are_forgotten_ninety_days_after_they_were_passed_on(amina) -> None:
    notify("sample", to=amina, key="once")
    deliver_waiting_notices()
    passed_on(WORK_KEPT_FOR.days - 1)
    forget_old_notices()
    assert Notice.objects.get().words
    passed_on(WORK_KEPT_FOR.days + 1)
    forget_old_notices()
    row = Notice.objects.get()
    kept = (row.recipient, row.recipient_name, row.address, row.subject, row.words, row.link, row.person)
    assert kept == ("", "", "", "", "", "", None)
    assert (row.kind, row.key) == ("sample", "once")
    assert not notices_about(amina.label).exists()


def test_nobody_is_told_again_what_was_forgotten(amina) -> None:
    notify("sample", to=amina, key="once")
    passed_on(WORK_KEPT_FOR.days + 1)
    forget_old_notices()
    notify("sample", to=amina, key="once")
    assert Notice.objects.get().words == ""


def test_what_still_waits_is_never_forgotten(amina) -> None:
    notify("sample", to=amina)
    Notice.objects.update(created_at=timezone.now() - timedelta(days=400))
    forget_old_notices()
    assert Notice.objects.get().words


def test_a_letter_with_words_needs_an_address(amina) -> None:
    notify("sample", to=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(address="")
