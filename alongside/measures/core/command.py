"""`alongside score`: answers in, scores out, without site or database.

Exit codes: 0, every line was scored by its instrument's rules; 1, something in some lines could not be read, and
those answers are left out and listed, or lines repeat others; 2, nothing could be done.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from .answer_sheet import Remark, UnreadableSheet, read_sheet
from .batteries import BATTERIES, named
from .instrument import Instrument, InvalidInstrument, Method
from .loading import load_instrument
from .registry import NoSuchLanguage, UnknownInstrument, instruments
from .scored import as_csv, as_json, attainment_by_person, csv_text, score_sheet
from .self_test import end_point_self_test

FINE, IN_PART, NOTHING = 0, 1, 2
GOALS = "goal_attainment"
MOST_TOLD = 50


class NotDone(ValueError):
    """Nothing could be done; the words say why and what would help."""


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _do(options)
    except (NotDone, UnreadableSheet) as error:
        sys.stderr.write(f"{error}\n")
        if options.json:
            sys.stdout.write(
                json.dumps({"scores": [], "remarks": [], "not_done": str(error)}, indent=2) + "\n"
            )
        return NOTHING
    except BrokenPipeError:
        # Whoever read along has read enough.
        sys.stderr.close()
        return FINE


def _parser() -> ArgumentParser:
    made = ArgumentParser(
        prog="alongside score",
        description=(__doc__ or "").split(":", 1)[1].strip(),
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "instrument",
        nargs="?",
        help="an instrument or a form of several (phq_9, PHQ-9, cbi), goal_attainment, or the file of an instrument of your own",
    )
    made.add_argument(
        "file",
        nargs="?",
        help="a CSV file: headings, then a line for each filling-in; - reads standard input",
    )
    made.add_argument("--list", action="store_true", help="list the instruments there are")
    made.add_argument(
        "--check", action="store_true", help="only test that the instrument scores as its own file says"
    )
    made.add_argument("--language", default="en", help="the language of the instrument's words (en)")
    made.add_argument(
        "--missing",
        action="append",
        default=[],
        metavar="CODE",
        help="stands for a missing answer; may be repeated",
    )
    made.add_argument(
        "--prefix", default="", help="the letters before the numbers of the columns, as in q1, q2 …"
    )
    made.add_argument("--json", action="store_true", help="write JSON instead of CSV")
    made.add_argument("--output", metavar="F", help="write to this file")
    return made


def _do(options: Namespace) -> int:
    if options.list:
        return _listed(options)
    if not options.instrument:
        raise NotDone("Name an instrument and a file, or write --list to see the instruments.")
    if options.instrument == GOALS:
        return _goals(options)
    chosen = _chosen(options)
    if options.check:
        return _checked(chosen)
    for one in chosen:
        if one.is_about_own_goals:
            raise NotDone(f'{one.title}: everybody has goals of their own. Use "alongside score {GOALS}".')
        if one.method is Method.IMPORTED:
            raise NotDone(
                f"{one.title}: its scores are worked out by whoever holds the licence, and brought in."
            )
    sheet = read_sheet(_bytes(options.file))
    found = score_sheet(sheet, chosen, missing=frozenset(options.missing), prefix=options.prefix)
    _write(options, as_json(found) if options.json else as_csv(found))
    return _told(found.remarks)


def _chosen(options: Namespace) -> tuple[Instrument, ...]:
    words = options.instrument
    try:
        if words.endswith(".json"):
            return (load_instrument(_bytes(words).decode("utf-8")),)
        return named(words, options.language)
    except UnicodeDecodeError as error:
        raise NotDone(f"{words} is not a text in UTF-8.") from error
    except InvalidInstrument as error:
        raise NotDone(f"{words} is not a sound instrument:\n  " + "\n  ".join(error.problems)) from error
    except NoSuchLanguage as error:
        raise NotDone(
            f"{error.instrument_id} is not there in {error.language}, only in {', '.join(error.languages)}. "
            "Nothing stands in for a translation."
        ) from error
    except UnknownInstrument as error:
        raise NotDone(
            f'There is no instrument called "{words}". alongside score --list names them.'
        ) from error


def _bytes(name: str | None) -> bytes:
    if name is None:
        raise NotDone("Name the file with the answers, or - to read them from standard input.")
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise NotDone(f"{name} cannot be read: {error.strerror or error}.") from error


def _goals(options: Namespace) -> int:
    scores, remarks = attainment_by_person(read_sheet(_bytes(options.file)))
    if options.json:
        found = {"scores": scores, "remarks": [asdict(remark) for remark in remarks]}
        _write(options, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    else:
        _write(options, csv_text(["person", "attainment_t"], ([one, repr(t)] for one, t in scores.items())))
    return _told(remarks)


def _listed(options: Namespace) -> int:
    lines = [f"{one.id:28} {one.language:4} {one.title}" for one in instruments()]
    lines += [f"{form:28} {'':4} {', '.join(parts)}" for form, parts in BATTERIES.items()]
    _write(options, "\n".join(lines) + "\n")
    return FINE


def _checked(chosen: Sequence[Instrument]) -> int:
    problems = [f"{one.id}: {problem}" for one in chosen for problem in end_point_self_test(one)]
    sys.stdout.write("\n".join(problems or [f"{one.id}: scores as its file says." for one in chosen]) + "\n")
    return IN_PART if problems else FINE


def _write(options: Namespace, text: str) -> None:
    if not options.output:
        sys.stdout.write(text)
        return
    try:
        Path(options.output).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise NotDone(f"{options.output} cannot be written: {error.strerror or error}.") from error


def _told(remarks: Sequence[Remark]) -> int:
    for remark in remarks[:MOST_TOLD]:
        sys.stderr.write(f"{remark}\n")
    if len(remarks) > MOST_TOLD:
        sys.stderr.write(f"and {len(remarks) - MOST_TOLD} more; --json lists them all.\n")
    return IN_PART if remarks else FINE
