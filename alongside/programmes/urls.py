from django.urls import path

from alongside.programmes.views import invitations, organisations, programmes

app_name = "programmes"

urlpatterns = [
    path("you/where/", organisations.my_places, name="my_places"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("organisation/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisation/<int:pk>/settings/", organisations.settings, name="organisation_settings"),
    path("organisation/<int:pk>/staff/", organisations.staff, name="staff"),
    path("organisation/<int:pk>/staff/invite/", organisations.staff_invite, name="staff_invite"),
    path(
        "organisation/<int:pk>/staff/invitations/<int:invitation_pk>/again/",
        organisations.invitation_again,
        name="invitation_again",
    ),
    path(
        "organisation/<int:pk>/staff/invitations/<int:invitation_pk>/withdraw/",
        organisations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("organisation/<int:pk>/staff/<int:role_pk>/end/", organisations.role_end, name="role_end"),
    path("organisation/<int:pk>/programmes/new/", programmes.programme_new, name="programme_new"),
    path(
        "organisation/<int:pk>/programmes/new/<slug:model>/",
        programmes.programme_create,
        name="programme_create",
    ),
    path("p/<str:ref>/", programmes.programme, name="programme"),
    path("p/<str:ref>/gaps/", programmes.gaps_page, name="gaps"),
    path("p/<str:ref>/open/", programmes.programme_open, name="programme_open"),
    path("p/<str:ref>/close/", programmes.programme_close, name="programme_close"),
    path("p/<str:ref>/definition/", programmes.programme_definition, name="programme_definition"),
    path("p/<str:ref>/definition.toml", programmes.definition_file, name="definition_file"),
    path("p/<str:ref>/report/", programmes.report, name="report"),
    path("p/<str:ref>/intakes/", programmes.intakes, name="intakes"),
    path("p/<str:ref>/intakes/new/", programmes.intake_new, name="intake_new"),
    path("p/<str:ref>/people/<int:pk>/invite/", invitations.participant_invite, name="participant_invite"),
]
