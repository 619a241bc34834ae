from __future__ import annotations

import re

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.support_sessions.actions.check_ins import answer_check_in
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.models import CheckIn, SupportSession
from tests.support_sessions import factories
from tests.support_sessions.factories import check_in, contact, days_ago, mias, sams

pytestmark = pytest.mark.django_db


def page(name, cast, *args):
    return reverse(f"support_sessions:{name}", args=[cast.coaching.ref, *args])


def said(**changes):
    return {
        "took_place": "yes",
        "on": days_ago(0).isoformat(),
        "minutes": "60",
        "modality": "in_person",
        "note": "",
        **changes,
    }


def test_logging_takes_at_most_five_inputs_and_is_preset(cast):
    made = factories.mia_and_sam(cast)
    text = cast.client("sam").get(page("log_contact", cast, sams(made).pk, contact(made).pk)).text
    form = text[text.index('class="contact-form"') :]
    names = set(re.findall(r'name="(\w+)"', form[: form.index("</form>")])) - {"csrfmiddlewaretoken"}
    assert names == {"took_place", "on", "minutes", "modality", "note"}
    assert f'value="{days_ago(0).isoformat()}"' in form
    checked = re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"[^>]*checked', form)
    assert checked == [("took_place", "yes"), ("minutes", "60"), ("modality", "in_person")]


def test_a_supporter_logs_a_contact_in_one_go(cast):
    made = factories.mia_and_sam(cast)
    response = cast.client("sam").post(
        page("log_contact", cast, sams(made).pk, contact(made).pk), said(note="Brought tea"), follow=True
    )
    assert "That contact is written down." in response.text
    assert "Took place: 60 minutes, in person" in response.text
    assert "Brought tea" in response.text


def test_a_note_is_read_by_its_side_and_the_coordinator_and_nobody_else(cast):
    made = factories.mia_and_sam(cast)
    told = Told(on=days_ago(1), minutes=15, modality="phone", note="Sam noted this")
    log_contact(session=contact(made), side=sams(made), told=told, by=cast.sam)
    seen = {
        name: "Sam noted this" in cast.client(name).get(page("relationship_sessions", cast, made.pk)).text
        for name in ("mia", "sam", "cora", "sasha")
    }
    assert seen == {"mia": False, "sam": True, "cora": True, "sasha": False}


def test_the_second_to_log_is_told_kindly_and_led_to_the_correction(cast):
    made = factories.mia_and_sam(cast)
    told = Told(on=days_ago(1), minutes=15, modality="phone")
    log_contact(session=contact(made), side=sams(made), told=told, by=cast.sam)
    response = cast.client("mia").post(
        page("log_contact", cast, mias(made).pk, contact(made).pk), said(), follow=True
    )
    assert "Sam has written this contact down already." in response.text
    assert response.request["PATH_INFO"] == page("correct_contact", cast, mias(made).pk, contact(made).pk)
    assert contact(made).delivered_minutes == 15


def test_the_same_sent_twice_is_simply_written_down(cast):
    made = factories.mia_and_sam(cast)
    client, address = cast.client("sam"), page("log_contact", cast, sams(made).pk, contact(made).pk)
    client.post(address, said())
    response = client.post(address, said(), follow=True)
    assert "That contact is written down." in response.text
    assert AuditEvent.objects.filter(what="contact_logged").count() == 1


@pytest.mark.parametrize(("days", "words"), [(-2, "That day is still to come."), (40, "It began on")])
def test_a_day_that_cannot_be_is_refused_kindly_and_keeps_what_was_typed(cast, days, words):
    made = factories.mia_and_sam(cast)
    response = cast.client("sam").post(
        page("log_contact", cast, sams(made).pk, contact(made).pk),
        said(on=days_ago(days).isoformat(), note="Keep me"),
    )
    assert response.status_code == 422
    assert words in response.text
    assert "Keep me" in response.text


def test_a_missed_contact_needs_no_facts_and_offers_another_day(cast):
    made = factories.mia_and_sam(cast)
    address = page("log_contact", cast, sams(made).pk, contact(made).pk)
    response = cast.client("sam").post(address, {"took_place": "no"}, follow=True)
    assert "would you like to choose another day?" in response.text
    chosen = cast.client("mia").post(
        page("choose_another_day", cast, mias(made).pk, contact(made).pk),
        {"on": days_ago(-3).isoformat()},
        follow=True,
    )
    assert "The new day is" in chosen.text
    assert contact(made).another_day.planned_on == days_ago(-3)


def test_a_day_gone_by_is_no_other_day(cast):
    made = factories.mia_and_sam(cast)
    address = page("choose_another_day", cast, sams(made).pk, contact(made).pk)
    for days, words in ((1, "That day has gone by."), (-400, "more than a year away")):
        response = cast.client("sam").post(address, {"on": days_ago(days).isoformat()})
        assert response.status_code == 422
        assert words in response.text


def test_an_extra_contact_asks_before_it_counts_the_same_day_twice(cast):
    made = factories.mia_and_sam(cast)
    client, address = cast.client("mia"), page("log_extra_contact", cast, mias(made).pk)
    data = {**said(), "key": "one"}
    del data["took_place"]
    client.post(address, data)
    response = client.post(address, {**data, "key": "two"})
    assert response.status_code == 422
    assert "Is it this one?" in response.text
    assert 'name="is_another" value="on"' in response.text
    client.post(address, {**data, "key": "two", "is_another": "on"})
    assert SupportSession.objects.filter(status="delivered").count() == 2


def test_a_correction_is_prefilled_and_kept(cast):
    made = factories.mia_and_sam(cast)
    told = Told(on=days_ago(1), minutes=25, modality="phone", note="Mine")
    log_contact(session=contact(made), side=sams(made), told=told, by=cast.sam)
    client, address = cast.client("sam"), page("correct_contact", cast, sams(made).pk, contact(made).pk)
    text = client.get(address).text
    assert re.search(r'name="minutes" value="25"[^>]*checked', text)
    assert "Mine" in text
    assert "It is put right." in client.post(address, said(minutes="20"), follow=True).text
    assert contact(made).delivered_minutes == 20


def test_a_coordinator_logs_for_either_side(cast):
    made = factories.mia_and_sam(cast)
    client = cast.client("cora")
    assert "Write it down for Mia" in client.get(page("relationship_sessions", cast, made.pk)).text
    address = page("log_contact", cast, mias(made).pk, contact(made).pk)
    assert f"Written down for {cast.mia_participant.name}." in client.get(address).text
    client.post(address, said())
    assert contact(made).logged_side == mias(made)
    assert AuditEvent.objects.get(what="contact_logged").on_behalf_of.startswith("programmes.participant:")


def test_a_safeguarding_lead_reads_and_does_not_write(cast):
    made = factories.mia_and_sam(cast)
    text = cast.client("sasha").get(page("relationship_sessions", cast, made.pk)).text
    assert "/contacts/extra/" not in text


def test_a_contact_of_another_relationship_is_not_found_under_ones_own_side(cast):
    made, other = factories.mia_and_sam(cast), factories.relationship(cast.coaching)
    address = page("log_contact", cast, sams(made).pk, contact(other).pk)
    assert cast.client("sam").get(address).status_code == 404


def test_the_page_of_contacts_is_also_a_fragment(cast):
    made = factories.mia_and_sam(cast)
    for name in ("relationship_sessions", "check_ins"):
        text = cast.client("mia").get(page(name, cast, made.pk), headers={"HX-Request": "true"}).text
        assert "<html" not in text
        assert "<section" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_contacts_is_flat(cast, rows, django_assert_num_queries):
    made = factories.mia_and_sam(cast, begun=20)
    for number in range(1, rows + 1):
        told = Told(on=days_ago(1), minutes=15, modality="phone", note="x")
        log_contact(session=contact(made, number), side=sams(made), told=told, by=cast.sam)
    client, address = cast.client("sam"), page("relationship_sessions", cast, made.pk)
    client.get(address)
    with django_assert_num_queries(15):
        client.get(address)


@pytest.mark.parametrize("shown", ["worries", "quiet", "overdue", "calls", "unanswered"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_to_look_after_are_flat(cast, rows, shown, django_assert_num_queries):
    for _ in range(rows):
        made = factories.relationship(cast.coaching, begun=18)
        answer_check_in(check_in=check_in(mias(made)), by=cast.cora, load=9)
    client, address = cast.client("cora"), f"{page('follow_up', cast)}?show={shown}"
    client.get(address)
    queries = {"quiet": 18, "overdue": 17}.get(shown, 16)
    with django_assert_num_queries(queries):
        response = client.get(address)
    assert response.text.count('<li><a href="/p/') + response.text.count("I have looked after this") >= rows


def test_a_member_answers_question_by_question_and_sends_at_the_end(cast):
    row = check_in(mias(factories.mia_and_sam(cast)))
    client = cast.client("mia")
    address = page("check_in_question", cast, row.pk, "fit")
    for question, answer in (("fit", "8"), ("giving", ""), ("receiving", "9"), ("load", "1")):
        assert address == page("check_in_question", cast, row.pk, question)
        address = client.post(address, {question: answer}).headers["Location"]
    assert address == page("answer_check_in", cast, row.pk)
    assert re.search(r'name="receiving" value="9"[^>]*checked', client.get(address).text)
    sent = client.post(address, {"fit": "8", "receiving": "9", "load": "1", "words": ""}, follow=True)
    assert "Your answers have arrived." in sent.text
    row.refresh_from_db()
    assert (row.fit, row.giving, row.receiving, row.load) == (8, None, 9, 1)


def test_a_check_in_sent_twice_keeps_the_first(cast):
    row = check_in(mias(factories.mia_and_sam(cast)))
    client, address = cast.client("mia"), page("answer_check_in", cast, row.pk)
    client.post(address, {"load": "2", "words": ""})
    assert "was sent already" in client.post(address, {"load": "9", "words": ""}, follow=True).text
    row.refresh_from_db()
    assert row.load == 2


def test_no_question_of_ours_is_not_found(cast):
    row = check_in(mias(factories.mia_and_sam(cast)))
    assert cast.client("mia").get(page("check_in_question", cast, row.pk, "weight")).status_code == 404


def test_what_one_side_says_is_never_on_a_page_of_the_other(cast):
    made = factories.mia_and_sam(cast)
    row = answer_check_in(check_in=check_in(mias(made)), by=cast.mia, load=9, words="Too much for me")
    sam = cast.client("sam")
    for address in (page("check_ins", cast, made.pk), page("relationship_sessions", cast, made.pk)):
        assert "Too much for me" not in sam.get(address).text
    for method in ("get", "post"):
        assert getattr(sam, method)(page("answer_check_in", cast, row.pk)).status_code == 404
    assert "Too much for me" in cast.client("cora").get(page("check_ins", cast, made.pk)).text


def test_a_coordinator_enters_the_answers_of_somebody_by_telephone(cast):
    made = factories.mia_and_sam(cast)
    client = cast.client("cora")
    assert "Enter the answers of Mia for week 2" in client.get(page("check_ins", cast, made.pk)).text
    client.post(page("answer_check_in", cast, check_in(mias(made)).pk), {"fit": "9", "words": ""})
    row = CheckIn.objects.get(pk=check_in(mias(made)).pk)
    assert (row.fit, row.entered_by) == (9, cast.cora)


def test_a_coordinator_takes_a_worry_off_the_list(cast):
    made = factories.mia_and_sam(cast)
    row = answer_check_in(check_in=check_in(sams(made)), by=cast.sam, load=9)
    client = cast.client("cora")
    assert "It weighs heavily on them." in client.get(page("follow_up", cast)).text
    client.post(page("follow_up_check_in", cast, row.pk))
    assert "It weighs heavily on them." not in client.get(page("follow_up", cast)).text


def test_nobody_takes_their_own_check_in_off_the_list(cast):
    made = factories.mia_and_sam(cast)
    row = answer_check_in(check_in=check_in(sams(made)), by=cast.sam, load=9)
    assert cast.client("sam").post(page("follow_up_check_in", cast, row.pk)).status_code == 404


def test_a_call_is_recorded_in_two_inputs(cast):
    made = factories.mia_and_sam(cast, begun=15)
    call = mias(made).coordinator_call
    response = cast.client("cora").post(
        page("record_call", cast, call.pk), {"outcome": "fine", "words": "Glad"}, follow=True
    )
    assert "The call is written down." in response.text
    assert "It goes well" in response.text


def test_a_supervisor_sees_the_load_of_their_own_supporters_and_never_the_words(cast):
    made = factories.mia_and_sam(cast)
    answer_check_in(check_in=check_in(sams(made)), by=cast.sam, load=9, words="Between us")
    sula, address = cast.client("sula"), page("supporter_load", cast, cast.sam_supporter.pk)
    assert sula.get(address).status_code == 404
    supervision = factories.supervised(cast.sam_supporter, cast.sula)
    text = sula.get(address).text
    assert "<dd>9</dd>" in text
    assert "Between us" not in text
    type(supervision).objects.update(ends_on=days_ago(0))
    assert sula.get(address).status_code == 404
