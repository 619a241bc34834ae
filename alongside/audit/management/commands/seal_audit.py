from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from alongside.audit.actions import seal_events
from alongside.audit.queries import last_sealed


class Command(BaseCommand):
    help = "Seal the events of the audit log that are not sealed yet. The worker does it every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Sealed: {seal_events()}.")
        if last := last_sealed():
            self.stdout.write(f"To keep elsewhere: {last.place}:{last.seal}")
