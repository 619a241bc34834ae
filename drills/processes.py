"""Processes of a drill: the server, workers, and what is known of them from /proc."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def is_alive(pid: int) -> bool:
    """Whether a process still does something; one that ended and was not buried does not."""
    try:
        return _stat(pid)[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if int(_stat(int(folder.name))[1]) == pid:
                    found.append(int(folder.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def megabytes(pid: int) -> float:
    """The memory that a process holds, in MB (millions of bytes)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def python(*arguments: str, log: Path, **changes: str) -> subprocess.Popen[bytes]:
    """A Python of this project on the drill's site; what it says goes to the end of `log`."""
    with log.open("ab") as words:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env={**os.environ, **changes},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )


def worker(log: Path, *arguments: str, **changes: str) -> subprocess.Popen[bytes]:
    return python("-m", "alongside.config.command", "work", "--pause", "0.1", *arguments, log=log, **changes)


def server(port: int, log: Path, *, workers: int = 1, **changes: str) -> subprocess.Popen[bytes]:
    """The site as `docs/how-to/deploy.md` serves it, answering."""
    several = ("--workers", str(workers)) if workers > 1 else ()
    made = python(
        "-m",
        "uvicorn",
        "alongside.config.asgi:application",
        "--port",
        str(port),
        "--log-level",
        "warning",
        *several,
        log=log,
        **{"EMBEDDED_WORKER": "no", **changes},
    )
    end = time.monotonic() + 60
    while not answers(port):
        if made.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The server did not start: {log.read_text(encoding='utf-8')[-2000:]}")
        time.sleep(0.1)
    return made


def answers(port: int) -> bool:
    """Whether the page of signing in, which asks the database for nothing, comes."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Ended, with all of its children, before this returns."""
    family = [*children(process.pid)]
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)
    for pid in family:
        if is_alive(pid):
            os.kill(pid, 9)
