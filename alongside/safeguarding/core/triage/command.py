"""`alongside triage`: reads texts and says what it found and why; measures itself on a set of posts; trains its voice.

No site, no database, no network. Exit codes: 0, done; 2, something could not be read, and nothing was done.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from alongside.safeguarding.core.triage.figures import BadPosts, Report, labelled_posts, report
from alongside.safeguarding.core.triage.measured import as_kept
from alongside.safeguarding.core.triage.reading import Reading, read, read_or_say_so, shipped_rules
from alongside.safeguarding.core.triage.rules import DATA, BrokenRules
from alongside.safeguarding.core.triage.training import train
from alongside.safeguarding.core.triage.voice import read_classes

DONE, UNREAD = 0, 2
LONGEST_LINE = 1_000_000
SUBCOMMANDS = frozenset({"report", "train", "measure"})


class Unreadable(ValueError):
    """Something that was named cannot be read."""


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    options = _options(arguments)
    try:
        return int(options.do(options))
    except (Unreadable, BadPosts, BrokenRules) as error:
        sys.stderr.write(f"{error}\n")
        return UNREAD
    except BrokenPipeError:
        sys.stderr.close()
        return DONE


def _options(arguments: Sequence[str]) -> Namespace:
    first = arguments[0] if arguments else ""
    if first in SUBCOMMANDS:
        measuring = ArgumentParser(prog=f"alongside triage {first}")
        measuring.add_argument(
            "posts", metavar="DEVSET", help="a set of labelled posts", nargs="+" if first == "train" else None
        )
        if first == "measure":
            measuring.description = (
                "Measure a set that nobody looked at, and keep what the page beside the switch says."
            )
            measuring.add_argument(
                "--output", metavar="F", required=True, help="write the figures to this file"
            )
            measuring.set_defaults(do=_measure)
        elif first == "report":
            measuring.description = "The figures on the development half and on the half that is held out."
            measuring.set_defaults(do=_report)
        else:
            measuring.description = "Train the second voice on what is not held out of the sets."
            measuring.add_argument(
                "--output", metavar="F", required=True, help="write the voice to this file"
            )
            measuring.add_argument(
                "--background",
                metavar="FILE",
                help="ordinary sentences, one a line, that are not to be raised",
            )
            measuring.set_defaults(do=_train)
        return measuring.parse_args(arguments[1:])
    reading = ArgumentParser(
        prog="alongside triage",
        description=(__doc__ or "").split(":", 1)[1].strip()
        + "\n\nalso: alongside triage report DEVSET, alongside triage train DEVSET... --output F, "
        "alongside triage measure SET --output F",
        formatter_class=RawDescriptionHelpFormatter,
    )
    reading.add_argument(
        "file", metavar="FILE", help='a text a line, or JSON lines with "text"; - reads what is piped in'
    )
    reading.add_argument("--json", action="store_true", help="one line of JSON for each text")
    reading.set_defaults(do=_read)
    return reading.parse_args(arguments)


def _read(options: Namespace) -> int:
    for number, text in enumerate(_texts(options.file), 1):
        reading = read_or_say_so(text)
        if options.json:
            sys.stdout.write(json.dumps({"line": number, **asdict(reading)}, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write("\n".join(_in_words(number, reading)) + "\n")
    return DONE


def _texts(name: str) -> Iterator[str]:
    """Every text of a file. A line that is a JSON object has its text under "text"."""
    source = sys.stdin.buffer.read() if name == "-" else _bytes(name)
    for number, line in enumerate(source.decode("utf-8", errors="replace").split("\n"), 1):
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            raise Unreadable(f"Line {number} is longer than {LONGEST_LINE:,} characters.")
        yield _text_of(line, number)


def _text_of(line: str, number: int) -> str:
    if not line.lstrip().startswith("{"):
        return line
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(said, dict) or not isinstance(said.get("text"), str):
        raise Unreadable(f'Line {number} is JSON, but has no "text" that is words.')
    return str(said["text"])


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}.") from error


def _in_words(number: int, reading: Reading) -> Iterator[str]:
    if not reading.is_read:
        yield f"{number}: NOT READ ({reading.trouble}); a person reads it, lane {reading.lane}"
    elif reading.lane is None:
        yield f"{number}: nothing found (which does not say that all is well)"
    else:
        yield f"{number}: lane {reading.lane}"
    for finding in reading.findings:
        words = "; ".join(f"“{one.words}” ({one.start}–{one.end})" for one in finding.evidence)
        lowered = f" Waits longer, because {finding.lowered_for}." if finding.lowered_for else ""
        yield f"   {finding.lane} {finding.category} [{finding.rule}]: {words}. {finding.why}{lowered}"


def _report(options: Namespace) -> int:
    policy = shipped_rules().policy
    posts = labelled_posts(_bytes(options.posts).decode("utf-8", errors="replace"), policy.by_id)
    if not posts:
        raise Unreadable(f"{options.posts} holds no posts.")
    halves = {
        "development half": [post for post in posts if not post.is_held_out],
        "held-out half": [post for post in posts if post.is_held_out],
    }
    reports = {name: report(half, read, policy) for name, half in halves.items()}
    sys.stdout.write("\n".join(_table(reports)) + "\n")
    return DONE


def _table(reports: dict[str, Report]) -> Iterator[str]:
    yield f"| Figure | {' | '.join(reports)} | aim |"
    yield f"| --- | {' | '.join('---:' for _ in reports)} | ---: |"
    first = next(iter(reports.values()))
    names = dict.fromkeys(figure.name for one in reports.values() for figure in one.figures)
    aims = {figure.name: figure for one in reports.values() for figure in one.figures}
    for name in names:
        cells = []
        for one in reports.values():
            figure = next((figure for figure in one.figures if figure.name == name), None)
            cells.append(
                "–"
                if figure is None or figure.share is None
                else f"{figure.share:.2f} ({figure.reached}/{figure.count})"
            )
        aim = aims[name]
        sign = "≥" if aim.more_is_better else "≤"
        yield f"| {name} | {' | '.join(cells)} | {'' if aim.aim is None else f'{sign} {aim.aim:.2f}'} |"
    gaps = ("–" if one.gap is None else f"{one.gap:.2f}" for one in reports.values())
    yield f"| recall in standard English less recall in dialect, on pairs | {' | '.join(gaps)} | ≤ 0.10 |"
    yield f"| posts raised without words and a reason | {' | '.join(str(one.unexplained) for one in reports.values())} | 0 |"
    assert first.figures


def _measure(options: Namespace) -> int:
    """All posts of the set, as one."""
    rules = shipped_rules()
    posts = labelled_posts(_bytes(options.posts).decode("utf-8", errors="replace"), rules.policy.by_id)
    if not posts:
        raise Unreadable(f"{options.posts} holds no posts.")
    stored = as_kept(report(posts, read, rules.policy), Path(options.posts).name, len(posts), rules.version)
    try:
        Path(options.output).write_text(stored, encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{options.output} cannot be written: {error.strerror}.") from error
    return DONE


def _train(options: Namespace) -> int:
    rules = shipped_rules()
    sets = {
        Path(name).name: labelled_posts(_bytes(name).decode("utf-8", errors="replace"), rules.policy.by_id)
        for name in options.posts
    }
    background = list(_texts(options.background)) if options.background else []
    try:
        made = train(sets, rules, read_classes(DATA / "word_classes.txt"), background)
        Path(options.output).write_text(made.stored + "\n", encoding="utf-8")
    except (ValueError, OSError) as error:
        raise Unreadable(str(error)) from error
    sys.stdout.write(
        f"{made.posts} posts; in cross-validation, by manners of writing that it had not seen, it raised {made.recall:.2f} of what "
        f"it listens for, {made.false_alarms:.2f} of what is quiet, and {made.ordinary:.3f} of the background.\n"
    )
    return DONE
