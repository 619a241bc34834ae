"""One ASGI callable: the pages run in a small pool of threads behind it, and the embedded worker lives beside them.

Plain Django on ASGI gives each synchronous request a thread of its own and so a database connection of its own; a
fixed pool keeps its connections and serves a third to a half more pages in one process.
"""

from __future__ import annotations

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, connections

from alongside.config.wsgi import application as wsgi
from alongside.jobs.actions import EmbeddedWorker
from alongside.web.queries import why_not_to_start

pages = WSGIMiddleware(cast("Any", wsgi), workers=4)
worker = EmbeddedWorker()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)


def _why_not_to_start() -> str:
    try:
        return why_not_to_start()
    except DatabaseError as error:
        return f"The database does not answer, or is not prepared (alongside migrate): {error}"
    finally:
        connections.close_all()


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if reason := await sync_to_async(_why_not_to_start)():
                await send({"type": "lifespan.startup.failed", "message": reason})
                return
            if settings.EMBEDDED_WORKER:
                worker.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            worker.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
