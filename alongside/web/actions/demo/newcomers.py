"""People arriving: known to the organisation, asked for consent, asked their first questions, saying what matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from alongside.enrolment.actions.consents import answer_consent
from alongside.enrolment.actions.people import add_person, give_place
from alongside.enrolment.models import HowGiven
from alongside.matching.actions import request_support, say_about_me, say_trait, say_what_matters, say_wish
from alongside.people.actions import create_person
from alongside.people.models import Person
from alongside.programmes.actions import accept_invitation, invite_participant, leave_programme
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.traits import Trait
from alongside.programmes.models import LeavingReason, Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import definition_of
from alongside.training.actions import (
    accept_role,
    name_supervisor,
    plan_supervision,
    record_completion,
    set_capacity,
)
from alongside.training.queries import role_wording
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.demo.measuring import Measuring
from alongside.web.actions.demo.world import World, account
from alongside.web.core.made_up_people import LANGUAGES, MadeUpPerson


@dataclass
class Acting:
    """Who does something for a participant: themselves, or a coordinator on their behalf."""

    by: Person
    on_behalf_of: Participant | None = None

    @property
    def how(self) -> HowGiven:
        return HowGiven.READ_ALOUD if self.on_behalf_of else HowGiven.SELF


class Newcomers:
    """How people come into one programme."""

    def __init__(self, world: World, programme: Programme, calendar: Calendar, dice: Random) -> None:
        self.world, self.programme, self.calendar, self.dice = world, programme, calendar, dice
        self.definition: Definition = definition_of(programme)
        self.measuring = Measuring(programme, calendar, dice)

    def acting(self, participant: Participant) -> Acting:
        return Acting(participant.person) if participant.person else Acting(self.world.cora, participant)

    def arrive(self, who: MadeUpPerson, place: str, *, key: str = "") -> Participant:
        """Somebody rings, writes or is told about it; Cora adds them. Some come to sign in, most of the cast by name."""
        participant = add_person(
            programme=self.programme,
            place=place,
            by=self.world.cora,
            name=who.name,
            known_as=who.known_as,
            email=who.email,
            phone=who.phone,
            postal_address=who.postal_address,
            area=who.area,
            gender=who.gender,
            birth_year=who.birth_year,
            languages=[LANGUAGES[key] for key in who.languages],
            channel=who.channel,
            helper_name=who.helper_name,
            helper_phone=who.helper_phone,
        )
        if key or (who.channel == "email" and self.dice.random() < 0.8):
            self._come_to_sign_in(participant, key or f"person{participant.pk}")
        return participant

    def _come_to_sign_in(self, participant: Participant, key: str) -> None:
        if key not in self.world.people:
            self.world.people[key] = (
                create_person(email=participant.email, name=participant.name)
                if key.startswith("person")
                else account(key, participant.name)
            )
        person = self.world.people[key]
        invitation = invite_participant(
            participant=participant, programme=self.programme, email=person.email, by=self.world.cora
        )
        accept_invitation(invitation=invitation, by=person)
        participant.refresh_from_db()

    def consent(self, participant: Participant, *, surely: bool = False) -> bool:
        """Asked one purpose at a time. Returns whether they take part."""
        acting = self.acting(participant)
        for purpose in self.definition.consents_asked:
            given = surely or self.dice.random() < (0.92 if purpose.required_for_support else 0.88)
            answer_consent(
                participant=participant,
                programme=self.programme,
                purpose=purpose.key,
                given=given,
                by=acting.by,
                how=acting.how,
                on_behalf_of=acting.on_behalf_of,
            )
            if purpose.required_for_support and not given:
                return False
        return True

    def become_supporter(self, who: MadeUpPerson, *, key: str = "", dawdles: bool = False) -> PeerSupporter:
        """Role description, training, a supervisor and a date: three weeks or so, and for some it takes longer."""
        participant = self.arrive(who, "supporter", key=key)
        supporter = PeerSupporter.objects.get(programme=self.programme, participant=participant)
        self.consent(participant, surely=True)
        self.describe(supporter, who)
        self.measuring.expect(participant, "baseline", after=1, chance=0.9, asked_by=self.world.cora)
        self._prepare(supporter, dawdles=dawdles)
        return supporter

    def _prepare(self, supporter: PeerSupporter, *, dawdles: bool) -> None:
        self.calendar.after(2, lambda: self._accept_role(supporter))
        day = 4
        for module in self._modules():
            day += self.dice.randint(2, 6)
            self.calendar.after(day, partial(self._complete, supporter, module))
            if dawdles:
                return
        self.calendar.after(day + 2, lambda: self._supervise(supporter))

    def _modules(self) -> list[str]:
        training = self.definition.training
        return [module.key for module in training if module.core] if isinstance(training, tuple) else []

    def _accept_role(self, supporter: PeerSupporter) -> None:
        acting, wording = self.acting(supporter.participant), role_wording(self.programme)
        if wording:
            accept_role(
                supporter=supporter,
                wording_hash=wording.hash,
                by=acting.by,
                on_behalf_of=acting.on_behalf_of,
            )

    def _complete(self, supporter: PeerSupporter, module: str) -> None:
        record_completion(
            supporter=supporter, module=module, completed_on=timezone.localdate(), by=self.world.cora
        )

    def _supervise(self, supporter: PeerSupporter) -> None:
        supervisor = self.world.people[self.dice.choice(("sula", "sula", "winston"))]
        name_supervisor(supporter=supporter, supervisor=supervisor, by=self.world.cora)
        plan_supervision(
            supporter=supporter,
            on=timezone.localdate() + timedelta(days=self.dice.randint(14, 30)),
            by=supervisor,
        )

    def describe(self, place: Member | PeerSupporter, who: MadeUpPerson) -> None:
        """What they say of themselves: not everything, and never more than they want to."""
        acting = self.acting(place.participant)
        common: dict[str, Any] = {"place": place, "by": acting.by, "on_behalf_of": acting.on_behalf_of}
        say_about_me(
            **common,
            languages=[LANGUAGES[key] for key in who.languages],
            availability=list(who.slots),
            introduction=who.introduction,
        )
        # One in three would rather be asked by Cora than by anybody who looks round.
        if (
            self.definition.matching.choice == "seeker_asks"
            and isinstance(place, PeerSupporter)
            and place.pk % 3
        ):
            say_about_me(**common, may_be_asked=True)
        for trait in self.definition.matching.traits:
            if self.dice.random() < 0.2 and trait.key not in {"age", "language"}:
                continue
            value = self._value(trait, who)
            say_trait(**common, trait=trait.key, value=value)
        # Most let the other person see most of it; some keep what is sensitive to themselves.
        if self.dice.random() < 0.7:
            keys = [trait.key for trait in self.definition.matching.traits if self.dice.random() < 0.8]
            say_about_me(**common, shown=keys)

    def _value(self, trait: Trait, who: MadeUpPerson) -> list[str] | int:
        """What is true of them where we know it, and otherwise what the dice say."""
        options = [option.key for option in trait.options]
        if trait.key == "age":
            return timezone.localdate().year - who.birth_year
        if trait.key == "language":
            return [key for key in who.languages if key in options]
        if trait.key == "gender":
            return [key for key in options if key == who.gender.lower().replace("-", "_")]
        if trait.kind == "number":
            return self.dice.randint(1, 30)
        return self.dice.sample(options, self.dice.randint(1, 1 if trait.kind == "one" else 2))

    def ask(self, member: Member, who: MadeUpPerson) -> None:
        """They say what matters to them about the other person, in their own order, and ask."""
        acting = self.acting(member.participant)
        common: dict[str, Any] = {"place": member, "by": acting.by, "on_behalf_of": acting.on_behalf_of}
        keys = [trait.key for trait in self.definition.matching.traits]
        liked = self.dice.sample(keys, min(len(keys), self.dice.randint(1, 3)))
        strengths = dict.fromkeys(liked, "prefer")
        if len(who.languages) > 1 and "language" in keys:
            strengths["language"] = "prefer"
        say_what_matters(**common, strengths=strengths)
        for trait in strengths:
            say_wish(**common, trait=trait, values=["same"])
        request_support(member=member, words=who.hopes, by=acting.by, on_behalf_of=acting.on_behalf_of)

    def also_supporter(self, person: Person) -> PeerSupporter:
        """Roles move: somebody who was a member trains to support."""
        participant = Participant.objects.get(organisation=self.world.organisation, person=person)
        give_place(programme=self.programme, participant=participant, place="supporter", by=self.world.cora)
        supporter = PeerSupporter.objects.get(programme=self.programme, participant=participant)
        self._prepare(supporter, dawdles=False)
        return supporter

    def say_capacity(self, supporter: PeerSupporter, capacity: int) -> None:
        acting = self.acting(supporter.participant)
        set_capacity(supporter=supporter, capacity=capacity, by=acting.by, on_behalf_of=acting.on_behalf_of)

    def not_for_them(self, member: Member) -> None:
        leave_programme(place=member, reason=LeavingReason.NOT_FOR_ME, by=self.world.cora)
