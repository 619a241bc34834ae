from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from alongside.training.actions import accept_role, name_supervisor, plan_supervision, record_completion
from alongside.training.queries import role_wording, training_modules
from tests.enrolment.factories import say_yes

if TYPE_CHECKING:
    from alongside.programmes.models import PeerSupporter
    from alongside.training.models import SupervisionMeeting
    from tests.conftest import Cast


def supervision(cast: Cast, supporter: PeerSupporter | None = None, in_days: int = 7) -> SupervisionMeeting:
    """Sula supervises Sam (or another), and they meet in a week."""
    who = supporter or cast.sam_supporter
    name_supervisor(supporter=who, supervisor=cast.sula, by=cast.cora)
    return plan_supervision(supporter=who, on=timezone.localdate() + timedelta(days=in_days), by=cast.sula)


def prepared(cast: Cast, supporter: PeerSupporter | None = None) -> PeerSupporter:
    """A supporter of the coaching programme who lacks nothing."""
    who = supporter or cast.sam_supporter
    say_yes(who.participant, cast.coaching)
    wording = role_wording(cast.coaching)
    assert wording is not None
    accept_role(supporter=who, wording_hash=wording.hash, by=cast.cora, on_behalf_of=who.participant)
    for module in training_modules(cast.coaching):
        record_completion(supporter=who, module=module.key, completed_on=timezone.localdate(), by=cast.cora)
    supervision(cast, who)
    return who
