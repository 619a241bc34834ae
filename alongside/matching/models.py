from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Intake, Member, Participant, PeerSupporter, Programme


class MatchingProfile(models.Model):
    """What a participant says of themselves for matching in one programme.

    `traits` holds values by the trait keys of the definition; `availability` holds slots such as `mon-evening`.
    `shown` holds the keys of the traits that the other side may see; None until they have said. `may_be_asked`: as a
    supporter they may be seen by members who look round, and asked by them directly.
    Nothing here is compulsory: what is not said is not known, and never guessed.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="matching_profiles")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="matching_profiles")
    traits = models.JSONField(default=dict, blank=True)
    shown = models.JSONField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    modalities = models.JSONField(default=list, blank=True)
    availability = models.JSONField(default=list, blank=True)
    community = models.CharField(_("Small community"), max_length=120, blank=True)
    avoid_own_community = models.BooleanField(
        _("Please match me with nobody from my own community"), default=False
    )
    introduction = models.TextField(_("A few words about you"), blank=True)
    may_be_asked = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "participant"], name="matching_profile_once")
        ]

    class Privacy:
        plain = ("id", "programme", "updated_at")
        personal = ("participant", "languages", "modalities", "availability", "may_be_asked")
        special = ("traits", "shown", "community", "avoid_own_community", "introduction")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Profile of {self.participant_id}"


class Strength(models.TextChoices):
    """How much a trait of the other person matters to the one who says so."""

    MUST = "must", _("Must")
    PREFER = "prefer", _("Prefer")
    DO_NOT_MIND = "do_not_mind", _("Do not mind")
    NOT_THIS = "not_this", _("Not this")


class Wish(models.Model):
    """What somebody says about the other person: private to them and to the matcher.

    A member says what matters; a supporter says what they would rather not take on, for their own sake.
    Several rows about one trait, all of one strength, mean that any of their values will do. `value` is one value of
    the trait, `same` for "the same as me", or empty while they have not said which; an empty one does nothing.
    `rank` 1 matters most. What staff wrote down for somebody (`by_staff`) staff may read again; nothing else.
    """

    profile = models.ForeignKey(MatchingProfile, on_delete=models.CASCADE, related_name="wishes")
    as_supporter = models.BooleanField(default=False)
    trait = models.CharField(max_length=60)
    value = models.CharField(max_length=80, blank=True)
    strength = models.CharField(max_length=20, choices=Strength)
    rank = models.PositiveSmallIntegerField(default=1)
    by_staff = models.BooleanField(default=False)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "as_supporter", "trait", "value"], name="wish_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="wish_rank_from_one"),
        ]

    class Privacy:
        plain = ("id", "as_supporter", "by_staff")
        special = ("profile", "trait", "value", "strength", "rank")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"{self.strength} {self.trait}"


class AvoidedName(models.Model):
    """Somebody whom a participant knows, or does not want to meet here, in the participant's own words.

    Until a coordinator has looked who that is, the participant is proposed to nobody. `found` is the person it turned
    out to be; empty after the look means: nobody in this programme.
    """

    profile = models.ForeignKey(MatchingProfile, on_delete=models.CASCADE, related_name="avoided_names")
    name = models.CharField(max_length=200)
    stated_at = models.DateTimeField(default=timezone.now)
    found = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "name"], name="avoided_name_once"),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=False) | Q(found__isnull=True),
                name="avoided_name_found_by_look",
            ),
        ]
        indexes = [
            models.Index(fields=["profile"], condition=Q(looked_at__isnull=True), name="avoided_name_waiting")
        ]

    class Privacy:
        plain = ("id", "stated_at", "looked_at")
        personal = ("profile", "name", "found", "looked_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Name {self.pk}"


class Exclusion(models.Model):
    """Two people who are never to be matched with each other; the reason is not shown to either."""

    class Ground(models.TextChoices):
        KNOWN = "known", _("They know each other")
        ASKED = "asked", _("One of them asked not to be matched with the other")
        ORGANISATION = "organisation", _("The organisation decided it")
        PAST = "past", _("They were matched before, and it ended early")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="exclusions")
    first = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, choices=Ground)
    stated_at = models.DateTimeField(default=timezone.now)
    stated_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "first", "second"], name="exclusion_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="exclusion_in_order"),
        ]

    class Privacy:
        plain = ("id", "programme", "stated_at")
        personal = ("first", "second", "stated_by")
        special = ("ground",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Exclusion {self.pk}"


class RequestStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ON_HOLD = "on_hold", _("With a person, before it goes on")
    PROPOSED = "proposed", _("Somebody is being asked")
    MATCHED = "matched", _("Matched")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REQUEST_TRANSITIONS = {
    RequestStatus.WAITING: {
        RequestStatus.ON_HOLD,
        RequestStatus.PROPOSED,
        RequestStatus.MATCHED,
        RequestStatus.WITHDRAWN,
    },
    RequestStatus.ON_HOLD: {RequestStatus.WAITING, RequestStatus.WITHDRAWN},
    RequestStatus.PROPOSED: {
        RequestStatus.WAITING,
        RequestStatus.ON_HOLD,
        RequestStatus.MATCHED,
        RequestStatus.WITHDRAWN,
    },
    RequestStatus.MATCHED: set(),
    RequestStatus.WITHDRAWN: set(),
}
OPEN_REQUESTS = (RequestStatus.WAITING, RequestStatus.ON_HOLD, RequestStatus.PROPOSED)


class SupportRequest(models.Model):
    """A member asks for support (or, in a mutual programme, for a partner), in their own words.

    `held_back_why` is why a coordinator held it back from the rounds, for coordinators to read; empty when a
    safeguarding hold did, and when nobody did. Before the day `not_before` nobody is looked for, because they wait by
    the plan of a trial that they agreed to.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="support_requests")
    words = models.TextField(_("What you hope for"), blank=True)
    status = models.CharField(max_length=20, choices=RequestStatus, default=RequestStatus.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    held_back_why = models.TextField(blank=True)
    not_before = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(status__in=OPEN_REQUESTS), name="one_open_request"
            ),
            models.CheckConstraint(
                condition=Q(status="on_hold") | Q(held_back_why=""), name="held_back_only_while_on_hold"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN_REQUESTS, closed_at__isnull=True)
                | Q(status__in=("matched", "withdrawn"), closed_at__isnull=False),
                name="request_closed_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["status", "waiting_since"], name="request_waiting")]

    class Privacy:
        plain = ("id", "status", "asked_at", "waiting_since", "closed_at", "not_before")
        personal = ("member",)
        special = ("words", "held_back_why")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Request {self.pk}"


class RoundStatus(models.TextChoices):
    WORKING = "working", _("Being worked out")
    DONE = "done", _("Worked out")
    FAILED = "failed", _("Stopped by a fault")


ROUND_TRANSITIONS = {
    RoundStatus.WORKING: {RoundStatus.DONE, RoundStatus.FAILED},
    RoundStatus.DONE: set(),
    RoundStatus.FAILED: set(),
}


class MatchingRound(models.Model):
    """One run of the matcher for everybody waiting, or for those of one intake, with what proves that it is the best
    possible.

    `stage` counts the steps done, from 0 to 4. `certificate` also keeps what the independent check found.
    `recruiting` is whom to look for, in words that point at nobody; empty until it is worked out. `fairness` is how far
    the fair shares of the organisation were reached, and what they cost; empty where it has set none.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    intake = models.ForeignKey(Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Whose people alone are looked at; empty: everybody who waits."""
    run_at = models.DateTimeField(default=timezone.now)
    run_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    status = models.CharField(max_length=20, choices=RoundStatus, default=RoundStatus.WORKING)
    stage = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    certificate = models.JSONField(default=dict)
    unmatched = models.JSONField(default=list)
    recruiting = models.JSONField(default=dict)
    fairness = models.JSONField(default=dict)

    class Privacy:
        plain = (
            "id",
            "programme",
            "intake",
            "run_at",
            "seed",
            "status",
            "stage",
            "waiting",
            "places",
            "proposed",
        )
        personal = ("run_by",)
        special = ("certificate", "unmatched", "recruiting", "fairness")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Round {self.pk}"


class FairShares(models.Model):
    """What an organisation decided about fair shares in its rounds, and why. The newest row holds; none is changed.

    `aims` are dictionaries of a group, a measure and a tolerance in per cent. `held` are places held back: a supporter,
    the group they are held for, and how many.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="fair_shares")
    aims = models.JSONField(default=list, blank=True)
    held = models.JSONField(default=list, blank=True)
    why = models.TextField()
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="fair_shares_for_a_reason")]
        indexes = [models.Index(fields=["programme", "-decided_at"], name="fair_shares_newest")]

    class Privacy:
        plain = ("id", "programme", "aims", "decided_at")
        personal = ("held", "why", "decided_by")
        special = ()
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"Fair shares {self.pk}"


class ProposalStatus(models.TextChoices):
    """Who is being asked. A person reviews first; then the supporter; then the member chooses.

    Where the programme lets members look round, a member may ask a supporter directly instead.
    """

    PROPOSED = "proposed", _("For a coordinator to review")
    ASKED_SUPPORTER = "asked_supporter", _("The supporter is being asked")
    ASKED_DIRECTLY = "asked_directly", _("The member has asked the supporter")
    OFFERED = "offered", _("The member is choosing")
    ACCEPTED = "accepted", _("Agreed by both")
    DECLINED = "declined", _("Declined")
    NOT_CHOSEN = "not_chosen", _("The member chose differently")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PROPOSAL_TRANSITIONS = {
    ProposalStatus.PROPOSED: {
        ProposalStatus.ASKED_SUPPORTER,
        ProposalStatus.OFFERED,
        ProposalStatus.WITHDRAWN,
    },
    ProposalStatus.ASKED_SUPPORTER: {
        ProposalStatus.OFFERED,
        ProposalStatus.DECLINED,
        ProposalStatus.WITHDRAWN,
    },
    ProposalStatus.ASKED_DIRECTLY: {
        ProposalStatus.OFFERED,
        ProposalStatus.DECLINED,
        ProposalStatus.WITHDRAWN,
    },
    ProposalStatus.OFFERED: {
        ProposalStatus.ACCEPTED,
        ProposalStatus.DECLINED,
        ProposalStatus.NOT_CHOSEN,
        ProposalStatus.WITHDRAWN,
    },
    ProposalStatus.ACCEPTED: set(),
    ProposalStatus.DECLINED: set(),
    ProposalStatus.NOT_CHOSEN: set(),
    ProposalStatus.WITHDRAWN: set(),
}
BEING_ASKED = (ProposalStatus.ASKED_SUPPORTER, ProposalStatus.ASKED_DIRECTLY)
WITH_SOMEBODY = (*BEING_ASKED, ProposalStatus.OFFERED)
LIVE_PROPOSALS = (ProposalStatus.PROPOSED, *WITH_SOMEBODY)
# Until the supporter has answered, what was held back from them can be told after all.
MAY_BE_TOLD = (ProposalStatus.PROPOSED, *BEING_ASKED)
# From here on a place with the supporter is held, so that two coordinators cannot give it away twice. A direct question
# holds none before the supporter says yes: whoever asks first must not shut the others out.
PLACE_HELD = (ProposalStatus.ASKED_SUPPORTER, ProposalStatus.OFFERED)


class ProposedMatch(models.Model):
    """A suggestion that two people might suit each other: with a supporter, or with another member's request.

    `is_round_choice` is the one that the round, or a coordinator (`by_hand`), means for this seeker; the others are
    there to choose from. `criteria` keeps what either of them had said matters and whether the pair gave it, as it
    stood on the day, so that it can be asked later whether matching mattered; no page shows it. `is_locked`: a coordinator wants the next round to keep it as it is. `weight` orders pairs within a round and is shown to nobody. `reasons` keeps three views of
    why: for the coordinator, for the seeker and for the one who supports; and `held_back`, the words that could single
    the seeker out and are left to them to tell. `asked_directly`: the member looked round and asked the supporter
    themselves, with a `note` to them.
    """

    round = models.ForeignKey(
        MatchingRound, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    request = models.ForeignKey(SupportRequest, on_delete=models.PROTECT, related_name="proposals")
    supporter = models.ForeignKey(
        PeerSupporter, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    with_request = models.ForeignKey(
        SupportRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="proposed_by"
    )
    rank = models.PositiveSmallIntegerField(default=1)
    is_round_choice = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    asked_directly = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    weight = models.IntegerField(default=0)
    reasons = models.JSONField(default=dict)
    criteria = models.JSONField(default=dict)
    status = models.CharField(max_length=20, choices=ProposalStatus, default=ProposalStatus.PROPOSED)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(supporter__isnull=False, with_request__isnull=True)
                | Q(supporter__isnull=True, with_request__isnull=False),
                name="proposal_with_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["request", "supporter"],
                condition=Q(status__in=LIVE_PROPOSALS, supporter__isnull=False),
                name="live_proposal_once_with_supporter",
            ),
            models.UniqueConstraint(
                fields=["request", "with_request"],
                condition=Q(status__in=LIVE_PROPOSALS, with_request__isnull=False),
                name="live_proposal_once_with_member",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(status=ProposalStatus.PROPOSED, is_round_choice=True),
                name="one_choice_to_review",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(*WITH_SOMEBODY, "accepted")) | Q(asked_at__isnull=False),
                name="nobody_agrees_unasked",
            ),
            models.CheckConstraint(
                condition=Q(asked_directly=True) | (~Q(status="asked_directly") & Q(note="")),
                name="note_only_when_asked_directly",
            ),
        ]
        indexes = [models.Index(fields=["status", "made_at"], name="proposal_by_status")]

    class Privacy:
        plain = (
            "id",
            "round",
            "rank",
            "is_round_choice",
            "by_hand",
            "is_locked",
            "asked_directly",
            "weight",
            "status",
            "made_at",
            "asked_at",
            "offered_at",
            "answered_at",
        )
        personal = ("request", "supporter", "with_request", "made_by")
        special = ("reasons", "criteria", "decline_reason", "note")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Proposal {self.pk}"


class RelationshipStatus(models.TextChoices):
    ACTIVE = "active", _("Under way")
    PAUSED = "paused", _("Having a pause")
    ENDED = "ended", _("Ended")


RELATIONSHIP_TRANSITIONS = {
    RelationshipStatus.ACTIVE: {RelationshipStatus.PAUSED, RelationshipStatus.ENDED},
    RelationshipStatus.PAUSED: {RelationshipStatus.ACTIVE, RelationshipStatus.ENDED},
    RelationshipStatus.ENDED: set(),
}


class EndingKind(models.TextChoices):
    PLANNED = "planned", _("As planned")
    EARLY = "early", _("Early, by choice")
    REMATCH = "rematch", _("To be matched with somebody else")
    SAFEGUARDING = "safeguarding", _("For safety")
    DIED = "died", _("One of them died")


class ContactAfter(models.TextChoices):
    """What was agreed about contact after the ending."""

    NONE = "none", _("No contact afterwards")
    THROUGH_US = "through_us", _("Only through the organisation")
    AS_THEY_LIKE = "as_they_like", _("As the two of them like")


class Relationship(models.Model):
    """Two people over time. Its planned ending is known from the first day."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="relationships")
    proposal = models.OneToOneField(
        ProposedMatch, null=True, blank=True, on_delete=models.PROTECT, related_name="relationship"
    )
    status = models.CharField(max_length=20, choices=RelationshipStatus, default=RelationshipStatus.ACTIVE)
    started_on = models.DateField()
    planned_end_on = models.DateField()
    # Written by support_sessions when a contact is logged; it stands here because measures need it to know whether an
    # answer came before support began, and neighbouring rooms do not import each other.
    first_contact_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ending_kind = models.CharField(max_length=20, choices=EndingKind, blank=True)
    ending_words = models.TextField(blank=True)
    bridge = models.TextField(_("What comes next for them"), blank=True)
    contact_after = models.CharField(max_length=20, choices=ContactAfter, blank=True)
    review_held_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end_on__gte=F("started_on")), name="relationship_ends_after_start"
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="ended", ended_on__isnull=False, ended_at__isnull=False) & ~Q(ending_kind="")
                )
                | (~Q(status="ended") & Q(ended_on__isnull=True, ended_at__isnull=True, ending_kind="")),
                name="relationship_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(status="paused", paused_on__isnull=False)
                | (~Q(status="paused") & Q(paused_on__isnull=True)),
                name="relationship_paused_since",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "status", "planned_end_on"], name="relationship_by_status")
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "status",
            "started_on",
            "planned_end_on",
            "first_contact_on",
            "paused_on",
            "ended_on",
            "ended_at",
            "ending_kind",
            "contact_after",
            "review_held_on",
        )
        personal = ("proposal", "ended_by")
        special = ("ending_words", "bridge")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Relationship {self.pk}"


class SideRole(models.TextChoices):
    RECEIVING = "receiving", _("Receiving support")
    GIVING = "giving", _("Giving support")
    BOTH = "both", _("Giving and receiving")


class RelationshipSide(models.Model):
    """One person's side of a relationship. Everything said on a side is confidential to it."""

    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="sides")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="relationship_sides")
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="relationship_sides"
    )
    supporter = models.ForeignKey(
        PeerSupporter, null=True, blank=True, on_delete=models.PROTECT, related_name="relationship_sides"
    )
    role = models.CharField(max_length=20, choices=SideRole)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "participant"], name="side_once_per_participant"),
            models.UniqueConstraint(
                fields=["relationship", "role"], condition=~Q(role="both"), name="one_giving_one_receiving"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, supporter__isnull=True)
                | Q(member__isnull=True, supporter__isnull=False),
                name="side_is_member_or_supporter",
            ),
        ]

    class Privacy:
        plain = ("id", "role")
        personal = ("relationship", "participant", "member", "supporter")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"{self.participant_id} {self.role}"


class RelationshipPause(models.Model):
    """A rest in a relationship: from `starts_on` up to, but not including, `resumes_on` (empty: it goes on).

    Kept for good, so that every plan made from the schedule can be made again with its rests.
    """

    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="pauses")
    starts_on = models.DateField()
    resumes_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["relationship"], condition=Q(resumes_on__isnull=True), name="one_pause_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(resumes_on__isnull=True) | Q(resumes_on__gte=F("starts_on")),
                name="pause_ends_after_start",
            ),
        ]

    class Privacy:
        plain = ("id", "relationship", "starts_on", "resumes_on")
        personal = ("asked_by",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Pause from {self.starts_on}"
