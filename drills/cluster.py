"""A PostgreSQL cluster of the drill's own, in a temporary folder, that may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from drills.processes import children, free_port, is_alive


class NoPostgres(Exception):
    """PostgreSQL's programs are not on this machine."""


def programs() -> Path:
    """The folder with initdb and pg_ctl: the newest Debian version, or wherever PATH leads."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if path := shutil.which("initdb"):
        return Path(path).parent
    raise NoPostgres("There is no PostgreSQL here: sudo apt install postgresql")


def as_owner(*command: str, where: Path) -> None:
    """Run one of PostgreSQL's programs; they refuse to run as root, so root becomes postgres."""
    words = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]
    done = subprocess.run(
        words,
        cwd=where,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        log = where / "log"
        last = log.read_text(encoding="utf-8", errors="replace")[-1500:] if log.exists() else ""
        raise RuntimeError(f"{command[0]}: {done.stderr}{last}")


@dataclass(frozen=True)
class Cluster:
    """Everything that a killed server must keep is left as PostgreSQL ships it: fsync and all."""

    folder: Path
    port: int

    def make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.folder.chmod(0o755)
        arguments = ("-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8")
        as_owner(str(programs() / "initdb"), "-D", str(self.folder / "data"), *arguments, where=self.folder)

    def start(self) -> None:
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        data, log = str(self.folder / "data"), str(self.folder / "log")
        as_owner(
            str(programs() / "pg_ctl"),
            "-D",
            data,
            "-l",
            log,
            "-w",
            "start",
            "-o",
            f"{settings} -c max_connections=60",
            where=self.folder,
        )

    def stop(self) -> None:
        with suppress(RuntimeError):
            as_owner(
                str(programs() / "pg_ctl"),
                "-D",
                str(self.folder / "data"),
                "-m",
                "immediate",
                "stop",
                where=self.folder,
            )

    def kill(self) -> None:
        """-9 to the server and to all of its processes; return when none is left."""
        first = int((self.folder / "data/postmaster.pid").read_text(encoding="utf-8").split()[0])
        family = [first, *children(first)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 20
        while any(is_alive(pid) for pid in family):
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL outlived kill -9")
            time.sleep(0.01)
        # Nothing of it lives. Where nobody buries the dead (in a container) PostgreSQL would take the dead for living.
        (self.folder / "data/postmaster.pid").unlink()

    def url(self, name: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def copy(self, name: str, *, of: str) -> None:
        """A database that is what another one is now; nobody may be connected to that one."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as door:
            door.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            door.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')


def own_cluster(folder: Path) -> Cluster:
    made = Cluster(folder, free_port())
    made.make()
    made.start()
    return made
