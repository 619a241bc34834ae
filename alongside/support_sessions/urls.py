from django.urls import path

from alongside.support_sessions.views import (
    check_ins,
    contacts,
    follow_up,
    forming,
    group_people,
    group_sessions,
    groups,
    hours,
    my_group,
    registers,
)

app_name = "support_sessions"

GROUP = "p/<str:ref>/groups/<int:pk>/"
SESSION = f"{GROUP}sessions/<int:session>/"
PLACE = "p/<str:ref>/group-places/<int:pk>/"

urlpatterns = [
    path(
        "p/<str:ref>/relationships/<int:pk>/contacts/",
        contacts.relationship_sessions,
        name="relationship_sessions",
    ),
    path("p/<str:ref>/sides/<int:side>/contacts/<int:pk>/", contacts.log_contact, name="log_contact"),
    path(
        "p/<str:ref>/sides/<int:side>/contacts/extra/", contacts.log_extra_contact, name="log_extra_contact"
    ),
    path(
        "p/<str:ref>/sides/<int:side>/contacts/<int:pk>/correct/",
        contacts.correct_contact,
        name="correct_contact",
    ),
    path(
        "p/<str:ref>/sides/<int:side>/contacts/<int:pk>/another-day/",
        contacts.choose_another_day,
        name="choose_another_day",
    ),
    path("p/<str:ref>/relationships/<int:pk>/check-ins/", check_ins.check_ins, name="check_ins"),
    path("p/<str:ref>/check-ins/<int:pk>/", check_ins.answer_check_in, name="answer_check_in"),
    path(
        "p/<str:ref>/check-ins/<int:pk>/<str:question>/",
        check_ins.check_in_question,
        name="check_in_question",
    ),
    path("p/<str:ref>/follow-up/", follow_up.follow_up, name="follow_up"),
    path(
        "p/<str:ref>/follow-up/check-ins/<int:pk>/",
        follow_up.follow_up_check_in,
        name="follow_up_check_in",
    ),
    path("p/<str:ref>/calls/<int:pk>/", follow_up.record_call, name="record_call"),
    path("p/<str:ref>/supporters/<int:pk>/load/", follow_up.supporter_load, name="supporter_load"),
    path(
        "p/<str:ref>/supporters/<int:pk>/debriefs/", registers.supporter_debriefs, name="supporter_debriefs"
    ),
    path("p/<str:ref>/my-hours/", hours.my_hours, name="my_hours"),
    path("p/<str:ref>/groups/", groups.groups, name="groups"),
    path("p/<str:ref>/groups/new/", groups.new_group, name="new_group"),
    path("p/<str:ref>/groups/propose/", forming.form_groups, name="form_groups"),
    path(GROUP, groups.group, name="group"),
    path(f"{GROUP}begin/", groups.start_group, name="start_group"),
    path(f"{GROUP}end/", groups.end_group, name="end_group"),
    path(f"{GROUP}people/", group_people.place_people, name="place_people"),
    path(f"{GROUP}move/", group_people.move_people, name="move_people"),
    path(f"{GROUP}leads/", group_people.name_lead, name="name_lead"),
    path("p/<str:ref>/group-leads/<int:pk>/end/", group_people.take_back_lead, name="take_back_lead"),
    path(SESSION, group_sessions.group_session, name="group_session"),
    path(f"{SESSION}agenda/", group_sessions.change_agenda, name="change_agenda"),
    path(f"{SESSION}another-day/", group_sessions.move_session, name="move_session"),
    path(f"{SESSION}call-off/", group_sessions.call_off, name="call_off"),
    path(f"{SESSION}guests/new/", group_sessions.invite_guest, name="invite_guest"),
    path(f"{SESSION}guests/<int:guest>/take-back/", group_sessions.take_back_guest, name="take_back_guest"),
    path(f"{SESSION}register/", registers.register, name="register"),
    path(f"{SESSION}register/<int:place>/", registers.mark_one, name="mark_one"),
    path(f"{SESSION}took-place/", registers.write_up, name="write_up"),
    path(f"{SESSION}notes/", registers.session_note, name="session_note"),
    path(f"{SESSION}debrief/", registers.debrief, name="debrief"),
    path(PLACE, my_group.my_group, name="my_group"),
    path(f"{PLACE}sessions/<int:session>/", my_group.say_whether_coming, name="say_whether_coming"),
    path(f"{PLACE}leave/", my_group.leave_group, name="leave_group"),
]
