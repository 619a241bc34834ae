"""Open rooms in a trial: opened with whoever the definition has read along, written in, looked after, and closed."""

from __future__ import annotations

from datetime import time, timedelta
from functools import partial

from alongside.conversations.actions.moderation import act_on_post
from alongside.conversations.actions.posts import begin_thread, report_post, write_reply
from alongside.conversations.actions.spaces import (
    join_space,
    leave_space,
    make_space,
    move_space,
    name_lead,
    set_hours,
)
from alongside.conversations.models import (
    ActKind,
    Post,
    PostKind,
    PostStatus,
    Space,
    SpaceName,
    SpaceStatus,
    WhatIsWrong,
)
from alongside.conversations.queries.spaces import moderators_of, open_rooms, rules_of, watch_of
from alongside.people.models import Person
from alongside.programmes.core.simulation import Mess
from alongside.programmes.models import Member
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.trial.company import Company

WEEKDAYS = range(5)


class InRooms:
    """All open rooms of a trial."""

    def __init__(self, company: Company, calendar: Calendar, mess: Mess) -> None:
        self.company, self.calendar, self.mess = company, calendar, mess

    def begin(self, members: list[Member]) -> None:
        for room in open_rooms(self.company.programme):
            space = make_space(programme=self.company.programme, phase=room.key, by=self.company.coordinator)
            watch = watch_of(space)
            if watch.by == "peers":
                name_lead(space=space, supporter=self.company.supporter(), by=self.company.coordinator)
            if not watch.nobody:
                set_hours(
                    space=space, days=WEEKDAYS, opens=time(9), closes=time(17), by=self.company.coordinator
                )
            move_space(space=space, to=SpaceStatus.OPEN, by=self.company.coordinator)
            self._people_come(space, members)
            self.calendar.on(self.calendar.last - timedelta(days=30), partial(self._close, space))

    def _people_come(self, space: Space, members: list[Member]) -> None:
        for number, member in enumerate(members, 1):
            own = join_space(
                space=space,
                rules_version=rules_of(space.programme).version,
                name=f"Heron {number}",
                by=self.company.person_of(member.participant),
            )
            for week in range(max(1, (self.calendar.last - self.calendar.today).days // 7 - 5)):
                if self.company.chance(self.mess.visits):
                    day = week * 7 + self.company.dice.randint(0, 6)
                    self.calendar.after(day, partial(self._write, own.pk))
            if self.company.chance(self.mess.leaves):
                self.calendar.after(self.company.dice.randint(20, 60), partial(self._leave, own.pk))

    def _own(self, pk: int) -> tuple[SpaceName, Person]:
        own = SpaceName.objects.select_related("space__programme__definition", "participant__person").get(
            pk=pk
        )
        return own, self.company.person_of(own.participant)

    def _write(self, pk: int) -> None:
        """They tell something of themselves, or answer the newest with a story of their own."""
        own, person = self._own(pk)
        if own.left_at or own.space.status != SpaceStatus.OPEN:
            return
        key = f"trial{self.company.dice.randrange(10**12)}"
        newest = (
            Post.objects.filter(thread__space=own.space, status=PostStatus.SHOWN)
            .exclude(author=own)
            .order_by("-pk")
            .first()
        )
        if newest is None or self.company.chance(0.5):
            written = begin_thread(
                own=own, title="How it has been", words="It was a long week.", key=key, by=person
            )
        else:
            written = write_reply(
                own=own,
                thread=newest.thread,
                words="It was like that for me too, last spring.",
                key=key,
                kind=PostKind.SECOND_STORY,
                by=person,
            )
            if self.company.chance(self.mess.missed):
                report_post(post=newest, what=WhatIsWrong.ADVICE, words="", key=key, by=person)
        self.calendar.after(1, partial(self._read_along, written.pk))

    def _read_along(self, pk: int) -> None:
        """Whoever moderates reads what waits and what was reported, and lets it be."""
        post = Post.objects.select_related("thread__space__programme__definition", "author").get(pk=pk)
        reads = [
            person
            for person in moderators_of(post.thread.space)
            if person.pk != post.author.participant.person_id
        ]
        if not reads:
            return
        if post.status == PostStatus.WAITING:
            act_on_post(post=post, kind=ActKind.LET_THROUGH, by=reads[0])
        for reported in Post.objects.filter(
            thread__space=post.thread.space, reports__settled_at__isnull=True, reports__isnull=False
        ).distinct():
            if reported.author.participant.person_id != reads[0].pk:
                act_on_post(post=reported, kind=ActKind.LEFT, by=reads[0])

    def _leave(self, pk: int) -> None:
        own, person = self._own(pk)
        if not own.left_at:
            leave_space(own=own, by=person)

    def _close(self, space: Space) -> None:
        space.refresh_from_db()
        move_space(space=space, to=SpaceStatus.CLOSED, by=self.company.coordinator)
