from datetime import date

from alongside.programmes import actions
from tests import factories
from tests.doors.row import EVERYBODY, SIGNED_IN, programme, row
from tests.programmes import drafts, invitations

STAFF, DESIGNERS = "ada cora sula sasha eve", "ada cora"
STAFF_AND_PARTIES = "ada cora sula sasha eve mia sam"


def organisation(cast):
    return {"pk": cast.harbour.pk}


def role(cast):
    return {"pk": cast.harbour.pk, "role_pk": cast.harbour.staff_roles.get(person=cast.eve).pk}


def invitation(cast):
    return {"pk": cast.harbour.pk, "invitation_pk": invitations.to_role(cast).pk}


def participant(cast):
    return {"ref": cast.coaching.ref, "pk": cast.mia_participant.pk}


def new_programme(cast):
    return {"name": "Another", "discreet_name": "Harbour Fridays"}


def draft(cast):
    return {"pk": drafts.begun(cast).pk}


def asked(cast, key="summary"):
    return {**draft(cast), "key": key}


def drafts_row(name, may, method="get", *, kwargs=draft, data=None):
    return row(f"programmes:{name}", may, kwargs=kwargs, method=method, data=data)


def comment(cast):
    made = drafts.commented(cast)
    return {"pk": made.draft_id, "comment_pk": made.pk}


def next_version(cast):
    return {"pk": actions.begin_draft_of_programme(programme=cast.coaching, by=cast.ada).pk}


def intake(cast):
    made = actions.add_intake(
        programme=cast.coaching, name="Spring", starts_on=date(2026, 3, 2), ends_on=None, by=cast.ada
    )
    return {"ref": cast.coaching.ref, "pk": made.pk}


def co_designer(cast):
    made = actions.invite_co_designer(
        draft=drafts.begun(cast), name="Joan", email="joan@example.org", by=cast.ada
    )
    return {"pk": made.draft_id, "co_designer_pk": made.pk}


DRAFTS = [
    drafts_row("drafts", STAFF, kwargs=organisation),
    drafts_row("draft_new", DESIGNERS, kwargs=organisation),
    drafts_row("draft_begin", DESIGNERS, kwargs=lambda cast: {**organisation(cast), "model": "nothing"}),
    drafts_row(
        "draft_begin",
        DESIGNERS,
        "post",
        kwargs=lambda cast: {**organisation(cast), "model": factories.COACHING},
        data=lambda cast: {"title": "Ours"},
    ),
    drafts_row("draft", STAFF),
    drafts_row("co_designers", DESIGNERS),
    drafts_row("co_designer_again", DESIGNERS, "post", kwargs=co_designer),
    drafts_row("co_designer_end", DESIGNERS, "post", kwargs=co_designer),
    drafts_row("draft_undo", DESIGNERS, "post"),
    drafts_row("draft_compare", STAFF),
    drafts_row("draft_use", DESIGNERS),
    drafts_row("draft_amend", DESIGNERS, kwargs=next_version),
    row("programmes:versions", STAFF_AND_PARTIES, kwargs=programme),
    row("programmes:intake_move", DESIGNERS, kwargs=intake),
    row("programmes:intake_move", DESIGNERS, kwargs=intake, method="post"),
    drafts_row("draft_file", STAFF),
    drafts_row("draft_question", STAFF, kwargs=asked),
    # Without the mark of what was shown, an answer is taken for one that somebody else's has overtaken.
    row(
        "programmes:draft_question",
        DESIGNERS,
        kwargs=asked,
        method="post",
        data=lambda cast: {"summary": "x"},
        inside=(409,),
    ),
    drafts_row("draft_item_new", DESIGNERS, kwargs=lambda cast: asked(cast, "roles")),
    drafts_row("draft_item", DESIGNERS, kwargs=lambda cast: {**asked(cast, "roles"), "index": 0}),
    drafts_row(
        "draft_item_remove", DESIGNERS, "post", kwargs=lambda cast: {**asked(cast, "roles"), "index": 0}
    ),
    drafts_row("draft_suggest", DESIGNERS, "post", kwargs=asked),
    drafts_row("draft_comment", STAFF, "post", kwargs=asked, data=lambda cast: {"words": "Hm."}),
    drafts_row("draft_decide", DESIGNERS, "post", kwargs=asked),
    drafts_row("draft_comment_resolve", DESIGNERS, "post", kwargs=comment),
    drafts_row("draft_of_programme", DESIGNERS, "post", kwargs=programme),
]

ROWS = [
    *DRAFTS,
    row("programmes:my_places", SIGNED_IN),
    row("programmes:co_design", EVERYBODY, kwargs=lambda cast: {"token": "none"}, inside=(404,)),
    row(
        "programmes:co_design_question",
        EVERYBODY,
        kwargs=lambda cast: {"token": "none", "key": "summary"},
        inside=(404,),
    ),
    row("programmes:invitation", EVERYBODY, kwargs=lambda cast: {"token": "none"}, inside=(404,)),
    row("programmes:organisation", "ada", kwargs=organisation),
    row("programmes:organisation_settings", "ada", kwargs=organisation),
    row("programmes:staff", "ada", kwargs=organisation),
    row("programmes:staff_invite", "ada", kwargs=organisation),
    row(
        "programmes:staff_invite",
        "ada",
        kwargs=organisation,
        method="post",
        data=lambda cast: {"email": "new@example.org", "role": "evaluator", "place": ""},
    ),
    row("programmes:invitation_again", "ada", kwargs=invitation),
    row("programmes:invitation_withdraw", "ada", kwargs=invitation),
    row("programmes:invitation_withdraw", "ada", kwargs=invitation, method="post"),
    row("programmes:role_end", "ada", kwargs=role),
    row("programmes:role_end", "ada", kwargs=role, method="post"),
    row("programmes:programme_new", "ada", kwargs=organisation),
    row(
        "programmes:programme_create",
        "ada",
        kwargs=lambda cast: {**organisation(cast), "model": factories.COACHING},
        method="post",
        data=new_programme,
    ),
    row("programmes:programme_create", "ada", kwargs=lambda cast: {**organisation(cast), "model": "own"}),
    row("programmes:programme", STAFF_AND_PARTIES, kwargs=programme),
    row("programmes:charter", STAFF_AND_PARTIES, kwargs=programme),
    row("programmes:programme_public", "ada cora", kwargs=programme),
    row(
        "programmes:programme_public",
        "ada cora",
        kwargs=programme,
        method="post",
        data=lambda cast: {"is_public": "on"},
    ),
    row("programmes:report", STAFF_AND_PARTIES, kwargs=programme),
    row("programmes:definition_file", STAFF_AND_PARTIES, kwargs=programme),
    row("programmes:gaps", "ada cora", kwargs=programme),
    row("programmes:programme_open", "ada cora", kwargs=programme),
    row("programmes:programme_close", "ada cora", kwargs=programme),
    row("programmes:programme_close", "ada cora", kwargs=programme, method="post"),
    row("programmes:programme_definition", "ada cora", kwargs=programme),
    row("programmes:intakes", "ada cora", kwargs=programme),
    row("programmes:intake_new", "ada cora", kwargs=programme),
    row("programmes:intake_change", "ada cora", kwargs=intake),
    row("programmes:participant_invite", "cora", kwargs=participant),
]
