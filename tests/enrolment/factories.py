from __future__ import annotations

from datetime import datetime

from alongside.enrolment.actions import spreadsheets
from alongside.enrolment.actions.consents import answer_consent
from alongside.enrolment.models import ConsentRecord, HowGiven, SpreadsheetImport
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme


def answer(
    participant: Participant,
    programme: Programme,
    purpose: str,
    *,
    given: bool,
    how: HowGiven = HowGiven.SELF,
    at: datetime | None = None,
) -> ConsentRecord:
    return answer_consent(
        participant=participant,
        programme=programme,
        purpose=purpose,
        given=given,
        how=how,
        by=participant.person,
        at=at,
    )


def say_yes(participant: Participant, programme: Programme, purpose: str = "take_part") -> ConsentRecord:
    return answer(participant, programme, purpose, given=True)


def sheet_bytes(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def spreadsheet(
    programme: Programme, by: Person, *lines: str, as_supporters: bool = False
) -> SpreadsheetImport:
    """A sheet, sent and checked with the guessed columns; jobs run at once in the tests."""
    sent = spreadsheets.upload_spreadsheet(
        programme=programme,
        data=sheet_bytes(*lines),
        filename="people.csv",
        as_supporters=as_supporters,
        by=by,
    )
    spreadsheets.map_columns(spreadsheet=sent, mapping=sent.mapping, day_first=True, by=by)
    return sent
