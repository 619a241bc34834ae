from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from alongside.jobs.actions import LEASE, WorkLoop


class Command(BaseCommand):
    """A worker in a process of its own, for a site that has outgrown one (set EMBEDDED_WORKER=no there)."""

    help = "Do jobs and duties until told to stop (Ctrl+C or SIGTERM); the job at hand is finished first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between two looks")
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help="seconds after which a running job is taken to be a dead worker's",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loop = WorkLoop(pause=options["pause"], lease=timedelta(seconds=options["lease"]))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: loop.ask_to_stop())
        self.stdout.write("Working. Ctrl+C stops after the job at hand.")
        self.stdout.flush()
        loop.run()
        self.stdout.write("Stopped.")
