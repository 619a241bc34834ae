"""Which programmes somebody may ask to join, what they are asked, and where their request stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.audit.queries import label
from alongside.enrolment.core.duplicates import Duplicate, Identity, find_duplicates
from alongside.enrolment.core.gates import Gate
from alongside.enrolment.queries.gates import gates_for_somebody, rules_of
from alongside.enrolment.queries.spreadsheets import has_fixed_roles, identities, known_to
from alongside.joining.core.codes import as_typed
from alongside.joining.core.steps import Journey, person_fields
from alongside.joining.models import JoinRequest, JoinStatus
from alongside.notify.models import Notice
from alongside.notify.queries import notices_about
from alongside.people.models import Person
from alongside.programmes.core.parts import given
from alongside.programmes.models import Joining, Participant, Programme, ProgrammeStatus
from alongside.programmes.queries import definition_of, staff_who_may
from alongside.roles.permissions import Permission

FROM_OUTSIDE = (Joining.BY_REQUEST, Joining.OPEN)
_CODE_SALT = "alongside.joining.code"
_ONLY_NAMES = {"same_name", "similar_name", "other_name"}


def programmes_to_join() -> QuerySet[Programme]:
    """The programmes that anybody may ask to join, or to support in, by name."""
    return (
        Programme.objects.filter(
            Q(joining__in=FROM_OUTSIDE) | Q(takes_offers=True), status=ProgrammeStatus.OPEN, is_public=True
        )
        .select_related("organisation", "definition")
        .order_by("name", "pk")
    )


def organisations_to_join() -> list[str]:
    """The names of those who run the programmes that anybody may ask to join: whom to ask, whoever asks."""
    return list(dict.fromkeys(each.organisation.name for each in programmes_to_join()[:50]))


def is_joinable(programme: Programme) -> bool:
    """Whether anybody may ask now to join the programme, or to support in it."""
    return programmes_to_join().filter(pk=programme.pk).exists()


def journey_of(programme: Programme) -> Journey:
    """What decides which questions this programme asks."""
    definition, rules = definition_of(programme), rules_of(programme)
    openness = given(definition.openness)
    return Journey(
        takes_members=programme.joining in FROM_OUTSIDE,
        takes_offers=programme.takes_offers and has_fixed_roles(programme),
        asks_age=rules.lowest_age is not None or rules.highest_age is not None,
        uses_aliases=openness is not None and openness.identity in {"pseudonymous", "anonymous"},
        purposes=tuple((each.key, each.required_for_support) for each in definition.consents),
    )


def age_gates(programme: Programme, born: date) -> bool:
    """Whether somebody born on that day is younger or older than the programme is for."""
    gates = gates_for_somebody(programme, birth_date=born)
    return bool({Gate.TOO_YOUNG, Gate.TOO_OLD} & set(gates))


def ages_in_words(programme: Programme) -> str:
    """Which ages the programme is for; empty where it has none."""
    rules = rules_of(programme)
    words = {"low": rules.lowest_age, "high": rules.highest_age}
    if rules.lowest_age is None and rules.highest_age is None:
        return ""
    if rules.highest_age is None:
        return _("It is for people from %(low)s years of age on.") % words
    if rules.lowest_age is None:
        return _("It is for people up to %(high)s years of age.") % words
    return _("It is for people from %(low)s to %(high)s years of age.") % words


def code_of(typed: str) -> str:
    """The code that somebody meant, as it is shown; empty where it can be none."""
    return as_typed(typed)


def hash_of_code(code: str) -> str:
    """How a code is stored. It holds too little for a bare hash, so the site's secret is in it."""
    return salted_hmac(_CODE_SALT, code, algorithm="sha256").hexdigest()


def request_with_code(typed: str, *, ref: str = "") -> JoinRequest | None:
    """The request that this code belongs to, however it was written; in the programme of that address, if one is given."""
    code = as_typed(typed)
    if not code:
        return None
    rows = JoinRequest.objects.select_related(
        "programme__organisation", "programme__definition", "participant"
    )
    rows = rows.filter(code_hash=hash_of_code(code))
    return (rows.filter(programme__ref=ref) if ref else rows).first()


def waiting_requests(programme: Programme) -> QuerySet[JoinRequest]:
    """Who waits for an answer, the longest first."""
    rows = JoinRequest.objects.filter(programme=programme, status=JoinStatus.WAITING)
    return rows.select_related("programme").order_by("sent_at", "pk")


def answered_requests(programme: Programme) -> QuerySet[JoinRequest]:
    """Who has had an answer or took their request back, the newest first."""
    rows = JoinRequest.objects.filter(programme=programme).exclude(
        status__in=[JoinStatus.DRAFT, JoinStatus.WAITING]
    )
    return rows.select_related("programme", "decided_by", "participant").order_by("-decided_at", "-pk")


def days_waiting(request: JoinRequest, on: date | None = None) -> int:
    """How many days somebody has waited for an answer."""
    assert request.sent_at is not None, "a draft waits for nobody"
    return max(0, ((on or timezone.localdate()) - timezone.localdate(request.sent_at)).days)


def waits_in_words(days: int) -> str:
    if not days:
        return _("since today")
    return ngettext("for %(number)s day", "for %(number)s days", days) % {"number": days}


def who_it_may_be(request: JoinRequest, reader: Person) -> list[dict[str, Any]]:
    """Whom this may be among the people whom the reader may see, strongest first; a human decides."""
    found = _compared(request, identities(known_to(reader, request.programme.organisation)))
    return [each.stored() for each in found]


def may_be_known(request: JoinRequest) -> bool:
    """Whether this may be somebody whom one of the programme's coordinators knows already."""
    known: dict[int | str, Identity] = {}
    for person in staff_who_may(request.programme, Permission.PARTICIPANT_ADD):
        for each in identities(known_to(person, request.programme.organisation)):
            known[each.key] = each
    return bool(_compared(request, list(known.values())))


def _compared(request: JoinRequest, known: list[Identity]) -> list[Duplicate]:
    fields = newcomer_fields(request)
    mine = Identity(
        key=0,
        name=fields["name"],
        other_name=fields["known_as"] if fields["known_as"] != fields["name"] else "",
        email=fields.get("email", ""),
        phone=fields.get("phone", ""),
        birth_date=fields.get("birth_date"),
    )
    # One word is what half a town is called: alone it says nothing.
    is_one_word = len(mine.name.split()) == 1
    return [
        each
        for each in find_duplicates([mine], known)
        if not (is_one_word and set(each.grounds) <= _ONLY_NAMES)
    ]


def newcomer_fields(request: JoinRequest) -> dict[str, Any]:
    """What would be kept of them, as a participant keeps it."""
    fields = person_fields(request.answers)
    if fields.get("birth_date"):
        fields["birth_date"] = date.fromisoformat(fields["birth_date"])
    return fields


def own_record(request: JoinRequest) -> Participant | None:
    """Who they are here already, where they were signed in when they sent it: known for certain."""
    if request.person_id is None or request.for_somebody_else:
        return None
    return Participant.objects.filter(
        organisation=request.programme.organisation_id, person=request.person_id, merged_into__isnull=True
    ).first()


def told_since(request: JoinRequest) -> list[Notice]:
    """What was told to somebody who can be reached by no channel and comes back with their code, the newest first.

    Only to whoever was new: a code proves nothing about somebody whom the organisation knew before.
    """
    if request.participant is None or request.was_known or request.answers.get("reach") != "none":
        return []
    return list(notices_about(label(request.participant))[:20])
