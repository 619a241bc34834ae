"""Before, during and after a session of a group."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.notify.models import Notice
from alongside.support_sessions.actions.group_places import leave_group
from alongside.support_sessions.actions.group_plans import (
    HORIZON,
    call_off,
    change_agenda,
    move_session,
    plan_group_sessions,
)
from alongside.support_sessions.actions.group_refusals import DayGoneBy, NeedsReason, NotPossibleNow
from alongside.support_sessions.actions.registers import (
    Held,
    mark,
    say_whether_coming,
    write_debrief,
    write_note,
    write_up,
)
from alongside.support_sessions.core.agenda import Item, read
from alongside.support_sessions.models import Attendance, Debrief, Group, SessionNote, SupportSession
from alongside.support_sessions.queries.meetings import (
    debriefs_for,
    group_timeline,
    missed_often,
    own_sessions,
    register_of,
)
from tests.support_sessions import groups
from tests.support_sessions.factories import days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(cast):
    """Two sessions are over (8 days ago, yesterday), five are to come."""
    return groups.running(cast, begun=8)


def held(days=8, **fields):
    return Held(**{"on": days_ago(days), "minutes": 140, "modality": "in_person"} | fields)


def others(weekly, cast):
    mine = groups.own(weekly, cast)
    return [line.place for line in register_of(groups.session(weekly)) if line.place != mine]


def missed_notices():
    return Notice.objects.filter(kind="group_session_missed")


def test_somebody_says_whether_they_come_and_changes_their_mind_without_a_reason(cast, weekly):
    place, third = groups.own(weekly, cast), groups.session(weekly, 3)
    say_whether_coming(place=place, session=third, answer="coming", by=cast.mia)
    say_whether_coming(
        place=place, session=third, answer="not_coming", by=cast.cora, on_behalf_of=cast.mia_participant
    )
    line = Attendance.objects.get()
    assert (line.answer, line.answered_by, line.reason) == ("not_coming", cast.cora, "")
    assert group_timeline(weekly).next_one.away == 1
    assert AuditEvent.objects.filter(what="group_session_answered").last().on_behalf_of


def test_nobody_answers_for_a_session_that_is_over_or_of_another_group(cast, weekly):
    place = groups.own(weekly, cast)
    other = groups.running(cast, of=weekly.programme, with_cast=False)
    for session in (groups.session(weekly, 1), groups.session(other, 3)):
        with pytest.raises(NotPossibleNow):
            say_whether_coming(place=place, session=session, answer="coming", by=cast.mia)
    leave_group(place=place, by=cast.mia)
    place.refresh_from_db()
    with pytest.raises(NotPossibleNow):
        say_whether_coming(place=place, session=groups.session(weekly, 3), answer="coming", by=cast.mia)


def test_two_who_are_called_the_same_stand_in_the_register_by_their_full_names(cast, weekly):
    names = [line.name for line in register_of(groups.session(weekly))]
    assert "Mia" in names
    assert "Amina" not in names
    assert len({name for name in names if name.startswith("Amina Number")}) == 2


def test_the_register_is_kept_and_a_missed_session_sends_kind_words_once(cast, weekly):
    first, mia = groups.session(weekly), groups.own(weekly, cast)
    one, two = others(weekly, cast)
    for place, outcome in ((mia, "missed"), (one, "came"), (two, "late")):
        mark(session=first, place=place, outcome=outcome, by=cast.sam)
    assert not missed_notices().exists()  # it could still be a slip of the thumb
    write_up(session=first, held=held(), by=cast.sam)
    write_up(session=first, held=held(minutes=150), by=cast.sam)
    notice = missed_notices().get()
    assert notice.person == cast.mia
    assert "Nothing is closed" in notice.words
    assert "group" not in f"{notice.subject} {notice.words}".lower()
    mia.refresh_from_db()
    assert mia.until is None
    first.refresh_from_db()
    assert (first.status, first.delivered_minutes) == ("delivered", 150)
    assert AuditEvent.objects.filter(what="group_session_written_up").last().details["before"]


def test_who_had_said_they_could_not_come_is_excused_and_not_written_to(cast, weekly):
    second, mia = groups.session(weekly, 2), groups.own(weekly, cast)
    SupportSession.objects.filter(pk=second.pk).update(planned_on=timezone.localdate())
    say_whether_coming(place=mia, session=second, answer="not_coming", by=cast.mia)
    write_up(session=second, held=held(0), by=cast.sam)
    assert Attendance.objects.get(place=mia).outcome == "excused"
    assert not missed_notices().exists()


def test_a_mark_that_is_put_right_later_is_in_the_log(cast, weekly):
    first, mia = groups.session(weekly), groups.own(weekly, cast)
    write_up(session=first, held=held(), by=cast.sam)
    mark(session=first, place=mia, outcome="came", by=cast.sam)
    mark(session=first, place=mia, outcome="missed", by=cast.sam, reason="Her bus did not come")
    event = AuditEvent.objects.filter(what="register_marked").last()
    assert (event.details["before"], event.details["after"]) == ("came", "missed")
    assert "bus" not in str(event.details)
    assert missed_notices().count() == 1


def test_nothing_is_written_down_of_a_session_to_come(cast, weekly):
    third = groups.session(weekly, 3)
    with pytest.raises(NotPossibleNow):
        mark(session=third, place=groups.own(weekly, cast), outcome="came", by=cast.sam)
    with pytest.raises(NotPossibleNow):
        write_up(session=third, held=held(0), by=cast.sam)
    with pytest.raises(DayGoneBy):
        write_up(session=groups.session(weekly), held=held(-1), by=cast.sam)


def test_when_nobody_came_those_who_lead_get_words_of_their_own(cast, weekly):
    write_up(session=groups.session(weekly), held=Held(took_place=False), by=cast.sam)
    assert groups.session(weekly).status == "missed"
    assert "Most often it is not" in Notice.objects.get(kind="group_nobody_came", person=cast.sam).words
    assert not missed_notices().exists()


def test_two_sessions_missed_in_a_row_are_a_reason_to_ask_and_nothing_more(cast, weekly):
    mia = groups.own(weekly, cast)
    for number, days in ((1, 8), (2, 1)):
        mark(session=groups.session(weekly, number), place=mia, outcome="missed", by=cast.sam)
        write_up(session=groups.session(weekly, number), held=held(days), by=cast.sam)
    assert missed_often(weekly) == [mia]
    assert mia.member.status == "enrolled"


def test_the_register_holds_who_was_in_the_group_on_the_day(cast, weekly):
    mia = groups.own(weekly, cast)
    leave_group(place=mia, by=cast.mia)
    assert mia in [line.place for line in register_of(groups.session(weekly, 1))]
    assert mia not in [line.place for line in register_of(groups.session(weekly, 3))]
    assert [row.number for row in own_sessions(groups.own(weekly, cast))] == [1, 2]


def test_a_structured_course_asks_what_was_changed_and_why(cast, weekly):
    third = groups.session(weekly, 3)
    shorter = (Item("Talking", 60), Item("Tea", 30, "break"))
    with pytest.raises(NeedsReason):
        change_agenda(session=third, title="", items=shorter, adaptation=" ", by=cast.sam)
    change_agenda(session=third, title="A slow day", items=shorter, adaptation="Many are tired", by=cast.sam)
    plan = groups.session(weekly, 3).plan
    assert (read(plan.agenda), plan.adaptation, plan.changed_by) == (shorter, "Many are tired", cast.sam)
    fourth = groups.session(weekly, 4)
    change_agenda(
        session=fourth, title="Only a title", items=read(fourth.plan.agenda), adaptation="", by=cast.sam
    )
    assert groups.session(weekly, 4).plan.title == "Only a title"


def test_another_day_leaves_what_was_planned_and_asks_everybody_anew(cast, weekly):
    third, mia = groups.session(weekly, 3), groups.own(weekly, cast)
    say_whether_coming(place=mia, session=third, answer="coming", by=cast.mia)
    later = third.planned_on + timedelta(days=2)
    new = move_session(session=third, on=later, starts_at=time(15, 30), place="The library", by=cast.sam)
    third.refresh_from_db()
    assert (third.status, new.instead_of, new.number) == ("cancelled", third, None)
    assert (new.plan.agenda, new.plan.starts_at) == (third.plan.agenda, time(15, 30))
    assert not new.attendances.exists()
    assert Notice.objects.filter(kind="group_session_moved", person=cast.mia).count() == 1
    with pytest.raises(NotPossibleNow):
        move_session(session=third, on=later, by=cast.sam)
    with pytest.raises(DayGoneBy):
        move_session(session=new, on=days_ago(1), by=cast.sam)
    change_agenda(session=new, title="", items=read(new.plan.agenda), adaptation="", by=cast.sam)
    assert plan_group_sessions(group=weekly) == 0


def test_a_session_called_off_is_not_written_up(cast, weekly):
    second = groups.session(weekly, 2)
    call_off(session=second, by=cast.sam)
    with pytest.raises(NotPossibleNow):
        write_up(session=second, held=held(1), by=cast.sam)
    assert Notice.objects.filter(kind="group_session_called_off", person=cast.mia).exists()


def test_notes_are_kept_and_taken_away(cast, weekly):
    first = groups.session(weekly)
    write_note(session=first, words="We planned a walk", catch_up="Bring shoes", by=cast.sam)
    assert SessionNote.objects.get().catch_up == "Bring shoes"
    write_note(session=first, words="", catch_up=" ", by=cast.sam)
    assert not SessionNote.objects.exists()


def test_a_debrief_is_the_leads_own_and_their_supervisors(cast, weekly):
    first = groups.session(weekly)
    lead = weekly.leads.get(supporter__participant=cast.sam_participant)
    say = {"session": first, "lead": lead, "words": "", "by": cast.sam}
    with pytest.raises(NotPossibleNow):
        write_debrief(**say, how="heavy", for_supervision="")
    write_up(session=first, held=held(), by=cast.sam)
    write_debrief(**say, how="heavy", for_supervision="It came close")
    write_debrief(**say, how="mixed", for_supervision="It came close")
    assert Debrief.objects.get().how == "mixed"
    assert [row.for_supervision for row in debriefs_for(lead.supporter)] == ["It came close"]
    assert "close" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_a_group_without_an_end_is_planned_half_a_year_ahead(cast, weekly):
    endless = groups.definition("weekly").replace("contacts = 7", "open_ended = true")
    endless = endless.replace('length = "P7W"', 'length = "none"').replace('first_after = "P0D"\n', "")
    made = groups.running(cast, of=groups.programme(cast, text=endless), begun=0, with_cast=False)
    assert made.planned_end_on is None
    last = SupportSession.objects.filter(group=made).latest("planned_on").planned_on
    assert timedelta(0) <= timezone.localdate() + HORIZON - last < timedelta(days=7)
    assert plan_group_sessions(group=made) == 0


def test_the_database_knows_that_a_session_is_of_two_or_of_a_group(cast, weekly):
    row = groups.session(weekly)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportSession.objects.filter(pk=row.pk).update(group=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportSession.objects.filter(pk=row.pk).update(
            status="delivered", delivered_on=days_ago(8), delivered_minutes=10, delivered_modality="phone"
        )


def test_somebody_of_another_group_does_not_stand_in_the_register(cast, weekly):
    stranger = groups.place(groups.group(cast, weekly.programme), cast)
    with pytest.raises(NotPossibleNow):
        mark(session=groups.session(weekly), place=stranger, outcome="came", by=cast.sam)
    assert Group.objects.get(pk=weekly.pk).status == "running"
