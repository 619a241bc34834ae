"""One door for all words that come in: every text field of every table is sent through it here, or says why not.

To add a field: call `take_in(row, "field", programme=…, by=…)` in the action that stores it, and add a way to write
it to `SENT` below; or name it in docs/safety/doors.toml with a reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from alongside.audit.queries import label
from alongside.conversations.actions import moderation, suspensions
from alongside.conversations.actions.posts import report_post
from alongside.enrolment.actions.people import add_person, change_person
from alongside.joining.actions.asking import write_word
from alongside.matching.actions import profiles, proposals, questions, relationships, requests
from alongside.measures.actions.goals import describe_levels, set_goal
from alongside.safeguarding.models import Concern, Incoming
from alongside.support_sessions.actions import registers
from alongside.support_sessions.actions.calls import record_call
from alongside.support_sessions.actions.check_ins import answer_check_in
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.models import ContactNote, Debrief, SessionNote
from tests.conversations import factories as messages
from tests.conversations import space_factories as spaces
from tests.evaluation.coding import scene as open_words
from tests.joining import factories as outside
from tests.matching import factories as market
from tests.safeguarding import factories as safeguarding
from tests.stands import stand
from tests.support_sessions import factories as sessions
from tests.support_sessions import groups

if TYPE_CHECKING:
    from tests.conftest import Cast

CRISIS = "I want to kill myself tonight"
EXEMPT_IN = Path(__file__).parent.parent / "docs" / "safety" / "doors.toml"
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField)


def mia_and_sam(cast: Cast) -> Any:
    return sessions.mia_and_sam(cast)


def post(cast: Cast, **fields: Any) -> Any:
    return spaces.opening(spaces.joined(spaces.space(cast), cast.mia_participant), **fields)


def answer(cast: Cast) -> Any:
    act = moderation.act_on_post(
        post=post(cast), kind="hidden", by=cast.people["mo"], reason="It names a place."
    )
    moderation.answer_act(act=act, words=CRISIS, by=cast.mia)
    return act


def appealed(cast: Cast) -> Any:
    row = suspensions.suspend(
        participant=cast.mia_participant,
        programme=cast.coaching,
        covers="spaces",
        code="unkind",
        reason="It was unkind.",
        days=1,
        by=cast.cora,
    )
    suspensions.appeal(suspension=row, words=CRISIS, by=cast.mia)
    return row


def report(cast: Cast) -> Any:
    return report_post(post=post(cast), what="unkind", words=CRISIS, key="k", by=cast.sam)


def profile(cast: Cast, field: str) -> Any:
    profiles.say_about_me(place=cast.mia_member, by=cast.mia, **{field: CRISIS})
    return cast.mia_participant.matching_profiles.get()


def avoided(cast: Cast) -> Any:
    profiles.name_avoided(place=cast.mia_member, names=[CRISIS], by=cast.mia)
    return cast.mia_participant.matching_profiles.get().avoided_names.get()


def declined(cast: Cast) -> Any:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    proposals.approve_proposal(proposal=proposal, by=cast.cora)
    proposals.decline_being_asked(proposal=proposal, reason=CRISIS, by=cast.sam)
    return proposal


def question(cast: Cast) -> Any:
    stand(cast, changed=(('choice = "seeker_chooses"', 'choice = "seeker_asks"'),))
    market.ready(cast.sam_supporter, cast.cora)
    profiles.say_about_me(place=cast.sam_supporter, by=cast.sam, may_be_asked=True)
    market.say_yes(cast.mia_participant, cast.coaching)
    return questions.ask_directly(
        request=market.asks(cast.mia_member, cast.cora),
        supporter=cast.sam_supporter,
        note=CRISIS,
        by=cast.mia,
    )


def asked(cast: Cast) -> Any:
    market.say_yes(cast.mia_participant, cast.coaching)
    return requests.request_support(member=cast.mia_member, words=CRISIS, by=cast.mia)


def ended(cast: Cast, **words: str) -> Any:
    made = mia_and_sam(cast)
    relationships.end_relationship(relationship=made, side=sessions.mias(made), by=cast.mia, **words)
    return made


def call(cast: Cast) -> Any:
    made = sessions.mia_and_sam(cast, begun=15)
    return record_call(call=sessions.mias(made).coordinator_call, outcome="small", words=CRISIS, by=cast.cora)


def contact_note(cast: Cast) -> Any:
    made = mia_and_sam(cast)
    log_contact(
        session=sessions.contact(made),
        side=sessions.sams(made),
        told=Told(took_place=True, on=sessions.days_ago(1), minutes=30, modality="phone", note=CRISIS),
        by=cast.sam,
    )
    return ContactNote.objects.get()


def group_session(cast: Cast) -> tuple[Any, Any, Any]:
    weekly = groups.running(cast, begun=8)
    lead = weekly.leads.get(supporter__participant=cast.sam_participant)
    return groups.session(weekly), groups.own(weekly, cast), lead


def absence(cast: Cast) -> Any:
    session, place, _lead = group_session(cast)
    return registers.mark(session=session, place=place, outcome="missed", reason=CRISIS, by=cast.sam)


def session_note(cast: Cast, field: str) -> Any:
    session, _place, _lead = group_session(cast)
    registers.write_note(session=session, **{"words": "", "catch_up": "", field: CRISIS}, by=cast.sam)
    return SessionNote.objects.get()


def debrief(cast: Cast, field: str) -> Any:
    session, _place, lead = group_session(cast)
    held = registers.Held(on=sessions.days_ago(8), minutes=60, modality="in_person")
    registers.write_up(session=session, held=held, by=cast.sam)
    words = {"words": "", "for_supervision": "", field: CRISIS}
    registers.write_debrief(session=session, lead=lead, how="heavy", **words, by=cast.sam)
    return Debrief.objects.get()


def person(cast: Cast, field: str) -> Any:
    return add_person(
        programme=cast.coaching, place="member", by=cast.cora, name="Nia New", **{field: CRISIS}
    )


def levels(cast: Cast) -> Any:
    goal = set_goal(participant=cast.mia_participant, programme=cast.coaching, words="Walk", by=cast.mia)
    describe_levels(goal=goal, words={**dict.fromkeys(range(-2, 3), "so far"), 1: CRISIS}, by=cast.mia)
    return goal.levels.get(level=1)


def from_outside(cast: Cast, **answers: str) -> Any:
    programme = outside.open_to_join(cast.coaching, by=cast.cora)
    return outside.sent(programme, **{**outside.BY_TELEPHONE, **answers})


SENT: dict[str, Callable[[Cast], Any]] = {
    "conversations.HeldMessage.words": lambda cast: messages.held(messages.mias(mia_and_sam(cast)), CRISIS),
    "conversations.Message.words": lambda cast: messages.message(messages.mias(mia_and_sam(cast)), CRISIS),
    "conversations.ModerationAct.author_words": answer,
    "conversations.Suspension.author_words": appealed,
    "conversations.Post.content_note": lambda cast: post(cast, content_note=CRISIS),
    "conversations.Post.words": lambda cast: post(cast, words=CRISIS),
    "conversations.PostReport.words": report,
    "conversations.SpaceName.name": lambda cast: spaces.joined(
        spaces.space(cast), cast.mia_participant, CRISIS
    ),
    "conversations.Thread.title": lambda cast: post(cast, title=CRISIS).thread,
    "evaluation.OpenAnswer.words": lambda cast: open_words.says(
        cast, open_words.question(cast), open_words.somebody(cast), CRISIS
    ),
    "joining.JoinRequest.answers.safe_to_contact": lambda cast: from_outside(cast, safe_to_contact=CRISIS),
    "joining.JoinRequest.answers.words": lambda cast: from_outside(cast, words=CRISIS),
    "joining.JoinWord.words": lambda cast: write_word(request=from_outside(cast), words=CRISIS, by=None),
    "matching.AvoidedName.name": avoided,
    "matching.MatchingProfile.community": lambda cast: profile(cast, "community"),
    "matching.MatchingProfile.introduction": lambda cast: profile(cast, "introduction"),
    "matching.ProposedMatch.decline_reason": declined,
    "matching.ProposedMatch.note": question,
    "matching.Relationship.bridge": lambda cast: ended(cast, bridge=CRISIS),
    "matching.Relationship.ending_words": lambda cast: ended(cast, words=CRISIS),
    "matching.SupportRequest.words": asked,
    "measures.Goal.words": lambda cast: set_goal(
        participant=cast.mia_participant, programme=cast.coaching, words=CRISIS, by=cast.mia
    ),
    "measures.GoalLevel.words": levels,
    "programmes.Participant.notes": lambda cast: person(cast, "notes"),
    "programmes.Participant.safe_to_contact": lambda cast: person(cast, "safe_to_contact"),
    "support_sessions.Attendance.reason": absence,
    "support_sessions.CheckIn.words": lambda cast: answer_check_in(
        check_in=sessions.check_in(sessions.mias(mia_and_sam(cast))), words=CRISIS, by=cast.mia
    ),
    "support_sessions.ContactNote.words": contact_note,
    "support_sessions.CoordinatorCall.words": call,
    "support_sessions.Debrief.for_supervision": lambda cast: debrief(cast, "for_supervision"),
    "support_sessions.Debrief.words": lambda cast: debrief(cast, "words"),
    "support_sessions.SessionNote.catch_up": lambda cast: session_note(cast, "catch_up"),
    "support_sessions.SessionNote.words": lambda cast: session_note(cast, "words"),
}
"""A text field to a way of writing into it, as the product does: the row that holds it comes back.

Of a field that holds several answers, each answer of free words is named (`answers.words`).
"""

AS_CONCERN = {
    "safeguarding.Concern.words": {"words": CRISIS},
    "safeguarding.Concern.about_words": {"about_words": CRISIS},
    "safeguarding.Concern.raised_by_name": {"name": CRISIS},
    "safeguarding.Concern.reply_to": {"reply_to": CRISIS},
}
"""The words of a concern are read by a person whatever triage makes of them: they come in by `raise_concern`."""


def text_fields() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("alongside.")
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT) and not field.choices
    }


def sent_fields() -> set[str]:
    return {".".join(name.split(".")[:3]) for name in SENT}


def exempt() -> dict[str, str]:
    table = tomllib.loads(EXEMPT_IN.read_text(encoding="utf-8"))["exempt"]
    named = [(field, row["because"]) for row in table for field in row["fields"]]
    assert len(named) == len(dict(named)), "a field is named twice"
    assert all(because.strip() for _field, because in named)
    return dict(named)


def test_every_text_field_comes_in_by_the_door_or_says_why_not() -> None:
    found = text_fields()
    assert found - sent_fields() - set(AS_CONCERN) - set(exempt()) == set()
    assert (sent_fields() | set(AS_CONCERN) | set(exempt())) - found == set()
    assert (sent_fields() | set(AS_CONCERN)) & set(exempt()) == set()


def test_nothing_is_posted_from_outside_but_by_forms() -> None:
    """A view that takes what another program sends would be a door of its own; there is none so far."""

    def views(patterns: list[Any]) -> Any:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from views(each.url_patterns)
            elif isinstance(each, URLPattern):
                yield each.callback

    hooks = {
        f"{view.__module__}.{view.__qualname__}"
        for view in views(get_resolver().url_patterns)
        if getattr(view, "csrf_exempt", False)
    }
    assert hooks == set()


@pytest.mark.parametrize("field", sorted(SENT))
def test_a_crisis_line_in_any_field_is_on_the_desk_at_once(cast: Cast, field: str) -> None:
    row = SENT[field](cast)
    name = field.split(".", 2)[2]
    row.refresh_from_db()
    stored, _dot, answer = name.partition(".")
    assert CRISIS in (getattr(row, stored)[answer] if answer else getattr(row, stored))
    [came_in] = Incoming.objects.filter(subject=label(row), field=name)
    assert came_in.lane == "P1"
    assert came_in.concern is not None
    assert came_in.concern.urgency == "now"
    assert CRISIS in came_in.concern.words


@pytest.mark.parametrize("field", sorted(AS_CONCERN))
def test_the_words_of_a_concern_come_in_clean_and_urgent_if_they_sound_so(cast: Cast, field: str) -> None:
    words = {name: f"{given}\u202e\x07" for name, given in AS_CONCERN[field].items()}
    made = safeguarding.concern(cast, urgency="routine", **words)
    made = Concern.objects.get(pk=made.pk)
    assert getattr(made, field.rsplit(".", 1)[1]) == CRISIS
    if field.endswith(("words",)):
        assert made.urgency == "now"


def test_what_changed_in_a_field_comes_in_and_the_same_words_only_once(cast: Cast) -> None:
    row = person(cast, "notes")
    for words in ("Likes to walk", "Likes to walk", CRISIS):
        change_person(participant=row, programme=cast.coaching, by=cast.cora, notes=words)
    assert Incoming.objects.filter(subject=label(row), field="notes").count() == 2
    assert Concern.objects.count() == 1
