"""What a member or a peer supporter sees first: one obvious next thing, the people they are in touch with, the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.conversations.queries import unread_counts
from alongside.conversations.queries.spaces import spaces_to_go_to
from alongside.enrolment.queries.consents import consents_to_ask_again, missing_consents
from alongside.evaluation.queries.open_questions import waits_for_words
from alongside.matching.models import RelationshipSide, RelationshipStatus, SideRole
from alongside.matching.queries.pages import open_request_of
from alongside.matching.queries.rounds import asked_of, offers_to
from alongside.measures.queries.sets import due_for
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme
from alongside.support_sessions.models import CheckIn, SessionStatus, SupportSession
from alongside.support_sessions.queries.groups import groups_of_lead, has_groups, own_places
from alongside.support_sessions.queries.meetings import next_sessions
from alongside.training.queries import planned_meeting, readiness_of


@dataclass(frozen=True, slots=True)
class Step:
    """Something that this person can do now: the words of the link, why, and where."""

    label: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class InTouchWith:
    """One relationship under way, seen from one's own side."""

    name: str
    url: str
    gives: bool
    is_paused: bool
    ends_on: date
    next_on: date | None
    log_url: str
    unread: int


@dataclass(frozen=True, slots=True)
class OwnHome:
    """The next thing, what else there is to do, and whom one is in touch with."""

    next_step: Step | None
    steps: tuple[Step, ...]
    in_touch: tuple[InTouchWith, ...]
    is_paused: bool
    has_spaces: bool


def my_support(member: Member, on: date) -> OwnHome:
    """A member's own page. The number of queries does not grow with the programme."""
    in_touch = _in_touch(member.participant, member.programme)
    steps = [
        *_consent_steps(member.participant, member.programme),
        *(groups := list(_group_steps(member))),
        *_member_steps(member, is_in_touch=bool(in_touch or groups)),
        *_asked_steps(member),
        *_question_steps(member.participant, member.programme, on),
    ]
    return _home(steps, in_touch, member)


def supporting(supporter: PeerSupporter, on: date) -> OwnHome:
    """A peer supporter's own page."""
    in_touch = _in_touch(supporter.participant, supporter.programme)
    steps = [
        *_consent_steps(supporter.participant, supporter.programme),
        *_readiness_steps(supporter, on),
        *_leading_steps(supporter.participant, supporter.programme),
        *_asked_steps(supporter),
        *_free_again_steps(supporter),
        *_question_steps(supporter.participant, supporter.programme, on),
    ]
    home = _home(steps, in_touch, supporter)
    # A date to keep is never the next thing to do.
    return replace(home, steps=(*home.steps, *_supervision_steps(supporter)))


def _home(steps: list[Step], in_touch: tuple[InTouchWith, ...], place: Member | PeerSupporter) -> OwnHome:
    return OwnHome(
        next_step=steps[0] if steps else None,
        steps=tuple(steps[1:]),
        in_touch=in_touch,
        is_paused=place.status == PlaceStatus.PAUSED,
        has_spaces=bool(spaces_to_go_to(place.programme)),
    )


def _url(programme: Programme, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"ref": programme.ref, **kwargs})


def _consent_steps(participant: Participant, programme: Programme) -> Iterator[Step]:
    url = _url(programme, "enrolment:my_consent")
    if missing_consents(participant, programme):
        yield Step(_("Say whether you want to take part"), _("Without your yes, nothing else happens."), url)
    elif consents_to_ask_again(participant, programme):
        yield Step(_("Read what has changed"), _("The words that you agreed to are new."), url)


def _member_steps(member: Member, *, is_in_touch: bool) -> Iterator[Step]:
    request, programme = open_request_of(member), member.programme
    if request is None:
        if not is_in_touch:
            yield Step(
                _("Say what matters to you, and ask for support"),
                _("It takes about five minutes. You can stop and go on later."),
                _url(programme, "matching:matching_profile", pk=member.participant_id, as_who="member"),
            )
        return
    url = _url(programme, "matching:my_request")
    if offers_to(request):
        yield Step(_("See who could support you"), _("You choose, or you ask for somebody else."), url)
    else:
        yield Step(
            _("See how your request is getting on"), _("We are looking for the right person for you."), url
        )


def _group_steps(member: Member) -> Iterator[Step]:
    """The next session of each group that they are in, and of each that they lead when it is their turn."""
    programme, person = member.programme, member.participant.person
    if person is None or not has_groups(programme):
        return
    own = own_places(person, programme)
    next_ones = next_sessions([place.group_id for place in own])
    for place in own:
        session = next_ones.get(place.group_id)
        yield Step(
            _("Your group meets on %(day)s") % {"day": date_format(session.planned_on, "l j F")}
            if session and session.planned_on
            else _("See your group"),
            _("Say whether you will be there. You need not say why if you cannot."),
            _url(programme, "support_sessions:my_group", pk=place.pk),
        )
    yield from _leading_steps(member.participant, programme)


def _leading_steps(participant: Participant, programme: Programme) -> Iterator[Step]:
    if participant.person is None or not has_groups(programme):
        return
    led = groups_of_lead(participant.person, programme)
    next_ones = next_sessions([group.pk for group in led])
    for group in led:
        session = next_ones.get(group.pk)
        day = date_format(session.planned_on, "l j F") if session and session.planned_on else ""
        yield Step(
            _("You lead %(group)s on %(day)s") % {"group": group.name, "day": day}
            if day
            else _("See the group that you lead: %(group)s") % {"group": group.name},
            _("Who is coming, how the time is spent, and the register."),
            _url(programme, "support_sessions:group", pk=group.pk),
        )


def _asked_steps(place: Member | PeerSupporter) -> Iterator[Step]:
    for proposal in asked_of(_asked_as(place)):
        yield Step(
            _("Somebody would like to be in touch with you"),
            _("Have a look, and say yes or no. No reason is needed."),
            _url(place.programme, "matching:asked", pk=proposal.pk),
        )


def _asked_as(place: Member | PeerSupporter) -> Q:
    return Q(supporter=place) if isinstance(place, PeerSupporter) else Q(with_request__member=place)


def _question_steps(participant: Participant, programme: Programme, on: date) -> Iterator[Step]:
    url = _url(programme, "measures:my_questions")
    if due_for(participant, programme, on):
        yield Step(
            _("Answer a few questions"), _("They help us see whether this helps. You can skip any."), url
        )
    if waits_for_words(participant, programme, on):
        yield Step(
            _("Answer a question in your own words"),
            _("It helps others to learn from what you know. You can leave it."),
            _url(programme, "evaluation:my_words"),
        )
    check_in = (
        CheckIn.objects.filter(
            side__participant=participant,
            side__relationship__programme=programme,
            side__relationship__status=RelationshipStatus.ACTIVE,
            answered_at__isnull=True,
            due_on__lte=on,
        )
        .order_by("-due_on")
        .first()
    )
    if check_in:
        yield Step(
            _("Tell us how it goes with the two of you"),
            _("Only the coordinator reads it."),
            _url(programme, "support_sessions:answer_check_in", pk=check_in.pk),
        )


def _readiness_steps(supporter: PeerSupporter, on: date) -> Iterator[Step]:
    if not readiness_of(supporter, on).is_ready:
        yield Step(
            _("See what is still missing before you can support somebody"),
            _("Until then, nobody new is proposed to you."),
            _url(supporter.programme, "training:my_readiness"),
        )


def _free_again_steps(supporter: PeerSupporter) -> Iterator[Step]:
    if not supporter.free_again:
        yield Step(
            _("Say when you are free for somebody new"),
            _("Take the time you need. Nobody asks you before you say so."),
            _url(supporter.programme, "training:my_free_again"),
        )


def _supervision_steps(supporter: PeerSupporter) -> Iterator[Step]:
    meeting = planned_meeting(supporter)
    if meeting:
        yield Step(
            _("Your next supervision: %(day)s") % {"day": date_format(meeting.planned_on, "j F")},
            _("With %(name)s.") % {"name": meeting.supervisor.name},
            _url(supporter.programme, "training:my_readiness"),
        )


def _in_touch(participant: Participant, programme: Programme) -> tuple[InTouchWith, ...]:
    """The relationships under way, in four queries for any number."""
    own = list(
        RelationshipSide.objects.filter(participant=participant, relationship__programme=programme)
        .exclude(relationship__status=RelationshipStatus.ENDED)
        .select_related("relationship")
        .order_by("relationship__started_on", "pk")
    )
    ids = [side.relationship_id for side in own]
    others = {
        side.relationship_id: side
        for side in RelationshipSide.objects.filter(relationship__in=ids)
        .exclude(participant=participant)
        .select_related("participant")
    }
    planned: dict[int | None, SupportSession] = {}
    for session in SupportSession.objects.filter(
        relationship__in=ids, status=SessionStatus.PLANNED, is_optional=False
    ).order_by("planned_on", "pk"):
        planned.setdefault(session.relationship_id, session)
    unread = unread_counts(participant.person) if participant.person else {}
    return tuple(
        InTouchWith(
            name=others[side.relationship_id].participant.known_as,
            url=_url(programme, "matching:relationship", pk=side.relationship_id),
            gives=side.role == SideRole.GIVING,
            is_paused=side.relationship.status == RelationshipStatus.PAUSED,
            ends_on=side.relationship.planned_end_on,
            next_on=planned[side.relationship_id].planned_on if side.relationship_id in planned else None,
            log_url=_log_url(programme, side, planned.get(side.relationship_id)),
            unread=unread.get(side.relationship_id, 0),
        )
        for side in own
        if side.relationship_id in others
    )


def _log_url(programme: Programme, side: RelationshipSide, session: SupportSession | None) -> str:
    """Where this side writes down how the next contact went; empty while they rest or nothing is planned."""
    if session is None or side.relationship.status == RelationshipStatus.PAUSED:
        return ""
    return _url(programme, "support_sessions:log_contact", side=side.pk, pk=session.pk)
