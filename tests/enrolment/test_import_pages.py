"""The journey of a spreadsheet through the pages, with files as people really send them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from alongside.enrolment.models import ImportRow, SpreadsheetImport
from alongside.programmes.actions import grant_role
from alongside.programmes.models import Member, Participant
from alongside.roles.permissions import Role
from tests import factories
from tests.enrolment.factories import spreadsheet

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.conftest import Cast

LINES = "Name;Phone;Born\r\nZoë Müller;07700 900123;03/04/1961\r\nAnn Obi;0770O 900456;05/06/1970\r\n"


def address(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(f"enrolment:{name}", kwargs={"ref": cast.coaching.ref, **kwargs})


def send(cast: Cast, data: bytes, filename: str = "people.csv", who: str = "members"):
    return cast.client("cora").post(
        address(cast, "upload_spreadsheet"), {"file": SimpleUploadedFile(filename, data), "who": who}
    )


def sent(cast: Cast, data: bytes, filename: str = "people.csv") -> SpreadsheetImport:
    response = send(cast, data, filename)
    assert response.status_code == 302, response.content.decode()
    return SpreadsheetImport.objects.latest("pk")


def guessed(cast: Cast, sheet: SpreadsheetImport) -> dict[str, str]:
    """What the page of the columns proposes, as a browser would send it back."""
    content = cast.client("cora").get(address(cast, "map_columns", pk=sheet.pk)).content.decode()
    chosen = {}
    for name, options in re.findall(r'<select name="(column_\d+)"(.*?)</select>', content, re.DOTALL):
        chosen[name] = "".join(re.findall(r'<option value="([\w-]*)" selected', options))
    if 'name="day_first"' in content:
        chosen["day_first"] = "yes"
    return chosen


def through(cast: Cast, sheet: SpreadsheetImport) -> str:
    """Accept the guesses, bring in, and come to the page at the end."""
    client = cast.client("cora")
    client.post(address(cast, "map_columns", pk=sheet.pk), guessed(cast, sheet))
    client.post(address(cast, "bring_in", pk=sheet.pk))
    return client.get(address(cast, "spreadsheet", pk=sheet.pk)).content.decode()


def workbook(*rows: tuple[object, ...], merge: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_every_encoding_with_semicolons_come_in(cast: Cast, encoding: str) -> None:
    content = through(cast, sent(cast, LINES.encode(encoding)))
    assert "Brought in" in content
    zoe = Participant.objects.get(name="Zoë Müller")
    assert (zoe.phone, str(zoe.birth_date)) == ("+447700900123", "1961-04-03")
    assert Participant.objects.get(name="Ann Obi").phone == ""


def test_workbook_with_merged_headings_comes_in(cast: Cast) -> None:
    data = workbook(
        ("Our people", None, None),
        ("Person", None, "Contact"),
        ("First name", "Surname", "Mobile"),
        ("Noor", "Haddad", "07700 900123"),
        merge="A1:C1",
    )
    through(cast, sent(cast, data, "people.xlsx"))
    noor = Participant.objects.get(name="Noor Haddad")
    assert (noor.known_as, noor.phone) == ("Noor", "+447700900123")


def test_formula_is_kept_as_text_and_never_given_back_armed(cast: Cast) -> None:
    sheet = sent(cast, b'Name,Phone\r\n"=HYPERLINK(""http://x"",""Ann"")",07700 900123\r\nBo Li,@SUM(1)\r\n')
    through(cast, sheet)
    assert Participant.objects.filter(name='=HYPERLINK("http://x","Ann")').exists()
    response = cast.client("cora").get(address(cast, "download_remarks", pk=sheet.pk))
    given_back = response.content.decode("utf-8-sig")
    assert "'=HYPERLINK" in given_back
    assert "'@SUM(1)" in given_back
    assert response.headers["Content-Disposition"] == 'attachment; filename="people with remarks.csv"'


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200, "people.csv", "It looks like a program."),
        (b"%PDF-1.7 and so on", "people.xlsx", "It looks like a PDF."),
        (b"", "people.csv", "This file has nothing in it."),
        (b"Name,Phone\r\n", "people.csv", "headings but no people"),
        (b"PK\x03\x04broken", "people.xlsx", "damaged"),
        (b"Name\r\n" + b"Ann Obi\r\n" * 5001, "people.csv", "more than 5000 rows"),
        (b"Name\r\n" + b"x" * (50 * 1024 * 1024), "people.csv", "This file is 51 MB."),
    ],
    ids=["renamed exe", "pdf", "empty", "no rows", "damaged", "too many rows", "50 MB"],
)
def test_file_that_is_no_sheet_is_answered_plainly_and_nothing_is_stored(
    cast: Cast, data: bytes, filename: str, words: str
) -> None:
    response = send(cast, data, filename)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SpreadsheetImport.objects.exists()


def test_upload_without_a_file_is_answered_plainly(cast: Cast) -> None:
    response = cast.client("cora").post(address(cast, "upload_spreadsheet"), {"who": "members"})
    assert response.status_code == 422


def test_columns_are_guessed_and_a_date_of_the_sheet_itself_is_asked_about(cast: Cast) -> None:
    sheet = sent(cast, LINES.encode())
    content = cast.client("cora").get(address(cast, "map_columns", pk=sheet.pk)).content.decode()
    assert guessed(cast, sheet) == {
        "column_0": "full_name",
        "column_1": "phone",
        "column_2": "date_of_birth",
        "day_first": "yes",
    }
    assert "Your sheet says 03/04/1961. Which day is that?" in content
    assert "3 April 1961" in content
    assert "4 March 1961" in content
    assert "Zoë Müller · Ann Obi" in content


def test_month_first_is_respected(cast: Cast) -> None:
    sheet = sent(cast, LINES.encode())
    client = cast.client("cora")
    client.post(address(cast, "map_columns", pk=sheet.pk), {**guessed(cast, sheet), "day_first": "no"})
    client.post(address(cast, "bring_in", pk=sheet.pk))
    assert str(Participant.objects.get(name="Zoë Müller").birth_date) == "1961-03-04"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"column_0": "-"}, "Choose a column that holds people&#x27;s names."),
        ({"column_1": "full_name"}, "already means this"),
        ({"column_1": "nonsense"}, "Choose one of the answers."),
    ],
)
def test_columns_that_make_no_sense_are_answered_plainly(
    cast: Cast, change: dict[str, str], words: str
) -> None:
    sheet = sent(cast, LINES.encode())
    response = cast.client("cora").post(
        address(cast, "map_columns", pk=sheet.pk), {**guessed(cast, sheet), **change}
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ImportRow.objects.exists()


def test_remarks_name_row_column_what_is_wrong_and_what_would_be_right(cast: Cast) -> None:
    sheet = sent(cast, LINES.encode() + b";07700 900789;\r\n")
    client = cast.client("cora")
    client.post(address(cast, "map_columns", pk=sheet.pk), guessed(cast, sheet))
    content = client.get(address(cast, "spreadsheet_remarks", pk=sheet.pk)).content.decode()
    for words in (
        "B: Phone",
        "0770O 900456",
        "There are letters inside this number.",
        "Use digits only.",
        "This row has no name.",
        "Cannot come in",
    ):
        assert words in content


def test_remarks_come_back_in_the_same_workbook(cast: Cast) -> None:
    sheet = sent(cast, workbook(("Name", "Phone"), ("Ann Obi", "0770O 900456")), "people.xlsx")
    client = cast.client("cora")
    client.post(address(cast, "map_columns", pk=sheet.pk), guessed(cast, sheet))
    response = client.get(address(cast, "download_remarks", pk=sheet.pk))
    back = load_workbook(io.BytesIO(response.content)).active
    assert back is not None
    assert [cell.value for cell in back[1]] == ["Name", "Phone", "Remarks"]
    assert str(back["C2"].value).startswith("Phone: There are letters inside this number.")


def test_remarks_and_doubles_come_in_pages_with_the_same_number_of_queries(
    cast: Cast, django_assert_num_queries
) -> None:
    few = spreadsheet(cast.coaching, cast.cora, "Name,Email", "Mia Marlowe,mia")
    many = spreadsheet(cast.coaching, cast.cora, "Name,Email", *["Mia Marlowe,mia"] * 40)
    client = cast.client("cora")
    client.get(address(cast, "spreadsheets"))
    for name, queries in (("spreadsheet_remarks", 13), ("duplicates", 14)):
        for sheet in (few, many):
            with django_assert_num_queries(queries):
                content = client.get(address(cast, name, pk=sheet.pk)).content.decode()
        assert "1 of 2" in content


def test_doubles_are_decided_one_by_one(cast: Cast) -> None:
    sheet = spreadsheet(
        cast.coaching,
        cast.cora,
        "Name,Email,Phone",
        "Mia Marlowe,mia@example.org,07700 900123",
        "Sam Okafor,sam@example.org,",
    )
    client = cast.client("cora")
    page = address(cast, "decide_duplicate", pk=sheet.pk, number=2)
    content = client.get(page).content.decode()
    assert "The same as Mia Marlowe, whom you know: join them" in content
    assert "the same e-mail address, the same name" in content
    assert "checked" not in content.split("<main")[1]
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"who": "same-7"}).status_code == 422
    response = client.post(page, {"who": "same-0"})
    assert response.headers["Location"] == address(cast, "decide_duplicate", pk=sheet.pk, number=3)
    response = client.post(response.headers["Location"], {"who": "skip"})
    assert response.headers["Location"] == address(cast, "spreadsheet", pk=sheet.pk)
    client.post(address(cast, "bring_in", pk=sheet.pk))
    cast.mia_participant.refresh_from_db()
    assert cast.mia_participant.phone == "+447700900123"
    response = client.post(page, {"who": "new"}, follow=True)
    assert "has been dealt with already" in response.content.decode()


CLEAR = (
    "Name,Email,Phone",
    "Mia Marlowe,mia@example.org,07700 900123",
    "Sam Okafor,sam@example.org,",
    "Miah Marlowe,mia@example.org,",
)


def test_rows_that_are_clearly_known_people_are_decided_together(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *CLEAR)
    client = cast.client("cora")
    page, together = (address(cast, name, pk=sheet.pk) for name in ("duplicates", "decide_clear_doubles"))
    assert "2 rows have the name of one person whom you know" in client.get(page).content.decode()
    assert client.post(together, {"decision": "new"}).headers["Location"] == page
    assert sheet.rows.exclude(decision="").count() == 0
    response = client.post(together, {"decision": "same"}, follow=True)
    assert "2 rows are decided." in response.content.decode()
    assert "Clearly somebody you know" not in response.content.decode()
    assert "Row 4" in response.content.decode()
    client.post(address(cast, "bring_in", pk=sheet.pk))
    cast.mia_participant.refresh_from_db()
    assert cast.mia_participant.phone == "+447700900123"


def test_clear_doubles_can_all_be_left_out(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *CLEAR[:3])
    response = cast.client("cora").post(
        address(cast, "decide_clear_doubles", pk=sheet.pk), {"decision": "skip"}
    )
    assert response.headers["Location"] == address(cast, "spreadsheet", pk=sheet.pk)
    assert set(sheet.rows.values_list("decision", flat=True)) == {"skip"}


def test_deciding_together_too_late_is_answered_with_a_sentence(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *CLEAR)
    client = cast.client("cora")
    client.post(address(cast, "bring_in", pk=sheet.pk))
    client.post(address(cast, "undo_import", pk=sheet.pk))
    together = address(cast, "decide_clear_doubles", pk=sheet.pk)
    assert (
        "has been dealt with already"
        in client.post(together, {"decision": "same"}, follow=True).content.decode()
    )


def test_same_file_sent_twice_is_said(cast: Cast) -> None:
    first, second = sent(cast, LINES.encode()), sent(cast, LINES.encode(), "other name.csv")
    content = cast.client("cora").get(address(cast, "map_columns", pk=second.pk)).content.decode()
    assert "This file was sent before" in content
    assert address(cast, "spreadsheet", pk=first.pk) in content


def test_bringing_in_and_undo_sent_twice_are_answered_with_a_sentence(cast: Cast) -> None:
    sheet = sent(cast, LINES.encode())
    through(cast, sheet)
    client = cast.client("cora")
    members = Member.objects.count()
    undo = address(cast, "undo_import", pk=sheet.pk)
    assert "2 people whom this sheet brought in" in client.get(undo).content.decode()
    client.post(undo)
    assert Member.objects.count() == members - 2
    response = client.post(undo, follow=True)
    assert "has moved on" in response.content.decode()
    response = client.post(address(cast, "bring_in", pk=sheet.pk), follow=True)
    assert "has moved on" in response.content.decode()
    assert Member.objects.count() == members - 2


def test_columns_page_of_a_sheet_that_came_in_leads_to_where_it_stands(cast: Cast) -> None:
    sheet = sent(cast, LINES.encode())
    through(cast, sheet)
    response = cast.client("cora").get(address(cast, "map_columns", pk=sheet.pk))
    assert response.headers["Location"] == address(cast, "spreadsheet", pk=sheet.pk)


def test_progress_is_asked_again_while_work_goes_on_and_leads_on_afterwards(
    cast: Cast, settings: SettingsWrapper
) -> None:
    sheet = sent(cast, LINES.encode())
    client = cast.client("cora")
    tasks = settings.TASKS
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    client.post(address(cast, "map_columns", pk=sheet.pk), guessed(cast, sheet))
    page = client.get(address(cast, "spreadsheet", pk=sheet.pk)).content.decode()
    assert "0 of 2 rows" in page
    assert f'hx-get="{address(cast, "spreadsheet_progress", pk=sheet.pk)}"' in page
    settings.TASKS = tasks
    SpreadsheetImport.objects.update(status="checked")
    response = client.get(address(cast, "spreadsheet_progress", pk=sheet.pk), headers={"hx-request": "true"})
    assert response.headers["HX-Redirect"] == address(cast, "spreadsheet", pk=sheet.pk)


def test_stopped_import_says_so_and_goes_on(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, "Name", "Ann Obi")
    SpreadsheetImport.objects.update(status="failed", failed_step="importing")
    client = cast.client("cora")
    content = client.get(address(cast, "spreadsheet", pk=sheet.pk)).content.decode()
    assert "The work stopped because of a fault on our side." in content
    client.post(address(cast, "retry_import", pk=sheet.pk))
    assert Participant.objects.filter(name="Ann Obi").exists()


def test_sheet_of_another_programme_is_not_found(cast: Cast) -> None:
    sheet = spreadsheet(cast.pairs, cast.cora, "Name", "Ann Obi")
    assert cast.client("cora").get(address(cast, "spreadsheet", pk=sheet.pk)).status_code == 404


def test_double_in_another_programme_is_not_named_to_whom_it_does_not_concern(cast: Cast) -> None:
    sheet = spreadsheet(cast.pairs, cast.cora, "Name,Phone", "Mia Marlowe,07700 900123")
    assert sheet.rows.get().proposals[0]["known"] == cast.mia_participant.pk
    pat = factories.person("pat")
    grant_role(
        person=pat, organisation=cast.harbour, programme=cast.pairs, role=Role.COORDINATOR, by=cast.ada
    )
    cast.people["pat"] = pat
    page = reverse("enrolment:decide_duplicate", kwargs={"ref": cast.pairs.ref, "pk": sheet.pk, "number": 2})
    assert "mia@example.org" in cast.client("cora").get(page).content.decode()
    content = cast.client("pat").get(page).content.decode()
    assert "somebody in another programme" in content
    assert "mia@example.org" not in content
