from __future__ import annotations

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from alongside.common.core.phone_numbers import readable
from alongside.programmes.models import Participant


def facts_about(person: Participant) -> list[dict[str, Any]]:
    """What is known of somebody, line by line in words; lines that hold nothing are left out, but for how to reach them."""
    helper = ", ".join(
        part for part in (person.helper_name, readable(person.helper_phone), person.helper_email) if part
    )
    born = formats.date_format(person.birth_date) if person.birth_date else person.birth_year
    always = [
        (_("Likes to be called"), person.known_as),
        (_("Best way to reach them"), person.get_channel_display()),
        (_("Telephone"), readable(person.phone)),
        (_("E-mail"), person.email),
    ]
    where_known = [
        (_("When and how it is safe to contact them"), person.safe_to_contact),
        (_("Who helps them"), helper),
        (_("Postal address"), person.postal_address),
        (_("Area"), person.area),
        (_("Born"), born),
        (_("Gender"), person.gender),
        (_("Languages"), ", ".join(person.languages)),
        (_("Your own reference"), person.external_id),
        (_("Practical notes"), person.notes),
    ]
    return [
        {"label": label, "value": value}
        for label, value in [*always, *(each for each in where_known if each[1])]
    ]
