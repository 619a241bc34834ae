"""Who may do what: one table, to be read and reviewed by people who do not program.

A person holds roles: staff roles are rows (`programmes.StaffRole`), and being a member or a peer supporter of a
programme is a role too. `allows(roles, permission)` is the only question. What a person may do because they are
*party* to something (their own request, relationship, conversation) is decided in that room's door.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    MODERATOR = "moderator"
    EVALUATOR = "evaluator"
    CODER = "coder"
    MEMBER = "member"
    PEER_SUPPORTER = "peer_supporter"


STAFF_ROLES = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.SUPERVISOR,
    Role.SAFEGUARDING_LEAD,
    Role.MODERATOR,
    Role.EVALUATOR,
    Role.CODER,
)


class Permission(StrEnum):
    ORGANISATION_MANAGE = "organisation_manage"
    STAFF_INVITE = "staff_invite"
    PROGRAMME_CREATE = "programme_create"
    PROGRAMME_MANAGE = "programme_manage"
    PROGRAMME_VIEW = "programme_view"
    PARTICIPANT_VIEW = "participant_view"
    PARTICIPANT_ADD = "participant_add"
    CONSENT_RECORD = "consent_record"
    SERVICE_TELL = "service_tell"
    SUPPORTER_PREPARE = "supporter_prepare"
    SUPERVISION_RECORD = "supervision_record"
    SUPPORT_REQUEST = "support_request"
    MATCH_PROPOSE = "match_propose"
    RELATIONSHIP_VIEW = "relationship_view"
    SESSION_RECORD = "session_record"
    CONCERN_RAISE = "concern_raise"
    CASE_OPEN = "case_open"
    SPACE_MODERATE = "space_moderate"
    WRITING_SUSPEND = "writing_suspend"
    MEASURE_ENTER = "measure_enter"
    RESULT_VIEW = "result_view"
    RESULT_PUBLISH = "result_publish"
    DATA_EXPORT = "data_export"
    CODING_MANAGE = "coding_manage"
    TEXT_CODE = "text_code"
    TRIAL_PLAN = "trial_plan"
    TRIAL_ALLOCATE = "trial_allocate"
    AUDIT_READ = "audit_read"
    DATA_RIGHTS_ANSWER = "data_rights_answer"


PERMISSION_WORDS = {
    Permission.ORGANISATION_MANAGE: "change the organisation's own settings",
    Permission.STAFF_INVITE: "invite staff, give them roles and end roles",
    Permission.PROGRAMME_CREATE: "create a programme from a definition",
    Permission.PROGRAMME_MANAGE: "change, open and close a programme",
    Permission.PROGRAMME_VIEW: "see the programme's own page",
    Permission.PARTICIPANT_VIEW: "see who takes part and how to reach them",
    Permission.PARTICIPANT_ADD: "bring people in, one by one or from a spreadsheet",
    Permission.CONSENT_RECORD: "record a person's consent and its withdrawal",
    Permission.SERVICE_TELL: "tell a service about somebody, where the programme and the person let them",
    Permission.SUPPORTER_PREPARE: "prepare peer supporters and make them ready",
    Permission.SUPERVISION_RECORD: "record the supervision of the peer supporters assigned to them",
    Permission.SUPPORT_REQUEST: "ask for support",
    Permission.MATCH_PROPOSE: "propose matches and review them",
    Permission.RELATIONSHIP_VIEW: "see who supports whom",
    Permission.SESSION_RECORD: "record contacts and sessions on somebody's behalf",
    Permission.CONCERN_RAISE: "raise a concern",
    Permission.CASE_OPEN: "open safeguarding cases, and place and lift holds",
    Permission.SPACE_MODERATE: "read along in a programme's spaces and moderate them, where its definition names them",
    Permission.WRITING_SUSPEND: "suspend somebody from writing for a stated time, agree to it, and hear their appeal",
    Permission.MEASURE_ENTER: "enter a person's answers for them, from a call or from paper",
    Permission.RESULT_VIEW: "see the results of a programme",
    Permission.RESULT_PUBLISH: "publish what a programme found, and take it back",
    Permission.DATA_EXPORT: "export data without names",
    Permission.CODING_MANAGE: "ask people in their own words, have it coded, settle what differs and choose quotes",
    Permission.TEXT_CODE: "give codes to what people wrote, without names, in a job that names them as coder",
    Permission.TRIAL_PLAN: "plan a trial, fix its protocol, amend it and close it",
    Permission.TRIAL_ALLOCATE: "have people allocated in a trial",
    Permission.AUDIT_READ: "read the audit log",
    Permission.DATA_RIGHTS_ANSWER: "answer people who ask for a copy of what is kept about them",
}
"""Each permission, after "may": for the page that people who do not program review."""


@dataclass(frozen=True)
class RoleDescription:
    """One row of the table: the role's name, who is given it, what it may do, and whether it needs a second factor."""

    role: Role
    name: str
    given_to: str
    may: frozenset[Permission]
    sees_sensitive_data: bool


P = Permission
ROLE_TABLE: tuple[RoleDescription, ...] = (
    RoleDescription(
        Role.ADMINISTRATOR,
        "Organisation administrator",
        "Sets up programmes and invites staff. Has no standing sight of anybody's records.",
        frozenset(
            {
                P.ORGANISATION_MANAGE,
                P.STAFF_INVITE,
                P.PROGRAMME_CREATE,
                P.PROGRAMME_MANAGE,
                P.PROGRAMME_VIEW,
                P.CONCERN_RAISE,
                P.RESULT_PUBLISH,
                P.AUDIT_READ,
            }
        ),
        sees_sensitive_data=True,
    ),
    RoleDescription(
        Role.COORDINATOR,
        "Coordinator",
        "Runs a programme day by day: brings people in, prepares supporters, matches, follows up.",
        frozenset(
            {
                P.PROGRAMME_MANAGE,
                P.PROGRAMME_VIEW,
                P.PARTICIPANT_VIEW,
                P.PARTICIPANT_ADD,
                P.CONSENT_RECORD,
                P.SERVICE_TELL,
                P.SUPPORTER_PREPARE,
                P.MATCH_PROPOSE,
                P.RELATIONSHIP_VIEW,
                P.SESSION_RECORD,
                P.CONCERN_RAISE,
                P.WRITING_SUSPEND,
                P.MEASURE_ENTER,
                P.RESULT_VIEW,
                P.TRIAL_ALLOCATE,
            }
        ),
        sees_sensitive_data=True,
    ),
    RoleDescription(
        Role.SUPERVISOR,
        "Supervisor",
        "Looks after the peer supporters assigned to them, and only those.",
        frozenset({P.PROGRAMME_VIEW, P.SUPERVISION_RECORD, P.CONCERN_RAISE}),
        sees_sensitive_data=True,
    ),
    RoleDescription(
        Role.SAFEGUARDING_LEAD,
        "Safeguarding lead",
        "Answers concerns, keeps safeguarding cases, places and lifts holds, decides what a copy may hold.",
        frozenset(
            {
                P.PROGRAMME_VIEW,
                P.PARTICIPANT_VIEW,
                P.RELATIONSHIP_VIEW,
                P.CONCERN_RAISE,
                P.CASE_OPEN,
                P.WRITING_SUSPEND,
                P.AUDIT_READ,
                P.DATA_RIGHTS_ANSWER,
            }
        ),
        sees_sensitive_data=True,
    ),
    RoleDescription(
        Role.MODERATOR,
        "Moderator",
        "Reads along in the spaces of a programme and keeps them kind. Does not see who takes part.",
        frozenset({P.PROGRAMME_VIEW, P.CONCERN_RAISE, P.SPACE_MODERATE, P.WRITING_SUSPEND}),
        sees_sensitive_data=True,
    ),
    RoleDescription(
        Role.EVALUATOR,
        "Evaluator",
        "Reads results, exports without names, and plans trials. Does not see who anybody is.",
        frozenset(
            {
                P.PROGRAMME_VIEW,
                P.CONCERN_RAISE,
                P.RESULT_VIEW,
                P.RESULT_PUBLISH,
                P.DATA_EXPORT,
                P.CODING_MANAGE,
                P.TEXT_CODE,
                P.TRIAL_PLAN,
            }
        ),
        sees_sensitive_data=True,
    ),
    RoleDescription(
        Role.CODER,
        "Coder",
        "Gives codes to what people wrote for evaluation, one text at a time, without names. Sees nothing else.",
        frozenset({P.PROGRAMME_VIEW, P.CONCERN_RAISE, P.TEXT_CODE}),
        sees_sensitive_data=True,
    ),
    RoleDescription(
        Role.MEMBER,
        "Member",
        "Seeks support in a programme, or gives and receives it where there are no fixed roles.",
        frozenset({P.PROGRAMME_VIEW, P.SUPPORT_REQUEST, P.CONCERN_RAISE}),
        sees_sensitive_data=False,
    ),
    RoleDescription(
        Role.PEER_SUPPORTER,
        "Peer supporter",
        "Gives support from lived experience.",
        frozenset({P.PROGRAMME_VIEW, P.CONCERN_RAISE}),
        sees_sensitive_data=False,
    ),
)

_BY_ROLE = {row.role: row for row in ROLE_TABLE}


def allows(roles: Iterable[Role], permission: Permission) -> bool:
    """Whether any of the roles grants the permission. Default is no."""
    return any(permission in _BY_ROLE[role].may for role in roles)


def roles_that_may(permission: Permission) -> frozenset[Role]:
    """Every role that grants the permission."""
    return frozenset(row.role for row in ROLE_TABLE if permission in row.may)


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles must sign in with a second factor."""
    return any(_BY_ROLE[role].sees_sensitive_data for role in roles)
