from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.conversations.models.spaces import Space, SpaceName
from alongside.people.models import Person


class Thread(models.Model):
    """What somebody began to talk about in a space. `moved_at` is when the newest post came to be read.

    The title is empty once whoever began the thread has taken their words back. `is_campaign`: it is about changing
    something together, where the programme has room for that.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(max_length=120, blank=True)
    is_campaign = models.BooleanField(default=False)
    begun_by = models.ForeignKey(SpaceName, on_delete=models.PROTECT, related_name="threads")
    begun_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    closed_why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["space", "-moved_at", "-id"], name="thread_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_why="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_why="")),
                name="thread_closed_by_somebody_and_why",
            ),
        ]

    class Privacy:
        plain = ("id", "space", "begun_at", "moved_at", "closed_at")
        personal = ("begun_by", "closed_by")
        special = ("title", "is_campaign", "closed_why")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Thread {self.pk}"


class PostStatus(models.TextChoices):
    SHOWN = "shown", _("Everybody in the space reads it")
    WAITING = "waiting", _("Waits until somebody has read it")
    HIDDEN = "hidden", _("Hidden, with a reason")
    WITHDRAWN = "withdrawn", _("Taken back by its author")


POST_TRANSITIONS = {
    PostStatus.SHOWN: {PostStatus.WAITING, PostStatus.HIDDEN, PostStatus.WITHDRAWN},
    PostStatus.WAITING: {PostStatus.SHOWN, PostStatus.HIDDEN, PostStatus.WITHDRAWN},
    PostStatus.HIDDEN: {PostStatus.SHOWN, PostStatus.WITHDRAWN},
    PostStatus.WITHDRAWN: set(),
}


class PostKind(models.TextChoices):
    OPENING = "opening", _("What the thread begins with")
    REPLY = "reply", _("A reply")
    SECOND_STORY = "second_story", _("My own story, in answer")
    """Answering what somebody told by telling of the like from one's own life."""


class Post(models.Model):
    """One contribution to a thread. Taken back, it leaves its place and not its words. `key` comes from the form."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(SpaceName, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=20, choices=PostKind)
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answered_by")
    words = models.TextField(blank=True)
    content_note = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=20, choices=PostStatus, default=PostStatus.SHOWN)
    written_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["thread", "id"], name="post_in_order"),
            models.Index(fields=["status"], condition=Q(status="waiting"), name="post_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="post_sent_once"),
            models.UniqueConstraint(
                fields=["thread"], condition=Q(kind="opening"), name="thread_begins_with_one_post"
            ),
            models.CheckConstraint(
                condition=(Q(status="withdrawn") & Q(words="", content_note=""))
                | (~Q(status="withdrawn") & ~Q(words="")),
                name="post_has_words_until_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(kind="opening", answers__isnull=True)
                | Q(kind="reply")
                | Q(kind="second_story", answers__isnull=False),
                name="second_story_answers_something",
            ),
        ]

    class Privacy:
        plain = ("id", "thread", "kind", "answers", "status", "written_at", "key")
        personal = ("author",)
        special = ("words", "content_note")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Post {self.pk}"
