"""Who does the work: a loop, in a thread beside the pages or in a process of its own."""

from __future__ import annotations

import logging
import os
import threading
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from alongside.jobs.actions.duties import forget_unknown_duties, run_due_duties
from alongside.jobs.actions.queue import LEASE, give_back_orphans, wake_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

log = logging.getLogger(__name__)

AT_A_TIME = 20
LONGEST_TURN = 15.0
"""So many jobs or, after the job at hand, so many seconds; then a look at the calendar: neither a long queue nor a mail
server that hangs must make duties late, of which one calls whoever is on call."""


class Turn(Worker):
    """Jobs one after another until there is none, or there were enough, or the time for one turn is over."""

    def __init__(self, *, seconds: float) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=AT_A_TIME,
            worker_id=f"{os.getpid()}-{threading.get_ident()}",
        )
        self._ends = monotonic() + seconds

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        super().run_task(db_task_result)
        if monotonic() >= self._ends:
            self.running = False


class WorkLoop:
    """Give back orphans, run what is due, empty the queue; again after `pause` seconds, or at once when woken."""

    def __init__(self, *, pause: float = 1.0, lease: timedelta = LEASE) -> None:
        self.pause = pause
        self.lease = lease
        self.stopping = False
        self._next_sweep = 0.0
        self._queue: Turn | None = None

    def run(self) -> None:
        """Work until `ask_to_stop`, then close this thread's connections to the database."""
        try:
            self._try(forget_unknown_duties)
            while not self.stopping:
                # Cleared before looking, so that what is enqueued meanwhile is looked for at once.
                wake_up.clear()
                self._try(self.once)
                close_old_connections()
                if not self.stopping:
                    wake_up.wait(self.pause)
        finally:
            connections.close_all()

    def ask_to_stop(self) -> None:
        """Finish the job at hand and no other. Safe in a signal handler: it only sets flags."""
        self.stopping = True
        if self._queue:
            self._queue.running = False

    def once(self) -> None:
        """One round. An idle one is three small reads, and takes no lock."""
        if monotonic() >= self._next_sweep:
            give_back_orphans(lease=self.lease)
            self._next_sweep = monotonic() + min(30.0, self.lease.total_seconds() / 2)
        run_due_duties()
        if DBTaskResult.objects.ready().filter(backend_name="default").exists():
            self._empty_queue()
            wake_up.set()

    def _empty_queue(self) -> None:
        self._queue = Turn(seconds=LONGEST_TURN)
        self._queue.running = not self.stopping
        self._queue.run()
        self._queue = None

    def _try(self, step: Callable[[], None]) -> None:
        """A worker outlives a locked or vanished database: it says so in the log and looks again."""
        try:
            step()
        except Exception:
            log.exception("the worker stumbled")


class EmbeddedWorker:
    """Jobs and duties in a thread beside the pages, for a site that is one process."""

    def __init__(self, *, pause: float = 1.0, lease: timedelta = LEASE) -> None:
        self.pause = pause
        self.lease = lease
        self.loop: WorkLoop | None = None
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        self.loop = WorkLoop(pause=self.pause, lease=self.lease)
        self.thread = threading.Thread(target=self.loop.run, name="worker", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Wait up to ten seconds for the job at hand. What takes longer is swept and done by the next worker."""
        if self.loop and self.thread:
            self.loop.ask_to_stop()
            wake_up.set()
            self.thread.join(timeout=10)
