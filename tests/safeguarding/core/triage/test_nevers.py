"""The ten things that triage must never do, each a test. What a room does with a reading is tested where the room is."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from alongside.safeguarding.core import triage
from alongside.safeguarding.core.triage import Lane, Reading, not_read, read, read_or_say_so, to_read
from alongside.safeguarding.core.triage.policy import Category, Policy
from alongside.safeguarding.core.triage.reading import Evidence, Finding, shipped_rules
from alongside.safeguarding.core.triage.rules import DATA

FOLDER = Path(triage.__file__).parent
SOURCES = sorted(FOLDER.glob("*.py"))
CRISIS = "I want to die, I have the tablets here"


def imported_by(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_1_never_blocks_or_slows_a_person_because_a_post_looks_like_crisis() -> None:
    """A reading knows no person, and the fiftieth crisis post of a minute is read as the first."""
    assert {field.name for field in dataclasses.fields(Reading)}.isdisjoint(
        {"person", "author", "act", "block"}
    )
    assert list(inspect.signature(read).parameters) == ["original", "rules", "voice"]
    assert {read(CRISIS) for _ in range(50)} == {read(CRISIS)}


def test_2_never_deletes_or_hides_silently() -> None:
    """There is no act in a reading or in the policy, only what a person sees first; the original is left as it is."""
    acts = {"delete", "remove", "hide", "ban", "block", "suspend", "hold"}
    assert {field.name for field in dataclasses.fields(Finding)}.isdisjoint(acts)
    assert set(Category.model_fields).isdisjoint(acts)
    for finding in read(CRISIS).findings:
        for part in finding.evidence:
            assert CRISIS[part.start : part.end] == part.words


@pytest.mark.parametrize("trouble", [RuntimeError, MemoryError, RecursionError, ValueError, UnicodeError])
def test_3_never_passes_a_post_over_when_it_breaks(trouble: type[Exception]) -> None:
    def breaks(_text: str) -> Reading:
        raise trouble("broken")

    reading = read_or_say_so(CRISIS, breaks)
    assert not reading.is_read
    assert reading.lane == Lane.HOURS
    assert trouble.__name__ in reading.trouble


@pytest.mark.parametrize("nonsense", [None, "P1", 7, object()])
def test_3_never_passes_a_post_over_when_it_answers_nonsense(nonsense: object) -> None:
    reading = read_or_say_so(CRISIS, lambda _text: nonsense)  # type: ignore[arg-type, return-value]
    assert not reading.is_read
    assert reading.lane == Lane.HOURS


def test_4_never_scores_or_labels_a_person() -> None:
    """No number but places in the text is in a reading, and no words of risk are in it or in the data."""
    assert get_type_hints(Evidence) == {"start": int, "end": int, "words": str}
    for kind in (Reading, Finding):
        assert not {int, float} & set(get_type_hints(kind).values())
    words = " ".join(path.read_text() for path in sorted(DATA.glob("policy.toml"))).lower()
    assert [term for term in ("high risk", "low risk", "risk score", "probability") if term in words] == []
    assert all(not any(letter.isdigit() for letter in one.why) for one in read(CRISIS).findings)


def test_5_never_calls_anybody() -> None:
    """Nothing in it can reach a telephone, a mailbox, another process or another room."""
    reached = {name.split(".")[0] for path in SOURCES for name in imported_by(path)}
    assert reached.isdisjoint(
        {"smtplib", "subprocess", "socket", "http", "urllib", "asyncio", "requests", "ssl"}
    )
    assert {name for path in SOURCES for name in imported_by(path) if name.startswith("alongside")} <= {
        "alongside.safeguarding.core.triage"
    } | {f"alongside.safeguarding.core.triage.{path.stem}" for path in SOURCES}


def test_6_never_sends_data_outside() -> None:
    """Read in a process of its own in which every socket fails."""
    script = (
        "import socket\n"
        "def refuse(*_a, **_k): raise AssertionError('a socket was opened')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from alongside.safeguarding.core.triage import read\n"
        f"assert read({CRISIS!r}).lane == 'P1'\n"
        "import sys; assert 'django' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_7_never_learns_from_what_is_posted() -> None:
    """Reading changes no file of rules or weights, and the next reading is the same."""
    before = {path: path.read_bytes() for path in sorted(DATA.rglob("*")) if path.is_file()}
    first = read("hello everybody")
    for _ in range(20):
        read(CRISIS)
    assert read("hello everybody") == first
    assert {path: path.read_bytes() for path in sorted(DATA.rglob("*")) if path.is_file()} == before


def test_8_never_has_the_last_word() -> None:
    """Nothing found has no lane, no word of safety, and is sampled for reading: two in a hundred, at least ten."""
    quiet = read("See you on Tuesday")
    assert quiet.lane is None
    assert quiet.findings == ()
    salt = b"0123456789abcdef"
    posts = [f"post-{number}" for number in range(1000)]
    assert len(to_read(posts, salt)) == 20
    assert len(to_read(posts[:50], salt)) == 10
    assert len(to_read(posts[:4], salt)) == 4
    assert to_read(posts, salt) == to_read(reversed(posts), salt)
    assert to_read(posts, salt) != to_read(posts, b"another-salt-of-16")
    with pytest.raises(ValueError, match="16 bytes"):
        to_read(posts, b"short")


@pytest.mark.parametrize(
    "text",
    [
        "Samaritans are on 116 123, day and night",
        "Ring the clinic on 01632 960123 to change your appointment",
        "The helpline number is 07700 900123",
        "You can email the surgery at reception@oakfield.nhs.uk",
        "Text SHOUT to 85258",
        "The mental health service here is a bloody disgrace",
        "I'm so angry with the crisis team, they never ring back",
        "I'm a proud old queer and a cripple and I love my chair",
        "Ten years ago I tried to kill myself. Today I run a choir and I'm grateful",
        "I used to self-harm. Six years clean, and proud of it",
    ],
)
def test_9_never_takes_a_helpline_anger_or_recovery_for_harm(text: str) -> None:
    lane = read(text).lane
    assert lane is None or lane >= Lane.DAY
    assert "contact_exchange" not in {one.category for one in read(text).findings}


def test_10_never_answers_in_the_voice_of_a_person() -> None:
    """It has no words for the writer at all; its reasons speak of "the words", and never say I, we or you."""
    policy: Policy = shipped_rules().policy
    said = [rule.why for rule in shipped_rules().rules if rule.why]
    said += [category.meanwhile for category in policy.category] + [not_read("x").trouble]
    spoken = {word.strip(".,;:").lower() for words in said for word in words.split()}
    assert spoken.isdisjoint({"i", "we", "you", "i'm", "we're", "sorry", "dear"})
