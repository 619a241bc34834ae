"""`alongside match`: rounds of matching from files, checked, explained and played through, without site or database.

Exit codes: 0, all is well; 1, a result was read and something is wrong with it; 2, something could not be read or
written, and nothing was done.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from alongside.matching.core.exact import TooLargeError
from alongside.matching.core.fairness import CouplesError, Measure, NoSuchGroup, groups_named
from alongside.matching.core.files import Unreadable, instance_as_csv, instance_as_json, read_instance
from alongside.matching.core.files.result import pairs_as_data
from alongside.matching.core.files.result_reading import read_result, result_faults
from alongside.matching.core.making import MODES, Asked, make_result
from alongside.matching.core.outcome import MutualRound
from alongside.matching.core.people import Id, Seeker
from alongside.matching.core.report import (
    explained_for_coordinator,
    explained_for_seeker,
    explained_for_supporter,
    played_as_text,
    result_as_text,
)
from alongside.matching.core.simulate import Pattern, simulate, usual_arrivals

FINE, WRONG, UNREAD = 0, 1, 2
LEAST_SHARE = 0.2
"""At least this share of the time goes into the round itself, however long the file takes."""
NOT_CHECKED = ("shortlists", "recruiting", "comparison")
COMMANDS = ("round", "check", "explain", "simulate", "convert")
_REFUSALS = (TooLargeError, CouplesError, NoSuchGroup)


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    given = list(arguments)
    # `match INSTANCE` is short for `match round INSTANCE`.
    if given and given[0] not in COMMANDS and given[0] not in {"-h", "--help"}:
        given = ["round", *given]
    options = parser().parse_args(given)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return int(options.do(options))
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNREAD
    except _REFUSALS as error:
        sys.stderr.write(f"{options.instance}: {error}\n")
        return UNREAD
    except BrokenPipeError:
        # Whoever read along has read enough.
        sys.stderr.close()
        return FINE


def parser() -> ArgumentParser:
    made = ArgumentParser(
        prog="alongside match",
        description=f"{(__doc__ or '').split(':', 1)[1].strip()}\n\nINSTANCE is a JSON file, or a folder of CSV files.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(required=True, dest="command", metavar="COMMAND")

    round_ = commands.add_parser("round", help="match everybody who waits (the word may be left out)")
    round_.add_argument("instance", metavar="INSTANCE")
    round_.add_argument("--mode", choices=MODES, default=MODES[0], help=f"{MODES[0]} if left out")
    round_.add_argument("--shortlists", type=_whole(1, 50), metavar="K", help="up to K to choose from, each")
    round_.add_argument(
        "--fair", action="append", default=[], metavar="GROUP", help="a group to give its fair share"
    )
    round_.add_argument("--measure", choices=[one.value for one in Measure], default=Measure.MATCHED.value)
    round_.add_argument("--tolerance", type=_whole(0, 100), default=10, metavar="P", help="in per cent (10)")
    round_.add_argument("--recruit", action="store_true", help="say whom to recruit for those still waiting")
    round_.add_argument("--json", action="store_true", help="write the result file instead of a report")
    round_.add_argument("--output", metavar="F", help="write to this file")
    _add_bounds(round_)
    round_.set_defaults(do=_round)

    check = commands.add_parser("check", help="judge a result by additions alone")
    explain = commands.add_parser("explain", help="say why, and what would change it, for one person")
    for command in (check, explain):
        command.add_argument("instance", metavar="INSTANCE")
        command.add_argument("result", metavar="RESULT")
    check.set_defaults(do=_check)
    explain.add_argument("person", metavar="PERSON")
    explain.add_argument(
        "--for", dest="reader", choices=["coordinator", "seeker", "supporter"], default="coordinator"
    )
    explain.set_defaults(do=_explain)

    play = commands.add_parser("simulate", help="play habits of matching on these people's arrivals")
    play.add_argument("instance", metavar="INSTANCE")
    play.add_argument("--weeks", type=_whole(1, 520), default=26)
    for name, usual in _RATES.items():
        play.add_argument(f"--{name}", type=_rate, default=usual, metavar="X")
    play.add_argument("--group", action="append", default=[], metavar="GROUP", help="a group to tell apart")
    play.add_argument("--json", action="store_true")
    play.add_argument("--output", metavar="F", help="write to this file")
    _add_bounds(play)
    play.set_defaults(do=_simulate)

    convert = commands.add_parser("convert", help="write JSON as CSV, or CSV as JSON")
    convert.add_argument("instance", metavar="INSTANCE")
    convert.add_argument("output", metavar="OUTPUT", help="a name ending in .json, or a new folder")
    convert.set_defaults(do=_convert)
    return made


_RATES: dict[str, float | None] = {
    "seekers-a-week": None,
    "supporters-a-week": 0.0,
    "lasting-weeks": 26.0,
    "staying-weeks": 0.0,
    "patience-weeks": 0.0,
}


def _add_bounds(command: ArgumentParser) -> None:
    command.add_argument(
        "--seed", type=_whole(0, 2**31 - 1), default=1, metavar="N", help="for drawing lots (1)"
    )
    command.add_argument(
        "--time-limit",
        type=_whole(1, 86_400),
        default=60,
        metavar="S",
        help="seconds until the best so far is taken",
    )


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 12 or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is not possible: write a whole number from {least} to {most}.")
        return int(text)

    return read


def _rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 10_000:
        raise ArgumentTypeError(f"{text!r} is not possible: write a number from 0 to 10000.")
    return value


def _round(options: Namespace) -> int:
    begun = monotonic()
    instance = read_instance(options.instance)
    # The limit is for all that somebody waits for; writing takes about as long as reading.
    spent = 2 * (monotonic() - begun)
    asked = Asked(
        mode=options.mode,
        seed=options.seed,
        time_limit=max(options.time_limit - spent, LEAST_SHARE * options.time_limit),
        fair=tuple((said, Measure(options.measure), options.tolerance) for said in options.fair),
        shortlists=options.shortlists or 0,
        recruit=options.recruit,
    )
    data = make_result(instance, options.instance, asked)
    _put(_as_json(data) if options.json else result_as_text(data), options.output)
    return FINE


def _check(options: Namespace) -> int:
    instance = read_instance(options.instance)
    found = read_result(options.result, instance)
    faults = result_faults(found, instance)
    if faults:
        sys.stdout.write("\n".join(f"{options.result}: {fault}" for fault in faults) + "\n")
        return WRONG
    told = [
        result_as_text(found.data).partition("\n\n")[0],
        "Worked out again: pairs, points, wishes, reasons, sums and proof.",
    ]
    more = [name for name in NOT_CHECKED if name in found.data]
    if more:
        told.append(f"Not looked at: {', '.join(more)}.")
    sys.stdout.write("\n".join(told) + "\n")
    return FINE


def _explain(options: Namespace) -> int:
    instance = read_instance(options.instance)
    found = read_result(options.result, instance)
    seekers: dict[Id, Seeker] = {one.id: one for one in instance.seekers}
    if isinstance(found.round, MutualRound):
        raise Unreadable(
            f"{options.result}: Mutual pairs are explained in the result itself: see for_first and for_second."
        )
    given: dict[Id, Id] = {pair.seeker: pair.supporter for pair in found.round.pairs}
    person = options.person
    if options.reader == "supporter" and person in {one.id for one in instance.supporters}:
        mine = [seekers[id_] for id_, other in given.items() if other == person]
        sys.stdout.write(explained_for_supporter(instance, person, mine))
    elif person not in seekers:
        raise Unreadable(f"{options.instance}: Nobody has the id {person!r} there.")
    elif options.reader == "coordinator":
        pair = next((one for one in pairs_as_data(instance, found.round) if one["seeker"] == person), None)
        sys.stdout.write(explained_for_coordinator(instance, found.round, seekers[person], pair))
    elif options.reader == "seeker":
        sys.stdout.write(explained_for_seeker(instance, seekers[person], given.get(person)))
    elif person in given:
        sys.stdout.write(explained_for_supporter(instance, given[person], [seekers[person]]))
    else:
        raise Unreadable(f"{options.result}: {person} has no supporter in this round.")
    return FINE


def _simulate(options: Namespace) -> int:
    instance = read_instance(options.instance)
    rates = {name.replace("-", "_"): getattr(options, name.replace("-", "_")) for name in _RATES}
    if rates["seekers_a_week"] is None:
        rates["seekers_a_week"] = usual_arrivals(instance.seekers)
    groups = [
        group
        for said in options.group
        for group in groups_named(said, instance.seekers, instance.traits, instance.groups)
    ]
    try:
        played = simulate(
            instance.seekers,
            instance.supporters,
            instance.exclusions,
            pattern=Pattern(**rates),
            weeks=options.weeks,
            seed=options.seed,
            groups=groups,
            time_limit=options.time_limit,
        )
    except ValueError as error:
        raise Unreadable(f"{options.instance}: {error}") from None
    if options.json:
        told = [
            {"habit": asdict(one.habit), "days": one.days, "out_of_time": one.out_of_time,
             "outcomes": {name: asdict(each) for name, each in one.outcomes.items()}}
            for one in played
        ]  # fmt: skip
        _put(
            _as_json({"pattern": rates, "weeks": options.weeks, "seed": options.seed, "habits": told}),
            options.output,
        )
    else:
        _put(played_as_text(played, options.weeks, options.seed), options.output)
    return FINE


def _convert(options: Namespace) -> int:
    instance = read_instance(options.instance)
    target = Path(options.output)
    try:
        if target.exists():
            raise Unreadable(
                f"{target}: There is a file or folder of this name already. Choose another name."
            )
        if target.suffix == ".json":
            target.write_text(instance_as_json(instance), encoding="utf-8")
        else:
            target.mkdir()
            for name, text in instance_as_csv(instance).items():
                (target / name).write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file can have this name"
        raise Unreadable(f"{options.output!r}: This cannot be written: {why}.") from None
    return FINE


def _as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _put(words: str, output: str | None) -> None:
    """To the file, or else to where people read along."""
    if output is None:
        sys.stdout.write(words)
        return
    try:
        Path(output).write_text(words, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file can have this name"
        raise Unreadable(f"{output!r}: This file cannot be written: {why}.") from None
