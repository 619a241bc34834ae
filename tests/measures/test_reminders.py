from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.jobs.actions import DUTIES
from alongside.measures import actions
from alongside.notify.models import Notice
from alongside.programmes.actions import pause_place
from tests.enrolment.factories import answer
from tests.measures.factories import asked, consenting_member, response


def remind(cast, days=0):
    return actions.ask_and_remind(programme=cast.coaching, on=timezone.localdate() + timedelta(days=days))


def kinds():
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


def test_people_are_told_when_it_opens_and_once_more_half_way(cast):
    asked(cast)
    assert [remind(cast, days) for days in (0, 0, 13, 14, 14, 20, 28)] == [1, 0, 0, 1, 0, 0, 0]
    assert kinds() == ["questions_opened", "questions_reminder"]


def test_whoever_has_answered_is_not_reminded(cast):
    row = asked(cast)
    remind(cast)
    actions.decline(responses=[row], by=cast.mia)
    others = [
        response(cast.mia_participant, name)
        for name in ("ons_loneliness_direct", "semcd_6", "personal_goals")
    ]
    actions.save_answers(response=others[0], answers={"lonely": 2}, by=cast.mia)
    actions.hand_in(responses=others, by=cast.mia)
    assert remind(cast, 14) == 0


def test_whoever_has_a_pause_or_withdrew_is_left_in_peace(cast):
    asked(cast)
    pause_place(place=cast.mia_member, by=cast.mia)
    assert remind(cast) == 0
    cast.mia_member.refresh_from_db()
    answer(cast.mia_participant, cast.coaching, "take_part", given=False)
    assert remind(cast) == 0


def test_people_asked_by_a_person_get_no_notice(cast):
    consenting_member(cast.coaching)
    actions.schedule_responses(programme=cast.coaching)
    assert remind(cast) == 0
    assert kinds() == []


def test_words_name_neither_illness_nor_programme(cast):
    asked(cast)
    remind(cast)
    remind(cast, 14)
    for notice in Notice.objects.all():
        words = f"{notice.subject} {notice.words}".lower()
        assert cast.coaching.discreet_name.lower() in words
        assert not [word for word in ("diabetes", "coaching", "lonel", "peer") if word in words]


def test_the_duty_schedules_and_tells(cast):
    row = asked(cast)
    type(row).objects.all().delete()
    DUTIES["questions_of_every_programme"].run()
    assert response(cast.mia_participant, "ucla_3").asked_on == timezone.localdate()
    DUTIES["questions_of_every_programme"].run()
    assert kinds() == ["questions_opened"]
