"""`docs/drills.md` from what was kept in `docs/drills.json`."""

from __future__ import annotations

import os
import platform
import subprocess
from typing import Any

from drills.cluster import programs

HEAD = """# Drills

What became of a site that was hurt on purpose. Made by `make drill` from `docs/drills.json`; how to run it, and what it
does not try, is in [the how-to](how-to/run-the-drills.md). A drill with one figure outside its limit has failed.
"""


def what_this_is() -> str:
    """What the figures were found on: no names of machines."""
    said = subprocess.run(
        [str(programs() / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    cores = len(os.sched_getaffinity(0))
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    version = said.stdout.split()[2]
    return f"{cores} cores, {gigabytes:.0f} GB, Python {platform.python_version()}, PostgreSQL {version}"


def page(kept: dict[str, dict[str, Any]]) -> str:
    parts = [HEAD]
    for number, found in sorted(kept.items()):
        holds = all(each["holds"] for each in found["figures"])
        parts.append(
            f"## {number}: {'passed' if holds else 'FAILED'}\n\n{found['did']}. On {found['on']}, in "
            f"{found['seconds']:,} seconds, on {found['machine']}.\n\n| What | Found | Limit | |\n| --- | --- | --- | --- |\n"
            + "".join(
                f"| {each['what']} | {each['found']} | {each['limit']} | "
                f"{('holds' if each['holds'] else '**does not hold**') if each['limit'] else ''} |\n"
                for each in found["figures"]
            )
        )
    return "\n".join(parts)
