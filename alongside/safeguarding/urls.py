from django.urls import path

from alongside.safeguarding.views import cases, desk, helping, holds, raising

app_name = "safeguarding"

urlpatterns = [
    path("help/", helping.help, name="help"),
    path("p/<str:ref>/help/", helping.programme_help, name="programme_help"),
    path("p/<str:ref>/help/contacts/", helping.help_contacts, name="help_contacts"),
    path("p/<str:ref>/help/contacts/own/", helping.own_contacts, name="own_contacts"),
    path("p/<str:ref>/help/contacts/add/", helping.add_contact, name="add_contact"),
    path("p/<str:ref>/help/contacts/<int:pk>/", helping.help_contact, name="help_contact"),
    path("p/<str:ref>/help/contacts/<int:pk>/remove/", helping.remove_contact, name="remove_contact"),
    path("concerns/raise/", raising.raise_concern_anywhere, name="raise_concern_anywhere"),
    path("p/<str:ref>/concerns/raise/", raising.raise_concern, name="raise_concern"),
    path("p/<str:ref>/people/<int:pk>/concerns/raise/", raising.raise_concern_for, name="raise_concern_for"),
    path("p/<str:ref>/concerns/sent/<str:key>/", raising.concern_sent, name="concern_sent"),
    path("p/<str:ref>/concerns/", desk.desk, name="desk"),
    path("p/<str:ref>/concerns/answered/", desk.answered_concerns, name="answered_concerns"),
    path("p/<str:ref>/concerns/<int:pk>/", desk.concern, name="concern"),
    path("p/<str:ref>/concerns/<int:pk>/acknowledge/", desk.acknowledge, name="acknowledge"),
    path("p/<str:ref>/concerns/<int:pk>/answer/", desk.answer, name="answer"),
    path("p/<str:ref>/concerns/<int:pk>/open-case/", desk.open_case_from, name="open_case_from"),
    path("p/<str:ref>/concerns/<int:pk>/join/", desk.join, name="join"),
    path("p/<str:ref>/concerns/<int:pk>/whom/", desk.whom, name="whom"),
    path("p/<str:ref>/cases/", cases.cases, name="cases"),
    path("p/<str:ref>/cases/<int:pk>/", cases.case, name="case"),
    path("p/<str:ref>/cases/<int:pk>/note/", cases.add_note, name="add_note"),
    path("p/<str:ref>/cases/<int:pk>/next-step/", cases.next_step, name="next_step"),
    path("p/<str:ref>/cases/<int:pk>/propose-close/", cases.propose_close, name="propose_close"),
    path("p/<str:ref>/cases/<int:pk>/close/", cases.close, name="close"),
    path("p/<str:ref>/cases/<int:pk>/keep-open/", cases.keep_open, name="keep_open"),
    path("p/<str:ref>/people/<int:pk>/cases/", cases.participant_cases, name="participant_cases"),
    path("p/<str:ref>/people/<int:pk>/hold/", holds.place_hold, name="place_hold"),
    path("p/<str:ref>/holds/", holds.holds, name="holds"),
    path("p/<str:ref>/holds/<int:pk>/lift/", holds.lift_hold, name="lift_hold"),
]
