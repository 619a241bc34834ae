"""`alongside evaluate`, `power` and `meta`: numbers from files, without a site or a database.

Exit codes: 0, every analysis was done (what must be known beside the numbers is told with them); 1, at least one
analysis could not be done, and it says why; 2, something could not be read, and nothing was done.
"""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alongside.evaluation.core.analyses.meta import PREDICTIONS
from alongside.evaluation.core.analyses.studies import METHODS, TESTS
from alongside.evaluation.core.specs.asking import Asked
from alongside.evaluation.core.specs.kinds import KINDS
from alongside.evaluation.core.specs.kinds.pooling import (
    COUNT_COLUMNS,
    MEAN_COLUMNS,
    MEASURES,
    NONEVENT_COLUMNS,
)
from alongside.evaluation.core.specs.kinds.sizes import FIELDS
from alongside.evaluation.core.specs.reading import Done, Evaluation, declared_in, do, evaluate
from alongside.evaluation.core.specs.reporting import as_json, as_text, unread_as_json
from alongside.evaluation.core.specs.sites import results_of_sites
from alongside.evaluation.core.specs.tables import Table, Unreadable, read_table

FINE, NOT_DONE, UNREAD = 0, 1, 2
_WORDS = ("sizes",)


def main_evaluate(arguments: Sequence[str]) -> int:
    """Do the analyses of a specification."""
    parser = _parser("evaluate", "do the analyses that a specification asks for")
    parser.add_argument("spec", metavar="SPEC", nargs="?", help="a TOML file that names data and analyses")
    parser.add_argument("--kinds", action="store_true", help="list the kinds of analysis")
    options = parser.parse_args(arguments)
    if options.kinds:
        sys.stdout.write("\n".join(sorted(KINDS)) + "\n")
        return FINE
    if options.spec is None:
        parser.error("name a specification")
    return _told(options, lambda: evaluate(Path(options.spec)))


def main_power(arguments: Sequence[str]) -> int:
    """Work out the size of a study, or its power."""
    parser = _parser("power", "work out how many people a study needs, or its power with so many", json=False)
    designs = parser.add_subparsers(required=True, dest="design", metavar="DESIGN")
    for kind, fields in FIELDS.items():
        name = kind.removeprefix("power_").replace("_", "-")
        design = designs.add_parser(name, help=f"the design {name}")
        design.set_defaults(kind=kind)
        _add_json(design)
        for field, words in fields.items():
            option = f"--{field.replace('_', '-')}"
            design.add_argument(option, dest=field, type=str if field in _WORDS else float, help=words)
    options = parser.parse_args(arguments)
    settings = {field: getattr(options, field) for field in FIELDS[options.kind]}
    return _one(options, f"power {options.design}", options.kind, _given(settings))


def main_meta(arguments: Sequence[str]) -> int:
    """Pool studies or sites."""
    parser = _parser("meta", "pool studies or sites, one row of FILE each; no person's data is needed")
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="one CSV file, or the JSON result of each site"
    )
    parser.add_argument(
        "--estimate", default="difference", help="of results of sites: which number (difference)"
    )
    parser.add_argument("--analysis", default="", help="of results of sites: from which analysis")
    parser.add_argument("--measure", choices=MEASURES, help="what the effect is, or is made from (effect)")
    parser.add_argument("--method", choices=METHODS, help="how tau squared is estimated (REML)")
    parser.add_argument("--test", choices=list(TESTS), help="how the interval is made (hartung_knapp)")
    parser.add_argument(
        "--prediction", choices=list(PREDICTIONS), help="which prediction interval (t_k_minus_2)"
    )
    parser.add_argument("--moderators", nargs="+", metavar="COLUMN", help="columns for a meta-regression")
    parser.add_argument("--level", type=float, help="confidence level (0.95)")
    parser.add_argument(
        "--higher-is", choices=["better", "worse"], help="what a higher effect means to people"
    )
    parser.add_argument("--mid", type=float, help="the smallest difference that matters")
    counts = (*COUNT_COLUMNS, *NONEVENT_COLUMNS.values(), *MEAN_COLUMNS)
    for column in ("study", "effect", "variance", "se", *dict.fromkeys(counts)):
        parser.add_argument(
            f"--{column}", metavar="COLUMN", help=f"the column of {column}, if it is named otherwise"
        )
    parser.add_argument(
        "--missing", nargs="+", metavar="CODE", default=[], help="what stands for a missing value"
    )
    parser.add_argument("--decimal", default=".", help="the decimal comma (.)")
    parser.add_argument("--delimiter", default=",", help="what parts the columns (,)")
    parser.add_argument("--encoding", default="utf-8", help="how the file is written (utf-8)")
    options = parser.parse_args(arguments)
    reads = ("files", "missing", "decimal", "delimiter", "encoding", "json", "estimate", "analysis")
    settings = _given({name: value for name, value in vars(options).items() if name not in reads})
    kind = "meta_regression" if options.moderators else "meta_analysis"

    def found() -> Evaluation:
        paths = [Path(file) for file in options.files]
        if all(path.suffix == ".json" for path in paths):
            table, shared = results_of_sites(paths, options.estimate, options.analysis)
            return _evaluation(f"{len(paths)} sites", kind, {**shared, **settings}, table)
        if len(paths) > 1:
            raise Unreadable("Name one CSV file, or the JSON results of sites; not several tables.")
        declared = {name: getattr(options, name) for name in ("missing", "decimal", "delimiter", "encoding")}
        return _evaluation(paths[0].name, kind, settings, read_table(paths[0], declared_in(declared)))

    return _told(options, found)


def _parser(name: str, words: str, *, json: bool = True) -> ArgumentParser:
    parser = ArgumentParser(
        prog=f"alongside {name}",
        description=f"{words[0].upper()}{words[1:]}.\n\n{(__doc__ or '').partition(chr(10) * 2)[2].strip()}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    if json:
        _add_json(parser)
    return parser


def _add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON in full precision")


def _given(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if value is not None}


def _one(options: Namespace, name: str, kind: str, settings: Mapping[str, Any]) -> int:
    return _told(options, lambda: _evaluation(name, kind, settings, None))


def _evaluation(name: str, kind: str, settings: Mapping[str, Any], table: Table | None) -> Evaluation:
    done: Done = do(name, kind, Asked(settings, table))
    return Evaluation(name, "", table, (done,))


def _told(options: Namespace, found: Any) -> int:
    try:
        evaluation: Evaluation = found()
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        if options.json:
            sys.stdout.write(unread_as_json(error.condition))
        return UNREAD
    sys.stdout.write(as_json(evaluation) if options.json else as_text(evaluation))
    return FINE if all(done.finding is not None for done in evaluation.done) else NOT_DONE
