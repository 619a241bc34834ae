"""`alongside bundle`: an analysis with its data, versions and numbers in one file, and whether it can be done again.

Exit codes: 0, made, or a rerun gave every number to its last digit; 1, a rerun gave other numbers; 2, something could
not be read, or was changed after the bundle was made, and nothing was done.
"""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from alongside.evaluation.core.specs.bundles import Difference, Rerun, make_bundle, rerun
from alongside.evaluation.core.specs.reporting import unread_as_json, written
from alongside.evaluation.core.specs.tables import Unreadable

FINE, OTHERWISE, UNREAD = 0, 1, 2
_MOST_TOLD = 20


def main_bundle(arguments: Sequence[str]) -> int:
    """Make a bundle, or do the analyses of one again."""
    parser = ArgumentParser(
        prog="alongside bundle", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    deeds = parser.add_subparsers(required=True, dest="deed", metavar="DEED")
    make = deeds.add_parser("make", help="do the analyses of a specification, and keep all that they rest on")
    make.add_argument("spec", metavar="SPEC", type=Path, help="a TOML file that names data and analyses")
    make.add_argument("--to", metavar="FILE", type=Path, help="the ZIP to write (SPEC with .bundle.zip)")
    make.set_defaults(do=_make)
    again = deeds.add_parser("rerun", help="do the analyses of a bundle again, and compare every number")
    again.add_argument("bundle", metavar="FILE", type=Path, help="a ZIP that alongside bundle made")
    again.add_argument("--json", action="store_true", help="print JSON")
    again.set_defaults(do=_rerun)
    options = parser.parse_args(arguments)
    try:
        return int(options.do(options))
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        if getattr(options, "json", False):
            sys.stdout.write(unread_as_json(error.condition))
        return UNREAD


def _make(options: Namespace) -> int:
    target: Path = options.to or options.spec.with_suffix(".bundle.zip")
    content = make_bundle(options.spec)
    try:
        with target.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise Unreadable(f"{target}: It cannot be written ({error.strerror or error}).") from None
    sys.stdout.write(f"{target}: done, and kept with its data, versions and numbers.\n")
    return FINE


def _rerun(options: Namespace) -> int:
    found = rerun(options.bundle)
    sys.stdout.write(written(asdict(found)) if options.json else _as_text(found))
    return OTHERWISE if found.differences else FINE


def _as_text(found: Rerun) -> str:
    lines = [f"{found.numbers} numbers were worked out again."]
    if not found.differences:
        lines.append("Every one is the same to its last digit.")
    else:
        lines.append(f"{len(found.differences)} values are not the same:")
        lines += [f"  {_told(each)}" for each in found.differences[:_MOST_TOLD]]
        if len(found.differences) > _MOST_TOLD:
            lines.append(f"  and {len(found.differences) - _MOST_TOLD} more (--json lists all)")
    if found.versions:
        lines.append("Software that is not the same as then:")
        lines += [f"  {name}: {then} then, {now} now" for name, then, now in found.versions[:_MOST_TOLD]]
        if len(found.versions) > _MOST_TOLD:
            lines.append(f"  and {len(found.versions) - _MOST_TOLD} more")
    return "\n".join(lines) + "\n"


def _told(each: Difference) -> str:
    digits = "" if each.digits is None else f" ({each.digits} digits agree)"
    return f"{each.where}: {each.kept!r} then, {each.now!r} now{digits}"
