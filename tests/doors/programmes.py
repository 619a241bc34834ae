from tests import factories
from tests.doors.row import EVERYBODY, SIGNED_IN, programme, row
from tests.programmes import invitations

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


ROWS = [
    row("programmes:my_places", SIGNED_IN),
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
    row("programmes:report", STAFF_AND_PARTIES, kwargs=programme),
    row("programmes:definition_file", STAFF_AND_PARTIES, kwargs=programme),
    row("programmes:gaps", "ada cora", kwargs=programme),
    row("programmes:programme_open", "ada cora", kwargs=programme),
    row("programmes:programme_close", "ada cora", kwargs=programme),
    row("programmes:programme_close", "ada cora", kwargs=programme, method="post"),
    row("programmes:programme_definition", "ada cora", kwargs=programme),
    row("programmes:intakes", "ada cora", kwargs=programme),
    row("programmes:intake_new", "ada cora", kwargs=programme),
    row("programmes:participant_invite", "cora", kwargs=participant),
]
