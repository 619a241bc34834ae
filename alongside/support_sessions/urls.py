from django.urls import path

from alongside.support_sessions.views import check_ins, contacts, follow_up

app_name = "support_sessions"

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
]
