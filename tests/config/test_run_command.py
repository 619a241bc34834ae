from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.prepared import PROJECT, alongside, environment, python

Start = Callable[..., tuple[subprocess.Popen[str], list[str]]]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
def start() -> Iterator[Start]:
    """Start `alongside run` and read its words until it says where it is."""
    running: list[subprocess.Popen[str]] = []

    def begin(folder: Path, port: int, *, demo: str = "0") -> tuple[subprocess.Popen[str], list[str]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "alongside.config.command", "run", "--port", str(port)],
            cwd=PROJECT,
            env=environment(ALONGSIDE_DATA=str(folder), ALONGSIDE_DEMO=demo),
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout
        words: list[str] = []
        for line in process.stdout:
            words.append(line.strip())
            if "Ctrl+C" in line:
                break
        return process, words

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def get(port: int) -> tuple[int, str]:
    end = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except (ConnectionError, urllib.error.URLError):
            assert time.monotonic() < end
            time.sleep(0.1)


def add_organisation(folder: Path, *, is_demo: bool) -> None:
    with sqlite3.connect(folder / "alongside.sqlite3") as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(programmes_organisation)")]
        known = {"name": "Harbour", "is_demo": int(is_demo), "created_at": "2026-01-01 00:00:00"}
        known |= {name: known.get(name, 5 if "threshold" in name else "") for name in names if name != "id"}
        database.execute(
            f"INSERT INTO programmes_organisation ({', '.join(known)}) VALUES ({', '.join('?' * len(known))})",
            list(known.values()),
        )
    database.close()


def test_run_serves_pages_says_where_and_stops_cleanly(start: Start, new_site: Callable[[], Path]) -> None:
    port = free_port()
    process, words = start(new_site(), port)
    assert words == [f"Alongside is at http://localhost:{port}/", "Ctrl+C stops it."]
    status, page = get(port)
    assert (status, "<h1" in page) == (200, True)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0


def test_run_prepares_a_database_that_is_not_there(start: Start, tmp_path: Path) -> None:
    _, words = start(tmp_path / "fresh", free_port())
    assert words[0] == "Preparing the database ..."


def test_taken_port_is_said_with_another_one_to_choose(tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        done = alongside("run", "--port", str(port), ALONGSIDE_DATA=str(tmp_path))
    assert done.returncode == 1
    assert f"make run PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("is_demo", "demo"), [(False, "1"), (True, "0")])
def test_demonstration_and_real_site_never_share_a_database(
    is_demo: bool, demo: str, new_site: Callable[[], Path]
) -> None:
    folder = new_site()
    add_organisation(folder, is_demo=is_demo)
    done = alongside("run", "--port", str(free_port()), ALONGSIDE_DATA=str(folder), ALONGSIDE_DEMO=demo)
    assert done.returncode == 1
    assert f"Start with ALONGSIDE_DEMO={int(is_demo)}" in done.stderr
    assert "Traceback" not in done.stderr


def test_server_started_by_itself_refuses_the_wrong_database_too(new_site: Callable[[], Path]) -> None:
    folder = new_site()
    add_organisation(folder, is_demo=False)
    uvicorn = [
        sys.executable,
        "-m",
        "uvicorn",
        "alongside.config.asgi:application",
        "--port",
        str(free_port()),
    ]
    done = subprocess.run(
        uvicorn,
        cwd=PROJECT,
        env=environment(ALONGSIDE_DATA=str(folder), ALONGSIDE_DEMO="1"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "holds a real organisation" in done.stderr
    shutil.rmtree(folder)


JOSEPH = "joseph-2001-peer-coaching-diabetes"
# `programme simulate --lived`, from the terminal to its report. The folder that the command makes for itself already holds a prepared database: preparing one takes ten seconds.
RUN = """
import contextlib, sys
from alongside.config import command
prepared = sys.argv.pop()
command.TemporaryDirectory = lambda: contextlib.nullcontext(prepared)
command.main()
"""


def test_published_model_is_lived_through_and_the_site_is_left_alone(
    new_site: Callable[[], Path], tmp_path: Path
) -> None:
    told, own = tmp_path / "told.txt", tmp_path / "own"
    arguments = ("programme", "simulate", JOSEPH, "--lived", "--people", "2", "--output", str(told))
    done = python("-c", RUN, *arguments, str(new_site()), ALONGSIDE_DATA=str(own))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    words = told.read_text(encoding="utf-8")
    # Joseph and others: a first meeting, and eight weekly calls.
    assert "First meeting: 2 planned (1 for each of 2)" in words
    assert "Weekly telephone calls: 16 planned (8 for each of 2)" in words
    assert "Contacts that the definition plans for each: 9" in words
    assert "planned: 2" in words.split("Endings")[1]
    assert not own.exists()


def test_what_cannot_be_lived_through_is_said_before_the_long_work(tmp_path: Path) -> None:
    alone = alongside("programme", "simulate", JOSEPH, "--lived", "--people", "1")
    assert (alone.returncode, alone.stdout) == (2, "")
    assert alone.stderr == "The number of people must be from 2 to 200.\n"
    nowhere = str(tmp_path / "none" / "told.txt")
    lost = alongside("programme", "simulate", JOSEPH, "--lived", "--output", nowhere)
    assert (lost.returncode, lost.stdout) == (2, "")
    assert lost.stderr.startswith(f"{nowhere}: This file cannot be written")
