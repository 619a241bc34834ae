"""What the system knows of a programme on a day, looked up once for a whole checklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from alongside.evaluation.core.page import ShownMeasure, ShownPage
from alongside.evaluation.models import Trial
from alongside.evaluation.queries.comparison import Comparison, comparison_of
from alongside.evaluation.queries.delivered import Delivered, delivered_in
from alongside.evaluation.queries.results import (
    Outcome,
    everybody_in,
    is_large,
    newest_kept,
    outcome_of,
    work_out,
)
from alongside.evaluation.queries.trials import sealed_until, trials_of
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of


@dataclass(frozen=True)
class Known:
    """One programme on one day."""

    programme: Programme
    on: date

    @cached_property
    def definition(self) -> Definition:
        return definition_of(self.programme)

    @cached_property
    def outcome(self) -> Outcome | None:
        """Today's result of everybody; for many people the newest kept one, if there is one."""
        part = everybody_in(self.programme)
        if not part.people:
            return None
        if is_large(part):
            kept = newest_kept(self.programme, part)
            return outcome_of(kept) if kept else None
        return work_out(self.programme, part, self.on)

    @property
    def page(self) -> ShownPage | None:
        return self.outcome.page if self.outcome else None

    @property
    def fault(self) -> str:
        """The words of a flow that does not add up; empty for one that does."""
        return self.outcome.fault if self.outcome else ""

    @cached_property
    def sealed_until(self) -> date | None:
        return sealed_until(self.programme)

    @cached_property
    def measures(self) -> tuple[ShownMeasure, ...]:
        """The measures of members that somebody was asked twice; none while a trial is sealed."""
        if self.page is None or self.sealed_until:
            return ()
        return tuple(one for one in self.page.members.measures if one.change.asked != 0)

    @cached_property
    def trial(self) -> Trial | None:
        """The newest trial whose plan is fixed."""
        return next((trial for trial in trials_of(self.programme) if trial.fixed_at), None)

    @cached_property
    def comparison(self) -> Comparison | None:
        return comparison_of(self.trial) if self.trial else None

    @cached_property
    def delivered(self) -> Delivered:
        return delivered_in(self.programme, self.on)
