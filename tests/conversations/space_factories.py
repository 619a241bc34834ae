"""A space in the coaching programme, whose definition gets an open room for it; and people in it."""

from __future__ import annotations

from datetime import time
from itertools import count
from typing import TYPE_CHECKING, Any

from alongside.conversations.actions.posts import begin_thread, write_reply
from alongside.conversations.actions.spaces import join_space, make_space, move_space, set_hours
from alongside.conversations.models import Post, Space, SpaceName, Thread
from alongside.conversations.queries.spaces import rules_of
from alongside.people.models import Person
from alongside.programmes.actions import grant_role
from alongside.programmes.models import Participant
from alongside.roles.permissions import Role
from tests import factories, stands
from tests.enrolment.factories import say_yes

if TYPE_CHECKING:
    from tests.conftest import Cast

keys = count(1)
EVERY_DAY = range(7)


def room_text(
    *,
    identity: str = "pseudonymous",
    by: str = "moderators",
    out_of_hours: str = "leave_open",
    rule: str = "",
) -> str:
    """The published coaching model with an open room besides."""
    return (
        factories.definition_text()
        + f"""
[openness]
identity = "{identity}"

[ground_rules]
rules = ["What is told here stays here.", "{rule or "Nobody gives medical advice."}"]
by = "both"
content_notes = "Before loss, violence and food."

[moderation]
by = "{by}"
out_of_hours = "{out_of_hours}"

[[schedule.phases]]
key = "room"
title = "The harbour wall"
form = "open_room"
open_ended = true
modalities = ["forum"]
"""
    )


def follow(cast: Cast, **fields: str) -> None:
    """The coaching programme follows a definition with an open room from now on."""
    stands.follow(cast, room_text(**fields))


def moderator(cast: Cast, name: str = "mo") -> Person:
    """Somebody with the role of moderator; they are one of the cast from then on."""
    if name not in cast.people:
        cast.people[name] = factories.person(name)
    grant_role(person=cast.people[name], organisation=cast.harbour, role=Role.MODERATOR, by=cast.ada)
    return cast.people[name]


def space(cast: Cast, *, staffed: bool = False, opened: bool = True, **fields: str) -> Space:
    """The space of the open room; `staffed` gives it hours all day and every day, for holding out of hours or not."""
    follow(cast, **fields)
    if fields.get("by", "moderators") != "nobody" and opened and "mo" not in cast.people:
        moderator(cast)
    made = make_space(programme=cast.coaching, phase="room", by=cast.cora)
    if staffed:
        set_hours(space=made, days=EVERY_DAY, opens=time(0), closes=time(23, 59, 59), by=cast.cora)
    if opened:
        move_space(space=made, to="open", by=cast.cora)
    return made


def joined(space: Space, who: Participant, name: str = "") -> SpaceName:
    say_yes(who, space.programme)
    assert who.person is not None
    return join_space(
        space=space,
        rules_version=rules_of(space.programme).version,
        name=name or f"Gull {next(keys)}",
        by=who.person,
    )


def _person(own: SpaceName) -> Person:
    assert own.participant.person is not None
    return own.participant.person


def opening(own: SpaceName, words: str = "Hello from the wall", title: str = "Hello", **fields: Any) -> Post:
    key = fields.pop("key", f"key{next(keys)}")
    return begin_thread(own=own, title=title, words=words, key=key, by=_person(own), **fields)


def reply(own: SpaceName, thread: Thread, words: str = "I hear you", **fields: Any) -> Post:
    key = fields.pop("key", f"key{next(keys)}")
    return write_reply(own=own, thread=thread, words=words, key=key, by=_person(own), **fields)
