"""Taking data out: who is in it, what is not, and that it is written down."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.conversations.models import Conversation, Message
from alongside.enrolment.models import ConsentRecord
from alongside.evaluation.actions import trials
from alongside.evaluation.actions.exports import ExportFile, ExportNeedsReason, export_data
from alongside.evaluation.core.analyses.verdicts import improvement
from alongside.evaluation.core.changes import ANALYSIS
from alongside.evaluation.core.numbers import numbers_of
from alongside.evaluation.core.specs.reading import evaluate
from alongside.evaluation.models import Export
from alongside.evaluation.queries import exports as queries
from alongside.evaluation.queries.facts import facts_of
from alongside.evaluation.queries.parts import EVERYBODY
from alongside.evaluation.queries.results import part_named
from alongside.matching.models import (
    MatchingProfile,
    ProposedMatch,
    Relationship,
    RelationshipPause,
    SupportRequest,
    Wish,
)
from alongside.measures.models import Goal, Response
from alongside.programmes.models import DefinitionVersion, Member, Participant, PeerSupporter
from alongside.support_sessions.models import CheckIn, ContactNote, CoordinatorCall, SupportSession
from alongside.training.models import ModuleCompletion, SupervisionMeeting
from tests.conftest import Cast
from tests.evaluation import factories
from tests.evaluation.trial_plan import ANSWERS, asked_after_twelve_weeks
from tests.stands import follow

KEY = b"0123456789abcdef0123456789abcdef"
CANARY = "ZQXCANARYZQX"


def taken_out(cast: Cast, *, shift: bool = False, key: bytes = KEY) -> ExportFile:
    return export_data(
        programme=cast.coaching, reason="The yearly report", shift_dates=shift, by=cast.eve, key=key
    )


def content(made: ExportFile) -> dict[str, str]:
    with made.file, ZipFile(made.file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rows(files: dict[str, str], table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"])))


@pytest.fixture
def a_life(cast: Cast) -> Relationship:
    """One member and one supporter who agreed to everything, with a row in every room."""
    member, supporter = (
        factories.a_member(cast.coaching, "Amina"),
        factories.a_supporter(cast.coaching, "Sol"),
    )
    match = factories.a_match(member, supporter, first_contact_on=factories.FIRST_DAY + timedelta(days=20))
    factories.contacts(match, 3)
    who = member.participant
    for instrument, answers in (("ucla_3", {"isolated": 2, "left_out": None}), ("personal_goals", {"7": 4})):
        factories.asked(
            cast.coaching,
            who,
            wave="baseline",
            instrument=instrument,
            score=5.0,
            on=factories.FIRST_DAY,
            answers=answers,
            how="web",
        )
    sides = list(match.sides.order_by("pk"))
    for side in sides:
        CheckIn.objects.create(
            side=side,
            week=2,
            due_on=factories.FIRST_DAY,
            answered_at=factories.moment(factories.FIRST_DAY),
            entered_by=cast.cora,
            fit=8,
        )
    CoordinatorCall.objects.create(side=sides[0], due_on=factories.FIRST_DAY)
    ContactNote.objects.create(session=match.support_sessions.all()[0], side=sides[0], words="Remember")
    talk = Conversation.objects.create(relationship=match)
    Message.objects.create(conversation=talk, side=sides[0], words="Hello", key="1")
    profile = MatchingProfile.objects.create(programme=cast.coaching, participant=who)
    Wish.objects.create(profile=profile, trait="age", value="same", strength="prefer", rank=1)
    RelationshipPause.objects.create(relationship=match, starts_on=factories.FIRST_DAY, asked_by=cast.cora)
    Goal.objects.create(programme=cast.coaching, participant=who, words="Walk more")
    ModuleCompletion.objects.create(
        supporter=supporter, module="safety", completed_on=factories.FIRST_DAY, recorded_by=cast.cora
    )
    SupervisionMeeting.objects.create(
        supporter=supporter, supervisor=cast.sula, planned_on=factories.FIRST_DAY, recorded_by=cast.sula
    )
    return match


def words_everywhere(spared: set[type[models.Model]]) -> set[str]:
    """Put the canary into every field of text without a fixed list of values; return the fields it went into."""
    filled = set()
    for model in apps.get_models():
        if not model.__module__.startswith("alongside.") or model in spared:
            continue
        for field in model._meta.concrete_fields:
            if field.choices or not isinstance(field, models.CharField | models.TextField | models.JSONField):
                continue
            for pk in model._base_manager.values_list("pk", flat=True):
                value = {CANARY: CANARY} if isinstance(field, models.JSONField) else f"={CANARY}{pk}"
                if isinstance(value, str) and field.max_length:
                    value = value[: field.max_length]
                try:
                    with transaction.atomic():
                        model._base_manager.filter(pk=pk).update(**{field.name: value})
                except (IntegrityError, DatabaseError):
                    continue
                filled.add(f"{model._meta.label}.{field.name}")
    return filled


def test_no_word_of_anybody_is_in_an_export(cast: Cast, a_life: Relationship) -> None:
    # The log of deeds and the ledger of consent cannot be changed; the definition is read while exporting.
    spared: set[type[models.Model]] = {AuditEvent, ConsentRecord, DefinitionVersion}
    ConsentRecord.objects.create(
        programme=cast.coaching,
        participant=a_life.sides.all()[0].participant,
        purpose="contact_after_end",
        wording_version=CANARY,
        wording=CANARY,
        given=True,
        how="self",
    )
    filled = words_everywhere(spared)
    assert {
        "programmes.Participant.name",
        "programmes.Participant.notes",
        "programmes.Member.joined_how",
        "matching.SupportRequest.words",
        "matching.Wish.value",
        "support_sessions.ContactNote.words",
        "support_sessions.SupportSession.phase",
        "support_sessions.CheckIn.words",
        "conversations.Message.words",
        "measures.Response.answers",
        "measures.Response.instrument",
        "measures.Goal.words",
        "training.SupervisionMeeting.notes",
    } <= filled
    made = taken_out(cast)
    assert made.export.rows > 15
    for name, text in content(made).items():
        assert "ZQX" not in text, name


def test_unknown_code_becomes_other(cast: Cast, a_life: Relationship) -> None:
    SupportSession.objects.update(phase="Dr Smith's ward")
    Response.objects.filter(instrument="ucla_3").update(instrument="a word")
    files = content(taken_out(cast))
    assert {row["phase"] for row in rows(files, "contacts")} == {"other"}
    assert {row["instrument"] for row in rows(files, "responses")} == {"other", "personal_goals"}


def test_export_has_each_row_under_made_up_names(cast: Cast, a_life: Relationship) -> None:
    files = content(taken_out(cast))
    assert sorted(files) == sorted(
        ["README.txt", "dictionary.csv", "read.R", "read.do", "read.sps"]
        + [
            f"{name}.csv"
            for name in (
                "people",
                "relationships",
                "matching",
                "contacts",
                "responses",
                "answers",
                "check_ins",
                "flow",
            )
        ]
    )
    people = rows(files, "people")
    assert sorted(row["place"] for row in people) == ["member", "supporter"]
    member = next(row["person_id"] for row in people if row["place"] == "member")
    (match,) = rows(files, "relationships")
    assert match["person_id"] == member
    assert match["person_role"] == "receiving"
    assert match["other_person_id"] in {row["person_id"] for row in people} - {member}
    contacts = rows(files, "contacts")
    assert [row["status"] for row in contacts] == ["delivered"] * 3 + ["missed"] * 6
    assert {row["relationship_id"] for row in contacts} == {match["relationship_id"]}
    responses = {row["response_id"]: row for row in rows(files, "responses")}
    assert {row["person_id"] for row in responses.values()} == {member}
    answers = {(responses[row["response_id"]]["instrument"], row["code"]) for row in rows(files, "answers")}
    assert answers == {("ucla_3", "2"), ("ucla_3", ""), ("personal_goals", "4")}
    assert len(rows(files, "check_ins")) == 2


def test_how_matches_came_about_is_there_without_a_trait_or_a_wish(cast: Cast, a_life: Relationship) -> None:
    """And how well both fitted, which tells of the other too, only if both agree."""
    member, supporter = (side.participant for side in a_life.sides.order_by("supporter_id"))
    if a_life.sides.get(participant=member).supporter_id:
        member, supporter = supporter, member
    wishes = [
        {"side": "seeker", "trait": CANARY, "strength": "must", "rank": 1, "met": "met", "points": [0, 0]},
        {
            "side": "seeker",
            "trait": "age",
            "strength": "prefer",
            "rank": 1,
            "met": "not_met",
            "points": [0, 9],
        },
        {"side": "seeker", "trait": "faith", "strength": "prefer", "rank": 2, "met": "met", "points": [9, 9]},
        {"side": "supporter", "trait": CANARY, "strength": "not_this", "rank": 1, "met": "not_met"},
    ]
    proposal = ProposedMatch.objects.create(
        request=SupportRequest.objects.create(
            member=Member.objects.get(participant=member),
            status="matched",
            closed_at=factories.moment(factories.FIRST_DAY),
        ),
        supporter=PeerSupporter.objects.get(participant=supporter),
        rank=2,
        status="accepted",
        asked_at=factories.moment(factories.FIRST_DAY),
        criteria={"formula": 1, "fit": 7250, "waiting": 10, "wishes": wishes},
        made_by=cast.cora,
    )
    Relationship.objects.filter(pk=a_life.pk).update(proposal=proposal)
    files = content(taken_out(cast))
    (row,) = rows(files, "matching")
    (match,) = rows(files, "relationships")
    assert row == {
        "relationship_id": match["relationship_id"],
        "person_id": match["person_id"],
        "is_by_hand": "0",
        "place_on_list": "2",
        "musts": "1",
        "preferences": "2",
        "preferences_met": "1",
        "is_first_preference_met": "0",
        "fit": "7250",
    }
    assert "ZQX" not in "".join(files.values())
    factories.consent(cast.coaching, supporter, purpose="research_use", given=False, on=date(2026, 6, 1))
    (row,) = rows(content(taken_out(cast)), "matching")
    assert (row["preferences_met"], row["fit"]) == ("1", "")


def test_dictionary_explains_every_column(cast: Cast, a_life: Relationship) -> None:
    files = content(taken_out(cast))
    explained = {(row["table"], row["name"]) for row in rows(files, "dictionary") if row["meaning"]}
    columns = {
        (name.removesuffix(".csv"), column)
        for name, text in files.items()
        if name.endswith(".csv") and name != "dictionary.csv"
        for column in next(csv.reader(io.StringIO(text)))
    }
    assert explained == columns


def test_only_people_who_agree_are_in_an_export(cast: Cast, a_life: Relationship) -> None:
    supporter = a_life.sides.get(supporter__isnull=False).participant
    factories.consent(cast.coaching, supporter, purpose="research_use", given=False, on=date(2026, 6, 1))
    files = content(taken_out(cast))
    assert [row["place"] for row in rows(files, "people")] == ["member"]
    assert [row["other_person_id"] for row in rows(files, "relationships")] == [""]
    assert len(rows(files, "check_ins")) == 1
    member = a_life.sides.get(member__isnull=False).participant
    factories.consent(cast.coaching, member, purpose="take_part", given=False, on=date(2026, 6, 1))
    files = content(taken_out(cast))
    for table in ("people", "relationships", "matching", "contacts", "responses", "answers", "check_ins"):
        assert rows(files, table) == []


def test_definition_that_does_not_ask_gives_nobody_away(cast: Cast, a_life: Relationship) -> None:
    text = cast.coaching.definition.text.replace('key = "research_use"', 'key = "something_else"')
    follow(cast, text)
    assert queries.exportable_people(cast.coaching) == frozenset()


def test_moved_dates_keep_what_lies_between_them(cast: Cast, a_life: Relationship) -> None:
    real, moved = content(taken_out(cast)), content(taken_out(cast, shift=True))
    for table, columns in (
        ("contacts", ("planned_on", "delivered_on")),
        ("relationships", ("started_on", "planned_end_on", "first_contact_on")),
    ):
        apart = {
            date.fromisoformat(after[name]) - date.fromisoformat(before[name])
            for before, after in zip(rows(real, table), rows(moved, table), strict=True)
            for name in columns
            if before[name]
        }
        assert len(apart) == 1
        assert apart != {timedelta()}
    assert "moved by the same number of days" in moved["README.txt"]


def test_same_data_and_key_give_the_same_bytes(cast: Cast, a_life: Relationship) -> None:
    made = [taken_out(cast), taken_out(cast), taken_out(cast, key=KEY[::-1])]
    first, second, other = (one.file.read() for one in made)
    assert first == second != other
    assert made[0].export.content_hash == made[1].export.content_hash
    people = [{row["person_id"] for row in rows(content(one), "people")} for one in made]
    assert people[0] == people[1]
    assert people[0].isdisjoint(people[2])


def test_people_come_in_batches_in_an_order_that_tells_nothing(
    cast: Cast, a_life: Relationship, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        factories.a_member(cast.coaching, f"Amina {number}")
    whole = content(taken_out(cast))
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    assert sorted(rows(content(taken_out(cast)), "people"), key=str) == sorted(rows(whole, "people"), key=str)
    members = [row["person_id"] for row in rows(whole, "people") if row["place"] == "member"]
    assert members == sorted(members)


def test_small_groups_of_the_flow_are_hidden(cast: Cast, a_life: Relationship) -> None:
    assert {row["people"] for row in rows(content(taken_out(cast)), "flow") if row["reason"]} == {""}


def test_taking_out_is_recorded_with_its_reason(cast: Cast, a_life: Relationship) -> None:
    address = reverse("evaluation:export", kwargs={"ref": cast.coaching.ref})
    response = cast.client("eve").post(address, {"reason": "The yearly report", "shift_dates": "on"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    file = b"".join(response.streaming_content)
    record = Export.objects.get()
    assert (record.made_by, record.reason, record.dates_shifted) == (cast.eve, "The yearly report", True)
    assert record.content_hash == hashlib.sha256(file).hexdigest()
    event = AuditEvent.objects.get(what="data_exported")
    assert (event.by_id, event.reason, event.details["rows"]) == (
        cast.eve.pk,
        "The yearly report",
        record.rows,
    )
    assert cast.coaching.name not in response["Content-Disposition"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_taking_out_without_a_reason_is_refused(cast: Cast, reason: str) -> None:
    with pytest.raises(ExportNeedsReason):
        export_data(programme=cast.coaching, reason=reason, shift_dates=True, by=cast.eve)
    address = reverse("evaluation:export", kwargs={"ref": cast.coaching.ref})
    response = cast.client("eve").post(address, {"reason": reason})
    assert response.status_code == 422
    assert "Please answer this." in response.content.decode()
    assert not Export.objects.exists()


def test_other_organisations_people_are_never_in_it(cast: Cast, a_life: Relationship) -> None:
    factories.agrees(cast.elsewhere_coaching, cast.olga_member.participant)
    assert len(rows(content(taken_out(cast)), "people")) == 2
    assert Participant.objects.count() > 2


def test_export_does_the_changes_of_the_result_page_again(cast: Cast, tmp_path: Path) -> None:
    factories.lively(cast.coaching, cast.cora)
    everybody = part_named(cast.coaching, EVERYBODY)
    numbers = numbers_of(facts_of(cast.coaching, everybody, timezone.localdate()))
    for name, text in content(taken_out(cast)).items():
        (tmp_path / name).write_text(text, newline="")
    done = {one.name: one.finding for one in evaluate(tmp_path / ANALYSIS).done}
    compared = 0
    for table, side in (
        ("changes_of_members", numbers.members),
        ("changes_of_supporters", numbers.supporters),
    ):
        for measure in side.measures:
            finding = done[f"{table}/{measure.instrument}/{measure.span}"]
            change = measure.change
            assert finding is not None
            assert finding["mean_difference"].n == change.n
            better = 1 if change.higher_is == "better" else -1
            assert finding["mean_difference"].value * better == pytest.approx(change.improvement, rel=1e-12)
            if change.interval:
                compared += 1
                shown = improvement(finding["mean_difference"].interval, change.higher_is)
                assert (shown.low, shown.high) == pytest.approx(
                    (change.interval.low, change.interval.high), rel=1e-12
                )
    assert compared >= 10


def test_while_a_trial_is_sealed_later_answers_of_members_stay(cast: Cast, a_life: Relationship) -> None:
    who = a_life.sides.get(member__isnull=False).participant
    factories.asked(
        cast.coaching,
        who,
        wave=factories.END,
        instrument="ucla_3",
        score=4.0,
        on=factories.FIRST_DAY + timedelta(weeks=8),
        answers={"isolated": 1},
    )
    before = content(taken_out(cast))
    assert {row["score"] for row in rows(before, "responses")} >= {"4.0"}
    asked_after_twelve_weeks(cast)
    trial = trials.plan_trial(
        programme=cast.coaching,
        answers={**ANSWERS, "opens_on": timezone.localdate() + timedelta(days=200)},
        by=cast.eve,
    )
    trials.fix_protocol(trial=trial, by=cast.eve)
    files = content(taken_out(cast))
    scores = {(row["wave"], row["instrument"]): row["score"] for row in rows(files, "responses")}
    assert scores[factories.BASELINE, "ucla_3"] == "5.0"
    assert scores[factories.END, "ucla_3"] == ""
    assert len(rows(files, "answers")) == len(rows(before, "answers")) - 1
    assert "changes_of_members.csv" not in files
    assert "left out until" in files["README.txt"]
