from __future__ import annotations

from django.db import models

from alongside.common.privacy import Retention


class Duty(models.Model):
    """A deed of the calendar (send reminders, look for who went quiet) and when it last ran well.

    Several schedulers may look at once; whoever moves `next_at` by a conditional update runs it.
    """

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Privacy:
        plain = ("id", "name", "next_at", "last_started_at", "last_finished_at", "last_error")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """A job that failed or was cut off: how often it was tried, what went wrong, and whether it is parked.

    `key` tells one call of a job from another; `arguments` holds ids only.
    """

    job = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    parked_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="attempt_once_per_job")]

    class Privacy:
        plain = ("id", "job", "key", "arguments", "tries", "last_error", "parked_at", "updated_at")
        retention = Retention.WORKING

    def __str__(self) -> str:
        return f"{self.job} {self.key}"
