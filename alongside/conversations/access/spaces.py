"""The doors of spaces: who may know of one, read in it, look after it, and learn who wrote something."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from alongside.conversations.models import (
    Identity,
    Post,
    PostStatus,
    Space,
    SpaceLead,
    SpaceName,
    SpaceStatus,
    Thread,
)
from alongside.conversations.queries.posts import threads_in, with_acts
from alongside.conversations.queries.spaces import all_spaces_of, moderates, own_name, spaces_of
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme
from alongside.programmes.models import Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


@dataclass(frozen=True)
class Entry:
    """Somebody at a space: whom they are in it (None: not joined), and what their part allows."""

    space: Space
    own: SpaceName | None
    moderates: bool
    moderates_as_staff: bool
    manages: bool

    @property
    def inside(self) -> bool:
        """Whether they read what is written here."""
        return self.moderates or (self.own is not None and self.own.left_at is None)


def access_space(visitor: Visitor, ref: str, pk: int) -> Entry:
    """What a space is and who looks after it, to everybody with a part in the programme; one being prepared only to
    those who run it or moderate it. What is written in it: see `access_inside`."""
    entry = _entry(visitor, access_programme(visitor, ref, Permission.PROGRAMME_VIEW), pk)
    if entry.space.status == SpaceStatus.PREPARING and not (entry.manages or entry.moderates):
        raise Http404
    return entry


def access_inside(visitor: Visitor, ref: str, pk: int) -> Entry:
    """What is written in a space: to those who joined it and have not left, and to those who moderate it."""
    entry = access_space(visitor, ref, pk)
    if not entry.inside or entry.space.status == SpaceStatus.PREPARING:
        raise Http404
    return entry


def access_own_place(visitor: Visitor, ref: str, pk: int) -> Entry:
    """What somebody wrote themselves, also after they left the space or the programme: it stays theirs to take back."""
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme is None:
        raise Http404
    entry = _entry(visitor, programme, pk)
    if entry.own is None:
        raise Http404
    return entry


def access_managed_space(visitor: Visitor, ref: str, pk: int) -> Entry:
    entry = _entry(visitor, access_programme(visitor, ref, Permission.PROGRAMME_MANAGE), pk)
    if not entry.manages:
        raise Http404
    return entry


def access_moderation(visitor: Visitor, ref: str, pk: int) -> Entry:
    """To those whom the definition names for it, while they may: staff with the role, or leads who are ready."""
    entry = access_space(visitor, ref, pk)
    if not entry.moderates:
        raise Http404
    return entry


def access_thread(entry: Entry, pk: int) -> Thread:
    thread = threads_in(entry.space, entry.own, moderating=entry.moderates).filter(pk=pk).first()
    if thread is None:
        raise Http404
    thread.space = entry.space
    return thread


def access_post(entry: Entry, pk: int) -> Post:
    """A post that somebody reads in the space: not one that waits, unless it is theirs or they moderate."""
    rows = with_acts(Post.objects.filter(thread__space=entry.space, pk=pk))
    post = rows.first()
    if post is None or not (entry.moderates or _is_readable(entry, post)):
        raise Http404
    post.thread.space = entry.space
    return post


def _is_readable(entry: Entry, post: Post) -> bool:
    if post.status == PostStatus.WAITING:
        return entry.own is not None and post.author_id == entry.own.pk
    return threads_in(entry.space, entry.own).filter(pk=post.thread_id).exists()


def access_own_post(entry: Entry, pk: int) -> Post:
    """A post that the visitor wrote, also after they left."""
    post = with_acts(Post.objects.filter(thread__space=entry.space, pk=pk, author=entry.own)).first()
    if post is None:
        raise Http404
    post.thread.space = entry.space
    return post


def access_lead(entry: Entry, pk: int) -> SpaceLead:
    lead = SpaceLead.objects.filter(space=entry.space, pk=pk).first()
    if lead is None:
        raise Http404
    lead.space = entry.space
    return lead


def access_unmasking(visitor: Visitor, ref: str, pk: int, post_pk: int) -> tuple[Entry, Post]:
    """Who wrote a post under a chosen name or none: to staff who moderate. A peer who moderates never learns it."""
    entry = access_moderation(visitor, ref, pk)
    post = access_post(entry, post_pk)
    if entry.space.identity == Identity.NAMED or not entry.moderates_as_staff:
        raise Http404
    return entry, post


def _entry(visitor: Visitor, programme: Programme, pk: int) -> Entry:
    space = Space.objects.filter(programme=programme, pk=pk).first()
    if space is None or not isinstance(visitor, Person):
        raise Http404
    space.programme = programme
    roles = staff_roles_in(programme, visitor)
    looks_after = moderates(space, visitor)
    return Entry(
        space=space,
        own=own_name(space, visitor),
        moderates=looks_after,
        moderates_as_staff=looks_after and allows(roles, Permission.SPACE_MODERATE),
        manages=allows(roles, Permission.PROGRAMME_MANAGE),
    )


def spaces_visible_to(person: Person, programme: Programme) -> QuerySet[Space]:
    """The spaces of a programme; those being prepared only to those who run it."""
    if allows(staff_roles_in(programme, person), Permission.PROGRAMME_MANAGE):
        return all_spaces_of(programme)
    return spaces_of(programme)
