"""The `alongside` command: the commands of the cores, which need no site, and Django's under our name."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from tempfile import TemporaryDirectory


def main() -> None:
    core = CORE_COMMANDS.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if core is not None:
        sys.exit(core(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    # Not at the top: the cores' commands also work where Django cannot be set up, and begin sooner.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


def _programme(arguments: Sequence[str]) -> int:
    from alongside.measures.core import instruments  # noqa: PLC0415
    from alongside.programmes.core.command import main as programme  # noqa: PLC0415

    return programme(arguments, lambda: {instrument.id for instrument in instruments()}, _lived_through)


def _lived_through(text: str, people: int, seed: int, filled_in: Sequence[str]) -> str:
    """A definition lived through on a database that is made for it and thrown away; never on the site's own."""
    with TemporaryDirectory() as place:
        for name in ("DATABASE_URL", "DATABASE_URL_FILE", "ALONGSIDE_PRODUCTION"):
            os.environ.pop(name, None)
        os.environ["ALONGSIDE_DATA"] = place
        os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
        import django  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        from alongside.web.actions.trial.live import check_people, live_through  # noqa: PLC0415
        from alongside.web.actions.trial.told import as_text  # noqa: PLC0415

        check_people(people)
        call_command("migrate", verbosity=0, interactive=False)

        return as_text(live_through(text, people=people, seed=seed), filled_in)


def _of(module: str, name: str = "main") -> Callable[[Sequence[str]], int]:
    """A core's command, whose room is only loaded when it is called for."""

    def command(arguments: Sequence[str]) -> int:
        return int(getattr(import_module(module), name)(arguments))

    return command


CORE_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "programme": _programme,
    "match": _of("alongside.matching.core.command"),
    "score": _of("alongside.measures.core.command"),
    "evaluate": _of("alongside.evaluation.core.commands.evaluating", "main_evaluate"),
    "bundle": _of("alongside.evaluation.core.commands.bundling", "main_bundle"),
    "power": _of("alongside.evaluation.core.commands.evaluating", "main_power"),
    "meta": _of("alongside.evaluation.core.commands.evaluating", "main_meta"),
    "randomise": _of("alongside.evaluation.core.commands.randomising", "main_randomise"),
    "triage": _of("alongside.safeguarding.core.triage.command"),
}
"""The first word of a command to what does it, without Django. Rooms do not know one another; here they meet."""


if __name__ == "__main__":
    main()
