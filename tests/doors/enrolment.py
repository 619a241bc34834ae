from __future__ import annotations

from datetime import date
from typing import Any

from alongside.programmes.actions import add_intake
from tests.doors.row import programme, row
from tests.enrolment.factories import spreadsheet


def mia(cast: Any) -> dict[str, Any]:
    return {**programme(cast), "pk": cast.mia_participant.pk}


def mias_place(cast: Any) -> dict[str, Any]:
    return {**mia(cast), "kind": "member"}


def new_place(cast: Any) -> dict[str, Any]:
    return {**mia(cast), "kind": "supporter"}


def purpose(cast: Any) -> dict[str, Any]:
    return {**programme(cast), "purpose": "take_part"}


def mias_purpose(cast: Any) -> dict[str, Any]:
    return {**mia(cast), "purpose": "take_part"}


def sheet(cast: Any) -> dict[str, Any]:
    made = spreadsheet(cast.coaching, cast.cora, "Name,Email", "Mia Marlowe,mia@example.org", "Ann Obi,x")
    return {**programme(cast), "pk": made.pk}


def doubtful_row(cast: Any) -> dict[str, Any]:
    return {**sheet(cast), "number": 2}


def intake(cast: Any) -> dict[str, Any]:
    made = add_intake(
        programme=cast.coaching, name="Spring", starts_on=date(2026, 3, 2), ends_on=None, by=cast.ada
    )
    return {**programme(cast), "pk": made.pk}


def place_with_intakes(cast: Any) -> dict[str, Any]:
    intake(cast)
    return mias_place(cast)


ROWS = [
    row("enrolment:intake", "cora sasha", kwargs=intake),
    row("enrolment:intake_people", "cora", kwargs=intake),
    row("enrolment:place_intake", "cora", kwargs=place_with_intakes),
    row("enrolment:place_intake", "cora", kwargs=place_with_intakes, method="post"),
    row("enrolment:people", "cora sasha", kwargs=programme),
    row("enrolment:add_person", "cora", kwargs=programme),
    row("enrolment:participant", "cora sasha", kwargs=mia),
    row("enrolment:change_participant", "cora", kwargs=mia),
    row("enrolment:give_place", "cora", kwargs=new_place, method="post"),
    row("enrolment:pause_place", "cora", kwargs=mias_place),
    row("enrolment:resume_place", "cora", kwargs=mias_place, method="post"),
    row("enrolment:leave_place", "cora", kwargs=mias_place),
    row("enrolment:participant_consents", "cora", kwargs=mia),
    row("enrolment:record_consent", "cora", kwargs=mias_purpose),
    row("enrolment:signed_papers", "cora", kwargs=programme),
    row("enrolment:tell_service", "cora", kwargs=mia),
    row("enrolment:my_consent", "mia sam", kwargs=programme),
    row("enrolment:answer_consent", "mia sam", kwargs=purpose),
    row("enrolment:withdraw_consent", "mia sam", kwargs=purpose),
    row("enrolment:consent_withdrawn", "mia sam", kwargs=programme),
    row("enrolment:spreadsheets", "cora", kwargs=programme),
    row("enrolment:upload_spreadsheet", "cora", kwargs=programme),
    row("enrolment:spreadsheet", "cora", kwargs=sheet),
    row("enrolment:map_columns", "cora", kwargs=sheet),
    row("enrolment:spreadsheet_progress", "cora", kwargs=sheet),
    row("enrolment:spreadsheet_remarks", "cora", kwargs=sheet),
    row("enrolment:download_remarks", "cora", kwargs=sheet),
    row("enrolment:duplicates", "cora", kwargs=sheet),
    row("enrolment:decide_duplicate", "cora", kwargs=doubtful_row),
    row("enrolment:decide_clear_doubles", "cora", kwargs=sheet, method="post"),
    row("enrolment:bring_in", "cora", kwargs=sheet, method="post"),
    row("enrolment:undo_import", "cora", kwargs=sheet),
    row("enrolment:put_away", "cora", kwargs=sheet),
    row("enrolment:retry_import", "cora", kwargs=sheet, method="post"),
]
