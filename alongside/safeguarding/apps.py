from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from alongside.safeguarding.core.triage.reading import why_not_ready


class SafeguardingConfig(AppConfig):
    name = "alongside.safeguarding"
    label = "safeguarding"

    def ready(self) -> None:
        register(rules_of_triage_can_be_used, "triage")


def rules_of_triage_can_be_used(**_asked: Any) -> list[CheckMessage]:
    """A site whose rules are missing or broken does not start: it would read nothing, and look as if it did."""
    why = why_not_ready()
    hint = "Put the folder alongside/safeguarding/core/triage/data back as it was released."
    return [Error(why, hint=hint, id="safeguarding.E001")] if why else []
