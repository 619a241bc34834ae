"""What the core of the import says in codes, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.enrolment.core.rows import Remark
from alongside.enrolment.core.sheet import SheetError
from alongside.enrolment.core.wording import ERRORS, NOTES, PROBLEMS

# Parameters that are words themselves, and not something out of somebody's sheet.
_WORDS = frozenset({"kind", "month_name", "channel"})

FIELD_NAMES = {
    "full_name": _("Full name"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "known_as": _("What they like to be called"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "date_of_birth": _("Date of birth"),
    "year_of_birth": _("Year of birth"),
    "language": _("Language"),
    "area": _("Area or postcode"),
    "preferred_channel": _("Best way to reach them"),
    "helper_name": _("Who helps them"),
    "helper_phone": _("Helper's telephone"),
    "gender": _("Gender, in their own words"),
    "joined_on": _("Joined on"),
    "capacity": _("How many people at once"),
    "role": _("Member or supporter"),
    "notes": _("Practical notes"),
    "external_id": _("Your own reference"),
}

GROUNDS = {
    "same_external_id": _("the same reference"),
    "same_email": _("the same e-mail address"),
    "same_phone": _("the same telephone number"),
    "same_birth_date": _("the same date of birth"),
    "same_birth_year": _("the same year of birth"),
    "other_birth_date": _("a different date of birth"),
    "same_name": _("the same name"),
    "similar_name": _("a similar name"),
    "other_name": _("a different name"),
}

STRENGTHS = {
    "likely": _("Probably the same person"),
    "possible": _("Perhaps the same person"),
    "household": _("Perhaps somebody of the same household"),
}


def error_words(error: SheetError) -> str:
    """Why a file cannot be read, and what to do."""
    return gettext(ERRORS[error.code]).format(**_said(error.params))


def note_words(note: Mapping[str, Any]) -> str:
    """Something to know about a file that could be read; `note` as it is stored with the import."""
    return gettext(NOTES[note["code"]]).format(**_said(note["params"]))


def problem_words(code: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with a cell, and what would be right."""
    wrong, right = PROBLEMS[code]
    said = _said(params)
    return gettext(wrong).format(**said), gettext(right).format(**said)


def remark_words(remark: Remark) -> str:
    """One remark in a line, for the sheet that is given back."""
    line = " ".join(problem_words(remark.problem.code, remark.problem.params))
    return f"{remark.header}: {line}" if remark.header else line


def dependent_words(label: str) -> str:
    """What hangs on somebody whom an undo would have removed; `label` names a model."""
    known = {
        "programmes.participant": _("somebody changed their details since"),
        "programmes.member": _("they have a place as a member"),
        "programmes.peersupporter": _("they have a place as a supporter"),
        "programmes.invitation": _("they were invited to sign in"),
        "people.person": _("they can sign in"),
        "joining.joinrequest": _("they asked to join from outside"),
        "enrolment.consentrecord": _("their consent is written down"),
        "enrolment.spreadsheetimport": _("another spreadsheet was joined to them"),
    }
    if label in known:
        return str(known[label])
    return gettext("something else was written about them: %(what)s") % {
        "what": apps.get_model(label)._meta.verbose_name
    }


def _said(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: gettext(value) if name in _WORDS and value else value for name, value in params.items()}
