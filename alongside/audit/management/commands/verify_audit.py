from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from alongside.audit.actions import broken_seals
from alongside.audit.models import AuditEvent
from alongside.audit.queries import last_sealed


class Command(BaseCommand):
    help = "Check the chain of the audit log; name every event that was changed, removed or moved, and exit with 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect", help="PLACE:SEAL that seal_audit printed earlier, to notice a cut-off end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        troubles = [
            f"Event {broken.event_id} (place {broken.place}) "
            + ("was changed." if broken.changed else "does not follow on what stands before it.")
            for broken in broken_seals()
        ]
        if options["expect"] and not self._is_there(options["expect"]):
            troubles.append(f"The seal {options['expect']} is gone.")
        for trouble in troubles:
            self.stdout.write(trouble)
        if troubles:
            sys.exit(1)
        last = last_sealed()
        self.stdout.write(f"The chain is whole: {last.place if last else 0} sealed events.")

    def _is_there(self, expected: str) -> bool:
        place, _, seal = expected.partition(":")
        return place.isdecimal() and AuditEvent.objects.filter(place=int(place), seal=seal).exists()
