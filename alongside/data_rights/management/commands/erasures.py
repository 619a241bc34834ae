from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alongside.data_rights.actions import erase_again
from alongside.data_rights.models import Erasure
from alongside.programmes.models import Participant


class Command(BaseCommand):
    help = (
        "Print the ledger of erasures, to keep beside the backups; or do them again after one was restored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", metavar="F", help="forget everybody whom this ledger names")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["again"]:
            for erasure in Erasure.objects.filter(done_at__isnull=False).order_by("pk"):
                self.stdout.write(f"{erasure.participant_id} {erasure.done_at:%Y-%m-%d}")
            return
        numbers = _numbers(options["again"])
        known = Participant.objects.in_bulk(numbers)
        for number in numbers:
            if number in known:
                erase_again(participant=known[number])
        self.stdout.write(f"Forgotten again: {len(known)}. Not there: {len(numbers) - len(known)}.")


def _numbers(name: str) -> list[int]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error
    found = []
    for place, line in enumerate(text.splitlines(), start=1):
        first = line.split(maxsplit=1)[:1]
        if first and not first[0].isdecimal():
            raise CommandError(f"{name}, line {place}: begins with no number. Nothing was done.")
        found += [int(word) for word in first]
    return found
