"""R05: malformed requests to every page, each as somebody who may open it. No answer is a fault of the site.

Forms are asked for first, so that what comes back has the names of their fields, with values that nobody means.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from urllib.parse import quote, urlencode

from django.urls import NoReverseMatch, reverse

from drills import Figure, at_most, none_of, told
from drills.ground import cast, cookie_of, folder, rows, stood_up
from drills.processes import free_port, megabytes, server, stopped
from drills.traffic import CSRF, ask
from tests.doors.row import SIGNED_IN

SLOWEST = 1.0
"""Seconds within which 99 of 100 are answered."""
GROWTH = 50
"""Megabytes that the server may grow by."""
FIELD = re.compile(rb'<(?:input|select|textarea|button)[^>]*?\bname="([^"]+)"')
NASTY = (
    "",
    " ",
    "\0",
    "a\0b",
    "\x01\x08\x1b[31m",
    "\u202eevil\u202c",
    "Z" + "\u0351" * 300,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "0",
    "-1",
    "99999999999999999999999999",
    "1e400",
    "NaN",
    "Infinity",
    "true",
    "None",
    "[]",
    "{" * 2_000,
    '{"a":' * 2_000,
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:60+99:99",
    "'; DROP TABLE people; --",
    "../../../../etc/passwd",
    "=HYPERLINK(1)",
    "a@b\r\nBcc: c@d",
    "%00%0d%0a",
    "<script>x</script>",
    "(a+)+$" * 50,
    "x" * 100_000,
    "é" * 30_000,
)
BODIES = (
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
    (b"words=%ff%fe&key=%c3%28", "application/x-www-form-urlencoded"),
    (b"[" * 50_000, "application/json"),
    (b"not a part", "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\0.csv"\r\n\r\n\xff\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
    (b"--x\r\n", "multipart/form-data"),
    (b"a=1", "text/plain; charset=no-such-thing"),
    (b"a=1", "application/x-www-form-urlencoded; charset=no-such-thing"),
    (b"&".join(b"f%d=1" % number for number in range(3_000)), "application/x-www-form-urlencoded"),
)


@dataclass(frozen=True)
class Door:
    """A page, its address, and the session of somebody who may open it (empty: nobody signed in)."""

    name: str
    address: str
    cookie: str


def every_door() -> list[Door]:
    """Each page of the tests' matrix, as one of those who may; those that cannot stand beside the others are left out."""
    people = cast()
    cookies: dict[str, str] = {}
    found = []
    for row in rows():
        kwargs = stood_up(row, people)
        if kwargs is None:
            continue
        try:
            address = reverse(row.name, kwargs=kwargs)
        except NoReverseMatch:
            continue
        names = sorted({"mia"} if row.may == SIGNED_IN else row.may & people.people.keys())
        who = names[0] if names else ""
        if who and who not in cookies:
            cookies[who] = cookie_of(people.people[who])
        found.append(Door(row.name, address, cookies.get(who, "")))
    return found


def hurt(address: str, chance: Random) -> str:
    """The address with a part of it replaced, or with something asked that nobody asks."""
    parts = address.split("/")
    if chance.random() < 0.3 and len(parts) > 3:
        at = chance.randrange(1, len(parts) - 1)
        parts[at] = quote(chance.choice(NASTY)[:200], safe="") or "-"
        return "/".join(parts)
    asked = {
        chance.choice(("page", "q", "next", "order", "from", "to", "at", "version")): chance.choice(NASTY)[
            :2_000
        ]
        for _ in range(2)
    }
    return f"{address}?{urlencode(asked)}"


def forms(names: list[str], chance: Random) -> Iterator[tuple[str, str]]:
    """Values for most of the fields of a form, some more than once."""
    for name in names:
        for _ in range(chance.choice((0, 1, 1, 1, 2))):
            yield name, chance.choice(NASTY)


def run(*, full: bool) -> list[Figure]:
    count = 50_000 if full else 2_000
    chance = Random(5)
    doors = every_door()
    port, log = free_port(), folder() / "server.log"
    site = server(port, log)
    statuses: Counter[int] = Counter()
    faults: Counter[str] = Counter()
    times: list[float] = []
    try:
        fields: dict[Door, list[str]] = {}
        for door in doors:
            page = ask(port, "GET", door.address, cookie=door.cookie)
            fields[door] = sorted(
                {name.decode() for name in FIELD.findall(page.body)} - {"csrfmiddlewaretoken"}
            )
        before = 0.0
        for number in range(count):
            if number == count // 10:  # by now it has read its rules and lists of words
                before = megabytes(site.pid)
            door = chance.choice(doors)
            kind = chance.random()
            headers: dict[str, str] = {}
            method, address, body = "GET", door.address, b""
            if kind < 0.35:
                address = hurt(door.address, chance)
            elif kind < 0.85 and fields[door]:
                method = "POST"
                sent = [("csrfmiddlewaretoken", CSRF), *forms(fields[door], chance)]
                body = urlencode(sent, errors="surrogatepass").encode()
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
            else:
                method = chance.choice(("POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"))
                body, said = chance.choice(BODIES)
                headers = {"Content-Type": said, "X-CSRFToken": CSRF}
            begun = time.monotonic()
            answer = ask(port, method, address, cookie=door.cookie, body=body, **headers)
            times.append(time.monotonic() - begun)
            statuses[answer.status] += 1
            if answer.status >= 500 or not answer.status:
                faults[f"{method} {door.name}: {answer.status or answer.body.decode()}"] += 1
        grown = megabytes(site.pid) - before
    finally:
        stopped(site)
    times.sort()
    return [
        told("Pages", len(doors)),
        told("Requests", count),
        told("Answers", ", ".join(f"{status}: {number:,}" for status, number in sorted(statuses.items()))),
        none_of("Answers in the 500s, or none", sum(faults.values())),
        none_of(
            "Faults in the server's log", log.read_text("utf-8", "replace").count("Internal Server Error")
        ),
        at_most("99 of 100 answered within", times[int(len(times) * 0.99)], SLOWEST, " s"),
        at_most("The server's memory grew by", grown, GROWTH, " MB"),
        told(
            "Where it failed",
            "; ".join(f"{place} ({number})" for place, number in faults.most_common(12)) or "nowhere",
        ),
    ]
