"""R02 and R14: PostgreSQL is killed with -9 while people write; the site comes back by itself, and loses nothing."""

from __future__ import annotations

import time

from django.db import connections

from drills import Figure, at_most, exactly, told
from drills.ground import cluster, folder, writers
from drills.processes import free_port, server, stopped, worker
from drills.traffic import Traffic, posted, what_is_kept, whole_log

BACK_IN = 10.0
"""Seconds that the site may take to answer again once the database does."""


def run(*, full: bool) -> list[Figure]:
    kills, messages = (20, 4_000) if full else (2, 200)
    port, postgres = free_port(), cluster()
    site = server(port, folder() / "server.log")
    beside = worker(folder() / "worker.log")
    slowest, recovery, in_words = 0.0, 0.0, 0
    people = writers()
    connections.close_all()
    try:
        traffic = Traffic(port, people[:6], messages)
        traffic.begin()
        for number in range(kills):
            while traffic.left > messages - messages / (kills + 1) * (number + 1):
                time.sleep(0.01)
            postgres.kill()
            page = posted(port, people[7].address, people[7].cookie, words="x", key="while it is away")
            in_words += page.status == 503 and b"We could not write this down just now" in page.body
            begun = time.monotonic()
            postgres.start()
            up = time.monotonic()
            recovery = max(recovery, up - begun)
            while not traffic.ledger.answered_at[-1:] > [up] and time.monotonic() < up + 60:
                time.sleep(0.02)
            slowest = max(slowest, time.monotonic() - up)
        traffic.wait()
        still = beside.poll() is None and site.poll() is None
    finally:
        stopped(site)
        stopped(beside)
    return [
        told("PostgreSQL killed", kills),
        *what_is_kept(traffic.ledger),
        whole_log(),
        exactly("Asked while it was away, a page in words came", in_words, kills),
        at_most("The site writes again after the database answers", slowest, BACK_IN, " s"),
        told("Longest that PostgreSQL took to come back", f"{recovery:.1f} s"),
        exactly("Server and worker are the same processes as before", still, True),
    ]
