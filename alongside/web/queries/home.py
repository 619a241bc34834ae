from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.people.models import Person
from alongside.programmes.access import organisations_visible_to, programmes_visible_to
from alongside.programmes.models import Organisation, Programme
from alongside.programmes.queries import roles_in
from alongside.roles.permissions import ROLE_TABLE, Permission, Role, allows
from alongside.safeguarding.core.triage.reading import why_not_ready
from alongside.support_sessions.queries.groups import has_groups

DEMO_DOMAIN = "@demo.alongside.example"


@dataclass(frozen=True)
class PlaceToGo:
    """One place in a programme for somebody with certain roles: the URL name and the word for it."""

    url_name: str
    label: str


GROUPS = "support_sessions:groups"

# Most used first, and in the same order in every menu: what lets somebody in, the URL name, the word for it.
PLACES: tuple[tuple[Role | Permission, str, Promise], ...] = (
    (Role.MEMBER, "web:my_support", gettext_lazy("My support")),
    (Role.PEER_SUPPORTER, "web:supporting", gettext_lazy("Supporting")),
    (Role.COORDINATOR, "web:today", gettext_lazy("Today")),
    (Permission.PROGRAMME_VIEW, GROUPS, gettext_lazy("Groups")),
    (Permission.PARTICIPANT_ADD, "enrolment:people", gettext_lazy("People")),
    (Permission.SUPPORTER_PREPARE, "training:supporters", gettext_lazy("Supporters")),
    (Permission.MATCH_PROPOSE, "matching:matching", gettext_lazy("Matching")),
    (Permission.SUPERVISION_RECORD, "training:supervision", gettext_lazy("Supervision")),
    (Permission.CASE_OPEN, "safeguarding:desk", gettext_lazy("Concerns")),
    (Permission.DATA_RIGHTS_ANSWER, "data_rights:copy_requests", gettext_lazy("Copies")),
    (Permission.RESULT_VIEW, "evaluation:results", gettext_lazy("Results")),
    (Permission.TEXT_CODE, "evaluation:words", gettext_lazy("What people wrote")),
    (Permission.PROGRAMME_VIEW, "programmes:programme", gettext_lazy("About the programme")),
)


def places_to_go(roles: set[Role], programme: Programme) -> list[PlaceToGo]:
    """Where somebody with these roles in the programme works; groups only where its definition has them."""
    left_out = () if has_groups(programme) else (GROUPS,)
    return [
        PlaceToGo(url_name, str(label))
        for needed, url_name, label in PLACES
        if (needed in roles if isinstance(needed, Role) else allows(roles, needed))
        and url_name not in left_out
    ]


@dataclass(frozen=True)
class MyProgramme:
    """A programme as its card on the home page shows it."""

    programme: Programme
    roles: tuple[str, ...]
    places: tuple[PlaceToGo, ...]


def my_programmes(person: Person) -> list[MyProgramme]:
    """Every programme in which the person has a role, with their roles in words and where to go."""
    names = {row.role: _(row.name) for row in ROLE_TABLE}
    cards = []
    for programme in programmes_visible_to(person).select_related("organisation", "definition"):
        roles = roles_in(programme, person)
        cards.append(
            MyProgramme(
                programme,
                tuple(names[row.role] for row in ROLE_TABLE if row.role in roles),
                tuple(places_to_go(roles, programme)),
            )
        )
    return cards


def demo_cast() -> QuerySet[Person]:
    """The people whom a visitor of the demonstration may be; nobody, unless this is one."""
    if not settings.DEMO:
        return Person.objects.none()
    return Person.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).order_by("pk")


@dataclass(frozen=True)
class CastMember:
    """Somebody whom a visitor of the demonstration may be, and what they do there."""

    person: Person
    roles: str


def demo_cast_with_roles() -> list[CastMember]:
    cast = []
    for person in demo_cast():
        roles = sorted({role for card in my_programmes(person) for role in card.roles})
        cast.append(CastMember(person, ", ".join(roles) or _("Organisation administrator")))
    return cast


def my_organisations(person: Person) -> QuerySet[Organisation]:
    """The organisations that the person administers."""
    return organisations_visible_to(person, Permission.ORGANISATION_MANAGE)


def why_not_to_start() -> str:
    """Why this process must not serve this database; empty if it may.

    In a demonstration anybody may be anybody with one click, so it must never open onto real people, nor a real site
    onto made-up ones. A site that cannot read what comes in would look as if it did. And real people's words are only
    given to a database that keeps what it said it has.
    """
    if why := why_not_ready():
        return why
    if settings.DEMO and Organisation.objects.filter(is_demo=False).exists():
        return (
            "This database holds a real organisation, and ALONGSIDE_DEMO is on. "
            "Start with ALONGSIDE_DEMO=0, or give the demonstration a folder of its own: ALONGSIDE_DATA=demo"
        )
    if not settings.DEMO and Organisation.objects.filter(is_demo=True).exists():
        return (
            "This database holds the demonstration, and ALONGSIDE_DEMO is off. "
            "Start with ALONGSIDE_DEMO=1, or give the real site a folder of its own: ALONGSIDE_DATA=site"
        )
    return "" if settings.DEMO else why_writes_may_be_lost()


KEEPS_WHAT_IT_HAS = ("fsync", "synchronous_commit")


def why_writes_may_be_lost() -> str:
    """Why the database may lose what it has acknowledged when it is killed or the power goes; empty if it keeps it.

    PostgreSQL's two settings that trade this away for speed, either off; ours of SQLite are in the settings.
    `full_page_writes` may be off where the file system itself never tears a page, which nobody can see from here.
    """
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name",
            [list(KEEPS_WHAT_IT_HAS)],
        )
        off = [name for (name,) in cursor.fetchall()]
    return (
        f"PostgreSQL may lose what people wrote: {', '.join(off)} is off. "
        "Set it to on (docs/how-to/run-on-postgresql.md), and start again."
        if off
        else ""
    )
