"""`alongside randomise`: a plan with a hidden part, allocations that are written before they are told, and their audit.

Exit codes: 0, done, or the audit found nothing; 1, refused, or the audit found something; 2, a file could not be read
or written, and nothing was done.
"""

import fcntl
import json
import os
import secrets
import sys
import tomllib
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from alongside.evaluation.core.analyses.allocation_log import (
    START,
    Event,
    Fault,
    Line,
    check_chain,
    seal,
    twice,
)
from alongside.evaluation.core.analyses.finding import CannotSay, Named
from alongside.evaluation.core.analyses.trial import (
    PublicPlan,
    SecretPlan,
    check_allocations,
    check_person,
    make_plan,
    next_arm,
    read_public,
    read_secret,
)
from alongside.evaluation.core.specs.reporting import written
from alongside.evaluation.core.specs.tables import Unreadable

FINE, REFUSED, UNREAD = 0, 1, 2


def main_randomise(arguments: Sequence[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.do(options))
    except CannotSay as error:
        _tell(options, {"refused": True, "code": str(error.condition.code), "words": str(error)}, str(error))
        return REFUSED
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        if options.json:
            told = {"refused": True, "code": str(Named.UNREADABLE), "words": str(error)}
            sys.stdout.write(written(told))
        return UNREAD


def parser() -> ArgumentParser:
    made = ArgumentParser(
        prog="alongside randomise",
        description=f"{(__doc__ or '').split(':', 1)[1].strip()}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    plan = _command(commands, "plan", "write the public plan, the secret and an empty log", _plan)
    plan.add_argument("settings", metavar="PLAN", help="a TOML file: arms, levels, method, blocks")
    allocate = _command(
        commands, "allocate", "allocate one person; the log is written before the arm is told", _allocate
    )
    allocate.add_argument("--person", required=True, help="who, by their study number")
    allocate.add_argument(
        "--level", action="append", default=[], metavar="FACTOR=VALUE", help="for every stratum or factor"
    )
    for step, words in (
        ("eligible-on", "eligibility was confirmed"),
        ("consented-on", "consent was given"),
        ("baseline-on", "the baseline was locked"),
    ):
        allocate.add_argument(f"--{step}", required=True, type=_day, metavar="DATE", help=f"when {words}")
    unblind = _command(
        commands, "unblind", "tell one person's arm again, and write down who asked and why", _unblind
    )
    unblind.add_argument("--person", required=True)
    unblind.add_argument("--reason", required=True)
    for command in (allocate, unblind):
        command.add_argument("--by", required=True, metavar="NAME", help="who does this")
    audit = _command(commands, "audit", "find lines of the log that were edited, taken out or moved", _audit)
    audit.add_argument(
        "--expect", type=_expected, metavar="NUMBER:HASH", help="the last line as it was noted elsewhere"
    )
    for command in (plan, allocate, unblind, audit):
        needed = command is not audit
        if command is not unblind:
            command.add_argument(
                "--public", required=needed, metavar="FILE", help="the public part of the plan"
            )
            command.add_argument(
                "--secret", required=needed, metavar="FILE", help="the secret part of the plan"
            )
        command.add_argument("--log", required=True, metavar="FILE", help="the log of allocations")
        command.add_argument("--json", action="store_true", help="print JSON")
    return made


def _command(commands: Any, name: str, words: str, do: Callable[[Namespace], int]) -> ArgumentParser:
    command: ArgumentParser = commands.add_parser(name, help=words)
    command.set_defaults(do=do)
    return command


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _expected(text: str) -> tuple[int, str]:
    number, _, mark = text.partition(":")
    return int(number), mark


def _plan(options: Namespace) -> int:
    try:
        settings = tomllib.loads(Path(options.settings).read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{options.settings}: This is not TOML: {error}.") from None
    public, secret = make_plan(settings, secrets.token_hex(32))
    for path in (options.public, options.secret, options.log):
        if Path(path).exists():
            raise CannotSay(
                Named.BAD_SETTING,
                f"{path}: There is a file of this name already.",
                "A plan is never written over.",
            )
    line = seal(1, Event.PLANNED, {"plan": public.digest, "name": public.name, "at": _now()}, START)
    _write_new(Path(options.secret), written(secret.as_data()), mode=0o600)
    _write_new(Path(options.public), written(public.as_data()), mode=0o644)
    _write_new(Path(options.log), line.text() + "\n", mode=0o600)
    told = {"commitment": public.commitment, "plan": public.digest, "number": 1, "hash": line.hash}
    words = (
        f"Planned. Publish this hash before the first person: {public.commitment}\n"
        f"Keep {options.secret} and {options.log} from everybody who recruits."
    )
    _tell(options, told, words)
    return FINE


def _write_new(path: Path, text: str, *, mode: int) -> None:
    """A file that must not be there yet, readable from its first byte only as `mode` says."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _check_words(options: Namespace, *names: str) -> None:
    """CannotSay where a name, or a reason, is blank or holds what another line of the log could be taken for."""
    for name in names:
        value = getattr(options, name)
        if not value.strip() or value != value.strip() or not value.isprintable():
            raise CannotSay(
                Named.BAD_SETTING,
                f"--{name} is {value!r}.",
                "Give it in one line, not blank, and without spaces around it. Nothing was written down.",
            )


def _allocate(options: Namespace) -> int:
    _check_words(options, "person", "by")
    public, secret = _plans(options)
    levels = check_person(public, _levels(options.level))
    if secret.commitment != public.commitment:
        raise CannotSay(
            Named.CHAIN_BROKEN, "The secret does not belong to this plan.", "Nobody was allocated."
        )
    with _held(options.log) as (file, lines):
        if not lines or lines[0].content.get("plan") != public.digest:
            raise CannotSay(
                Named.CHAIN_BROKEN, "The log does not belong to this plan.", "Nobody was allocated."
            )
        if any(line.event == Event.ALLOCATED and line.content["person"] == options.person for line in lines):
            raise CannotSay(
                Named.DUPLICATE_ROWS,
                f"{options.person} was allocated before.",
                "Nobody is allocated twice. To see the arm again, unblind, with a reason.",
            )
        made = next_arm(public, secret, lines, levels)
        steps = {name: getattr(options, name) for name in ("eligible_on", "consented_on", "baseline_on")}
        content = {
            "person": options.person,
            "levels": levels,
            **made,
            **steps,
            "by": options.by,
            "at": _now(),
        }
        line = _append(file, lines, Event.ALLOCATED, content)
    # Only now, when it is on the disk, is it told.
    told = {"person": options.person, "arm": made["arm"], "number": line.number, "hash": line.hash}
    _tell(options, told, f"{options.person}: {made['arm']}\nLine {line.number} of the log, {line.hash}")
    return FINE


def _levels(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in given:
        factor, sign, value = each.partition("=")
        if not sign:
            raise CannotSay(Named.BAD_SETTING, f"{each!r} is no level.", "Write --level site=north.")
        if factor in found:
            raise CannotSay(
                Named.BAD_SETTING, f"{factor} is given twice.", "Nobody was allocated. Give it once."
            )
        found[factor] = value
    return found


def _unblind(options: Namespace) -> int:
    _check_words(options, "person", "by", "reason")
    with _held(options.log) as (file, lines):
        arms = [
            line.content["arm"]
            for line in lines
            if line.event == Event.ALLOCATED and line.content["person"] == options.person
        ]
        if not arms:
            raise CannotSay(Named.BAD_SETTING, f"{options.person} was never allocated.")
        content = {"person": options.person, "by": options.by, "reason": options.reason, "at": _now()}
        line = _append(file, lines, Event.UNBLINDED, content)
    told = {"person": options.person, "arm": arms[0], "number": line.number, "hash": line.hash}
    _tell(options, told, f"{options.person}: {arms[0]}\nWritten down in line {line.number} of the log.")
    return FINE


def _audit(options: Namespace) -> int:
    try:
        texts = Path(options.log).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise Unreadable(f"{options.log}: This is no log of allocations.") from None
    lines, faults = check_chain(texts, options.expect)
    if not lines or lines[0].event != Event.PLANNED:
        faults.append(
            Fault(1, "is not that of a plan, with which every log begins: the beginning was taken out")
        )
    faults += twice(lines)
    checked = ["chain", "nobody twice"]
    if options.public and options.secret and not faults:
        faults += check_allocations(*_plans(options), lines)
        checked.append("every arm follows from the plan")
    last = lines[-1] if lines else None
    told: dict[str, Any] = {
        "holds": not faults,
        "lines": len(texts),
        "allocated": sum(line.event == Event.ALLOCATED for line in lines),
        "checked": checked,
        "faults": [{"line": fault.place, "words": fault.words} for fault in faults],
        "last": last and {"number": last.number, "hash": last.hash},
    }
    _tell(options, told, _audit_words(told, faults))
    return REFUSED if faults else FINE


def _audit_words(told: Mapping[str, Any], faults: Sequence[Fault]) -> str:
    if faults:
        return "\n".join(f"Line {fault.place} {fault.words}." for fault in faults)
    noted = f" Note elsewhere: {told['last']['number']}:{told['last']['hash']}" if told["last"] else ""
    return f"The log holds: {told['lines']} lines, {told['allocated']} people allocated. Checked: {', '.join(told['checked'])}.{noted}"


def _plans(options: Namespace) -> tuple[PublicPlan, SecretPlan]:
    return read_public(_json(options.public)), read_secret(_json(options.secret))


def _json(name: str) -> Any:
    try:
        return json.loads(Path(name).read_text(encoding="utf-8"))
    except ValueError:
        raise Unreadable(f"{name}: This is not JSON.") from None


@contextmanager
def _held(name: str) -> Iterator[tuple[IO[str], list[Line]]]:
    """The log, held so that nobody else can add to it, with its lines. CannotSay where the chain is broken."""
    with Path(name).open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines, faults = check_chain(file.read().splitlines())
        if faults:
            raise CannotSay(
                Named.CHAIN_BROKEN,
                f"The log was touched: line {faults[0].place} {faults[0].words}.",
                "Nothing is added to it. Run the audit.",
            )
        yield file, lines


def _append(file: IO[str], lines: Sequence[Line], event: Event, content: Mapping[str, Any]) -> Line:
    line = seal(len(lines) + 1, event, content, lines[-1].hash if lines else START)
    file.seek(0, os.SEEK_END)
    file.write(line.text() + "\n")
    file.flush()
    os.fsync(file.fileno())
    return line


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _tell(options: Namespace, told: Mapping[str, Any], words: str) -> None:
    sys.stdout.write(written(told) if options.json else f"{words}\n")
