"""What an erasure does to each table: which fields it empties, which rows it takes away, and what stays, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model, Q, QuerySet

from alongside.conversations.models import PostStatus
from alongside.data_rights.models import Erasure
from alongside.data_rights.queries.belongings import TITLES, one_person, rows_of, tables
from alongside.matching.models import Relationship, RelationshipStatus, SupportRequest
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme, StaffRole

NOTHING: Final = "–"
"""Stands where the database asks for words and there are none any more."""


@dataclass(frozen=True)
class Fate:
    """What becomes of a table's rows: `emptied` fields get these values, or the rows are `gone`; else `kept_because`."""

    emptied: Mapping[str, Any] = field(default_factory=dict)
    gone: bool = False
    kept_because: str = ""


SAFEGUARDING = "kept for the organisation's safeguarding retention period; only safeguarding leads read it"
COARSE = "says that something took place and when, and no longer of whom"
TRIAL = "a result rests on it; it names people by a number"
LEDGER = "proves what was agreed to; it holds our words and not theirs"

FATES: Final[Mapping[str, Fate]] = {
    "people.Person": Fate(kept_because="signs in no more, under no name, unless they have a role of staff"),
    "people.SignIn": Fate(gone=True),
    "notify.Notice": Fate(
        {"recipient_name": NOTHING, "address": NOTHING, "subject": NOTHING, "words": NOTHING}
    ),
    "programmes.Participant": Fate(
        {
            "person": None,
            "name": NOTHING,
            "known_as": NOTHING,
            "email": "",
            "phone": "",
            "postal_address": "",
            "area": "",
            "birth_date": None,
            "birth_year": None,
            "gender": "",
            "languages": [],
            "channel": "post",
            "safe_to_contact": "",
            "helper_name": "",
            "helper_phone": "",
            "helper_email": "",
            "external_id": "",
            "notes": "",
        }
    ),
    "programmes.Member": Fate(kept_because=COARSE),
    "programmes.PeerSupporter": Fate(kept_because=COARSE),
    "programmes.StaffRole": Fate(kept_because="a role of staff is the organisation's record"),
    "programmes.Invitation": Fate({"email": ""}),
    "safeguarding.SafeguardingCase": Fate(kept_because=SAFEGUARDING),
    "safeguarding.Concern": Fate(kept_because=SAFEGUARDING),
    "safeguarding.CaseNote": Fate(kept_because=SAFEGUARDING),
    "safeguarding.Hold": Fate(kept_because=SAFEGUARDING),
    # What may have been danger is a concern, and stays with the safeguarding leads.
    "safeguarding.Incoming": Fate(gone=True),
    "enrolment.ConsentRecord": Fate(kept_because=LEDGER),
    "enrolment.WordToService": Fate({"service": NOTHING, "words": NOTHING}),
    "evaluation.TrialLine": Fate(kept_because=TRIAL),
    # With the answer go its texts, codes, settlements and quotes, whichever is met first.
    "evaluation.OpenAnswer": Fate(gone=True),
    "evaluation.CodedText": Fate(gone=True),
    "evaluation.Coding": Fate(gone=True),
    "evaluation.Settlement": Fate(gone=True),
    "evaluation.Quotation": Fate(gone=True),
    "enrolment.ImportRow": Fate({"values": [], "remarks": [], "proposals": [], "filled": {}}),
    "joining.JoinRequest": Fate({"answers": {}, "person": None, "decline_words": "", "elsewhere": ""}),
    "joining.JoinWord": Fate(gone=True),
    "training.RoleAcceptance": Fate(kept_because=LEDGER),
    "training.ModuleCompletion": Fate(kept_because=COARSE),
    "training.Supervision": Fate(kept_because=COARSE),
    "training.SupervisionMeeting": Fate({"notes": "", "strained": False}),
    "matching.Wish": Fate(gone=True),
    "matching.AvoidedName": Fate(gone=True),
    "matching.MatchingProfile": Fate(gone=True),
    "matching.Exclusion": Fate(kept_because="keeps two people apart, for the other one's sake"),
    "matching.SupportRequest": Fate({"words": "", "held_back_why": ""}),
    "matching.ProposedMatch": Fate({"reasons": [], "criteria": {}, "decline_reason": "", "note": ""}),
    "matching.Relationship": Fate({"ending_words": "", "bridge": ""}),
    "matching.RelationshipSide": Fate(kept_because=COARSE),
    "matching.RelationshipPause": Fate(kept_because=COARSE),
    "measures.Response": Fate({"answers": {}, "score": None}),
    "measures.Goal": Fate(gone=True),
    "measures.GoalLevel": Fate(gone=True),
    "measures.Keying": Fate(gone=True),
    "measures.AnsweringChoice": Fate(gone=True),
    "support_sessions.CheckIn": Fate(
        {"fit": None, "giving": None, "receiving": None, "load": None, "words": ""}
    ),
    "support_sessions.CoordinatorCall": Fate({"words": ""}),
    "support_sessions.GroupPlace": Fate(kept_because=COARSE),
    "support_sessions.GroupLead": Fate(kept_because=COARSE),
    "support_sessions.SupportSession": Fate(kept_because=COARSE),
    "support_sessions.ContactNote": Fate(gone=True),
    "support_sessions.Attendance": Fate({"reason": ""}),
    "support_sessions.Debrief": Fate({"how": "", "words": "", "for_supervision": ""}),
    "conversations.Message": Fate({"words": NOTHING}),
    "conversations.HeldMessage": Fate({"words": NOTHING}),
    "conversations.ReadUpTo": Fate(kept_because=COARSE),
    "conversations.CaseReading": Fate(kept_because=SAFEGUARDING),
    "conversations.SpaceLead": Fate(kept_because=COARSE),
    "conversations.SpaceName": Fate({"name": "", "folded": "", "digest": False}),
    "conversations.Thread": Fate({"title": NOTHING}),
    "conversations.Post": Fate({"words": "", "content_note": "", "status": PostStatus.WITHDRAWN}),
    "conversations.PostReport": Fate(kept_because=SAFEGUARDING),
    "conversations.ModerationAct": Fate(kept_because=SAFEGUARDING),
    "conversations.Suspension": Fate(kept_because=SAFEGUARDING),
    "data_rights.CopyRequest": Fate({"content": None}),
    "data_rights.Erasure": Fate(kept_because="the ledger of erasures"),
}
"""The label of a table to what becomes of its rows; in step with `BELONGINGS`, by a test."""


@dataclass(frozen=True)
class Consequence:
    """What an erasure does to one table: how many rows, whether they are emptied or gone, or why they stay."""

    model: type[Model]
    title: str
    rows: int
    fate: Fate


def consequences(participant: Participant) -> list[Consequence]:
    """What an erasure of somebody would do, table by table; tables without rows of theirs are not there."""
    participants = one_person(participant)
    found = []
    for model, belonging in tables():
        count = rows_of(participants, model, belonging).count()
        if count:
            title = str(TITLES[model._meta.label])
            found.append(Consequence(model, title, count, FATES[model._meta.label]))
    return found


def still_open(participant: Participant) -> list[str]:
    """What must end before somebody can be erased: the names of programmes they have not left, and open matches."""
    participants = one_person(participant)
    places = [
        *Member.objects.filter(participant__in=participants).exclude(status=PlaceStatus.LEFT),
        *PeerSupporter.objects.filter(participant__in=participants).exclude(status=PlaceStatus.LEFT),
    ]
    matches = Relationship.objects.filter(sides__participant__in=participants).exclude(
        status=RelationshipStatus.ENDED
    )
    requests = SupportRequest.objects.filter(member__participant__in=participants, closed_at__isnull=True)
    return [
        *sorted({place.programme.name for place in places}),
        *(str(match) for match in matches.distinct()),
        *(str(request) for request in requests),
    ]


def is_staff_somewhere(participant: Participant) -> bool:
    """Whether the person behind a participant holds, or held, a role of staff, under which they go on signing in."""
    return StaffRole.objects.filter(person=participant.person_id).exists()


def erasures_in(programme: Programme) -> QuerySet[Erasure]:
    """Who of this programme asked to be forgotten and is not yet, the soonest due first."""
    inside = Q(participant__in=Member.objects.filter(programme=programme).values("participant")) | Q(
        participant__in=PeerSupporter.objects.filter(programme=programme).values("participant")
    )
    rows = Erasure.objects.filter(inside, done_at__isnull=True).select_related("participant")
    return rows.order_by("due_on", "pk")
