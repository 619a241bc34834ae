"""What people say of themselves and of whom they wish for: saved one answer at a time, nothing compulsory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from alongside.audit.actions import record
from alongside.matching.actions.apart import close_between
from alongside.matching.models import AvoidedName, Exclusion, MatchingProfile, Strength, Wish
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import definition_of
from alongside.safeguarding.actions.words import take_in

MOST_NAMES = 20
Place = Member | PeerSupporter


def _open_profile(place: Place) -> MatchingProfile:
    """The profile, made if need be and locked, so that two tabs do not undo each other's answers."""
    whose = {"programme": place.programme, "participant": place.participant}
    rows = MatchingProfile.objects.select_for_update()
    profile = rows.filter(**whose).first()
    if profile is None:
        MatchingProfile.objects.get_or_create(**whose)
        profile = rows.get(**whose)
    profile.programme, profile.participant = place.programme, place.participant
    return profile


def _as_supporter(place: Place) -> bool:
    return isinstance(place, PeerSupporter)


def _log(
    what: str, profile: MatchingProfile, by: Person, on_behalf_of: Participant | None, **details: Any
) -> None:
    record(what, by=by, subject=profile, on_behalf_of=on_behalf_of, **details)


@transaction.atomic
def say_about_me(*, place: Place, by: Person, on_behalf_of: Participant | None = None, **fields: Any) -> None:
    """Languages, modalities, availability, community, introduction, what is shown: any of the profile's own fields."""
    profile = _open_profile(place)
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save(update_fields=[*fields, "updated_at"])
    _log("matching_profile_changed", profile, by, on_behalf_of, fields=sorted(fields))
    told = [name for name in ("introduction", "community") if name in fields]
    take_in(profile, *told, programme=place.programme, by=by, writer=place.participant)


@transaction.atomic
def say_trait(
    *,
    place: Place,
    trait: str,
    value: Sequence[str] | int | None,
    by: Person,
    on_behalf_of: Participant | None = None,
) -> None:
    """One trait of one's own, by its key in the definition; None or an empty list takes the answer back."""
    profile = _open_profile(place)
    profile.traits.pop(trait, None)
    if value is not None and value != []:
        profile.traits[trait] = value
    profile.save(update_fields=["traits", "updated_at"])
    _log("matching_profile_changed", profile, by, on_behalf_of, fields=["traits"])


@transaction.atomic
def say_what_matters(
    *,
    place: Place,
    strengths: Mapping[str, str],
    by: Person,
    on_behalf_of: Participant | None = None,
) -> None:
    """How much each trait of the other person matters; whatever is not said does not.

    When staff write for somebody, wishes that the person wrote themselves stand, except on the traits that staff now
    write down a strength for: staff do not see them and must not clear them by leaving a line empty. Until the person
    puts their wishes in order, new ones follow in the order in which the programme asks.
    """
    profile = _open_profile(place)
    mine = Wish.objects.filter(profile=profile, as_supporter=_as_supporter(place))
    by_staff = on_behalf_of is not None
    said = {
        trait: strengths[trait]
        for trait in _as_asked(place.programme, strengths)
        if strengths[trait] != Strength.DO_NOT_MIND
    }
    gone = mine.exclude(trait__in=said)
    (gone.filter(by_staff=True) if by_staff else gone).delete()
    last = mine.aggregate(last=Max("rank"))["last"] or 0
    for trait, strength in said.items():
        rows = mine.filter(trait=trait)
        if by_staff:
            rows.filter(by_staff=False).delete()
        if not rows.update(strength=strength, by_staff=by_staff):
            last += 1
            Wish.objects.create(
                profile=profile,
                as_supporter=_as_supporter(place),
                trait=trait,
                strength=strength,
                rank=last,
                by_staff=by_staff,
            )
    _log("wishes_changed", profile, by, on_behalf_of)


def _as_asked(programme: Programme, traits: Iterable[str]) -> list[str]:
    places = {trait.key: place for place, trait in enumerate(definition_of(programme).matching.in_order)}
    return sorted(traits, key=lambda trait: places.get(trait, len(places)))


def _writable(profile: MatchingProfile, place: Place, on_behalf_of: Participant | None) -> QuerySet[Wish]:
    """The wishes that whoever writes may change: all of one's own; for staff, those that staff wrote down."""
    rows = Wish.objects.filter(profile=profile, as_supporter=_as_supporter(place))
    return rows if on_behalf_of is None else rows.filter(by_staff=True)


@transaction.atomic
def say_wish(
    *,
    place: Place,
    trait: str,
    values: Sequence[str],
    by: Person,
    on_behalf_of: Participant | None = None,
) -> None:
    """Which values of a trait that matters would do; any one of them is enough. Nothing happens if it does not matter."""
    profile = _open_profile(place)
    rows = _writable(profile, place, on_behalf_of).filter(trait=trait)
    first = rows.first()
    if first is None:
        return
    rows.delete()
    Wish.objects.bulk_create(
        Wish(
            profile=profile,
            as_supporter=first.as_supporter,
            trait=trait,
            value=value,
            strength=first.strength,
            rank=first.rank,
            by_staff=on_behalf_of is not None,
        )
        for value in dict.fromkeys(values or [""])
    )
    _log("wishes_changed", profile, by, on_behalf_of)


@transaction.atomic
def put_wishes_in_order(
    *, place: Place, ranks: Mapping[str, int], by: Person, on_behalf_of: Participant | None = None
) -> None:
    """Which of the wishes matters most: 1 first; equal numbers matter equally."""
    profile = _open_profile(place)
    for trait, rank in ranks.items():
        _writable(profile, place, on_behalf_of).filter(trait=trait).update(rank=rank)
    _log("wishes_changed", profile, by, on_behalf_of)


@transaction.atomic
def read_wishes(*, place: Place, by: Person) -> list[Wish]:
    """The wishes that staff wrote down for somebody, for staff to read; the reading is recorded."""
    rows = list(
        Wish.objects.filter(
            profile__programme=place.programme,
            profile__participant=place.participant,
            as_supporter=_as_supporter(place),
            by_staff=True,
        )
    )
    if rows:
        record("wishes_read", by=by, subject=place, on_behalf_of=place.participant)
    return rows


@transaction.atomic
def name_avoided(
    *, place: Place, names: Iterable[str], by: Person, on_behalf_of: Participant | None = None
) -> None:
    """Who they know, or never want to meet here. Until a coordinator has looked, they are proposed to nobody.

    A name that is no longer on the list is forgotten; an exclusion that already came of it stays, until a coordinator
    takes it back.
    """
    profile = _open_profile(place)
    wanted = list(dict.fromkeys(name for raw in names if (name := " ".join(raw.split())[:200])))[:MOST_NAMES]
    AvoidedName.objects.filter(profile=profile).exclude(name__in=wanted).delete()
    known = set(AvoidedName.objects.filter(profile=profile).values_list("name", flat=True))
    for name in wanted:
        if name not in known:
            row = AvoidedName.objects.create(profile=profile, name=name)
            take_in(row, "name", programme=place.programme, by=by, writer=place.participant)
    _log("avoided_names_changed", profile, by, on_behalf_of)


@transaction.atomic
def say_who_that_is(*, avoided: AvoidedName, found: Sequence[Participant], by: Person) -> None:
    """A coordinator looked who is meant: these people of the programme, or nobody. Safe to send twice."""
    profile = avoided.profile
    changed = AvoidedName.objects.filter(pk=avoided.pk, looked_at__isnull=True).update(
        found=found[0] if found else None, looked_at=timezone.now(), looked_by=by
    )
    if not changed:
        return
    for other in found:
        exclude(
            programme=profile.programme,
            people=(profile.participant, other),
            ground=Exclusion.Ground.ASKED,
            by=by,
            on_behalf_of=profile.participant,
        )
    _log("avoided_name_looked_up", profile, by, None, found=len(found))


@transaction.atomic
def exclude(
    *,
    programme: Programme,
    people: tuple[Participant, Participant],
    ground: str,
    by: Person | None,
    on_behalf_of: Participant | None = None,
) -> Exclusion | None:
    """Two people who are never to be matched. None when that is known already, or when they are one and the same.

    It holds at once: what was proposed between them ends kindly, and of two who are in touch already the coordinators
    hear. Nobody ends that for them.
    """
    first, second = sorted(people, key=lambda each: each.pk)
    if first.pk == second.pk:
        return None
    row, made = Exclusion.objects.get_or_create(
        programme=programme, first=first, second=second, defaults={"ground": ground, "stated_by": by}
    )
    if not made:
        return None
    record("exclusion_stated", by=by, subject=row, on_behalf_of=on_behalf_of, ground=str(ground))
    close_between(row)
    return row


@transaction.atomic
def take_back_exclusion(*, exclusion: Exclusion, by: Person) -> None:
    """The two may be matched again, because somebody said so to a coordinator. Safe to send twice."""
    pk = exclusion.pk
    if Exclusion.objects.filter(pk=pk).delete()[0]:
        record(
            "exclusion_taken_back",
            by=by,
            subject=f"matching.exclusion:{pk}",
            organisation_id=exclusion.programme.organisation_id,
            programme_id=exclusion.programme_id,
        )
