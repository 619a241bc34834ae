"""What was measured of triage, to be said beside its switch. Made by `alongside triage measure`; never typed by hand."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from alongside.safeguarding.core.triage.figures import Report
from alongside.safeguarding.core.triage.rules import DATA

FILE = DATA / "measured.json"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many posts, under a name of `figures.report`."""

    name: str
    reached: int
    count: int
    aim: float
    more_is_better: bool

    @property
    def percent(self) -> int:
        return round(100 * self.reached / self.count)

    @property
    def missed_percent(self) -> int:
        return 100 - self.percent


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a set of posts that nobody had looked at when the rules were written."""

    set_name: str
    posts: int
    rules_version: str
    figures: tuple[Share, ...]

    @property
    def caught(self) -> tuple[Share, ...]:
        """What should be raised: of how many posts it was."""
        return tuple(each for each in self.figures if each.more_is_better)

    @property
    def false_alarms(self) -> tuple[Share, ...]:
        """What is quiet: of how many posts it was raised all the same."""
        return tuple(each for each in self.figures if not each.more_is_better)


def as_kept(report: Report, set_name: str, posts: int, rules_version: str) -> str:
    """The figures of a report that have an aim, as the file holds them."""
    figures = [
        asdict(Share(each.name, each.reached, each.count, each.aim, each.more_is_better))
        for each in report.figures
        if each.aim is not None and each.count
    ]
    kept = {"set_name": set_name, "posts": posts, "rules_version": rules_version, "figures": figures}
    return json.dumps(kept, indent=1) + "\n"


@lru_cache(maxsize=1)
def measured() -> Measured:
    """What stands in the file. Raises OSError, ValueError or KeyError where it does not hold figures."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    shares = tuple(Share(**each) for each in stored["figures"])
    return Measured(stored["set_name"], stored["posts"], stored["rules_version"], shares)
