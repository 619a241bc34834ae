from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from alongside.programmes import actions
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import load_definition
from alongside.programmes.models import DefinitionVersion, Intake, Programme, StaffRole
from alongside.programmes.queries import definition_of
from tests.factories import COACHING, PAIRS, definition_text

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.conftest import Cast

NAMES = {"name": "Second wind", "discreet_name": "Harbour Fridays"}
NO_CRISIS = definition_text().split("# A starter of the Alongside project, for the United Kingdom")[0]


def create_page(cast: Cast, model: str = COACHING) -> str:
    return reverse("programmes:programme_create", kwargs={"pk": cast.harbour.pk, "model": model})


def page(name: str, programme: Programme) -> str:
    return reverse(f"programmes:{name}", kwargs={"ref": programme.ref})


def draft(cast: Cast, text: str = NO_CRISIS) -> Programme:
    return actions.create_programme(organisation=cast.harbour, definition_text=text, by=cast.ada, **NAMES)


def test_published_models_are_offered_and_one_is_chosen(cast: Cast) -> None:
    client = cast.client("ada")
    offered = client.get(reverse("programmes:programme_new", kwargs={"pk": cast.harbour.pk})).content.decode()
    assert "Peer coaching for people living with diabetes" in offered
    lines = [model.line for model in published() if model.is_ready]
    assert lines
    assert all(f"<p>{escape(line)}</p>" in offered for line in lines)
    assert create_page(cast, "own") in offered
    assert "WRAP" not in offered
    assert reverse("programmes:draft_new", kwargs={"pk": cast.harbour.pk}) in offered
    response = client.post(create_page(cast), NAMES)
    made = Programme.objects.get(name="Second wind")
    assert response.headers["Location"] == page("gaps", made)
    assert (made.discreet_name, made.status, made.organisation) == (
        "Harbour Fridays",
        "preparing",
        cast.harbour,
    )


def test_form_sent_twice_makes_one_programme(cast: Cast) -> None:
    client = cast.client("ada")
    answers = [client.post(create_page(cast), NAMES).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Programme.objects.filter(name="Second wind").count() == 1


def test_name_that_is_taken_comes_back(cast: Cast) -> None:
    response = cast.client("ada").post(create_page(cast), {**NAMES, "name": "Coaching"})
    assert response.status_code == 422
    assert "of this name already" in response.content.decode()


def test_discreet_name_that_gives_away_comes_back_with_the_word(cast: Cast) -> None:
    response = cast.client("ada").post(create_page(cast), {**NAMES, "discreet_name": "Diabetes on Fridays"})
    assert response.status_code == 422
    assert "“diabetes”" in response.content.decode()
    assert not Programme.objects.filter(name="Second wind").exists()
    with pytest.raises(actions.NameGivesAway):
        actions.create_programme(
            organisation=cast.harbour,
            definition_text=definition_text(),
            name="Third",
            discreet_name="Diabetes",
            by=cast.ada,
        )
    assert not DefinitionVersion.objects.filter(
        organisation=cast.harbour, created_at__gt=cast.pairs.created_at
    ).exists()


def test_model_that_nobody_published_is_not_there(cast: Cast) -> None:
    assert cast.client("ada").get(create_page(cast, "nobody-2099")).status_code == 404


def test_own_definition_is_pasted(cast: Cast) -> None:
    text = definition_text(PAIRS).replace("Mutual support", "Our own support")
    cast.client("ada").post(create_page(cast, "own"), {**NAMES, "text": text})
    made = Programme.objects.get(name="Second wind")
    assert definition_of(made).title.startswith("Our own support")


def test_own_definition_comes_from_a_file_with_a_mark_and_windows_lines(cast: Cast) -> None:
    content = b"\xef\xbb\xbf" + definition_text().replace("\n", "\r\n").encode()
    upload = SimpleUploadedFile("own.toml", content)
    cast.client("ada").post(create_page(cast, "own"), {**NAMES, "text": "", "file": upload})
    assert load_definition(Programme.objects.get(name="Second wind").definition.text).slug == COACHING


def test_problems_are_shown_by_line_and_the_text_is_kept(cast: Cast) -> None:
    text = definition_text().replace('role_mode = "supporter_and_member"', 'role_mode = "boss"')
    line = next(n for n, words in enumerate(text.splitlines(), 1) if 'role_mode = "boss"' in words)
    upload = SimpleUploadedFile("own.toml", text.encode())
    for data in ({"text": text}, {"text": "", "file": upload}):
        response = cast.client("ada").post(create_page(cast, "own"), {**NAMES, **data})
        shown = response.content.decode()
        assert response.status_code == 422
        assert f"Line {line}" in shown
        assert "role_mode = &quot;boss&quot;" in shown
        assert "Harbour Fridays" in shown


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"MZ\x90\x00\x03\x00\xf0"])
def test_file_that_is_no_text_is_refused_kindly(cast: Cast, content: bytes) -> None:
    upload = SimpleUploadedFile("own.toml", content)
    response = cast.client("ada").post(create_page(cast, "own"), {**NAMES, "file": upload})
    assert response.status_code == 422
    assert "not a text file" in response.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "a = ", "x" * 500_001, "[" * 5000])
def test_text_that_is_no_definition_is_refused_kindly(cast: Cast, text: str) -> None:
    response = cast.client("ada").post(create_page(cast, "own"), {**NAMES, "text": text})
    assert response.status_code == 422
    assert not Programme.objects.filter(name="Second wind").exists()


def test_gaps_bar_the_way_and_say_what_to_do(cast: Cast) -> None:
    programme, client = draft(cast), cast.client("ada")
    shown = client.get(page("gaps", programme)).content.decode()
    assert "cannot open yet" in shown
    assert "What happens when somebody is in danger?" in shown
    assert "Add a [crisis] part" in shown
    assert shown.index("Answer question by question") < shown.index("Change the file")
    assert page("programme_open", programme) not in shown
    client.post(page("programme_open", programme))
    programme.refresh_from_db()
    assert programme.status == "preparing"


def test_draft_is_mended_and_opened(cast: Cast) -> None:
    programme, client = draft(cast), cast.client("ada")
    wrong = client.post(page("programme_definition", programme), {"text": "version = 1"})
    assert wrong.status_code == 422
    client.post(page("programme_definition", programme), {"text": definition_text()})
    shown = client.get(page("gaps", programme)).content.decode()
    assert "You can open the programme" in shown
    for _ in range(2):
        assert client.post(page("programme_open", programme)).status_code == 302
    programme.refresh_from_db()
    assert programme.status == "open"
    for _ in range(2):
        client.post(page("programme_close", programme))
    programme.refresh_from_db()
    assert programme.status == "closed"


def test_definition_of_an_open_programme_does_not_change(cast: Cast) -> None:
    before = cast.coaching.definition_id
    text = definition_text().replace("Peer coaching", "Other coaching")
    response = cast.client("ada").post(
        page("programme_definition", cast.coaching), {"text": text}, follow=True
    )
    assert "does not change under them" in response.content.decode()
    cast.coaching.refresh_from_db()
    assert cast.coaching.definition_id == before


def test_changed_draft_must_not_be_given_away_by_its_discreet_name(cast: Cast) -> None:
    programme = draft(cast)
    text = definition_text().replace("people living with diabetes", "people of the harbour")
    response = cast.client("ada").post(page("programme_definition", programme), {"text": text})
    assert response.status_code == 422
    assert "“harbour”" in response.content.decode()


def test_programme_page_says_it_all_from_the_definition(cast: Cast) -> None:
    shown = cast.client("mia").get(page("programme", cast.coaching)).content.decode()
    for words in (
        "You talk with somebody who lives with diabetes too",
        "1 contact, in person, 60 minutes.",
        "8 contacts, one every week, by telephone, 10 to 15 minutes.",
        "From the first day to the ending: 8 weeks.",
        "Cora",
        "Sasha",
        "within 1 hour when it is urgent, 1 day when it is soon, and 5 days otherwise",
        "phone 999",
    ):
        assert words in shown
    assert "Otto" not in shown
    assert page("programme_close", cast.coaching) not in shown
    assert (
        page("programme_close", cast.coaching)
        in cast.client("cora").get(page("programme", cast.coaching)).content.decode()
    )


def test_programme_in_which_nobody_reads_worries_says_so_to_whoever_runs_it(cast: Cast) -> None:
    words = "nobody reads them here"
    assert words not in cast.client("ada").get(page("programme", cast.coaching)).content.decode()
    StaffRole.objects.filter(person=cast.sasha).update(
        ends_on=timezone.localdate() - timedelta(days=1), starts_on=date(2026, 1, 1)
    )
    shown = {
        who: cast.client(who).get(page("programme", cast.coaching)).content.decode()
        for who in ("ada", "cora", "mia")
    }
    assert [who for who, text in shown.items() if words in text] == ["ada", "cora"]
    assert [who for who, text in shown.items() if "Invite somebody" in text] == ["ada"]


def test_mutual_programme_is_said_in_its_own_words(cast: Cast) -> None:
    shown = cast.client("ada").get(page("programme", cast.pairs)).content.decode()
    assert "At least 2 contacts, every week for 8 weeks" in shown


@pytest.mark.parametrize("name", ["programme", "report", "gaps"])
def test_page_of_a_programme_asks_little(
    cast: Cast, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client("cora")
    client.get(page(name, cast.coaching))
    most = {"programme": 12, "report": 11, "gaps": 10}
    with django_assert_num_queries(most[name], exact=False):
        client.get(page(name, cast.coaching))


def test_definition_is_given_as_a_file(cast: Cast) -> None:
    response = cast.client("mia").get(page("definition_file", cast.coaching))
    assert response.content.decode() == cast.coaching.definition.text
    assert response.headers["Content-Disposition"] == f'attachment; filename="{COACHING}-1.0.toml"'


def test_report_has_the_twelve_items(cast: Cast) -> None:
    shown = cast.client("eve").get(page("report", cast.coaching)).content.decode()
    assert "1. Brief name" in shown
    assert "12. How well: actual" in shown
    assert "Not reported" in shown
    assert "added by the authors of this file, not in its sources" in shown
    led_to = re.findall(r'href="#([\w-]+)"', shown[shown.index("On this page") :])
    assert len(led_to) == 13
    assert all(f'<h2 id="{place}">' in shown for place in led_to)


@pytest.mark.parametrize("name", ["programme", "report"])
def test_positions_are_those_of_the_settings(cast: Cast, name: str) -> None:
    shown = cast.client("eve").get(page(name, cast.pairs)).content.decode()
    where_it_stands = shown[shown.index("Whose view counts") :]
    assert "<dt>Same role or two roles</dt><dd>One role: all give and receive<" in where_it_stands
    assert "<dt>Campaigning or neutral</dt><dd>Not decided</dd>" in where_it_stands
    assert "P8W" not in shown


def test_intakes_are_added_once(cast: Cast) -> None:
    client = cast.client("cora")
    data = {"name": "Spring", "starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2027"}
    assert "no intake" in client.get(page("intakes", cast.coaching)).content.decode()
    assert [client.post(page("intake_new", cast.coaching), data).status_code for _ in range(2)] == [302, 422]
    late = {**data, "name": "Late", "ends_on_day": "1", "ends_on_month": "2", "ends_on_year": "2027"}
    assert client.post(page("intake_new", cast.coaching), late).status_code == 422
    assert [intake.name for intake in Intake.objects.all()] == ["Spring"]
    assert "1 March 2027" in client.get(page("intakes", cast.coaching)).content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_organisation_page_asks_as_much_for_one_as_for_three(
    cast: Cast, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(more):
        actions.create_programme(
            organisation=cast.harbour,
            definition_text=definition_text(),
            name=f"P{number}",
            discreet_name="Quay",
            by=cast.ada,
        )
    client = cast.client("ada")
    address = reverse("programmes:organisation", kwargs={"pk": cast.harbour.pk})
    with django_assert_num_queries(6):
        shown = client.get(address).content.decode()
    assert "Coaching elsewhere" not in shown
