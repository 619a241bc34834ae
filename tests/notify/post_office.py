"""A tiny mail server on this machine, so that letters are really sent and really refused."""

from __future__ import annotations

import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class PostOffice:
    """`refusals` maps the command to answer badly ("RCPT", "DATA") to the answer; `letters` are those taken."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)


class Building(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    office: PostOffice


class Counter(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Building)
        office = self.server.office
        self.answer("220 post office")
        while line := self.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            if command in office.refusals:
                self.answer(office.refusals[command])
            elif command == "DATA":
                self.answer("354 go on")
                office.letters.append(self.read_letter())
                self.answer("250 taken")
            elif command == "QUIT":
                self.answer("221 bye")
                return
            else:
                if command == "RCPT":
                    office.recipients.append(line)
                self.answer("250 fine")

    def answer(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def read_letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)


def open_post_office() -> tuple[PostOffice, Building]:
    building = Building(("127.0.0.1", 0), Counter)
    building.office = office = PostOffice(port=building.server_address[1])
    threading.Thread(target=building.serve_forever, args=(0.05,), daemon=True).start()
    return office, building
