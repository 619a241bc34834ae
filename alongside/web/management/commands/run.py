from __future__ import annotations

import contextlib
import socket
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from alongside.programmes.models import Organisation
from alongside.web.queries import why_not_to_start

# After Ctrl+C an open page gets this many seconds to finish.
PATIENCE = 5


class Command(BaseCommand):
    help = "Prepare the database, build the demonstration if it is wanted and missing, and serve the site."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other computers in")

    def handle(self, *args: Any, **options: Any) -> None:
        # First of all, so that a taken port is said at once and not after building a demonstration.
        door = self._open_door(options["host"], options["port"])
        with contextlib.closing(door):
            self._prepare()
            if reason := why_not_to_start():
                raise CommandError(reason)
            self._say_where(options["port"])
            self._serve(door)

    def _open_door(self, host: str, port: int) -> socket.socket:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except (OSError, OverflowError) as error:
            door.close()
            raise CommandError(
                f"Port {port} cannot be used: another program has it, or it is not allowed here. "
                f"Choose another one: make run PORT={port + 1 if port < 65535 else 8000}"
            ) from error
        return door

    def _prepare(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and "build_demo" in get_commands() and not Organisation.objects.exists():
            self._say("Building the demonstration (once; about two minutes) ...")
            call_command("build_demo")

    def _say_where(self, port: int) -> None:
        self._say(f"Alongside is at http://localhost:{port}/")
        self._say(
            "It shows a demonstration: choose whom to be on its first page. Ctrl+C stops it."
            if settings.DEMO
            else "Ctrl+C stops it."
        )

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _serve(self, door: socket.socket) -> None:
        server = uvicorn.Server(
            uvicorn.Config(
                "alongside.config.asgi:application",
                log_level="warning",
                access_log=False,
                lifespan="on",
                server_header=False,
                timeout_graceful_shutdown=PATIENCE,
            )
        )
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[door])
