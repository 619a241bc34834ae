from django.urls import path

from alongside.conversations.views import held, messages, moderating, posts, settings, spaces, suspensions

app_name = "conversations"

urlpatterns = [
    path("p/<str:ref>/relationships/<int:pk>/messages/", messages.conversation, name="conversation"),
    path(
        "p/<str:ref>/relationships/<int:pk>/messages/newer/", messages.newer_messages, name="newer_messages"
    ),
    path("p/<str:ref>/messages/held/", held.held_messages, name="held_messages"),
    path("p/<str:ref>/messages/held/<int:pk>/", held.held_message, name="held_message"),
    path("p/<str:ref>/messages/held/<int:pk>/send/", held.let_held_go, name="let_held_go"),
    path("p/<str:ref>/messages/rule/", held.contact_settings, name="contact_settings"),
    path("p/<str:ref>/cases/<int:pk>/conversations/", messages.case_conversations, name="case_conversations"),
    path(
        "p/<str:ref>/cases/<int:case>/conversations/<int:pk>/", messages.read_for_case, name="read_for_case"
    ),
    path("p/<str:ref>/writing/", suspensions.own_suspension, name="own_suspension"),
    path("p/<str:ref>/suspensions/", suspensions.suspensions, name="suspensions"),
    path("p/<str:ref>/suspensions/<int:pk>/", suspensions.suspension, name="suspension"),
    path("p/<str:ref>/suspensions/<int:pk>/second/", suspensions.second_suspension, name="second_suspension"),
    path("p/<str:ref>/suspensions/<int:pk>/lift/", suspensions.lift_suspension, name="lift_suspension"),
    path("p/<str:ref>/suspensions/<int:pk>/appeal/", suspensions.hear_appeal, name="hear_appeal"),
    path("p/<str:ref>/people/<int:pk>/suspend/", suspensions.suspend_participant, name="suspend_participant"),
    path(
        "p/<str:ref>/spaces/<int:pk>/posts/<int:post>/suspend/",
        suspensions.suspend_author,
        name="suspend_author",
    ),
    path("p/<str:ref>/spaces/", spaces.spaces, name="spaces"),
    path("p/<str:ref>/spaces/make/", settings.make_space, name="make_space"),
    path("p/<str:ref>/spaces/<int:pk>/", spaces.space, name="space"),
    path("p/<str:ref>/spaces/<int:pk>/about/", spaces.about_space, name="about_space"),
    path("p/<str:ref>/spaces/<int:pk>/join/", spaces.join_space, name="join_space"),
    path("p/<str:ref>/spaces/<int:pk>/own/", spaces.own_place, name="own_place"),
    path("p/<str:ref>/spaces/<int:pk>/leave/", spaces.leave_space, name="leave_space"),
    path("p/<str:ref>/spaces/<int:pk>/settings/", settings.space_settings, name="space_settings"),
    path("p/<str:ref>/spaces/<int:pk>/leads/", settings.name_lead, name="name_lead"),
    path("p/<str:ref>/spaces/<int:pk>/leads/<int:lead>/end/", settings.end_lead, name="end_lead"),
    path("p/<str:ref>/spaces/<int:pk>/begin/", posts.begin_thread, name="begin_thread"),
    path("p/<str:ref>/spaces/<int:pk>/threads/<int:thread>/", posts.thread, name="thread"),
    path(
        "p/<str:ref>/spaces/<int:pk>/threads/<int:thread>/close/",
        moderating.close_thread,
        name="close_thread",
    ),
    path("p/<str:ref>/spaces/<int:pk>/posts/<int:post>/withdraw/", posts.withdraw_post, name="withdraw_post"),
    path("p/<str:ref>/spaces/<int:pk>/posts/<int:post>/report/", posts.report_post, name="report_post"),
    path("p/<str:ref>/spaces/<int:pk>/posts/<int:post>/answer/", posts.answer_act, name="answer_act"),
    path(
        "p/<str:ref>/spaces/<int:pk>/posts/<int:post>/look/", moderating.moderate_post, name="moderate_post"
    ),
    path("p/<str:ref>/spaces/<int:pk>/posts/<int:post>/claim/", moderating.claim_heard, name="claim_heard"),
    path("p/<str:ref>/spaces/<int:pk>/posts/<int:post>/author/", moderating.see_author, name="see_author"),
    path("p/<str:ref>/spaces/<int:pk>/waiting/", moderating.moderation, name="moderation"),
]
