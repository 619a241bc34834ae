"""`alongside programme`: definitions checked, described, begun, compared and tried out, without site or database.

Exit codes: 0, all is well; 1, a definition was read but its programme could not open, or two definitions differ;
2, something could not be read or written, and nothing was done.
"""

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from alongside.programmes.core.checking import checked
from alongside.programmes.core.describing import as_html, as_text, described
from alongside.programmes.core.differing import differences, in_words
from alongside.programmes.core.library import slugs
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.reading import Unreadable, read, text_of

Instruments = Callable[[], Collection[str]]
Lives = Callable[[str, int, int, Sequence[str]], str]
"""Lives through a definition that can open: its text, how many people, the seed, what a starter filled in; the report."""
FINE, NOT_YET, UNREAD = 0, 1, 2


def main(arguments: Sequence[str], instruments: Instruments | None = None, lives: Lives | None = None) -> int:
    """Do what the arguments say, and return the exit code. ``instruments`` names the measures that can be asked, and
    ``lives`` tries a definition out on a database; both are only called by commands that need them."""
    options = parser().parse_args(arguments)
    known = instruments() if instruments and options.asks_measures else None
    options.lives = lives
    try:
        return int(options.do(options, known))
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNREAD
    except BrokenPipeError:
        # Whoever read along has read enough.
        sys.stderr.close()
        return FINE


def parser() -> ArgumentParser:
    made = ArgumentParser(
        prog="alongside programme",
        description=f"{(__doc__ or '').split(':', 1)[1].strip()}\n\nFILE may also be the name of a published model.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(required=True, dest="command", metavar="COMMAND")

    check = commands.add_parser("check", help="find what is wrong in definitions, and what they leave out")
    check.add_argument("files", nargs="*", metavar="FILE")
    check.add_argument("--library", action="store_true", help="check every published model")
    check.add_argument(
        "--brief", action="store_true", help="one line for each; name only what bars the opening"
    )
    check.set_defaults(do=_check, asks_measures=True)

    describe = commands.add_parser(
        "describe", help="tell a definition in words, by the twelve items of TIDieR"
    )
    describe.add_argument("file", metavar="FILE")
    describe.add_argument("--as", dest="form", choices=["text", "html", "docx"], default="text")
    describe.add_argument("--output", metavar="F", help="write to this file; docx needs it")
    describe.set_defaults(do=_describe, asks_measures=False)

    new = commands.add_parser("new", help="begin a definition from a published model")
    new.add_argument(
        "--from", dest="model", required=True, metavar="MODEL", help="a published model, or a file"
    )
    new.add_argument("--output", metavar="F", help="write to this file, which must not be there yet")
    new.add_argument("--as-published", action="store_true", help="fill nothing in that its sources leave out")
    new.set_defaults(do=_new, asks_measures=False)

    diff = commands.add_parser("diff", help="say what a second definition adds, takes away and changes")
    diff.add_argument("first", metavar="A")
    diff.add_argument("second", metavar="B")
    diff.set_defaults(do=_diff, asks_measures=False)

    simulate = commands.add_parser("simulate", help="try a definition out on made-up people")
    simulate.add_argument("file", metavar="FILE")
    simulate.add_argument("--people", type=int, default=100, metavar="N", help="how many take part (100)")
    simulate.add_argument(
        "--seed", type=int, default=1, metavar="S", help="the same seed gives the same figures (1)"
    )
    simulate.add_argument("--output", metavar="F", help="write to this file")
    simulate.add_argument(
        "--lived",
        action="store_true",
        help="live through it on a new database of its own, by the actions that the pages use (slower; 2 to 200 people)",
    )
    simulate.set_defaults(do=_simulate, asks_measures=False)

    models = commands.add_parser("models", help="list the published models")
    models.set_defaults(do=_models, asks_measures=False)
    return made


def _check(options: Namespace, instruments: Collection[str] | None) -> int:
    names = [*options.files, *(slugs() if options.library else ())]
    if not names:
        raise Unreadable("Name a file or a published model to check, or write --library.")
    worst = FINE
    for name in names:
        try:
            found = checked(read(name, instruments), brief=options.brief)
        except Unreadable as error:
            sys.stderr.write(f"{error}\n")
            worst = UNREAD
        else:
            sys.stdout.write("\n".join(found.lines) + "\n")
            worst = max(worst, NOT_YET if found.bars_opening else FINE)
    return worst


def _describe(options: Namespace, _instruments: Collection[str] | None) -> int:
    description = described(read(options.file).definition)
    if options.form == "docx":
        if options.output is None:
            raise Unreadable("A document needs a file to go to: add --output and its name.")
        # The library for documents is slow to load, and only wanted here.
        from alongside.programmes.core.document import as_docx  # noqa: PLC0415

        _write(options.output, as_docx(description))
        return FINE
    told = as_html(description) if options.form == "html" else as_text(description)
    _put(told, options.output)
    return FINE


def _new(options: Namespace, _instruments: Collection[str] | None) -> int:
    text = read(options.model).text
    if not options.as_published:
        # The library that writes TOML is only wanted here.
        from alongside.programmes.core.starting import CannotFillIn, filled_in_text, starter  # noqa: PLC0415

        try:
            text = filled_in_text(text, starter())
        except CannotFillIn as error:
            raise Unreadable(f"{options.model}: What is missing cannot be filled in: {error}") from None
    _put(text, options.output, onto=False)
    return FINE


def _diff(options: Namespace, _instruments: Collection[str] | None) -> int:
    first, second = read(options.first), read(options.second)
    found = differences(first.definition, second.definition)
    if found:
        sys.stdout.write("\n".join(in_words(found)) + "\n")
        return NOT_YET
    remark = "" if first.text == second.text else " Only comments, layout or the way of writing differ."
    sys.stdout.write(f"The two definitions say the same.{remark}\n")
    return FINE


def _simulate(options: Namespace, _instruments: Collection[str] | None) -> int:
    # The dice, and the library that writes TOML, are only wanted here.
    from alongside.programmes.core.simulated import as_text as simulation_as_text  # noqa: PLC0415
    from alongside.programmes.core.simulation import Mess, simulate  # noqa: PLC0415
    from alongside.programmes.core.starting import CannotFillIn, filled_in_text, starter  # noqa: PLC0415

    found, mess = read(options.file), Mess()
    _check_place(options.output)
    try:
        text = filled_in_text(found.text, starter())
        definition = load_definition(text)
        filled_in = [path for path in definition.added if path not in found.definition.added]
        if options.lived:
            _put(_lived(options, text, filled_in), options.output)
            return FINE
        told = simulate(definition, options.people, options.seed, mess=mess)
    except CannotFillIn as error:
        raise Unreadable(
            f"{options.file}: This cannot be run, and what is missing cannot be filled in: {error}"
        ) from None
    except ValueError as error:
        raise Unreadable(str(error)) from None
    _put(simulation_as_text(definition, told, mess, filled_in), options.output)
    return FINE


def _lived(options: Namespace, text: str, filled_in: Sequence[str]) -> str:
    if options.lives is None:
        raise Unreadable("Only the whole software can live through a definition: use the command alongside.")
    lives: Lives = options.lives
    return lives(text, options.people, options.seed, filled_in)


def _models(_options: Namespace, _instruments: Collection[str] | None) -> int:
    names = slugs()
    widest = max(map(len, names), default=0)
    for name in names:
        sys.stdout.write(f"{name:<{widest}}  {load_definition(text_of(name)).title}\n")
    return FINE


def _put(words: str, output: str | None, *, onto: bool = True) -> None:
    """To the file, or else to where people read along. Not ``onto`` a file that is there."""
    if output is None:
        sys.stdout.write(words)
    else:
        _write(output, words.encode(), onto=onto)


def _check_place(output: str | None) -> None:
    """Before a long work: whether what comes of it could be written there."""
    place = Path(output).parent if output is not None else None
    if place is not None and not (place.is_dir() and os.access(place, os.W_OK)):
        raise Unreadable(
            f"{output}: This file cannot be written: there is no such folder, or it is not yours."
        )


def _write(output: str, content: bytes, *, onto: bool = True) -> None:
    """The whole file or nothing of it: what was there stays, until all that is new is written beside it."""
    path = Path(output)
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe or a device; a folder refuses
            return
        beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            beside.write_bytes(content)
            if onto:
                beside.replace(path)
            else:
                path.hardlink_to(beside)
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError:
        raise Unreadable(f"{output}: There is a file of this name already. Choose another name.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file can have this name"
        raise Unreadable(f"{output}: This file cannot be written: {why}.") from None
