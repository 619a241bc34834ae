"""Whose each row is: for every table that holds people's data, how a row leads to the person it is about.

A test fails on a table that is in neither list, so that no new table can be forgotten in a copy or an erasure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from alongside.audit.queries import label
from alongside.programmes.models import Participant


@dataclass(frozen=True)
class Belonging:
    """How rows of a table lead to somebody.

    `paths` are lookups from the row to a `Participant`, `person_paths` to the `Person` who signs in, `named_in` fields
    that name the participant by label and id. `not_given` are fields that are another person's, or secrets, or say
    nothing: they are never in a copy. `reviewed` rows may be about other people, or endanger somebody: a reviewer
    decides about each of them before anything is given.
    """

    paths: tuple[str, ...] = ()
    person_paths: tuple[str, ...] = ()
    named_in: tuple[str, ...] = ()
    not_given: tuple[str, ...] = ()
    reviewed: bool = False


SIDE = ("side__participant",)
SUPPORTER = ("supporter__participant",)
SIDES = ("relationship__sides__participant",)
WROTE, WROTE_AS_STAFF = ("answer__participant",), ("answer__person",)
CODED, CODED_AS_STAFF = ("text__answer__participant",), ("text__answer__person",)

BELONGINGS: Final[Mapping[str, Belonging]] = {
    "people.Person": Belonging(
        person_paths=("pk",), not_given=("password", "is_superuser", "is_staff", "sign_outs")
    ),
    "people.SignIn": Belonging(person_paths=("person",), not_given=("session_key", "proof")),
    "notify.Notice": Belonging(named_in=("recipient",), not_given=("key", "recipient", "tries", "link")),
    "programmes.Participant": Belonging(paths=("pk",)),
    "programmes.Member": Belonging(paths=("participant",)),
    "programmes.PeerSupporter": Belonging(paths=("participant",)),
    "programmes.StaffRole": Belonging(person_paths=("person",)),
    "programmes.Invitation": Belonging(paths=("participant",), not_given=("token_hash",)),
    "safeguarding.SafeguardingCase": Belonging(paths=("about",), reviewed=True),
    "safeguarding.Concern": Belonging(
        paths=("raised_by_participant", "about"), not_given=("key",), reviewed=True
    ),
    "safeguarding.CaseNote": Belonging(paths=("case__about",), not_given=("key",), reviewed=True),
    "safeguarding.Hold": Belonging(paths=("participant",), reviewed=True),
    # What a program heard in somebody's words may be about another person, and was not said to them.
    "safeguarding.Incoming": Belonging(
        paths=("writer",), not_given=("digest", "kept_from", "place"), reviewed=True
    ),
    "enrolment.ConsentRecord": Belonging(paths=("participant",)),
    "enrolment.WordToService": Belonging(paths=("participant",), not_given=("key",)),
    "evaluation.TrialLine": Belonging(paths=("participant",), not_given=("previous", "hash")),
    "evaluation.OpenAnswer": Belonging(paths=("participant",), person_paths=("person",)),
    "evaluation.CodedText": Belonging(paths=WROTE, person_paths=WROTE_AS_STAFF, not_given=("job", "number")),
    "evaluation.Coding": Belonging(paths=CODED, person_paths=CODED_AS_STAFF),
    "evaluation.Settlement": Belonging(paths=CODED, person_paths=CODED_AS_STAFF),
    "evaluation.Quotation": Belonging(paths=CODED, person_paths=CODED_AS_STAFF),
    "enrolment.ImportRow": Belonging(paths=("participant",), not_given=("proposals", "duplicate_of")),
    "joining.JoinRequest": Belonging(paths=("participant",), not_given=("code_hash",)),
    "joining.JoinWord": Belonging(paths=("request__participant",)),
    "training.RoleAcceptance": Belonging(paths=SUPPORTER, not_given=("wording_hash",)),
    "training.ModuleCompletion": Belonging(paths=SUPPORTER),
    "training.Supervision": Belonging(paths=SUPPORTER),
    "training.SupervisionMeeting": Belonging(paths=SUPPORTER),
    "matching.MatchingProfile": Belonging(paths=("participant",)),
    "matching.Wish": Belonging(paths=("profile__participant",)),
    "matching.AvoidedName": Belonging(paths=("profile__participant",), not_given=("found",)),
    "matching.Exclusion": Belonging(paths=("first", "second"), reviewed=True),
    "matching.SupportRequest": Belonging(paths=("member__participant",), not_given=("held_back_why",)),
    # Reasons and criteria hold both sides' wishes, and a supporter need not say why they declined.
    "matching.ProposedMatch": Belonging(
        paths=("request__member__participant", "supporter__participant", "with_request__member__participant"),
        not_given=(
            "reasons",
            "criteria",
            "decline_reason",
            "weight",
            "rank",
            "is_round_choice",
            "is_locked",
        ),
    ),
    "matching.Relationship": Belonging(paths=("sides__participant",), not_given=("ending_words",)),
    "matching.RelationshipSide": Belonging(paths=("participant",)),
    "matching.RelationshipPause": Belonging(paths=SIDES),
    "measures.Response": Belonging(paths=("participant",), not_given=("instrument_hash", "scorer_version")),
    "measures.Goal": Belonging(paths=("participant",)),
    "measures.GoalLevel": Belonging(paths=("goal__participant",)),
    "measures.Keying": Belonging(paths=("response__participant",)),
    "measures.AnsweringChoice": Belonging(person_paths=("person",)),
    "support_sessions.CheckIn": Belonging(paths=SIDE),
    "support_sessions.CoordinatorCall": Belonging(paths=SIDE),
    "support_sessions.GroupPlace": Belonging(paths=("member__participant",)),
    "support_sessions.GroupLead": Belonging(
        paths=("supporter__participant", "member__participant"), person_paths=("person",)
    ),
    "support_sessions.SupportSession": Belonging(
        paths=SIDES, not_given=("key", "logged_side", "is_optional")
    ),
    "support_sessions.ContactNote": Belonging(paths=SIDE),
    "support_sessions.Attendance": Belonging(paths=("place__member__participant",)),
    "support_sessions.Debrief": Belonging(
        paths=("lead__supporter__participant", "lead__member__participant"),
        person_paths=("lead__person",),
        reviewed=True,
    ),
    "conversations.Message": Belonging(paths=SIDE, not_given=("key",)),
    "conversations.HeldMessage": Belonging(paths=SIDE, not_given=("key", "message")),
    "conversations.ReadUpTo": Belonging(paths=SIDE, not_given=("message",)),
    "conversations.CaseReading": Belonging(
        paths=("conversation__relationship__sides__participant",), reviewed=True
    ),
    "conversations.SpaceLead": Belonging(paths=SUPPORTER),
    "conversations.SpaceName": Belonging(paths=("participant",), not_given=("folded",)),
    "conversations.Thread": Belonging(paths=("begun_by__participant",)),
    "conversations.Post": Belonging(paths=("author__participant",), not_given=("key", "answers")),
    "conversations.PostReport": Belonging(
        person_paths=("reported_by",), not_given=("key", "words_then"), reviewed=True
    ),
    "conversations.ModerationAct": Belonging(
        paths=("post__author__participant", "thread__begun_by__participant"), reviewed=True
    ),
    "conversations.Suspension": Belonging(paths=("participant",), reviewed=True),
    "data_rights.CopyRequest": Belonging(paths=("participant",), not_given=("content",)),
    "data_rights.Erasure": Belonging(paths=("participant",)),
}
"""The label of a table to whose its rows are."""

TITLES: Final[Mapping[str, Promise]] = {
    "people.Person": gettext_lazy("How you sign in"),
    "people.SignIn": gettext_lazy("Where you are signed in"),
    "notify.Notice": gettext_lazy("Messages from us"),
    "programmes.Participant": gettext_lazy("Who you are, and how to reach you"),
    "programmes.Member": gettext_lazy("Your place as a member"),
    "programmes.PeerSupporter": gettext_lazy("Your place as a peer supporter"),
    "programmes.StaffRole": gettext_lazy("Your roles"),
    "programmes.Invitation": gettext_lazy("Invitations to sign in"),
    "safeguarding.SafeguardingCase": gettext_lazy("Safeguarding cases"),
    "safeguarding.Concern": gettext_lazy("Worries that were told"),
    "safeguarding.CaseNote": gettext_lazy("Notes of safeguarding cases"),
    "safeguarding.Hold": gettext_lazy("Holds"),
    "safeguarding.Incoming": gettext_lazy("Words of yours that a program put before people"),
    "enrolment.ConsentRecord": gettext_lazy("What you agreed to"),
    "enrolment.WordToService": gettext_lazy("What a service was told about you"),
    "evaluation.TrialLine": gettext_lazy("How chance decided for you in a trial"),
    "evaluation.OpenAnswer": gettext_lazy("What you answered in your own words"),
    "evaluation.CodedText": gettext_lazy("Which of your answers were read to learn from them"),
    "evaluation.Coding": gettext_lazy("What coders said that your answers are about"),
    "evaluation.Settlement": gettext_lazy("What was agreed where coders differed on your answers"),
    "evaluation.Quotation": gettext_lazy("Words of yours that were quoted without your name"),
    "enrolment.ImportRow": gettext_lazy("Rows of spreadsheets"),
    "joining.JoinRequest": gettext_lazy("How you asked to join"),
    "joining.JoinWord": gettext_lazy("What you and the team wrote before you joined"),
    "training.RoleAcceptance": gettext_lazy("Your yes to the role"),
    "training.ModuleCompletion": gettext_lazy("Your training"),
    "training.Supervision": gettext_lazy("Who supervises you"),
    "training.SupervisionMeeting": gettext_lazy("Your supervision meetings"),
    "matching.MatchingProfile": gettext_lazy("What you said about yourself"),
    "matching.Wish": gettext_lazy("What matters to you"),
    "matching.AvoidedName": gettext_lazy("Names you gave us to keep apart from"),
    "matching.Exclusion": gettext_lazy("People who are kept apart from you"),
    "matching.SupportRequest": gettext_lazy("Your requests for support"),
    "matching.ProposedMatch": gettext_lazy("Suggested matches"),
    "matching.Relationship": gettext_lazy("Your matches"),
    "matching.RelationshipSide": gettext_lazy("Your part in matches"),
    "matching.RelationshipPause": gettext_lazy("Rests in matches"),
    "measures.Response": gettext_lazy("Your answers to questions"),
    "measures.Goal": gettext_lazy("Your goals"),
    "measures.GoalLevel": gettext_lazy("What your goals would look like"),
    "measures.Keying": gettext_lazy("Your answers on paper, as they were keyed"),
    "measures.AnsweringChoice": gettext_lazy("How you like to see questions"),
    "support_sessions.CheckIn": gettext_lazy("What you told us of how it goes"),
    "support_sessions.CoordinatorCall": gettext_lazy("Calls by the coordinator"),
    "support_sessions.GroupPlace": gettext_lazy("Your places in groups"),
    "support_sessions.GroupLead": gettext_lazy("Groups you lead"),
    "support_sessions.SupportSession": gettext_lazy("Contacts, planned and had"),
    "support_sessions.ContactNote": gettext_lazy("Your notes on contacts"),
    "support_sessions.Attendance": gettext_lazy("Group sessions, and whether you came"),
    "support_sessions.Debrief": gettext_lazy("What you wrote after leading"),
    "conversations.Message": gettext_lazy("Messages you wrote"),
    "conversations.HeldMessage": gettext_lazy("Messages of yours that waited, or were not sent"),
    "conversations.ReadUpTo": gettext_lazy("How far you have read"),
    "conversations.CaseReading": gettext_lazy("Readings of messages for a case"),
    "conversations.SpaceLead": gettext_lazy("Spaces you look after"),
    "conversations.SpaceName": gettext_lazy("Your names in spaces"),
    "conversations.Thread": gettext_lazy("Threads you began"),
    "conversations.Post": gettext_lazy("Posts you wrote"),
    "conversations.PostReport": gettext_lazy("Posts you reported"),
    "conversations.ModerationAct": gettext_lazy("What was decided about your posts"),
    "conversations.Suspension": gettext_lazy("Times in which you could not write"),
    "data_rights.CopyRequest": gettext_lazy("Copies you asked for"),
    "data_rights.Erasure": gettext_lazy("That you asked to be forgotten"),
}
"""The label of a table to the words in which the person it is about reads it; in step with `BELONGINGS`, by a test."""

NOBODYS: Final[Mapping[str, str]] = {
    "audit.AuditEvent": "what staff did; who opened a person's record is told apart, on their own page",
    "programmes.DefinitionVersion": "says which member of staff wrote it, in that role",
    "programmes.Programme": "says which member of staff made it, in that role",
    "programmes.Amendment": "says which member of staff made the next version, and who agreed, in those roles",
    "programmes.DefinitionDraft": "says which members of staff wrote it, in that role",
    "programmes.CoDesigner": "somebody without a place or role, who reads one draft along by a link",
    "programmes.DraftComment": "what staff and co-designers wrote about a definition, in that role",
    "programmes.DraftDecision": "what staff decided about a definition, in that role",
    "safeguarding.Alarm": "says which member of staff answered, in that role; its concern is given",
    "safeguarding.AlarmCall": "says which members of staff were called, in that role",
    "safeguarding.OnCallPlace": "which member of staff is called, and how, in that role",
    "safeguarding.OnCallTime": "when a member of staff is called first or is away, in that role",
    "safeguarding.ReadingHours": "says which member of staff set the hours, in that role",
    "safeguarding.Rehearsal": "a practice with made-up words, about nobody; its report names staff in that role",
    "safeguarding.TriageSwitch": "says which member of staff turned triage on or off, in that role",
    "enrolment.SpreadsheetImport": "the sheet as sent, erased 90 days after the work; its rows are given one by one",
    "matching.FairShares": "what the organisation decided about its rounds, and which member of staff wrote it",
    "matching.MatchingRound": "numbers about all who waited, by ids",
    "support_sessions.Group": "says which member of staff made it, in that role",
    "support_sessions.SessionPlan": "the plan of a whole group",
    "support_sessions.SessionGuest": "about somebody from outside, who takes part in no programme by it",
    "support_sessions.SessionNote": "about a whole group, and so about others",
    "conversations.Space": "says which member of staff made it, in that role",
    "conversations.ContactRule": "says which member of staff decided whether contact stays on the site, in that role",
    "conversations.Conversation": "that there is one; its messages are given one by one",
    "evaluation.Result": "numbers about many people, small ones hidden",
    "measures.DoubleKeyedWave": "says which member of staff chose it, in that role",
    "measures.InstrumentPack": "says which member of staff brought it, in that role",
    "measures.PackPermission": "says which member of staff made sure of it, in that role",
    "evaluation.OpenQuestion": "a question to everybody of a side; says which member of staff asked it, in that role",
    "evaluation.OwnCodebook": "says which member of staff made it, in that role",
    "evaluation.CodingJob": "says which members of staff code, in that role; the texts are given one by one",
    "evaluation.Trial": "the plan of a trial, without people",
    "evaluation.TrialAmendment": "what staff changed in the plan of a trial",
    "evaluation.Release": "published numbers about many people, small ones hidden",
    "evaluation.Export": "who took out what; the file itself is not kept",
    "data_rights.RowDecision": "what a reviewer decided, in that role",
}
"""Tables with people's data of which no row is one participant's, and why."""


def tables() -> list[tuple[type[Model], Belonging]]:
    """Every table that holds rows of one person, in the order of rooms."""
    return [
        (model, BELONGINGS[model._meta.label])
        for config in apps.get_app_configs()
        for model in config.get_models()
        if model._meta.label in BELONGINGS
    ]


def one_person(participant: Participant) -> list[Participant]:
    """The participant and every record that was merged into them."""
    found, new = [participant], [participant]
    while new:
        new = list(Participant.objects.filter(merged_into__in=new))
        found += new
    return found


def rows_of(participants: list[Participant], model: type[Model], belonging: Belonging) -> QuerySet[Model]:
    """The rows of a table that lead to somebody, each once, in the order in which they were written."""
    where = Q(pk__in=[])
    for path in belonging.paths:
        where |= Q(**{f"{path}__in": [one.pk for one in participants]})
    people = [one.person_id for one in participants if one.person_id]
    for path in belonging.person_paths:
        where |= Q(**{f"{path}__in": people})
    for field in belonging.named_in:
        where |= Q(**{f"{field}__in": [label(one) for one in participants]})
    rows = model._base_manager.filter(pk__in=model._base_manager.filter(where).values("pk"))
    return rows.order_by("pk")
