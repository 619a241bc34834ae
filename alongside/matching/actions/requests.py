"""Asking for support, taking it back, and looking at a request before it goes on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.enrolment.queries import has_required_consents
from alongside.matching.models import (
    LIVE_PROPOSALS,
    OPEN_REQUESTS,
    REQUEST_TRANSITIONS,
    WITH_SOMEBODY,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    SupportRequest,
)
from alongside.notify.actions import notify
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PlaceStatus, Programme, ProgrammeStatus
from alongside.programmes.queries import participant_recipient, person_recipient, staff_who_may
from alongside.roles.permissions import Permission
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.queries import is_on_hold


class MatchingRefused(Exception):
    """A step that is not possible now; nothing was changed. Each kind has its own sentence on the page."""


class AlreadyRequested(MatchingRefused):
    """The member has an open request."""


class AlreadySupported(MatchingRefused):
    """The member has a relationship under way, which has to end first."""


class ConsentMissing(MatchingRefused):
    """A consent without which there is no support has not been given, or was withdrawn."""


class ProgrammeNotOpen(MatchingRefused):
    """The programme takes no new matches now."""


class StepTooLate(MatchingRefused):
    """Somebody else was quicker, or the step is not possible from here."""


class OnHold(MatchingRefused):
    """A safeguarding hold: a person looks first."""


@transaction.atomic
def request_support(
    *, member: Member, words: str = "", by: Person, on_behalf_of: Participant | None = None
) -> SupportRequest:
    """Ask for support (in a mutual programme: for a partner). On hold it is stored, and a person looks at it.

    Raises ProgrammeNotOpen, ConsentMissing, AlreadyRequested, AlreadySupported, and StepTooLate for somebody who
    is having a pause or has left.
    """
    member = Member.objects.select_for_update().select_related("participant", "programme").get(pk=member.pk)
    check_open(member.programme)
    if member.status != PlaceStatus.ENROLLED:
        raise StepTooLate
    if not has_required_consents(member.participant, member.programme):
        raise ConsentMissing
    if member.relationship_sides.exclude(relationship__status="ended").exists():
        raise AlreadySupported
    request = open_request(member, words=words)
    log("support_requested", request, by=by, on_behalf_of=on_behalf_of)
    take_in(request, "words", programme=member.programme, by=by, writer=member.participant)
    return request


def check_open(programme: Programme) -> None:
    """Raises ProgrammeNotOpen unless new matches may be made."""
    if Programme.objects.get(pk=programme.pk).status != ProgrammeStatus.OPEN:
        raise ProgrammeNotOpen


def open_request(
    member: Member, *, words: str = "", waiting_since: datetime | None = None, again: bool = False
) -> SupportRequest:
    """Store an open request and tell whoever must know; inside the caller's transaction, which writes the audit line.

    With `waiting_since` the member keeps the place in the queue that they had before. `again`: they were told in
    other words already, and only hear of it when a person has to look first.
    """
    on_hold = is_on_hold(member.participant, member.programme)
    now = timezone.now()
    try:
        with transaction.atomic():
            request = SupportRequest.objects.create(
                member=member,
                words=words,
                status=RequestStatus.ON_HOLD if on_hold else RequestStatus.WAITING,
                asked_at=now,
                waiting_since=waiting_since or now,
            )
    except IntegrityError:
        raise AlreadyRequested from None
    kind = "request_kept" if on_hold else "request_received"
    if on_hold or not again:
        tell(
            member.participant, member.programme, kind, link=request_link(request), key=f"{kind}:{request.pk}"
        )
    if on_hold:
        tell_coordinators(
            member.programme, "request_to_look_at", link=request_link(request), key=f"look:{request.pk}"
        )
    return request


@transaction.atomic
def withdraw_request(*, request: SupportRequest, by: Person, on_behalf_of: Participant | None = None) -> None:
    """Take a request back, without a reason. Whoever was being asked is told kindly. Raises StepTooLate."""
    move_request(request, RequestStatus.WITHDRAWN, closed_at=timezone.now())
    close_proposals(request, ProposalStatus.WITHDRAWN)
    log("support_request_withdrawn", request, by=by, on_behalf_of=on_behalf_of)


@transaction.atomic
def release_request(*, request: SupportRequest, by: Person) -> None:
    """A person has looked: the request goes on, with the waiting time it had. Raises OnHold while the hold stands."""
    if is_on_hold(request.member.participant, request.member.programme):
        raise OnHold
    move_request(request, RequestStatus.WAITING, source=(RequestStatus.ON_HOLD,))
    log("support_request_released", request, by=by)
    tell(
        request.member.participant,
        request.member.programme,
        "request_received",
        link=request_link(request),
        key=f"request_released:{request.pk}:{timezone.now():%Y%m%d}",
    )


@transaction.atomic
def wait_until(*, request: SupportRequest, day: date, by: Person) -> None:
    """Nobody is looked for before the day, as the plan of a trial says that the person agreed to.

    Raises StepTooLate unless the request waits and nobody is being asked for it.
    """
    changed = SupportRequest.objects.filter(pk=request.pk, status=RequestStatus.WAITING).update(
        not_before=day
    )
    if not changed:
        raise StepTooLate
    request.not_before = day
    close_proposals(request, ProposalStatus.WITHDRAWN)
    log("support_request_waits_by_plan", request, by=by, day=day.isoformat())


@transaction.atomic
def wait_no_longer(*, request: SupportRequest, by: Person) -> None:
    """Somebody is looked for now, before the day of the trial's plan. Raises StepTooLate where there is no such day."""
    if not SupportRequest.objects.filter(pk=request.pk, not_before__isnull=False).update(not_before=None):
        raise StepTooLate
    request.not_before = None
    log("support_request_waits_no_longer", request, by=by)


def move_request(
    request: SupportRequest,
    to: RequestStatus,
    *,
    source: tuple[RequestStatus, ...] | None = None,
    closed_at: datetime | None = None,
) -> None:
    """Move by the table of transitions, or raise StepTooLate; `source` narrows where it may come from."""
    sources = source or tuple(old for old, new in REQUEST_TRANSITIONS.items() if to in new)
    changed = SupportRequest.objects.filter(pk=request.pk, status__in=sources).update(
        status=to, closed_at=closed_at, held_back_why=""
    )
    if not changed:
        raise StepTooLate
    request.status, request.closed_at = to, closed_at


def close_proposals(
    request: SupportRequest, to: ProposalStatus, *, but: ProposedMatch | None = None
) -> list[ProposedMatch]:
    """End every other live proposal that this request is part of, and tell kindly whoever was being asked.

    Offered ones go to `to`; the others, which the member never saw, are withdrawn. A second request that loses its
    only proposal by this waits again, with the time it had.
    """
    rows = ProposedMatch.objects.select_related(
        "supporter__participant__person",
        "request__member__participant__person",
        "request__member__programme",
        "with_request__member__participant__person",
        "with_request__member__programme",
    ).filter(status__in=LIVE_PROPOSALS)
    mine = rows.filter(request=request) | rows.filter(with_request=request)
    if but is not None:
        mine = mine.exclude(pk=but.pk)
    closed = []
    for proposal in mine.order_by("pk"):
        seen = proposal.status == ProposalStatus.OFFERED and proposal.request_id == request.pk
        close_proposal(proposal, to if seen else ProposalStatus.WITHDRAWN, acting=request)
        closed.append(proposal)
    for proposal in closed:
        other = proposal.with_request if proposal.request_id == request.pk else proposal.request
        if other is not None and other.pk != request.pk:
            wait_again(other)
    return closed


def close_proposal(
    proposal: ProposedMatch, to: ProposalStatus, *, acting: SupportRequest | None = None
) -> None:
    """End one live proposal. Whoever knew of it is told in words that blame nobody, but not the one who acts."""
    was = ProposalStatus(proposal.status)
    changed = ProposedMatch.objects.filter(pk=proposal.pk, status=was).update(
        status=to, answered_at=timezone.now()
    )
    if not changed:
        raise StepTooLate
    proposal.status = to
    tell_of_closing(proposal, was, acting=acting)


def tell_of_closing(proposal: ProposedMatch, was: ProposalStatus, *, acting: SupportRequest | None) -> None:
    """The one who was asked hears that it did not come to a match; the member, if it was on offer, that it is gone."""
    programme, partner = proposal.request.member.programme, proposal.with_request
    if was in WITH_SOMEBODY and proposal.supporter is not None:
        who, kind = proposal.supporter.participant, "match_not_chosen"
        tell(who, programme, kind, link="", key=f"{kind}:{proposal.pk}")
    if was in WITH_SOMEBODY and partner is not None and not (acting and acting.pk == partner.pk):
        who, kind = partner.member.participant, "match_not_chosen_partner"
        tell(who, programme, kind, link=request_link(partner), key=f"{kind}:{proposal.pk}")
    if acting is not None and acting.pk == proposal.request_id:
        return
    if was == ProposalStatus.OFFERED:
        tell_offer_gone(proposal)
    elif was == ProposalStatus.ASKED_DIRECTLY:
        tell_not_this_time(proposal)


def tell_offer_gone(proposal: ProposedMatch) -> None:
    """What the member could choose is not there any more; we look on."""
    tell(
        proposal.request.member.participant,
        proposal.request.member.programme,
        "offer_gone",
        link=request_link(proposal.request),
        key=f"offer_gone:{proposal.pk}",
    )


def tell_not_this_time(proposal: ProposedMatch) -> None:
    """Whom the member asked directly cannot be there for them now; not why. They can ask somebody else, and we look on."""
    tell(
        proposal.request.member.participant,
        proposal.request.member.programme,
        "question_not_this_time",
        link=request_link(proposal.request),
        key=f"question_not_this_time:{proposal.pk}",
    )


def wait_again(request: SupportRequest) -> None:
    """Back to waiting, with the original waiting time, once nobody is being asked any more."""
    live = ProposedMatch.objects.filter(status__in=WITH_SOMEBODY)
    if live.filter(request=request).exists() or live.filter(with_request=request).exists():
        return
    SupportRequest.objects.filter(pk=request.pk, status=RequestStatus.PROPOSED).update(
        status=RequestStatus.WAITING
    )


def tell(participant: Participant, programme: Programme, kind: str, *, link: str, key: str) -> None:
    """A notice to a participant by their own channel. It says *look*, never *what*."""
    notify(
        kind,
        to=participant_recipient(participant, programme),
        link=link,
        key=key,
        context={"programme": programme, "name": participant.known_as},
    )


def tell_coordinators(programme: Programme, kind: str, *, link: str, key: str) -> None:
    """The same notice to everybody who matches in this programme."""
    for person in staff_who_may(programme, Permission.MATCH_PROPOSE):
        notify(
            kind,
            to=person_recipient(person, programme),
            link=link,
            key=f"{key}:{person.pk}",
            context={"programme": programme, "name": person.name},
        )


def request_link(request: SupportRequest) -> str:
    return reverse("matching:support_request", kwargs={"ref": request.member.programme.ref, "pk": request.pk})


def has_open_request(member: Member) -> bool:
    return SupportRequest.objects.filter(member=member, status__in=OPEN_REQUESTS).exists()


def log(
    what: str,
    subject: SupportRequest | ProposedMatch,
    *,
    by: Person,
    on_behalf_of: Participant | None = None,
    **details: Any,
) -> None:
    """One audit line about a request or a proposal, which know their programme only through the member."""
    request = subject if isinstance(subject, SupportRequest) else subject.request
    programme = request.member.programme
    record(
        what,
        by=by,
        subject=subject,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        on_behalf_of=on_behalf_of,
        **details,
    )
