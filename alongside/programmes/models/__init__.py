"""What the room stores, by noun."""

from __future__ import annotations

from alongside.programmes.models.amendments import Amendment
from alongside.programmes.models.co_design import CoDesigner
from alongside.programmes.models.drafts import DefinitionDraft, DraftComment, DraftDecision
from alongside.programmes.models.offers import (
    PROGRAMME_TRANSITIONS,
    DefinitionVersion,
    Intake,
    Organisation,
    Programme,
    ProgrammeStatus,
)
from alongside.programmes.models.people import (
    PLACE_TRANSITIONS,
    LeavingReason,
    Member,
    Participant,
    PeerSupporter,
    Place,
    PlaceStatus,
)
from alongside.programmes.models.staff import STAFF_ROLE_CHOICES, Invitation, StaffRole

__all__ = [
    "PLACE_TRANSITIONS",
    "PROGRAMME_TRANSITIONS",
    "STAFF_ROLE_CHOICES",
    "Amendment",
    "CoDesigner",
    "DefinitionDraft",
    "DefinitionVersion",
    "DraftComment",
    "DraftDecision",
    "Intake",
    "Invitation",
    "LeavingReason",
    "Member",
    "Organisation",
    "Participant",
    "PeerSupporter",
    "Place",
    "PlaceStatus",
    "Programme",
    "ProgrammeStatus",
    "StaffRole",
]
