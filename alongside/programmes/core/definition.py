"""What a programme is: the document that the software runs and reports from.

Read one with ``loading.load_definition``; it also checks that the parts agree with one another. A key that is left
out is "not recorded"; an ``Answer`` may also say "not reported", "none" or "not applicable".
"""

from typing import Annotated, Literal

from pydantic import Field

from alongside.programmes.core.care import (
    Breaks,
    Crisis,
    Ending,
    GroundRules,
    HelpContact,
    Moderation,
    Openness,
)
from alongside.programmes.core.groups import Groups
from alongside.programmes.core.learning import CheckIns, Evaluation, Wave
from alongside.programmes.core.parts import Absence, Answer, Key, Part, Text, Yes, given
from alongside.programmes.core.schedule import Schedule
from alongside.programmes.core.theory import Audience, Peerness, Theory
from alongside.programmes.core.traits import Matching
from alongside.programmes.core.vocabulary import (
    Axis,
    Campaigning,
    DataShared,
    Form,
    LeadKind,
    Pay,
    RoleKey,
    RoleMode,
    Structure,
    Unit,
)
from alongside.programmes.core.workforce import Caseload, Professionals, Role, Supervision, TrainingModule

SHARE_WITH_SERVICE = "share_with_service"
"""The consent of this key is the one to tell a service something about somebody."""


class ConsentPurpose(Part):
    """One thing people are asked to agree to, apart from all others."""

    key: Key
    title: Text
    wording: Text
    """The exact words, read on screen, aloud or on paper."""
    wording_version: Text
    required_for_support: Yes
    withdrawal: Text
    """What changes when somebody withdraws it."""


class Manual(Part):
    """The written course that those who give it follow."""

    title: Answer[Text] = None
    version: Answer[Text] = None
    url: Answer[Annotated[str, Field(pattern=r"^https://[^\s]+$", max_length=500)]] = None


class Definition(Part):
    """A whole programme. See the parts."""

    schema_version: Literal[2]
    slug: Key
    version: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")]
    title: Text
    summary: Text
    """What it is, in plain words, for the people it is for."""
    sources: tuple[Text, ...] = ()
    authors: tuple[Text, ...] = ()
    """Who wrote this file."""
    left_out: Absence | None = None
    """What it means in this file when a question is left out: "not reported" for a model read from papers. Without
    it, such a question is "not recorded"."""
    added: tuple[Text, ...] = ()
    """What this file adds to its sources, as paths ("training", "ending.bridge"): a starter, not a published fact."""
    part_of: Answer[Text] = None
    """The programme, treatment or community that this one belongs to."""
    light_mode: Yes = False
    """True for an informal group: no training, role description or supervision is demanded."""
    role_mode: RoleMode
    unit: Unit
    """Who takes part as one: a person, or a pair that supports each other, and so on."""
    audience: Answer[Audience] = None
    peer_support_definition: Answer[Text] = None
    rationale: Answer[Text] = None
    """Why it should help, and what it is for."""
    theory: Theory = Theory()
    materials: Answer[Text] = None
    manual: Answer[Manual] = None
    structure: Answer[Structure] = None
    """Whether what happens is set by a manual, prepared in parts, or left to the people."""
    setting: Answer[Text] = None
    tailoring: Answer[Text] = None
    """What may differ from person to person."""
    adaptation: Answer[Text] = None
    """What those who give it may change, and how a change is written down."""
    fidelity: Answer[Text] = None
    """How the organisation plans to see whether it is done as described."""
    peerness: Answer[Peerness] = None
    roles: tuple[Role, ...] = ()
    training: Answer[tuple[TrainingModule, ...]] = None
    supervision: Answer[Annotated[tuple[Supervision, ...], Field(min_length=1)]] = None
    """The regular one first: its interval sets the next date."""
    caseload: Answer[Caseload] = None
    professionals: Answer[Professionals] = None
    schedule: Schedule
    groups: Answer[Groups] = None
    openness: Answer[Openness] = None
    ground_rules: Answer[GroundRules] = None
    moderation: Answer[Moderation] = None
    data_shared: Answer[DataShared] = None
    """What a service that refers people here hears about them."""
    campaigning: Answer[Campaigning] = None
    """Whether campaigning together is part of it."""
    breaks: Answer[Breaks] = None
    ending: Answer[Ending] = None
    matching: Matching
    consents: tuple[ConsentPurpose, ...] = ()
    measures: tuple[Wave, ...] = ()
    check_ins: CheckIns = CheckIns()
    crisis: Crisis | None = None
    evaluation: Evaluation = Evaluation()
    positions: dict[Axis, Text] = Field(default_factory=dict)
    """Why the organisation stands where it stands. The position itself is what the parts say: see ``positions``."""

    def role(self, key: RoleKey) -> Role | None:
        """The role of that name, if the programme has one."""
        return next((role for role in self.roles if role.key == key), None)

    @property
    def services_hear(self) -> DataShared | None:
        """What services are told about people; None where the definition does not say, and then they are told nothing."""
        by_decision = self.data_shared in {Absence.NONE, Absence.NOT_APPLICABLE}
        return "nothing" if by_decision else given(self.data_shared)

    @property
    def consents_asked(self) -> tuple[ConsentPurpose, ...]:
        """What people are asked to agree to: nobody is asked to share with a service that hears nothing."""
        shares = self.services_hear not in {None, "nothing"}
        return tuple(each for each in self.consents if shares or each.key != SHARE_WITH_SERVICE)

    @property
    def leaves_out_campaigning(self) -> bool:
        """Whether nobody campaigns here, by decision."""
        return self.campaigning in {"excluded", Absence.NONE, Absence.NOT_APPLICABLE}

    @property
    def forms(self) -> frozenset[Form]:
        """The forms of contact that the schedule has."""
        return frozenset(phase.form for phase in self.schedule.phases)

    @property
    def supporting_role(self) -> RoleKey:
        """The role of those who give support: everybody's where nobody's part is fixed."""
        if self.role_mode == "mutual":
            return "member"
        return "facilitator" if self.role_mode == "facilitated" else "supporter"

    @property
    def supporters_pay(self) -> Pay | None:
        """Whether those who support others are paid; None where nobody's part is fixed, or it is not said."""
        role = None if self.role_mode == "mutual" else self.role(self.supporting_role)
        if role is None:
            return None
        return "unpaid" if role.pay is Absence.NONE else given(role.pay)

    @property
    def led_by(self) -> LeadKind | None:
        """Who leads the groups, if the definition says."""
        groups = given(self.groups)
        leads = given(groups.leads) if groups else None
        return given(leads.who) if leads else None

    @property
    def regular_supervision(self) -> Supervision | None:
        """The way of supervision that sets the next date, if there is any."""
        ways = given(self.supervision) or ()
        return ways[0] if ways else None

    @property
    def help_contacts(self) -> tuple[HelpContact, ...]:
        """Who to turn to now, in the order to show them; empty when the definition names nobody."""
        return self.crisis.help_contacts if self.crisis else ()
