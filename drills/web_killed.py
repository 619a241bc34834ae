"""R01: processes that serve pages are killed with -9 while people write. Nothing acknowledged is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress

from drills import Figure, exactly, told
from drills.ground import folder, writers
from drills.processes import children, free_port, is_alive, server, stopped
from drills.traffic import Traffic, what_is_kept, whole_log


def serving(pid: int) -> list[int]:
    """The processes that serve pages; another child of uvicorn only looks after semaphores."""
    return [each for each in children(pid) if "spawn_main" in _words(each)]


def _words(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123
        return file.read().replace(b"\0", b" ").decode()
    return ""


def run(*, full: bool) -> list[Figure]:
    kills, messages = (50, 5_000) if full else (3, 200)
    port, log = free_port(), folder() / "server.log"
    site = server(port, log, workers=2)
    chance = random.Random(1)
    killed = 0
    try:
        traffic = Traffic(port, writers()[:6], messages)
        traffic.begin()
        every = messages / (kills + 1)
        while killed < kills and traffic.left > 0:
            while traffic.left > messages - every * (killed + 1) and traffic.left > 0:
                time.sleep(0.01)
            alive = [each for each in serving(site.pid) if is_alive(each)]
            if alive:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(alive), signal.SIGKILL)
                    killed += 1
            else:
                time.sleep(0.2)
        traffic.wait()
    finally:
        stopped(site)
    return [
        exactly("Processes killed", killed, kills),
        *what_is_kept(traffic.ledger),
        whole_log(),
        told("Slowest answer", f"{traffic.ledger.slowest:.1f} s"),
    ]
