"""The part of the morning page about people who are not ready yet, and about looking after supporters."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alongside.common.lists import how_many
from alongside.enrolment.queries.open_consents import OpenConsents, open_consents, without_consent
from alongside.programmes.models import PeerSupporter
from alongside.training.core.readiness import Gap
from alongside.training.queries import (
    being_prepared,
    overdue_supervisions,
    preparation_gaps,
    strained_supporters,
)
from alongside.training.queries.gaps import STAFF_ACTS, gaps_in_short
from alongside.web.queries import today_words as words
from alongside.web.queries.today_parts import SHOWN, Desk, Line, Section


class Preparing(Desk):
    """Consents, and what supporters lack or carry."""

    def sections(self) -> tuple[Section, ...]:
        return self._consents(), self._unready(), self._strained(), self._supervision()

    def _consents(self) -> Section:
        rows = without_consent(self.programme)
        return self.section(
            "consents",
            _("Consent is missing"),
            how_many(rows),
            (
                Line(each.participant.name, words.consents(each), self._consent_page(each))
                for each in open_consents(self.programme, rows[:SHOWN])
            ),
            f"{self.url('enrolment:people')}?show=no_consent",
        )

    def _consent_page(self, person: OpenConsents) -> str:
        """Where the answer is written down: at once, if there is only one."""
        if len(person.purposes) == 1:
            purpose = person.purposes[0].key
            return self.url("enrolment:record_consent", pk=person.participant.pk, purpose=purpose)
        return self.url("enrolment:participant_consents", pk=person.participant.pk)

    def _unready(self) -> Section:
        rows = being_prepared(self.programme, self.on)
        shown = list(rows[:SHOWN])
        missing = preparation_gaps(self.programme, shown, self.on) if shown else {}
        return self.section(
            "unready",
            _("Supporters who are not ready yet"),
            how_many(rows),
            (
                Line(
                    row.participant.name,
                    gaps_in_short(missing[row.pk], self.programme),
                    self._preparing_page(row, missing[row.pk]),
                )
                for row in shown
            ),
            f"{self.url('training:supporters')}?show=not-ready",
        )

    def _preparing_page(self, supporter: PeerSupporter, missing: tuple[Gap, ...]) -> str:
        """Where it is put right: at once, if only one thing is missing."""
        act = STAFF_ACTS[missing[0].code] if len(missing) == 1 else "supporter"
        return self.url(f"training:{act}", pk=supporter.pk)

    def _strained(self) -> Section:
        rows = strained_supporters(self.programme)
        return self.section(
            "strained",
            _("Supporters under strain, says their supervisor"),
            how_many(rows),
            (
                Line(row.participant.name, "", self.url("training:supporter", pk=row.pk))
                for row in rows[:SHOWN]
            ),
            self.url("training:supporters"),
        )

    def _supervision(self) -> Section:
        rows = overdue_supervisions(self.programme, self.on)
        return self.section(
            "supervision",
            _("Supervision overdue"),
            how_many(rows),
            (
                Line(
                    row.supporter.participant.name,
                    words.planned(row.planned_on),
                    self.url("training:supporter", pk=row.supporter_id),
                )
                for row in rows[:SHOWN]
            ),
            self.url("training:supporters"),
        )
