from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alongside.web.actions.demo.build import NoDemo, NotEmpty, build_demo


class Command(BaseCommand):
    help = "Build the demonstration: one organisation, three programmes, about 300 people over a year."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--seed", type=int, default=2001, help="the same seed makes the same people")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        self.stdout.write("Building the demonstration: a year in the life of an organisation …")
        try:
            build_demo(seed=options["seed"], say=self.stdout.write)
        except NoDemo:
            raise CommandError("This is not a demonstration. Set ALONGSIDE_DEMO=1.") from None
        except NotEmpty:
            raise CommandError("There is an organisation here already. Nothing was changed.") from None
        self.stdout.write(f"Built in {time.perf_counter() - began:.0f} seconds.")
