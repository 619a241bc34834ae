"""What is wrong in a file: sentences, each with its place, and one error that carries them."""

from collections.abc import Callable
from dataclasses import dataclass, field

MOST_TOLD = 20


class Unreadable(Exception):
    """A file could not be taken as it is; the text is a sentence a line."""


@dataclass(slots=True)
class Faults:
    """The faults found in one file, in the order in which they were found."""

    name: str
    sentences: list[str] = field(default_factory=list)

    def add(self, where: str, sentence: str) -> None:
        """Note a sentence about a place in the file; an empty place means the file as a whole."""
        self.sentences.append(": ".join(part for part in (self.name, where, sentence) if part))

    def stop_if_any(self) -> None:
        """Raise Unreadable with the first twenty, and how many more there are."""
        if self.sentences:
            more = len(self.sentences) - MOST_TOLD
            rest = [f"{self.name}: and {more} more."] if more > 0 else []
            raise Unreadable("\n".join([*self.sentences[:MOST_TOLD], *rest]))


@dataclass(slots=True)
class Place:
    """Somewhere in a file. ``name`` puts a path of field names and positions into the words of that file."""

    faults: Faults
    name: Callable[[tuple[str | int, ...]], str]
    path: tuple[str | int, ...] = ()

    def at(self, *steps: str | int) -> "Place":
        """A place further inside."""
        return Place(self.faults, self.name, (*self.path, *steps))

    def fault(self, sentence: str) -> None:
        """Note that something is wrong here."""
        self.faults.add(self.name(self.path), sentence)


def json_path(path: tuple[str | int, ...]) -> str:
    """``seekers[3].wishes[0].trait``: positions count from 0, as in JSON Pointer and most tools."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".")
