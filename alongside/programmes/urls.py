from django.urls import path

from alongside.programmes.views import (
    charters,
    draft_questions,
    drafts,
    invitations,
    organisations,
    programmes,
)

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
    path("organisation/<int:pk>/drafts/", drafts.drafts, name="drafts"),
    path("organisation/<int:pk>/drafts/new/", drafts.draft_new, name="draft_new"),
    path("organisation/<int:pk>/drafts/new/<slug:model>/", drafts.draft_begin, name="draft_begin"),
    path("design/<int:pk>/", drafts.draft, name="draft"),
    path("design/<int:pk>/undo/", drafts.draft_undo, name="draft_undo"),
    path("design/<int:pk>/compare/", drafts.draft_compare, name="draft_compare"),
    path("design/<int:pk>/use/", drafts.draft_use, name="draft_use"),
    path("design/<int:pk>/draft.toml", drafts.draft_file, name="draft_file"),
    path("design/<int:pk>/<slug:key>/", draft_questions.draft_question, name="draft_question"),
    path("design/<int:pk>/<slug:key>/add/", draft_questions.draft_item, name="draft_item_new"),
    path("design/<int:pk>/<slug:key>/<int:index>/", draft_questions.draft_item, name="draft_item"),
    path(
        "design/<int:pk>/<slug:key>/<int:index>/remove/",
        draft_questions.draft_item_remove,
        name="draft_item_remove",
    ),
    path("design/<int:pk>/<slug:key>/comment/", draft_questions.draft_comment, name="draft_comment"),
    path("design/<int:pk>/<slug:key>/decide/", draft_questions.draft_decide, name="draft_decide"),
    path(
        "design/<int:pk>/comments/<int:comment_pk>/done/",
        draft_questions.draft_comment_resolve,
        name="draft_comment_resolve",
    ),
    path("p/<str:ref>/design/", drafts.draft_of_programme, name="draft_of_programme"),
    path("p/<str:ref>/charter/", charters.charter, name="charter"),
    path("p/<str:ref>/public/", charters.programme_public, name="programme_public"),
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
