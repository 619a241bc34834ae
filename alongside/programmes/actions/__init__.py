"""What people do with organisations, programmes and the people in them, by noun."""

from __future__ import annotations

from alongside.programmes.actions.drafts import (
    answer_question,
    begin_draft,
    begin_draft_of_programme,
    comment_on_question,
    keep_item,
    record_decision,
    remove_item,
    resolve_comment,
    undo_change,
    use_draft,
)
from alongside.programmes.actions.invitations import (
    accept_invitation,
    begin_by_invitation,
    invite_participant,
    invite_to_role,
    send_invitation_again,
    send_invitation_job,
    withdraw_invitation,
)
from alongside.programmes.actions.organisations import (
    change_organisation,
    end_role,
    found_organisation,
    grant_role,
)
from alongside.programmes.actions.participants import (
    add_participant,
    change_participant,
)
from alongside.programmes.actions.places import (
    add_member,
    add_supporter,
    leave_programme,
    pause_place,
    resume_place,
)
from alongside.programmes.actions.programmes import (
    add_intake,
    change_definition,
    close_programme,
    create_programme,
    open_programme,
    show_programme,
)
from alongside.programmes.actions.refusals import (
    AlreadyThere,
    ChangedMeanwhile,
    InvitationOver,
    KnownAlready,
    LastAdministrator,
    NameGivesAway,
    NotReadyToOpen,
    StateChanged,
)

__all__ = [
    "AlreadyThere",
    "ChangedMeanwhile",
    "InvitationOver",
    "KnownAlready",
    "LastAdministrator",
    "NameGivesAway",
    "NotReadyToOpen",
    "StateChanged",
    "accept_invitation",
    "add_intake",
    "add_member",
    "add_participant",
    "add_supporter",
    "answer_question",
    "begin_by_invitation",
    "begin_draft",
    "begin_draft_of_programme",
    "change_definition",
    "change_organisation",
    "change_participant",
    "close_programme",
    "comment_on_question",
    "create_programme",
    "end_role",
    "found_organisation",
    "grant_role",
    "invite_participant",
    "invite_to_role",
    "keep_item",
    "leave_programme",
    "open_programme",
    "pause_place",
    "record_decision",
    "remove_item",
    "resolve_comment",
    "resume_place",
    "send_invitation_again",
    "send_invitation_job",
    "show_programme",
    "undo_change",
    "use_draft",
    "withdraw_invitation",
]
