"""The coordinator's morning page: everything that waits for a person, each line leading to the act."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.common.lists import HowMany, how_many
from alongside.conversations.queries.suspensions import suspensions_in, waiting_for
from alongside.enrolment.queries.spreadsheets import waiting_sheets
from alongside.jobs.queries import is_work_standing_still, parked_jobs
from alongside.matching.models import Relationship
from alongside.matching.queries.profiles import names_to_look_up
from alongside.matching.queries.relationships import ending_soon, long_pauses, pair_names, reviews_due
from alongside.matching.queries.rounds import (
    days_waiting,
    still_to_review,
    to_look_at,
    unanswered,
    waiting_unmatched,
)
from alongside.measures.queries.asking import to_ask_by_hand
from alongside.notify.queries import notices_to_pass_on
from alongside.safeguarding.queries import stale_contacts
from alongside.safeguarding.queries.on_call import calls_that_reach_nobody
from alongside.support_sessions.queries.calls import calls_due
from alongside.support_sessions.queries.check_ins import check_ins_due, worrying_check_ins
from alongside.support_sessions.queries.contacts import gone_quiet, overdue_contacts
from alongside.web.queries import today_words as words
from alongside.web.queries.passing_on import named
from alongside.web.queries.today_coming_in import ComingIn
from alongside.web.queries.today_parts import SHOWN, Desk, Line, Section
from alongside.web.queries.today_preparing import Preparing


class Morning(Desk):
    """All sections of one programme on one day, for one reader. The number of queries does not grow with people."""

    def sections(self) -> list[Section]:
        """Those in which something waits, the most pressing first."""
        made = (
            *ComingIn(self.programme, self.on, self.reader).sections(),
            self._waiting(),
            self._on_hold(),
            self._names(),
            self._to_review(),
            self._unanswered(),
            self._calls(),
            self._suspensions(),
            self._worries(),
            self._quiet(),
            self._unlogged(),
            self._check_ins(),
            self._questions(),
            self._endings(),
            self._reviews(),
            self._rests(),
            *Preparing(self.programme, self.on, self.reader).sections(),
            self._to_pass_on(),
            self._imports(),
            self._help(),
            self._machine(),
        )
        return [section for section in made if section.number]

    def _follow_up(self, show: str) -> str:
        return f"{self.url('support_sessions:follow_up')}?show={show}"

    def _waiting(self) -> Section:
        rows = waiting_unmatched(self.programme)
        return self.section(
            "waiting",
            _("Waiting for a match"),
            how_many(rows),
            (
                Line(
                    row.member.participant.name,
                    words.waits(days_waiting(row, self.on)),
                    self.url("matching:review_request", pk=row.pk),
                )
                for row in rows[:SHOWN]
            ),
            self.url("matching:matching"),
        )

    def _on_hold(self) -> Section:
        rows = to_look_at(self.programme)
        return self.section(
            "on-hold",
            _("Asked for support, and with the safeguarding lead first"),
            how_many(rows),
            (
                Line(
                    row.member.participant.name, _("on hold"), self.url("matching:review_request", pk=row.pk)
                )
                for row in rows[:SHOWN]
            ),
        )

    def _names(self) -> Section:
        rows = names_to_look_up(self.programme)
        return self.section(
            "names",
            _("Named somebody they never want to meet here"),
            how_many(rows),
            (
                Line(
                    row.profile.participant.name,
                    _("waits until you have looked up who is meant"),
                    self.url("matching:avoided_name", pk=row.pk),
                )
                for row in rows[:SHOWN]
            ),
        )

    def _to_review(self) -> Section:
        rows = still_to_review(self.programme)
        first = rows.first()
        url = self.url("matching:matching_round", pk=first.round_id) if first and first.round_id else ""
        return self.section(
            "to-review",
            _("Matches to look through"),
            how_many(rows),
            (
                Line(
                    each.request.member.participant.name,
                    _("a match is proposed"),
                    self.url("matching:matching_round", pk=each.round_id) if each.round_id else url,
                )
                for each in rows[:SHOWN]
            ),
            url,
        )

    def _unanswered(self) -> Section:
        rows = unanswered(self.programme)
        return self.section(
            "unanswered",
            _("Asked about a match two weeks ago, and no answer"),
            how_many(rows),
            (
                Line(
                    row.request.member.participant.name,
                    row.get_status_display(),
                    self.url("matching:review_request", pk=row.request_id),
                )
                for row in rows[:SHOWN]
            ),
        )

    def _calls(self) -> Section:
        rows = calls_due(self.programme, self.on, self.reader)
        return self.section(
            "calls",
            _("Your call in the third week"),
            how_many(rows),
            (
                Line(
                    row.side.participant.name,
                    words.due(row.due_on),
                    self.url("support_sessions:record_call", pk=row.pk),
                )
                for row in rows[:SHOWN]
            ),
            self._follow_up("calls"),
        )

    def _suspensions(self) -> Section:
        rows = waiting_for(suspensions_in(self.programme), self.reader).exclude(
            participant__person=self.reader
        )
        return self.section(
            "suspensions",
            _("Somebody does not write for a while, and a second person is asked"),
            how_many(rows),
            (
                Line(
                    _("A decision"),
                    words.until(row.ends_at),
                    self.url("conversations:suspension", pk=row.pk),
                )
                for row in rows[:SHOWN]
            ),
            self.url("conversations:suspensions"),
        )

    def _worries(self) -> Section:
        rows = worrying_check_ins(self.programme, self.reader)
        return self.section(
            "worries",
            _("Said something in a check-in that asks for attention"),
            how_many(rows),
            (
                Line(row.side.participant.name, words.week(row.week), self._follow_up("worries"))
                for row in rows[:SHOWN]
            ),
            self._follow_up("worries"),
        )

    def _quiet(self) -> Section:
        rows = gone_quiet(self.programme, self.on)
        return self.section(
            "quiet",
            _("Gone quiet"),
            how_many(rows),
            (self._pair(row, words.quiet_since(vars(row)["quiet_since"])) for row in rows[:SHOWN]),
            self._follow_up("quiet"),
        )

    def _unlogged(self) -> Section:
        rows = overdue_contacts(self.programme, self.on)
        return self.section(
            "unlogged",
            _("Contacts that nobody has written down"),
            how_many(rows),
            (self._pair(row.pair, words.planned(row.planned_on)) for row in rows[:SHOWN]),
            self._follow_up("overdue"),
        )

    def _check_ins(self) -> Section:
        rows = check_ins_due(self.programme, self.on)
        return self.section(
            "check-ins",
            _("Check-ins to ask by telephone"),
            how_many(rows),
            (
                Line(
                    row.side.participant.name,
                    words.week(row.week),
                    self.url("support_sessions:answer_check_in", pk=row.pk),
                )
                for row in rows[:SHOWN]
            ),
            self._follow_up("unanswered"),
        )

    def _questions(self) -> Section:
        rows = to_ask_by_hand(self.programme, self.on)
        return self.section(
            "questions",
            _("Questions to ask by telephone or on paper"),
            how_many(rows),
            (
                Line(
                    row.participant.name,
                    row.title,
                    self.url("measures:questions", pk=row.participant.pk),
                )
                for row in rows[:SHOWN]
            ),
            self.url("measures:to_ask"),
        )

    def _endings(self) -> Section:
        rows = ending_soon(self.programme, self.on)
        return self._relationships("endings", _("Ending within two weeks"), rows, words.ends)

    def _reviews(self) -> Section:
        rows = reviews_due(self.programme, self.on)
        return self._relationships(
            "reviews", _("Time to look back together before the end"), rows, words.ends
        )

    def _rests(self) -> Section:
        rows = long_pauses(self.programme, self.on)
        return self._relationships("rests", _("Resting for a long time"), rows, words.rests)

    def _relationships(
        self,
        key: str,
        title: str,
        rows: QuerySet[Relationship],
        what: Callable[[Relationship], str],
    ) -> Section:
        return self.section(key, title, how_many(rows), (self._pair(row, what(row)) for row in rows[:SHOWN]))

    def _pair(self, relationship: Relationship, what: str) -> Line:
        return Line(
            pair_names(relationship, staff=True), what, self.url("matching:relationship", pk=relationship.pk)
        )

    def _to_pass_on(self) -> Section:
        rows = notices_to_pass_on(self.programme.pk)
        return self.section(
            "to-pass-on",
            _("Messages to pass on by telephone, text or letter"),
            how_many(rows),
            (
                Line(one.name, one.notice.get_channel_display(), self.url("web:pass_on", pk=one.notice.pk))
                for one in named(rows[:SHOWN])
            ),
            self.url("web:to_pass_on"),
        )

    def _imports(self) -> Section:
        rows = waiting_sheets(self.programme)
        return self.section(
            "imports",
            _("Spreadsheets waiting for you"),
            how_many(rows),
            (
                Line(
                    row.filename,
                    row.get_status_display(),
                    self.url("enrolment:spreadsheet", pk=row.pk),
                )
                for row in rows[:SHOWN]
            ),
            self.url("enrolment:spreadsheets"),
        )

    def _help(self) -> Section:
        rows = stale_contacts(self.programme, self.on)
        url = self.url("safeguarding:help_contacts")
        return self.section(
            "help",
            _("Help contacts that nobody has checked lately"),
            HowMany(len(rows)),
            (Line(row.name, words.checked(row.last_checked_on), url) for row in rows[:SHOWN]),
            url,
        )

    def _machine(self) -> Section:
        lines = []
        stuck = calls_that_reach_nobody(timezone.now())
        if any(alarm.concern.programme_id == self.programme.pk for alarm in stuck):
            lines.append(
                Line(
                    _("Somebody may be in danger, and no call has left this site"),
                    _("telephone a safeguarding lead now"),
                    self.url("safeguarding:programme_help"),
                )
            )
        if is_work_standing_still():
            lines.append(
                Line(_("The work in the background stands still"), _("tell whoever looks after the site"), "")
            )
        if parked := parked_jobs().count():
            lines.append(
                Line(
                    ngettext(
                        "%(number)s job stopped by a fault", "%(number)s jobs stopped by a fault", parked
                    )
                    % {"number": parked},
                    _("tell whoever looks after the site"),
                    "",
                )
            )
        return self.section("machine", _("The site itself"), HowMany(len(lines)), lines)
