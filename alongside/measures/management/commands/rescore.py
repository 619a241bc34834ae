from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from alongside.measures.actions import rescore


class Command(BaseCommand):
    help = "Work out every score again from the stored answers, and report where it differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="Store the scores that differ.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = rescore(write=options["write"])
        for one in found.different:
            self.stdout.write(
                f"response {one.response_id} ({one.instrument}): {one.stored} stored, {one.worked_out} worked out"
            )
        for response_id in found.other_wording:
            self.stdout.write(
                f"response {response_id}: answered in a wording that is not in this release; left"
            )
        self.stdout.write(
            f"{found.same} the same, {len(found.different)} different"
            f"{' and stored' if options['write'] else ''}, {len(found.other_wording)} left alone"
        )
