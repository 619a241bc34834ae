"""People who write to each other over HTTP, and keep a list of what the site said it has."""

from __future__ import annotations

import http.client
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings

from alongside.conversations.models import Message
from drills import Figure, exactly, none_of, told
from drills.ground import Writer

CSRF = "d" * 32
PATIENCE = 60.0
"""Seconds after which somebody gives up sending the same words again; nobody should have to."""


@dataclass
class Ledger:
    """What was acknowledged, by its key, and what was answered; kept by those who write, never by the site."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    answered_at: list[float] = field(default_factory=list)
    given_up: int = 0
    resent: int = 0
    slowest: float = 0.0


@dataclass(frozen=True)
class Answer:
    """`status` 0: the connection broke, in the way that `body` names, and nobody knows what became of it."""

    status: int
    body: bytes = b""


def ask(
    port: int,
    method: str,
    address: str,
    *,
    cookie: str = "",
    body: bytes = b"",
    timeout: float = 30.0,
    **headers: str,
) -> Answer:
    """One request on a connection of its own, as from a browser that is signed in."""
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    known = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}; {settings.CSRF_COOKIE_NAME}={CSRF}"}
    try:
        door.request(method, address, body=body, headers=known | headers)
        answer = door.getresponse()
        return Answer(answer.status, answer.read())
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, type(error).__name__.encode())
    finally:
        door.close()


def posted(port: int, address: str, cookie: str, **fields: str) -> Answer:
    form = urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(port, "POST", address, cookie=cookie, body=form, **kind)


class Traffic:
    """`writers` at once write `count` messages in all; each sends the same form again until it is acknowledged."""

    def __init__(self, port: int, writers: list[Writer], count: int) -> None:
        self.port, self.ledger = port, Ledger()
        self._left, self._lock = count, threading.Lock()
        self._threads = [threading.Thread(target=self._write, args=(each,), daemon=True) for each in writers]

    @property
    def left(self) -> int:
        return self._left

    def begin(self) -> None:
        for each in self._threads:
            each.start()

    def wait(self) -> None:
        for each in self._threads:
            each.join()

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def _write(self, writer: Writer) -> None:
        while self._take():
            key = uuid.uuid4().hex
            words = f"The walk was good today, number {key}"
            begun = time.monotonic()
            while True:
                sent = time.monotonic()
                answer = posted(self.port, writer.address, writer.cookie, words=words, key=key)
                now = time.monotonic()
                with self._lock:
                    self.ledger.statuses[answer.status] += 1
                    self.ledger.slowest = max(self.ledger.slowest, now - sent)
                    if answer.status in {200, 302}:
                        self.ledger.acknowledged[key] = words
                        self.ledger.answered_at.append(now)
                        break
                    if now - begun > PATIENCE:
                        self.ledger.given_up += 1
                        break
                    self.ledger.resent += 1
                time.sleep(0.1)


def what_is_kept(ledger: Ledger) -> list[Figure]:
    """The ledger beside the database."""
    kept: dict[str, list[str]] = {}
    for key, words in Message.objects.filter(key__in=ledger.acknowledged).values_list("key", "words"):
        kept.setdefault(key, []).append(words)
    times = Counter(Message.objects.values_list("words", flat=True))
    others = sum(count for status, count in ledger.statuses.items() if status not in {0, 200, 302, 503})
    return [
        told("Messages acknowledged", len(ledger.acknowledged)),
        told("Sent again because the first answer did not come", ledger.resent),
        none_of("Acknowledged and lost", sum(key not in kept for key in ledger.acknowledged)),
        none_of(
            "Acknowledged and changed",
            sum(kept.get(key, [words]) != [words] for key, words in ledger.acknowledged.items()),
        ),
        none_of(
            "Kept twice", sum(count > 1 for words, count in times.items() if words.startswith("The walk"))
        ),
        none_of("Answers other than done, or the page that asks to try again", others),
        none_of("Given up", ledger.given_up),
    ]


def whole_log() -> Figure:
    """Each message has its one line in the log."""
    from alongside.audit.models import AuditEvent  # noqa: PLC0415 - few drills need it

    return exactly(
        "Lines of the log for these messages",
        AuditEvent.objects.filter(what="message_sent").count(),
        Message.objects.count(),
    )
