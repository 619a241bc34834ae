"""Clinicians in or out: whether a professional comes to a group is as the programme stands, and nobody comes in secret."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.notify.models import Notice
from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.loading import load_definition
from alongside.support_sessions.actions.group_guests import invite_guest
from alongside.support_sessions.actions.group_plans import move_session
from alongside.support_sessions.actions.group_refusals import GuestNotWelcome, TooLateToAnnounce
from alongside.support_sessions.models import Group, SessionGuest, SupportSession
from tests.support_sessions import groups

if TYPE_CHECKING:
    from tests.conftest import Cast

NURSE = {"name": "Pat Reed", "profession": "Nurse", "why": "To answer questions about shoes."}
LIMITS = "They hear questions and see no names."


def standing(cast: Cast, presence: str) -> Group:
    """A running group, led by Sam and with Mia in it, of a programme where professionals stand so."""
    told = f'[professionals]\npresence = "{presence}"\nlimits = "{LIMITS}"\n' if presence else ""
    programme = groups.programme(cast, text=f"{groups.definition()}\n{told}")
    return groups.running(cast, of=programme)


def to_come(group: Group) -> SupportSession:
    later = timezone.localdate() + timedelta(days=2)
    return SupportSession.objects.filter(group=group, planned_on__gte=later).order_by("planned_on")[0]


def page(group: Group, name: str, session: SupportSession) -> str:
    return reverse(f"support_sessions:{name}", args=[group.programme.ref, group.pk, session.pk])


@pytest.mark.parametrize(
    ("presence", "shares", "welcome"),
    [
        ("", True, False),
        ("none", True, False),
        ("with_the_experience_only", False, False),
        ("with_the_experience_only", True, True),
        ("by_invitation", False, True),
        ("beside_peers", False, True),
    ],
)
def test_professional_comes_only_where_the_programme_lets_them(
    cast: Cast, presence: str, shares: bool, welcome: bool
) -> None:
    group = standing(cast, presence)
    session = to_come(group)
    if welcome:
        invite_guest(session=session, shares_experience=shares, by=cast.sam, **NURSE)
    else:
        with pytest.raises(GuestNotWelcome):
            invite_guest(session=session, shares_experience=shares, by=cast.sam, **NURSE)
    assert SessionGuest.objects.exists() is welcome


def test_out_is_said_where_it_would_be_done_and_when_it_is_tried_all_the_same(cast: Cast) -> None:
    group = standing(cast, "none")
    session = to_come(group)
    sam = cast.client("sam")
    shown = sam.get(page(group, "group_session", session)).content.decode()
    assert "This programme keeps professionals out" in shown
    assert page(group, "invite_guest", session) not in shown
    answer = sam.post(page(group, "invite_guest", session), NURSE)
    assert answer.status_code == 422
    assert "This programme keeps professionals out" in answer.content.decode()
    assert "Pat Reed" in answer.content.decode()


def test_group_reads_beforehand_who_comes_and_why_and_may_stay_away(cast: Cast) -> None:
    group = standing(cast, "by_invitation")
    session = to_come(group)
    sam = cast.client("sam")
    for _ in range(2):
        assert sam.post(page(group, "invite_guest", session), NURSE).status_code == 302
    assert SessionGuest.objects.count() == 1
    told = Notice.objects.get(kind="group_guest_invited", person=cast.mia)
    assert not {"Pat", "Nurse", "nurse"} & set(told.words.split())
    own = reverse("support_sessions:my_group", args=[group.programme.ref, groups.own(group, cast).pk])
    shown = cast.client("mia").get(own).content.decode()
    for words in ("Pat Reed", "Nurse", "To answer questions about shoes.", LIMITS):
        assert words in shown
    assert AuditEvent.objects.filter(what="guest_invited").count() == 1
    # On another day they come all the same, and the group still reads it; taken back, nobody does.
    move_session(session=session, on=timezone.localdate() + timedelta(days=5), by=cast.sam)
    assert "Pat Reed" in cast.client("mia").get(own).content.decode()
    guest = SessionGuest.objects.get()
    sam.post(
        reverse(
            "support_sessions:take_back_guest",
            args=[group.programme.ref, group.pk, guest.session_id, guest.pk],
        )
    )
    assert "Pat Reed" not in cast.client("mia").get(own).content.decode()


def test_nobody_comes_unannounced(cast: Cast) -> None:
    group = standing(cast, "by_invitation")
    session = to_come(group)
    SupportSession.objects.filter(pk=session.pk).update(planned_on=timezone.localdate())
    with pytest.raises(TooLateToAnnounce):
        invite_guest(session=session, shares_experience=False, by=cast.sam, **NURSE)
    assert not Notice.objects.filter(kind="group_guest_invited").exists()
    with pytest.raises(ValidationError, match="guest_is_announced_in_full"):
        SessionGuest(session=session, invited_by=cast.sam, **{**NURSE, "why": ""}).validate_constraints()


@pytest.mark.parametrize(("presence", "bars"), [("none", True), ("beside_peers", False)])
def test_programme_that_keeps_professionals_out_does_not_open_with_clinicians_who_moderate(
    presence: str, bars: bool
) -> None:
    text = (
        f'{groups.definition()}\n[professionals]\npresence = "{presence}"\n[moderation]\nby = "clinicians"\n'
    )
    codes = {gap.code for gap in bars_opening(load_definition(text))}
    assert ("professionals.out_and_in" in codes) is bars
