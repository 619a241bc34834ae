"""Reading within a time: words never wait for a program that is slow, and never get lost with one that breaks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from alongside.safeguarding.core.triage.reading import Reading, not_read, read, read_or_say_so, ready

SECONDS = 1.0
"""A hundred times what a post needs; whoever presses "Send" does not notice less."""
MOST_STUCK = 16
"""So many readings that never ended may lie about; from then on nothing is begun until one of them ends."""


class InTime:
    """Reads in a thread of its own, and says "not read" once the time is over. Never raises."""

    def __init__(
        self,
        reader: Callable[[str], Reading] = read,
        seconds: float = SECONDS,
        make_ready: Callable[[], object] = ready,
    ) -> None:
        self._reader = reader
        self._seconds = seconds
        self._make_ready = make_ready
        self._is_ready = False
        self._stuck = 0
        self._lock = Lock()

    def read(self, words: str) -> Reading:
        self._be_ready()
        with self._lock:
            if self._stuck >= MOST_STUCK:
                return not_read("triage is stuck")
            self._stuck += 1
        answer: SimpleQueue[Reading] = SimpleQueue()
        try:
            Thread(target=self._work, args=(words, answer), daemon=True).start()
        except RuntimeError:
            self._done()
            return not_read("triage could not begin")
        try:
            return answer.get(timeout=self._seconds)
        except Empty:
            return not_read("triage took too long")

    def _be_ready(self) -> None:
        """Once, and not against the clock: rules take longer to load than any words to read. Sites load them at start."""
        if not self._is_ready:
            self._is_ready = True
            with suppress(Exception):
                self._make_ready()

    def _work(self, words: str, answer: SimpleQueue[Reading]) -> None:
        try:
            answer.put(read_or_say_so(words, self._reader))
        finally:
            self._done()

    def _done(self) -> None:
        with self._lock:
            self._stuck -= 1


IN_TIME = InTime()
"""The one that the product asks, so that what is stuck is counted in one place."""
