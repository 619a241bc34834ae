"""The designer's pages and deeds: a draft is begun, answered, talked about, and made a programme."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.programmes import actions
from alongside.programmes.core.asking import Question
from alongside.programmes.core.drafting import draft as drafted
from alongside.programmes.core.editing import value_at
from alongside.programmes.core.filling import fingerprint
from alongside.programmes.core.library import model_text
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.questions import QUESTIONS, question
from alongside.programmes.models import DefinitionDraft, Programme
from tests.factories import COACHING, PAIRS, definition_text
from tests.programmes.drafts import as_a_browser_sends

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.conftest import Cast

SUGARBUDDIES = "reidy-2024-sugarbuddies"


@pytest.fixture
def empty(cast: Cast) -> DefinitionDraft:
    return actions.begin_draft(organisation=cast.harbour, title="Shaky walks", by=cast.ada)


@pytest.fixture
def pairs(cast: Cast) -> DefinitionDraft:
    return actions.begin_draft(
        organisation=cast.harbour, title="Our pairs", text=definition_text(PAIRS), by=cast.ada
    )


def page(name: str, draft: DefinitionDraft, **more: object) -> str:
    return reverse(f"programmes:{name}", kwargs={"pk": draft.pk, **more})


def seen(draft: DefinitionDraft, key: str) -> str:
    draft.refresh_from_db()
    return fingerprint(draft.text, question(key))


def answer(cast: Cast, draft: DefinitionDraft, key: str, who: str = "ada", **typed: object):
    data = {"seen": seen(draft, key), **typed}
    return cast.client(who).post(page("draft_question", draft, key=key), data)


def add(cast: Cast, draft: DefinitionDraft, key: str, **typed: object):
    data = {"seen": seen(draft, key), **typed}
    return cast.client("ada").post(page("draft_item_new", draft, key=key), data)


def count_of(draft: DefinitionDraft, each: Question) -> int:
    there = at(draft, *each.items.split("."))
    return len(there) if isinstance(there, list) else 0


def at(draft: DefinitionDraft, *path: str | int) -> object:
    draft.refresh_from_db()
    return value_at(draft.text, path)


def test_models_are_searched_and_one_is_made_ones_own(cast: Cast) -> None:
    client = cast.client("ada")
    start = reverse("programmes:draft_new", kwargs={"pk": cast.harbour.pk})
    assert "Sugarbuddies" in client.get(start, {"q": "facebook walks"}).content.decode()
    assert "0 programmes" in client.get(start, {"q": "zebra crossing"}).content.decode()
    begin = reverse("programmes:draft_begin", kwargs={"pk": cast.harbour.pk, "model": SUGARBUDDIES})
    response = client.post(begin, {"title": "Shaky walks"})
    made = DefinitionDraft.objects.get()
    assert response.headers["Location"] == page("draft", made)
    assert (made.title, made.begun_from, made.created_by) == ("Shaky walks", SUGARBUDDIES, cast.ada)
    document = tomllib.loads(made.text)
    assert (document["title"], document["slug"]) == ("Shaky walks", "shaky-walks")
    assert "left_out" not in document
    assert "Facebook" in client.get(page("draft", made)).content.decode()
    assert client.post(begin, {"title": ""}).status_code == 422
    nobody = reverse("programmes:draft_begin", kwargs={"pk": cast.harbour.pk, "model": "nobody-2099"})
    assert client.get(nobody).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "not a text file"),
        (b"a = 1\nb = ", "cannot be read. Line 2: This is not TOML"),
        (b"  ", "empty"),
        (b"a = 1\nb = " + b"[" * 5000, "Line 2: The brackets in this file are nested too deeply"),
    ],
)
def test_a_file_that_is_none_comes_back_kindly(cast: Cast, content: bytes, words: str) -> None:
    begin = reverse("programmes:draft_begin", kwargs={"pk": cast.harbour.pk, "model": "file"})
    upload = SimpleUploadedFile("own.toml", content)
    response = cast.client("ada").post(begin, {"title": "Ours", "file": upload})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not DefinitionDraft.objects.exists()


def test_a_file_is_taken_with_its_comments(cast: Cast) -> None:
    begin = reverse("programmes:draft_begin", kwargs={"pk": cast.harbour.pk, "model": "file"})
    upload = SimpleUploadedFile("own.toml", b"\xef\xbb\xbf# ours\r\n" + definition_text().encode())
    cast.client("ada").post(begin, {"title": "Ours", "file": upload})
    assert DefinitionDraft.objects.get().text.startswith("# ours\n")


def test_every_question_has_a_page(cast: Cast, pairs: DefinitionDraft) -> None:
    ada, eve = cast.client("ada"), cast.client("eve")
    for each in QUESTIONS:
        for client in (ada, eve):
            response = client.get(page("draft_question", pairs, key=each.key))
            assert response.status_code == 200
            assert "Why we ask" in response.content.decode()
        if each.items:
            assert ada.get(page("draft_item_new", pairs, key=each.key)).status_code == 200
            for index in range(count_of(pairs, each)):
                assert ada.get(page("draft_item", pairs, key=each.key, index=index)).status_code == 200


@pytest.mark.parametrize("model", [COACHING, PAIRS])
def test_an_item_kept_as_it_was_changes_nothing(cast: Cast, model: str) -> None:
    """Whatever a page shows and takes back must come back as it was."""
    draft = actions.begin_draft(
        organisation=cast.harbour, title="Ours", text=definition_text(model), by=cast.ada
    )
    before, client = tomllib.loads(draft.text), cast.client("ada")
    for each in QUESTIONS:
        places = range(count_of(draft, each)) if each.items else [None]
        for index in places:
            name = "draft_question" if index is None else "draft_item"
            address = page(name, draft, key=each.key, **({} if index is None else {"index": index}))
            form = client.get(address).context["form"]
            response = client.post(address, as_a_browser_sends(form))
            assert response.status_code == 302, (each.key, index, response.context["form"].errors)
    draft.refresh_from_db()
    assert tomllib.loads(draft.text) == before
    assert draft.version == 1


def test_answers_are_kept_one_by_one_and_the_next_question_follows(
    cast: Cast, empty: DefinitionDraft
) -> None:
    response = answer(cast, empty, "summary", summary="We walk.\r\nThen we sit.")
    assert response.headers["Location"] == page("draft_question", empty, key="rationale")
    assert at(empty, "summary") == "We walk.\nThen we sit."
    answer(cast, empty, "role_mode", role_mode="mutual", stop="1")
    answer(cast, empty, "length", schedule__length_0="8", schedule__length_1="W")
    answer(cast, empty, "perspectives", theory__perspectives=["relational", "biomedical"])
    answer(cast, empty, "check_ins", check_ins__member_weeks="2, 5")
    assert at(empty, "schedule", "length") == "P8W"
    assert at(empty, "theory", "perspectives") == ["relational", "biomedical"]
    assert at(empty, "check_ins", "member_weeks") == [2, 5]
    assert empty.version == 6
    entries = AuditEvent.objects.filter(what="draft_changed")
    assert [entry.details["question"] for entry in entries.order_by("pk")][:2] == ["summary", "role_mode"]


def test_that_there_is_none_is_an_answer_and_can_be_taken_back(cast: Cast, pairs: DefinitionDraft) -> None:
    answer(cast, pairs, "group_size", standing="none")
    assert at(pairs, "groups") is Absence.NONE
    answer(cast, pairs, "group_size", standing="open")
    assert at(pairs, "groups") is None
    answer(cast, pairs, "caseload", standing="not applicable", caseload__default="1", caseload__max="1")
    assert at(pairs, "caseload") is Absence.NOT_APPLICABLE
    answer(cast, pairs, "caseload", standing="not applicable", caseload__default="2", caseload__max="3")
    assert at(pairs, "caseload") == {"default": 2, "max": 3}
    both = answer(cast, pairs, "group_size", groups__size_min="4", standing="none")
    assert both.status_code == 422
    assert "one of the two" in both.content.decode()
    assert 'value="4"' in both.content.decode()


def test_what_cannot_be_is_refused_at_the_field_with_nothing_lost(cast: Cast, empty: DefinitionDraft) -> None:
    for key, typed, words in (
        ("ages", {"audience__lowest_age": "-3", "audience__highest_age": "90"}, "at least 0"),
        ("file", {"version": "first", "authors": "Ada"}, "numbers with points"),
        ("length", {"schedule__length_0": "eight", "schedule__length_1": "W"}, "whole number"),
        ("check_ins", {"check_ins__member_weeks": "two"}, "whole numbers"),
        ("manual", {"manual__title": "Ours", "manual__url": "ftp://x"}, "https://"),
    ):
        response = answer(cast, empty, key, **typed)
        shown = response.content.decode()
        assert response.status_code == 422, key
        assert words in shown
        for value in typed.values():
            assert value in shown
    assert empty.version == 1


def test_what_does_not_fit_together_is_kept_and_told(cast: Cast, empty: DefinitionDraft) -> None:
    response = answer(cast, empty, "group_size", groups__size_min="9", groups__size_max="3")
    assert response.headers["Location"] == page("draft_question", empty, key="group_size")
    assert at(empty, "groups") == {"size_min": 9, "size_max": 3}
    shown = cast.client("ada").get(page("draft_question", empty, key="group_size")).content.decode()
    assert "size_min is more than size_max" in shown


def test_two_people_do_not_overwrite_each_other_in_silence(cast: Cast, empty: DefinitionDraft) -> None:
    shown_to_ada = seen(empty, "summary")
    answer(cast, empty, "summary", "cora", summary="Cora's words")
    data = {"seen": shown_to_ada, "summary": "Ada's words"}
    response = cast.client("ada").post(page("draft_question", empty, key="summary"), data)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Cora has changed this meanwhile" in shown
    assert "Cora&#x27;s words" in shown
    assert "Ada&#x27;s words" in shown
    assert at(empty, "summary") == "Cora's words"
    again = {**data, "seen": response.context["form"]["seen"].value()}
    cast.client("ada").post(page("draft_question", empty, key="summary"), again)
    assert at(empty, "summary") == "Ada's words"


def test_a_change_elsewhere_is_no_conflict(cast: Cast, empty: DefinitionDraft) -> None:
    shown_to_ada = seen(empty, "summary")
    answer(cast, empty, "setting", "cora", setting="By the sea")
    data = {"seen": shown_to_ada, "summary": "Ada's words"}
    assert cast.client("ada").post(page("draft_question", empty, key="summary"), data).status_code == 302
    assert (at(empty, "summary"), at(empty, "setting")) == ("Ada's words", "By the sea")


PHASE = {"title": "Walks", "form": "group", "modalities": ["in_person"]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            {"amount_kind": "contacts", "amount": "8", "every_0": "1", "every_1": "W"},
            {"contacts": 8, "every": "P1W"},
        ),
        ({"amount_kind": "contacts", "amount": "1"}, {"contacts": 1}),
        (
            {
                "amount_kind": "times",
                "amount": "2",
                "every_0": "1",
                "every_1": "M",
                "lasting_0": "1",
                "lasting_1": "Y",
            },
            {"times": 2, "every": "P1M", "lasting": "P1Y"},
        ),
        (
            {"amount_kind": "at_least", "amount": "1", "every_0": "2", "every_1": "W", "open_ended": "on"},
            {"at_least": 1, "every": "P2W", "open_ended": True},
        ),
        ({"amount_kind": "any", "form": "open_room"}, {"form": "open_room", "open_ended": True}),
        ({"amount_kind": "open"}, {"contacts": "not reported"}),
    ],
)
def test_a_phase_says_how_much_in_one_way(cast: Cast, empty: DefinitionDraft, typed, kept) -> None:
    response = add(cast, empty, "phases", **{**PHASE, **typed})
    assert response.status_code == 302, response.context["form"].errors
    (phase,) = at(empty, "schedule", "phases")
    assert phase == {"key": "walks", "title": "Walks", "form": "group", "modalities": ["in_person"], **kept}
    told = drafted(empty.text)
    assert not [each for each in told.obstacles if each.code == "wrong"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount_kind": "contacts"}, "Say how many"),
        ({"amount_kind": "contacts", "amount": "8"}, "Say how often"),
        ({"amount_kind": "times", "amount": "2"}, "how long one interval is"),
        ({"amount_kind": "times", "amount": "2", "every_0": "1", "every_1": "W"}, "Say for how long"),
        ({"amount_kind": "any"}, "Only an open room"),
        ({"amount_kind": "contacts", "amount": "1", "title": ""}, "Please answer this"),
    ],
)
def test_a_phase_that_says_too_little_comes_back(cast: Cast, empty: DefinitionDraft, typed, words) -> None:
    response = add(cast, empty, "phases", **{**PHASE, **typed})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert at(empty, "schedule") is None


def test_a_phase_that_a_source_was_silent_about_is_decided(cast: Cast) -> None:
    draft = actions.begin_draft(
        organisation=cast.harbour, title="Ours", text=model_text(SUGARBUDDIES) or "", by=cast.ada
    )
    decided = {**PHASE, "amount_kind": "at_least", "amount": "1", "every_0": "2", "every_1": "W"}
    address = page("draft_item", draft, key="phases", index=1)
    data = {**decided, "open_ended": "on", "seen": seen(draft, "phases")}
    cast.client("ada").post(address, data)
    phase = at(draft, "schedule", "phases", 1)
    assert phase["at_least"] == 1
    assert "contacts" not in phase


def test_a_phase_says_on_its_own_page_what_it_lacks_and_why_it_is_asked(cast: Cast) -> None:
    text = model_text(SUGARBUDDIES) or ""
    made = actions.begin_draft(organisation=cast.harbour, title="Walks", text=text, by=cast.ada)
    lacking = "how many contacts there are"
    shown = [
        cast.client("ada").get(page("draft_item", made, key="phases", index=index)).content.decode()
        for index in range(2)
    ]
    assert [lacking in each for each in shown] == [False, True]
    assert all("Why we ask." in each for each in shown)


def test_a_phase_is_asked_its_name_first_and_how_much_before_how_often(
    cast: Cast, empty: DefinitionDraft
) -> None:
    form = cast.client("ada").get(page("draft_item_new", empty, key="phases")).context["form"]
    assert [*form.fields][1:9] == [
        "title",
        "form",
        "modalities",
        "usual",
        "amount_kind",
        "amount",
        "every",
        "lasting",
    ]


def test_the_usual_way_of_meeting_comes_first(cast: Cast, empty: DefinitionDraft) -> None:
    ways = {"modalities": ["in_person", "phone", "video"], "usual": "video"}
    add(cast, empty, "phases", **{**PHASE, **ways}, amount_kind="contacts", amount="1")
    assert at(empty, "schedule", "phases", 0, "modalities") == ["video", "in_person", "phone"]


def test_a_session_has_an_agenda_with_breaks(cast: Cast, empty: DefinitionDraft) -> None:
    rows = {
        "agenda-rows": "3",
        "agenda-0-title": "Arriving",
        "agenda-0-minutes": "10",
        "agenda-0-kind": "opening",
        "agenda-2-title": "Tea",
        "agenda-2-kind": "break",
        "sessions-rows": "2",
        "sessions-0-title": "Why we walk",
    }
    add(cast, empty, "phases", **PHASE, amount_kind="contacts", amount="1", **rows)
    assert at(empty, "schedule", "phases", 0, "agenda") == [
        {"title": "Arriving", "minutes": 10, "kind": "opening"},
        {"title": "Tea", "kind": "break"},
    ]
    assert at(empty, "schedule", "phases", 0, "sessions") == [{"title": "Why we walk"}]
    wrong = add(
        cast,
        empty,
        "phases",
        **PHASE,
        amount_kind="contacts",
        amount="1",
        **{**rows, "agenda-0-minutes": "ten"},
    )
    assert wrong.status_code == 422
    assert 'value="Arriving"' in wrong.content.decode()


def test_items_get_keys_of_their_own_and_are_changed_and_taken_away(
    cast: Cast, empty: DefinitionDraft
) -> None:
    for _time in range(2):
        add(
            cast,
            empty,
            "training",
            title="Listening",
            category="communication_skills",
            core="on",
            hours="1.5",
        )
    add(cast, empty, "training", title="Extra", category="communication_skills")
    modules = at(empty, "training")
    assert [(module["key"], module.get("core", False)) for module in modules] == [
        ("listening", True),
        ("listening-2", True),
        ("extra", False),
    ]
    client, address = cast.client("ada"), page("draft_item", empty, key="training", index=1)
    client.post(
        address, {"seen": seen(empty, "training"), "title": "Hearing", "category": "communication_skills"}
    )
    assert at(empty, "training", 1) == {
        "key": "listening-2",
        "title": "Hearing",
        "category": "communication_skills",
        "core": False,
    }
    remove = page("draft_item_remove", empty, key="training", index=0)
    client.post(remove, {"seen": "stale"})
    assert len(at(empty, "training")) == 3
    client.post(remove, {"seen": seen(empty, "training")})
    client.post(page("draft_item_remove", empty, key="training", index=9), {"seen": seen(empty, "training")})
    assert [module["title"] for module in at(empty, "training")] == ["Hearing", "Extra"]
    assert client.get(page("draft_item", empty, key="training", index=9)).status_code == 404
    assert client.get(page("draft_item_new", empty, key="summary")).status_code == 404
    assert client.post(page("draft_item_remove", empty, key="summary", index=0)).status_code == 404
    assert client.get(page("draft_question", empty, key="nothing")).status_code == 404


def test_a_baseline_is_known_by_when_it_is_asked(cast: Cast, empty: DefinitionDraft) -> None:
    typed = {
        "title": "Before",
        "respondent": "member",
        "anchor": "enrolment",
        "offset_0": "0",
        "offset_1": "D",
    }
    add(cast, empty, "measures", **typed, window_days="28", instruments="ucla_3\npersonal_goals")
    assert at(empty, "measures", 0, "key") == "baseline"
    assert at(empty, "measures", 0, "offset") == "P0D"


def test_the_last_change_is_undone_unless_somebody_went_on(cast: Cast, pairs: DefinitionDraft) -> None:
    before = pairs.text
    answer(cast, pairs, "group_size", standing="none")
    undo = page("draft_undo", pairs)
    cast.client("ada").post(undo, {"version": "1"})
    assert at(pairs, "groups") is Absence.NONE
    cast.client("ada").post(undo, {"version": "2"})
    pairs.refresh_from_db()
    assert pairs.text == before


def test_staff_comment_and_designers_decide(cast: Cast, empty: DefinitionDraft) -> None:
    talk = {"words": "Members should say this themselves."}
    cast.client("eve").post(page("draft_comment", empty, key="summary"), talk)
    assert (
        cast.client("eve").post(page("draft_comment", empty, key="summary"), {"words": ""}).status_code == 422
    )
    decision = {"decision": "We say walks.", "decided_by": "The members", "decided_on_day": "1"}
    day = {"decided_on_month": "3", "decided_on_year": "2026"}
    client = cast.client("ada")
    assert client.post(page("draft_decide", empty, key="summary"), {**decision}).status_code == 422
    late = {**decision, **day, "decided_on_year": "2999"}
    assert "still to come" in client.post(page("draft_decide", empty, key="summary"), late).content.decode()
    client.post(page("draft_decide", empty, key="summary"), {**decision, **day})
    shown = client.get(page("draft", empty)).content.decode()
    assert "We say walks. Decided by The members, 1 March 2026." in " ".join(shown.split())
    comment = empty.comments.get()
    for _time in range(2):
        client.post(page("draft_comment_resolve", empty, comment_pk=comment.pk))
    comment.refresh_from_db()
    assert comment.resolved_by == cast.ada
    assert "dealt with by Ada" in client.get(page("draft_question", empty, key="summary")).content.decode()


def test_a_draft_full_of_gaps_is_named_but_not_used(cast: Cast, empty: DefinitionDraft) -> None:
    client = cast.client("ada")
    shown = client.get(page("draft", empty)).content.decode()
    assert "things are still needed before it can open" in shown
    assert "What happens when somebody is in danger?" in shown
    use = client.get(page("draft_use", empty)).content.decode()
    assert "It cannot be used yet" in use
    client.post(page("draft_use", empty), {"name": "Walks", "discreet_name": "Fridays"})
    assert not Programme.objects.filter(name="Walks").exists()


def test_a_draft_becomes_a_programme_and_goes_on_changing_it_until_it_opens(
    cast: Cast, pairs: DefinitionDraft
) -> None:
    client, use = cast.client("ada"), page("draft_use", pairs)
    wrong = client.post(use, {"name": "Pairs again", "discreet_name": "Breast cancer pairs"})
    assert "which says what the programme is about" in wrong.content.decode()
    assert (
        "of this name already"
        in client.post(use, {"name": "Pairs", "discreet_name": "Fridays"}).content.decode()
    )
    client.post(use, {"name": "Pairs again", "discreet_name": "Fridays"})
    programme = Programme.objects.get(name="Pairs again")
    pairs.refresh_from_db()
    assert pairs.programme == programme
    answer(cast, pairs, "setting", setting="By the sea")
    client.post(use)
    programme.refresh_from_db()
    assert 'setting = "By the sea"' in programme.definition.text
    actions.open_programme(programme=programme, by=cast.ada)
    # What people agreed to does not change under them: from now on the draft can only be the next version.
    amend = page("draft_amend", pairs)
    assert client.post(use).headers["Location"] == amend
    response = client.post(reverse("programmes:draft_of_programme", kwargs={"ref": programme.ref}))
    assert response.headers["Location"] == page("draft", pairs)
    assert "does not change under them" in client.get(amend).content.decode()


def test_a_programme_in_preparation_is_changed_in_one_draft(cast: Cast) -> None:
    programme = actions.create_programme(
        organisation=cast.harbour,
        definition_text=definition_text(),
        name="New",
        discreet_name="Fridays",
        by=cast.ada,
    )
    address = reverse("programmes:draft_of_programme", kwargs={"ref": programme.ref})
    answers = {cast.client("ada").post(address).headers["Location"] for _time in range(2)}
    made = DefinitionDraft.objects.get()
    assert answers == {page("draft", made)}
    assert made.text == definition_text()


def test_coordinators_design_and_administrators_create(cast: Cast, pairs: DefinitionDraft) -> None:
    shown = cast.client("cora").get(page("draft_use", pairs)).content.decode()
    assert "An administrator of the organisation" in shown
    cast.client("cora").post(page("draft_use", pairs), {"name": "Ours", "discreet_name": "Fridays"})
    assert not Programme.objects.filter(name="Ours").exists()


def test_a_draft_is_compared_once_it_is_a_definition(
    cast: Cast, pairs: DefinitionDraft, empty: DefinitionDraft
) -> None:
    answer(cast, pairs, "setting", setting="By the sea")
    client = cast.client("ada")
    shown = client.get(page("draft_compare", pairs), {"with": PAIRS}).content.decode()
    assert "By the sea" in shown
    assert "Nothing differs" not in shown
    assert "must first say everything" in client.get(page("draft_compare", empty)).content.decode()


def test_a_draft_is_a_file(cast: Cast, empty: DefinitionDraft) -> None:
    response = cast.client("eve").get(page("draft_file", empty))
    assert response.content.decode() == empty.text


def test_light_mode_asks_a_handful(cast: Cast, empty: DefinitionDraft) -> None:
    response = answer(cast, empty, "light_mode", light_mode="on")
    assert response.headers["Location"] == page("draft_question", empty, key="title")
    shown = cast.client("ada").get(page("draft", empty)).content.decode()
    assert "only a handful is asked" in shown
    assert "By what means does it help?" not in shown


def test_the_way_to_the_handful_is_on_the_map_while_something_is_missing(
    cast: Cast, empty: DefinitionDraft
) -> None:
    way = "Ask an informal group only a handful"
    assert way in cast.client("ada").get(page("draft", empty)).content.decode()
    answer(cast, empty, "light_mode", light_mode="on")
    assert way not in cast.client("ada").get(page("draft", empty)).content.decode()


def test_before_it_opens_it_is_said_once_more_what_stands_in_the_models_words(cast: Cast) -> None:
    draft = actions.begin_draft(
        organisation=cast.harbour,
        title="Ours",
        text=model_text(SUGARBUDDIES),
        begun_from_model=SUGARBUDDIES,
        by=cast.ada,
    )
    programme = actions.use_draft(draft=draft, name="Ours", discreet_name="Fridays", by=cast.ada)
    gaps = reverse("programmes:gaps", kwargs={"ref": programme.ref})
    shown = cast.client("ada").get(gaps).content.decode()
    assert "still in the words of" in shown
    assert page("draft_question", draft, key="summary") in shown


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_the_same_for_few_and_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        draft = actions.begin_draft(
            organisation=cast.harbour, title=f"Draft {number}", text=definition_text(), by=cast.ada
        )
        for _time in range(count):
            actions.comment_on_question(draft=draft, question=question("summary"), words="Hm.", by=cast.eve)
    client = cast.client("ada")
    client.get(page("draft", draft))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("programmes:drafts", kwargs={"pk": cast.harbour.pk}))
    with django_assert_num_queries(MAP_QUERIES):
        client.get(page("draft", draft))
    with django_assert_num_queries(QUESTION_QUERIES):
        client.get(page("draft_question", draft, key="summary"))


LIST_QUERIES, MAP_QUERIES, QUESTION_QUERIES = 8, 7, 7
