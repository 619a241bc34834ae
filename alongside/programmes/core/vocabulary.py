"""The words a definition may use.

A term here is stored in files and databases: add terms, never rename one. Where a list is somebody's, it says whose.
"""

from typing import Literal

Unit = Literal["person", "pair", "couple", "family", "group", "community"]
"""Who takes part as one."""

RoleMode = Literal["supporter_and_member", "mutual", "facilitated"]
"""Who supports whom: one supports the other; both or all give and receive, and nobody's part is fixed; or all give and
receive in a group that somebody leads."""

Side = Literal["member", "supporter"]
RoleKey = Literal[
    "member",
    "supporter",
    "coordinator",
    "supervisor",
    "facilitator",
    "moderator",
    "carer",
    "professional",
    "overseer",
]
"""An overseer is the adult who watches over minors who take part."""

Pay = Literal["paid", "unpaid", "either", "stipend"]
SharedThing = Literal["condition", "identity", "place", "service_experience", "caring"]

HelperKind = Literal[
    "peer_supporter",
    "peer_coach",
    "peer_educator",
    "expert_by_experience",
    "natural_helper",
    "paraprofessional",
    "buddy",
    "peer_counsellor",
    "peer_facilitator",
    "peer_case_manager",
]
"""What a supporter is called in the literature: Dennis 2003 (natural helper, paraprofessional), Thom 2013 (supporter,
coach, educator), and the five roles found among veterans by Mercier 2023 (from buddy to case manager)."""

SupportKind = Literal["emotional", "appraisal", "informational", "instrumental"]
"""The kinds of social support: Dennis 2003, and instrumental support from Embuldeniya 2013, appendix A."""

Perspective = Literal["biomedical", "relational", "socio_political"]
HealthIdea = Literal["medical", "social_functional", "idealist"]
DeliveryModel = Literal["service_led", "community_based", "online_patient_run"]
Mechanism = Literal[
    "factual_knowledge",
    "system_knowledge",
    "practical_tips",
    "vicarious_learning",
    "validation",
    "reciprocity",
    "emotional_support",
    "signposting",
    "critical_consciousness",
    "organising_campaigning",
    "patient_led_research",
]
InclusionMeasure = Literal[
    "codesign_transcultural",
    "trust_respect",
    "flexible_responsive",
    "involvement_autonomy_assets",
    "supporters_from_community",
    "acknowledge_history",
    "language_literacy_capital",
    "adequate_funding",
    "non_exclusionary_language",
    "avoid_over_professionalisation",
    "intersectionality",
    "avoid_power_imbalance",
]
"""Perspective, idea of health, delivery model, mechanism and inclusion measure: the dimensions of design in Mullard
2023, table 2. The sixth, the form of contact, is said by each phase of the schedule."""

Component = Literal[
    "social_support",
    "psychological_support",
    "practical_support",
    "empowerment",
    "monitoring_and_adherence",
    "informational_support",
    "behavioural_change",
    "encouragement_and_motivation",
    "physical_training",
]
"""The nine kinds of component found by Thompson 2022 (BMC Health Services Research 22:427)."""

DesignQuestion = Literal[
    "target_population",
    "aims",
    "approach",
    "recruit_train_supervise",
    "information_given",
    "contact_expected",
    "integration",
    "who_is_at_the_table",
    "voices_unheard",
    "power_shared",
    "whose_success",
    "conflicts_resolved",
]
"""What to ask at every stage: the seven questions of Heisler 2006, then the five about power that Mullard 2023 adds."""

POWER_QUESTIONS: frozenset[DesignQuestion] = frozenset(
    {"who_is_at_the_table", "voices_unheard", "power_shared", "whose_success", "conflicts_resolved"}
)

Stage = Literal["idea", "design", "recruitment", "training", "delivery", "evaluation", "sharing"]

Form = Literal["one_to_one", "group", "open_room"]
"""Two people; a group with its own people and sessions; or a place that is open for people to come and go."""

Modality = Literal["in_person", "phone", "video", "message", "letter", "forum", "email_list"]
Initiator = Literal["supporter", "member", "either", "coordinator", "facilitator", "professional", "system"]
Structure = Literal["structured", "semi_structured", "open"]
Joining = Literal["open", "closed"]
"""Whether people may join a group after its first session."""

LeadKind = Literal["peers", "professionals", "peers_with_professionals", "members_in_turn", "nobody"]
Turn = Literal["every_session", "every_week", "every_month", "as_agreed"]
AgendaKind = Literal["opening", "topic", "activity", "break", "closing"]
MakeUp = Literal["extra_contact", "moved", "next_session", "notes_only", "none"]
"""What becomes of a missed contact: held besides, held later, caught up within the next, told in notes, or nothing."""

SupervisionForm = Literal["one_to_one", "group", "on_call", "observation"]
Presence = Literal["none", "with_the_experience_only", "by_invitation", "on_call", "beside_peers", "leading"]
"""Where professionals stand: away; only those who share the experience; as guests; to be asked; beside peers; leading."""

ContactAfter = Literal["not_offered", "if_both_agree", "open"]
Identity = Literal["named", "pseudonymous", "anonymous"]
ModerationMode = Literal["peers", "moderators", "clinicians", "nobody"]
OutOfHours = Literal["hold", "on_call", "leave_open"]
Ethos = Literal["clinical", "non_clinical"]
"""Whether somebody clinical is contacted in a crisis, or deliberately nobody is."""

RulesBy = Literal["organisation", "members", "both"]
Campaigning = Literal["core", "allowed", "excluded"]
DataShared = Literal["nothing", "with_consent", "as_agreed_with_service"]
Reach = Literal["targeted", "universal", "both"]

TraitKind = Literal["one", "many", "number"]
Choice = Literal["seeker_chooses", "seeker_asks", "coordinator_proposes"]
LeadsWith = Literal["diagnosis", "identity", "seeker_decides"]
TraitAbout = Literal["diagnosis", "identity", "life"]
"""What a trait is about: the condition and its treatment, who somebody is, or how they live."""

Anchor = Literal["enrolment", "first_contact", "start", "planned_end", "ended"]
"""The dates from which waves are counted. The planned end does not move when support ends early."""

Design = Literal["described"]
CostCategory = Literal[
    "pay", "expenses", "training", "supervision", "coordination", "materials", "venue", "technology"
]

TrainingCategory = Literal[
    "delivery_methods",
    "counselling_skills",
    "communication_skills",
    "condition_and_treatment",
    "meta_competency_and_safety",
    "social_skills_and_story_sharing",
    "intervention_and_pedagogical_theory",
    "culture_and_religion",
    "physical_training_techniques",
    "facilitation_skills",
    "community_resources",
]
"""The eleven kinds of training found by Thompson 2022 (BMC Health Services Research 22:427)."""

TrainingTime = Literal["before_start", "during", "before_and_during"]
TrainingMode = Literal["in_person", "online", "both", "written"]

Axis = Literal[
    "perspective",
    "professionalised_or_grassroots",
    "anonymity_or_accountability",
    "clinicians_in_or_out",
    "structure_or_openness",
    "symmetric_or_asymmetric",
    "dyad_or_group",
    "diagnosis_or_identity",
    "central_rules_or_member_governance",
    "clinical_outcome_or_own_goal",
    "campaigning_or_neutrality",
    "correction_by_peer_moderator_or_clinician",
    "bounded_or_lasting",
    "integrated_or_independent",
    "targeted_or_universal",
]
"""The fifteen tensions on which each organisation takes and publishes its own position."""
