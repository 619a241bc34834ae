"""One drill in a process of its own, on the site that the environment names: `python -m drills.one R03 small FILE`.

FILE gets what it found. `settled` instead prepares the database that every drill gets a copy of.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
from pathlib import Path

import django

django.setup()

from drills import DRILLS  # noqa: E402 - drills import models

SETTLED = "settled"


def main(number: str, size: str, path: str) -> None:
    if number == SETTLED:
        importlib.import_module("drills.ground").settle()
        return
    module = next(each.module for each in DRILLS if each.number == number)
    figures = importlib.import_module(f"drills.{module}").run(full=size == "full")
    Path(path).write_text(json.dumps([dataclasses.asdict(each) for each in figures]), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
