"""Run the drills: `python -m drills [--only R03,R07] [--small]`. Exit 1 when any figure is outside its limit.

Those that ran replace their part of `docs/drills.json`; `docs/drills.md` is then written anew from it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from drills import DRILLS, Drill
from drills.cluster import Cluster, own_cluster
from drills.processes import PROJECT
from drills.report import page, what_this_is

KEPT, PAGE = PROJECT / "docs/drills.json", PROJECT / "docs/drills.md"
OURS = ("ALONGSIDE_", "DATABASE_", "SECRET_", "EMAIL_", "DJANGO_", "SITE_", "REDIS_", "TEXT_", "TEST_")
GROUND = "ground"


def environment(cluster: Cluster, database: str, folder: Path) -> dict[str, str]:
    """A demonstration, so that people sign in without a second lock; everything else as on a real site."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {
        "ALONGSIDE_DATA": str(folder),
        "ALONGSIDE_DEMO": "1",
        "DATABASE_URL": cluster.url(database),
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        "SECRET_KEY": "of a site that is gone when the drill is over",
        "DRILL_CLUSTER": f"{cluster.folder}:{cluster.port}",
    }


def drilled(drill: Drill, cluster: Cluster, size: str, folder: Path) -> dict[str, Any]:
    """What one drill found, as it is kept; a drill that stumbles has failed."""
    own = folder / drill.number
    own.mkdir()
    database = drill.number.lower()
    cluster.copy(database, of=GROUND)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "drills.one", drill.number, size, str(own / "found.json")],
        cwd=PROJECT,
        env=environment(cluster, database, own),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=3_600,
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-4000:])
        figures = [{"what": "The drill itself stumbled", "found": "1", "limit": "0", "holds": False}]
    else:
        figures = json.loads((own / "found.json").read_text(encoding="utf-8"))
    return {
        "did": drill.did,
        "size": size,
        "on": f"{datetime.now(UTC):%Y-%m-%d}",
        "seconds": round(time.monotonic() - begun),
        "machine": what_this_is(),
        "figures": figures,
    }


def say(number: str, found: dict[str, Any]) -> bool:
    """One line on the terminal; whether all of its figures hold."""
    holds = all(each["holds"] for each in found["figures"])
    words = "; ".join(
        f"{each['what']}: {each['found']}" + (f" ({each['limit']})" if each["limit"] else "")
        for each in found["figures"]
    )
    print(
        f"{number} {'passed' if holds else 'FAILED'} in {found['seconds']} s. {found['did']}. {words}",
        flush=True,
    )
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m drills")
    parser.add_argument("--only", default="", help="numbers with commas between: R03,R05")
    parser.add_argument(
        "--small", action="store_true", help="small numbers, for whoever writes a drill; nothing is kept"
    )
    chosen = parser.parse_args()
    wanted = [number for number in chosen.only.upper().replace(" ", "").split(",") if number]
    if unknown := set(wanted) - {each.number for each in DRILLS}:
        parser.error(
            f"There is no {', '.join(sorted(unknown))}. There are {', '.join(each.number for each in DRILLS)}."
        )
    drills = [each for each in DRILLS if not wanted or each.number in wanted]
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    fine = True
    # Whoever stops a drill stops its cluster too: the way out leads past `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="alongside-drill-") as place:
        Path(place).chmod(0o755)
        cluster_folder = Path(place) / "cluster"
        cluster_folder.mkdir()
        cluster = own_cluster(cluster_folder)
        try:
            cluster.copy(GROUND, of="template0")
            setting = environment(cluster, GROUND, Path(place))
            for words in (
                ("-m", "alongside.config.command", "migrate", "--verbosity=0"),
                ("-m", "drills.one", "settled", "-", "-"),
            ):
                subprocess.run([sys.executable, *words], cwd=PROJECT, env=setting, check=True)
            for drill in drills:
                found = drilled(drill, cluster, "small" if chosen.small else "full", Path(place))
                fine = say(drill.number, found) and fine
                if not chosen.small:
                    kept[drill.number] = found
                    KEPT.write_text(
                        json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n",
                        encoding="utf-8",
                    )
                    PAGE.write_text(page(kept), encoding="utf-8")
        finally:
            cluster.stop()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
