"""A mail server on this machine that counts what it took, and can be hurt while it runs."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Letterbox:
    """`taken` counts letters by their Message-ID. `refusals` maps a command to the bad answer that it gets instead.
    `silent` makes every connection wait and hear nothing."""

    taken: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    port: int = 0
    _server: socketserver.ThreadingTCPServer | None = None

    def open(self) -> None:
        """Listen; on the same port as before, if there was one."""
        box = self

        class Counting(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                box._serve(self)

        class Building(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Building(("127.0.0.1", self.port), Counting)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Nobody listens any more."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _serve(self, at: socketserver.StreamRequestHandler) -> None:
        if self.silent:
            at.rfile.read(1)
            return
        _say(at, "220 letterbox")
        while line := at.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            if command in self.refusals:
                _say(at, self.refusals[command])
            elif command == "DATA":
                _say(at, "354 go on")
                self.taken[_message_id(at)] += 1
                _say(at, "250 taken")
            elif command == "QUIT":
                _say(at, "221 bye")
                return
            else:
                _say(at, "250 fine")


def _say(at: socketserver.StreamRequestHandler, words: str) -> None:
    at.wfile.write(f"{words}\r\n".encode())


def _message_id(at: socketserver.StreamRequestHandler) -> str:
    """Of the letter that follows, read to its end; a worker that dies in the middle raises, and nothing was taken."""
    found = ""
    while True:
        line = at.rfile.readline()
        if not line:
            raise ConnectionError("cut off in the middle of a letter")
        words = line.decode().rstrip("\r\n")
        if words == ".":
            return found
        if words.startswith("Message-ID: "):
            found = words.removeprefix("Message-ID: ").strip()
