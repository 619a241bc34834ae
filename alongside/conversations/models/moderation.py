from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.conversations.models.posts import Post, Thread
from alongside.people.models import Person
from alongside.safeguarding.models import Concern


class WhatIsWrong(models.TextChoices):
    DANGER = "danger", _("Somebody may be in danger")
    HARM = "harm", _("It urges people to harm themselves or others, or tells how")
    UNKIND = "unkind", _("It is unkind, or threatens somebody")
    PRIVATE = "private", _("It tells something private about somebody")
    ADVICE = "advice", _("It gives wrong or risky advice about health")
    SELLING = "selling", _("It sells something, or may be a trick")
    CAMPAIGNING = "campaigning", _("It campaigns, and we do not campaign here")
    OTHER = "other", _("Something else")


GRAVE = (WhatIsWrong.DANGER, WhatIsWrong.HARM)
"""What a safeguarding lead is told of at once, whoever moderates."""


class PostReport(models.Model):
    """Somebody says that something is wrong with a post. `words_then` keeps what the post said, should it go."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports")
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=WhatIsWrong)
    words = models.TextField(blank=True)
    words_then = models.TextField()
    key = models.CharField(max_length=40)
    reported_at = models.DateTimeField(default=timezone.now)
    concern = models.ForeignKey(Concern, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["reported_at"], condition=Q(settled_at__isnull=True), name="report_open")
        ]
        constraints = [
            models.UniqueConstraint(fields=["reported_by", "key"], name="report_sent_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="report_settled_by_somebody",
            ),
        ]

    class Privacy:
        plain = ("id", "post", "what", "key", "reported_at", "concern", "settled_at")
        personal = ("reported_by", "settled_by")
        special = ("words", "words_then")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Report {self.pk}"


class ActKind(models.TextChoices):
    """What somebody who moderates may do, from least to most."""

    LET_THROUGH = "let_through", _("Read it: everybody may read it now")
    LEFT = "left", _("Leave it as it is")
    NOTED = "noted", _("Put a note before it, so that people choose whether to read on")
    HELD = "held", _("Hold it back: others do not read it until somebody has looked again")
    SHOWN_AGAIN = "shown_again", _("Show it again")
    HIDDEN = "hidden", _("Hide it")
    THREAD_CLOSED = "thread_closed", _("Close the thread: nobody writes in it any more")
    THREAD_OPENED = "thread_opened", _("Open the thread again")


class ReasonCode(models.TextChoices):
    """Why, in short: the few reasons that are counted. The human's own words say the rest."""

    HARM = "harm", _("It urges people to harm themselves or others, or tells how")
    UNKIND = "unkind", _("It is unkind, or threatens somebody")
    PRIVATE = "private", _("It tells something private about somebody")
    ADVICE = "advice", _("It gives wrong or risky advice about health")
    SELLING = "selling", _("It sells something, or may be a trick")
    CAMPAIGNING = "campaigning", _("It campaigns, and we do not campaign here")
    HEAVY = "heavy", _("It may be heavy to read for somebody who did not expect it")
    UNSURE = "unsure", _("We are not sure, and somebody looks again")
    HEATED = "heated", _("The talk went round in circles, or grew too heated")
    FINISHED = "finished", _("The talk has come to its end")
    AGAIN = "again", _("It happened again after we had talked about it")
    MISTAKEN = "mistaken", _("We were mistaken")
    SETTLED = "settled", _("What was wrong has been settled")
    OTHER = "other", _("Another reason")


_ABOUT_WORDS = (
    ReasonCode.HARM,
    ReasonCode.UNKIND,
    ReasonCode.PRIVATE,
    ReasonCode.ADVICE,
    ReasonCode.SELLING,
    ReasonCode.CAMPAIGNING,
)
REASONS_FOR: Mapping[str, tuple[ReasonCode, ...]] = {
    ActKind.NOTED: (ReasonCode.HEAVY, ReasonCode.ADVICE, ReasonCode.UNKIND, ReasonCode.OTHER),
    ActKind.HELD: (ReasonCode.UNSURE, *_ABOUT_WORDS, ReasonCode.OTHER),
    ActKind.SHOWN_AGAIN: (ReasonCode.MISTAKEN, ReasonCode.SETTLED, ReasonCode.OTHER),
    ActKind.HIDDEN: (*_ABOUT_WORDS, ReasonCode.OTHER),
    ActKind.THREAD_CLOSED: (
        ReasonCode.FINISHED,
        ReasonCode.HEATED,
        ReasonCode.UNKIND,
        ReasonCode.CAMPAIGNING,
        ReasonCode.OTHER,
    ),
    ActKind.THREAD_OPENED: (ReasonCode.MISTAKEN, ReasonCode.SETTLED, ReasonCode.OTHER),
}
"""Which reasons there are for an act. What is not named here is done without one."""


ANSWERABLE = (ActKind.NOTED, ActKind.HELD, ActKind.HIDDEN)
"""What an author may answer, for somebody else to look at."""


class ModerationAct(models.Model):
    """What was done to a post or a thread, by whom, when, and in a human's words why.

    What is hidden is hidden at once, and a second person agrees (`confirmed_by`) or shows it again. The author may answer
    (`author_words`); somebody other than whoever acted then looks at it, where there is somebody.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="acts")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=20, choices=ActKind)
    code = models.CharField(max_length=20, choices=ReasonCode, blank=True)
    reason = models.TextField(blank=True)
    done_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    author_words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["answered_at"],
                condition=Q(answered_at__isnull=False, settled_at__isnull=True),
                name="answer_open",
            ),
            models.Index(
                fields=["thread"], condition=Q(kind="hidden", confirmed_at__isnull=True), name="hiding_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["let_through", "left"]) | ~Q(reason=""), name="moderation_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["let_through", "left"]) | ~Q(code=""), name="moderation_has_a_code"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["thread_closed", "thread_opened"], post__isnull=True)
                | (~Q(kind__in=["thread_closed", "thread_opened"]) & Q(post__isnull=False)),
                name="moderation_of_post_or_thread",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, author_words="")
                | (Q(answered_at__isnull=False) & ~Q(author_words="")),
                name="answer_has_words",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, answered_at__isnull=False),
                name="answer_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False, kind="hidden")
                    & ~Q(confirmed_by=F("done_by"))
                ),
                name="hiding_confirmed_by_a_second_person",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "thread",
            "post",
            "kind",
            "code",
            "done_at",
            "confirmed_at",
            "answered_at",
            "settled_at",
        )
        personal = ("done_by", "confirmed_by", "settled_by")
        special = ("reason", "author_words")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
