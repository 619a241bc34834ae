"""A tiny gateway for texts on this machine, so that texts are really sent and really refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """`answer` is the status it gives; `texts` are those taken, `keys` what each was asked with, `asked` all requests."""

    port: int = 0
    answer: int = 202
    texts: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asked: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/send"


@contextmanager
def open_gateway() -> Iterator[Gateway]:
    gateway = Gateway()

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            gateway.asked += 1
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if gateway.answer < 300:
                gateway.texts.append(told)
                gateway.keys.append(self.headers.get("Authorization", ""))
            self.send_response(gateway.answer)
            if 300 <= gateway.answer < 400:
                self.send_header("Location", gateway.address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - http.server calls it so

        def log_message(self, *_args: Any) -> None:
            """In silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    gateway.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
