"""One export's disguise: who is who within this file only, and whose dates are moved by how much."""

from dataclasses import dataclass
from datetime import date

from alongside.evaluation.core.tables import pseudonym, shift_dates


@dataclass(frozen=True)
class Cloak:
    """Pseudonyms and dates of one export. The key is thrown away with it, so that two exports cannot be joined."""

    key: bytes
    shift: bool

    def person(self, pk: int) -> str:
        return pseudonym(self.key, f"person:{pk}")

    def relationship(self, pk: int | None) -> str | None:
        return None if pk is None else "r" + pseudonym(self.key, f"relationship:{pk}")[1:]

    def response(self, pk: int) -> str:
        return "a" + pseudonym(self.key, f"response:{pk}")[1:]

    def goal(self, name: str) -> str:
        return "g" + pseudonym(self.key, f"goal:{name}")[1:]

    def day(self, pk: int, on: date | None) -> date | None:
        """The date as it stands in the file; moved by this person's own number of days, if dates are moved."""
        if on is None or not self.shift:
            return on
        return shift_dates(str(pk), on, self.key)
