"""The `alongside` command: the commands of the cores, which need no site, and Django's under our name."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence


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

    return programme(arguments, lambda: {instrument.id for instrument in instruments()})


def _evaluate(arguments: Sequence[str]) -> int:
    from alongside.evaluation.core.commands.evaluating import main_evaluate  # noqa: PLC0415

    return main_evaluate(arguments)


def _power(arguments: Sequence[str]) -> int:
    from alongside.evaluation.core.commands.evaluating import main_power  # noqa: PLC0415

    return main_power(arguments)


def _meta(arguments: Sequence[str]) -> int:
    from alongside.evaluation.core.commands.evaluating import main_meta  # noqa: PLC0415

    return main_meta(arguments)


def _randomise(arguments: Sequence[str]) -> int:
    from alongside.evaluation.core.commands.randomising import main_randomise  # noqa: PLC0415

    return main_randomise(arguments)


CORE_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "programme": _programme,
    "evaluate": _evaluate,
    "power": _power,
    "meta": _meta,
    "randomise": _randomise,
}
"""The first word of a command to what does it, without Django. Rooms do not know one another; here they meet."""


if __name__ == "__main__":
    main()
