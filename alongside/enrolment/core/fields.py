"""What a column of somebody's spreadsheet can mean, and the everyday words that charities use for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from alongside.enrolment.core.grid import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["name", "email", "phone", "date", "year", "choice", "whole_number", "text"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that we can know about a person.

    `label` is a code for translation and `words` the headings people use for it, in plain_words form.
    `limit` is the greatest number of characters that is kept.
    """

    key: str
    kind: Kind
    words: tuple[str, ...]
    limit: int = 200

    @property
    def label(self) -> str:
        return f"enrolment.field.{self.key}"


FIELDS: Final[tuple[Field, ...]] = (
    Field("given_name", "name", ("given name", "given names", "first name", "first names", "first name s", "forename", "forenames", "fname", "christian name", "firstname"), 99),
    Field("family_name", "name", ("family name", "surname", "last name", "lastname", "second name", "lname", "sname", "family names"), 99),
    Field("full_name", "name", ("full name", "name", "names", "name of person", "participant", "participant name", "member name", "supporter name", "volunteer name", "client name", "client", "volunteer", "person", "peer", "member", "supporter", "mentor", "mentee", "service user", "name in full", "attendee", "contact name", "fullname")),
    Field("known_as", "name", ("known as", "likes to be called", "preferred name", "goes by", "nickname", "called", "wants to be called", "aka", "also known as", "prefers to be called"), 80),
    Field("email", "email", ("email", "e mail", "email address", "e mail address", "mail", "emails", "email id", "e address", "personal email"), 254),
    Field("phone", "phone", ("phone", "mobile", "mob", "tel", "tel no", "telephone", "phone number", "mobile number", "mobile phone", "telephone number", "telephone no", "phone no", "mob no", "mobile no", "cell", "cellphone", "cell phone", "contact number", "contact no", "contact tel", "tel number", "home phone", "home tel", "landline", "whatsapp", "ph", "ph no", "number to call", "contact phone", "daytime phone", "phone 1", "tel 1")),
    Field("date_of_birth", "date", ("date of birth", "dob", "d o b", "birth date", "birthdate", "birthday", "born", "born on", "d of b", "date birth", "date of birth dd mm yyyy")),
    Field("year_of_birth", "year", ("year of birth", "birth year", "yob", "y o b", "year born", "born in")),
    Field("language", "text", ("language", "languages", "first language", "preferred language", "lang", "mother tongue", "language spoken", "languages spoken", "spoken language", "main language", "speaks"), 100),
    Field("area", "text", ("postcode", "post code", "area", "town", "city", "zip", "zip code", "postal code", "district", "neighbourhood", "borough", "locality", "p code", "lives in", "region", "village", "pcode", "where they live", "location"), 80),
    Field("preferred_channel", "choice", ("preferred channel", "channel", "preferred contact", "contact method", "preferred contact method", "preferred method of contact", "best way to contact", "how to contact", "contact preference", "contact by", "best contact", "contact preferences", "how to reach", "preferred way of contact", "way of contact", "method of contact", "contact via")),
    Field("helper_name", "name", ("helper", "helper name", "name of helper", "named helper", "carer", "carer name", "carers name", "advocate", "advocate name", "contact through", "care of", "c o", "support worker", "key worker", "keyworker", "helped by", "helpers name", "family contact", "reached through")),
    Field("helper_phone", "phone", ("helper phone", "helper tel", "helper number", "helper mobile", "carer phone", "carer tel", "carer mobile", "carer number", "carers phone", "advocate phone", "helper telephone", "phone of helper", "helpers phone", "helper phone number", "carer contact number", "support worker phone", "key worker phone", "helper contact number", "helper mob", "helper tel no")),
    Field("gender", "text", ("gender", "sex", "m f", "gender identity", "gender self described", "describes gender as", "sex gender", "gender sex"), 80),
    Field("joined_on", "date", ("joined on", "joined", "date joined", "start date", "started", "date started", "join date", "registered", "registration date", "date registered", "member since", "date of joining", "enrolled", "enrolment date", "referral date", "referred on", "date of referral", "sign up date", "signed up", "since", "date enrolled", "date referred", "started on")),
    Field("capacity", "whole_number", ("capacity", "how many people", "max people", "places", "number of people", "can support", "max matches", "max no", "max number", "how many can they support", "slots", "spaces", "caseload", "max caseload")),
    Field("role", "choice", ("role", "type", "member or supporter", "member supporter", "giving or receiving", "participant type", "member type", "role in programme", "is a")),
    Field("notes", "text", ("notes", "note", "comments", "comment", "other information", "any other information", "anything else", "other info", "additional information", "further information", "other", "misc", "extra info", "observations", "info"), 4000),
    Field("external_id", "text", ("id", "ref", "reference", "external id", "member id", "membership number", "member number", "membership no", "id number", "id no", "ref no", "reference number", "record number", "case number", "client id", "unique id", "member no", "urn", "our ref", "number", "no"), 80),
)  # fmt: skip

FIELD_BY_KEY: Final[dict[str, Field]] = {item.key: item for item in FIELDS}
# One of these is enough; nothing else is required. A person may have only a phone, a helper, or paper.
ANY_NAME: Final = ("full_name", "given_name", "family_name", "known_as")
WORDS: Final[frozenset[str]] = frozenset(word for item in FIELDS for word in item.words)
# Headings about somebody else than the person in the row.
STRANGERS: Final = ("emergency", "next of kin", "nok", "ice", "gp", "doctor", "surgery", "coordinator", "referrer", "referred by", "parent", "spouse", "manager", "organisation", "company", "pet")  # fmt: skip


def has_name(mapping: Iterable[str]) -> bool:
    """Whether the mapped fields can give a row a name at all."""
    return not set(ANY_NAME).isdisjoint(mapping)


def contains_words(heading: str, words: str) -> bool:
    """Whether `words` stand in `heading` as whole words; both in plain_words form."""
    return f" {words} " in f" {heading} "


def known_heading(text: str) -> bool:
    """Whether a heading, as typed, says something that we know."""
    heading = plain_words(text)
    if heading in WORDS:
        return True
    return len(heading) < 60 and any(len(words) > 3 and contains_words(heading, words) for words in WORDS)
