from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.notify.models import Notice
from alongside.programmes.actions import grant_role
from alongside.programmes.models import StaffRole
from alongside.roles.permissions import Role
from alongside.safeguarding.access import WRITING_LASTS, concerns_visible_to, seal_writer
from alongside.safeguarding.actions.concerns import SENDINGS_PER_SPAN, acknowledge_concern
from alongside.safeguarding.models import Concern, Urgency
from tests import factories as house
from tests.safeguarding import factories

if TYPE_CHECKING:
    from tests.conftest import Cast

KEY = "a-key-that-nobody-can-guess-1"


@pytest.fixture(autouse=True)
def _fresh_counter() -> None:
    cache.clear()


def address(cast: Cast) -> str:
    return reverse("safeguarding:raise_concern", args=[cast.coaching.ref])


def told(**fields: Any) -> dict[str, Any]:
    return {"words": "He did not answer for three days.", "urgency": "soon", "key": KEY, **fields}


def notices(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient_name", flat=True))


def test_concern_form_shows_help_readers_and_clock_times_before_anything_is_typed(cast: Cast) -> None:
    page = cast.client("mia").get(address(cast)).content.decode()
    assert "phone 999" in page
    assert "116 123" in page
    assert "Read by: Sasha" in page
    assert "a person looks by" in page
    assert "It can wait: a person looks by" in page
    assert "a day or so" not in page  # this programme answers within five days
    assert "today" in page or "tomorrow" in page


def test_concern_is_stored_told_and_answered_with_a_time(cast: Cast) -> None:
    response = cast.client("mia").post(address(cast), told(about_me="on"), follow=True)
    concern = Concern.objects.get()
    assert (concern.raised_by, concern.raised_by_participant, concern.about) == (
        cast.mia,
        cast.mia_participant,
        cast.mia_participant,
    )
    assert (concern.due_at - concern.raised_at).total_seconds() == 1440 * 60
    assert notices("concern_raised") == ["Sasha"]
    page = response.content.decode()
    assert "Sasha looks at it by" in page
    assert timezone.localtime(concern.due_at).strftime("%H:%M") in page
    assert "tel:116123" in page
    assert concern.words not in page, "the address may stay in the history of a shared phone"


def test_copy_by_post_says_look_and_not_what(cast: Cast) -> None:
    factories.concern(cast, words="He hit me", about_words="my neighbour Bob", urgency="now")
    notice = Notice.objects.get(kind="concern_raised")
    letter = f"{notice.subject} {notice.words}".lower()
    for secret in ("hit", "bob", "mia", "sam", "coaching", "diabetes", "concern", "safeguarding"):
        assert secret not in letter
    assert "look" in letter


def test_form_sent_twice_is_one_concern(cast: Cast) -> None:
    client = cast.client("mia")
    first, second = client.post(address(cast), told()), client.post(address(cast), told())
    assert first["Location"] == second["Location"]
    assert Concern.objects.count() == 1
    assert notices("concern_raised") == ["Sasha"]


def test_other_words_under_the_same_key_are_another_concern(cast: Cast) -> None:
    client = cast.client("mia")
    client.post(address(cast), told())
    client.post(address(cast), told(words="Now he says he has tablets."))
    assert Concern.objects.count() == 2


def test_words_stay_when_something_is_missing(cast: Cast) -> None:
    response = cast.client("mia").post(address(cast), told(words="", about_words="My friend Bo"))
    assert response.status_code == 422
    assert "My friend Bo" in response.content.decode()
    assert Concern.objects.count() == 0


def test_unsaid_urgency_counts_as_urgent(cast: Cast) -> None:
    cast.client("mia").post(address(cast), told(urgency=""))
    assert Concern.objects.get().urgency == Urgency.NOW


def test_somebody_who_is_not_signed_in_can_tell_too(cast: Cast) -> None:
    response = cast.client(None).post(address(cast), told(name="Bo", reply_to="07700 900123"), follow=True)
    concern = Concern.objects.get()
    assert (concern.raised_by, concern.raised_by_name, concern.reply_to) == (None, "Bo", "07700 900123")
    assert "It has arrived" in response.content.decode()


def test_worry_keeps_its_name_although_the_sign_in_ran_out(cast: Cast) -> None:
    page = cast.client("mia").get(address(cast)).content.decode()
    sealed = re.search(r'name="written_by" value="([^"]+)"', page)
    assert sealed
    sent = told(about_me="on", written_by=sealed[1])
    response = cast.client(None).post(address(cast), sent, follow=True)
    concern = Concern.objects.get()
    assert (concern.raised_by, concern.raised_by_participant, concern.about) == (
        cast.mia,
        cast.mia_participant,
        cast.mia_participant,
    )
    assert "It came with your name all the same" in response.content.decode()


@pytest.mark.parametrize("late", [False, True])
def test_name_is_taken_from_no_other_programme_and_not_for_ever(cast: Cast, late: bool) -> None:
    sealed = seal_writer(cast.mia, cast.coaching if late else cast.pairs)
    with time_machine.travel(timezone.now() + WRITING_LASTS * 1.1 if late else timezone.now(), tick=False):
        cast.client(None).post(address(cast), told(about_me="on", written_by=sealed))
        cast.client(None).post(address(cast), told(words="Made up", key="", written_by=sealed + "x"))
    assert set(Concern.objects.values_list("raised_by", "about")) == {(None, None)}


def test_somebody_from_outside_learns_only_who_reads(cast: Cast) -> None:
    page = cast.client(None).get(address(cast)).content.decode()
    assert "Sasha" in page
    assert "Cora" not in page
    assert "Cora" in cast.client("mia").get(address(cast)).content.decode()


def test_many_sendings_from_one_place_wait_but_never_urgent_ones(cast: Cast) -> None:
    client = cast.client(None)
    for number in range(SENDINGS_PER_SPAN):
        assert client.post(address(cast), told(words=f"Number {number}", key="")).status_code == 302
    refused = client.post(address(cast), told(words="One more", key=""))
    assert refused.status_code == 429
    assert "One more" in refused.content.decode()
    assert (
        client.post(address(cast), told(words="He is on the bridge", urgency="now", key="")).status_code
        == 302
    )
    assert cast.client("mia").post(address(cast), told(words="Mine", key="")).status_code == 302


def test_staff_write_a_concern_down_for_somebody(cast: Cast) -> None:
    page = reverse("safeguarding:raise_concern_for", args=[cast.coaching.ref, cast.mia_participant.pk])
    assert cast.client("cora").post(page, told()).status_code == 302
    concern = Concern.objects.get()
    assert (concern.raised_by, concern.raised_by_participant) == (cast.cora, cast.mia_participant)
    event = AuditEvent.objects.get(what="concern_raised")
    assert event.on_behalf_of == f"programmes.participant:{cast.mia_participant.pk}"


def test_page_of_origin_is_kept_as_a_label_and_nothing_else(cast: Cast) -> None:
    client = cast.client("mia")
    client.post(address(cast) + "?about=matching.relationship:3", told())
    client.post(address(cast) + "?about=<script>", told(words="Another", key=""))
    assert sorted(Concern.objects.values_list("subject", flat=True)) == ["", "matching.relationship:3"]


def test_label_of_a_participant_names_them_only_for_staff_who_see_them(cast: Cast) -> None:
    there = f"{address(cast)}?about=programmes.participant:{cast.sam_participant.pk}"
    cast.client("cora").post(there, told(key=""))
    cast.client("mia").post(there, told(key="", words="By a member"))
    assert Concern.objects.get(raised_by=cast.cora).about == cast.sam_participant
    assert Concern.objects.get(raised_by=cast.mia).about is None


def test_concern_about_a_lead_goes_round_them(cast: Cast) -> None:
    petra = house.person("petra")
    grant_role(person=petra, organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada)
    concern = factories.concern(cast, about=None, about_staff=cast.sasha)
    assert notices("concern_raised") == ["Petra"]
    assert not concerns_visible_to(cast.sasha, cast.coaching).exists()
    assert concerns_visible_to(petra, cast.coaching).get() == concern
    there = reverse("safeguarding:concern", args=[cast.coaching.ref, concern.pk])
    assert cast.client("sasha").get(there).status_code == 404
    assert cast.client("sasha").post(there + "acknowledge/").status_code == 404
    assert (
        concern.words
        not in cast.client("sasha")
        .get(reverse("safeguarding:desk", args=[cast.coaching.ref]))
        .content.decode()
    )


def test_concern_about_the_only_lead_asks_the_administrators_for_somebody_from_outside(cast: Cast) -> None:
    response = cast.client("mia").post(address(cast), told(about_staff=cast.sasha.pk), follow=True)
    assert notices("concern_raised") == []
    assert notices("concern_needs_somebody") == ["Ada"]
    assert "The organisation has been told that somebody is needed" in response.content.decode()


def test_concern_about_a_lead_who_is_a_participant_goes_round_them_too(cast: Cast) -> None:
    cast.sam_participant.person = cast.sasha
    cast.sam_participant.save()
    factories.concern(cast, about=cast.sam_participant)
    assert notices("concern_raised") == []
    assert not concerns_visible_to(cast.sasha, cast.coaching).exists()


def test_concern_is_told_to_administrators_when_nobody_leads(cast: Cast) -> None:
    StaffRole.objects.filter(person=cast.sasha).delete()
    factories.concern(cast)
    assert notices("concern_needs_somebody") == ["Ada"]


def test_concern_is_stored_even_when_nobody_can_be_told(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notify_notice RENAME TO notice_that_is_away")
    assert cast.client("mia").post(address(cast), told()).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notice_that_is_away RENAME TO notify_notice")
    assert Concern.objects.get().words == "He did not answer for three days."
    assert "nobody could be told" in caplog.text


def test_raiser_sees_who_has_looked_and_only_they_read_the_answer(cast: Cast) -> None:
    concern = factories.concern(cast)
    acknowledge_concern(concern=concern, by=cast.sasha)
    there = reverse("safeguarding:concern_sent", args=[cast.coaching.ref, concern.key])
    assert "Sasha has looked at it" in cast.client(None).get(there).content.decode()
    assert notices("concern_seen") == ["Mia"]
    address = reverse("safeguarding:answer", args=[cast.coaching.ref, concern.pk])
    cast.client("sasha").post(address, {"answer": "We spoke with him."})
    assert "We spoke with him." in cast.client("mia").get(there).content.decode()
    for other in (None, "cora", "sam"):
        assert "We spoke with him." not in cast.client(other).get(there).content.decode()


def test_participant_who_asked_for_calls_gets_no_notice_that_others_would_pass_on(cast: Cast) -> None:
    cast.mia_participant.channel = "telephone"
    cast.mia_participant.save()
    factories.seen_concern(cast)
    assert notices("concern_seen") == []


def test_every_page_leads_to_raising_a_concern(cast: Cast) -> None:
    inside = cast.client("sasha").get(reverse("safeguarding:desk", args=[cast.coaching.ref])).content.decode()
    assert f'href="{address(cast)}"' in inside
    outside = cast.client(None).get(reverse("safeguarding:help")).content.decode()
    assert reverse("safeguarding:raise_concern_anywhere") in outside


def test_raising_from_nowhere_leads_on_or_asks(cast: Cast) -> None:
    anywhere = reverse("safeguarding:raise_concern_anywhere")
    assert cast.client("mia").get(anywhere)["Location"] == address(cast)
    assert "Whom do you want to tell?" in cast.client("cora").get(anywhere).content.decode()
    assert cast.client(None).get(f"{anywhere}?programme={cast.coaching.ref}")["Location"] == address(cast)
