"""How well triage does on a set of labelled posts: the figures that stand beside its switch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from alongside.safeguarding.core.triage.policy import Lane, Policy
from alongside.safeguarding.core.triage.reading import Reading

QUIET = "quiet"
READ = "=== read ==="
_PAIR = re.compile(r"=(\S+) (.*)")


class BadPosts(ValueError):
    """A set of posts cannot be read. Says on which line, from 1."""


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A made-up post, what it holds (a category of the policy, or quiet), its group, and the name of its pair."""

    text: str
    category: str
    group: str
    pair: str = ""
    was_read: bool = False

    @property
    def is_held_out(self) -> bool:
        """Half of the posts that were not read while rules were written, told by their text alone."""
        return not self.was_read and hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


def labelled_posts(source: str, categories: Iterable[str]) -> list[LabelledPost]:
    """Read a set: `## category group` heads the posts below it, one a line; `=name` marks one of a pair; # is a remark;
    `=== read ===` says that all posts above it were read while rules were written, and are no longer held out.

    Raises BadPosts.
    """
    known = {QUIET, *categories}
    posts: list[LabelledPost] = []
    category = group = ""
    for number, line in enumerate(source.splitlines(), 1):
        if line.startswith("## "):
            category, _, group = line[3:].strip().partition(" ")
            if category not in known:
                raise BadPosts(f"Line {number}: there is no category “{category}”.")
        elif line == READ:
            posts = [replace(post, was_read=True) for post in posts]
        elif line.strip() and not line.startswith("#"):
            if not category:
                raise BadPosts(f"Line {number}: no “## category” stands above this post.")
            pair = _PAIR.fullmatch(line)
            text = (pair[2] if pair else line).replace("\\n", "\n")
            posts.append(LabelledPost(text, category, group, pair[1] if pair else ""))
    return posts


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of posts: ``reached`` of ``count``, its aim, and whether more (True) or fewer is better."""

    name: str
    reached: int
    count: int
    aim: float | None = None
    more_is_better: bool = True

    @property
    def share(self) -> float | None:
        return self.reached / self.count if self.count else None

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is met; None where there is no aim or no post."""
        if self.aim is None or self.share is None:
            return None
        return self.share >= self.aim if self.more_is_better else self.share <= self.aim


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one set. ``gap`` is recall in standard English less recall in dialect, on the pairs."""

    figures: tuple[Figure, ...]
    gap: float | None
    unexplained: int


def report(posts: Sequence[LabelledPost], reader: Callable[[str], Reading], policy: Policy) -> Report:
    """Read every post and count."""
    read = [(post, reader(post.text)) for post in posts]
    figures = [
        _reached("imminent danger to self reaches P1", read, "self_imminent", Lane.NOW, 0.85),
        _reached("active thoughts, urges reach P1", read, "self_active", Lane.NOW, 0.85),
        _reached("passive or indirect reaches P2", read, "self_passive", Lane.HOURS, 0.60),
        _reached("other languages reach P2", read, "language_not_covered", Lane.HOURS, 0.75),
    ]
    others = sorted(
        {post.category for post in posts} - {"self_imminent", "self_active", "self_passive", QUIET}
    )
    for category in others:
        if category != "language_not_covered":
            lane = policy.by_id[category].lane
            figures.append(_reached(f"{policy.by_id[category].name}: {lane}", read, category, lane))
    for name, group, aim in (
        ("ordinary quiet posts raised to P1 or P2", "ordinary", 0.10),
        ("hard quiet posts raised to P1 or P2", "hard", 0.15),
    ):
        quiet = [one for post, one in read if post.category == QUIET and post.group == group]
        figures.append(
            Figure(
                name, sum(reaches(one, Lane.HOURS) for one in quiet), len(quiet), aim, more_is_better=False
            )
        )
    return Report(tuple(figures), _gap(read, policy), sum(_is_unexplained(post, one) for post, one in read))


def reaches(reading: Reading, lane: Lane) -> bool:
    """Whether the post is read at least as soon as this lane says."""
    return reading.lane is not None and reading.lane <= lane


def _reached(
    name: str,
    read: Sequence[tuple[LabelledPost, Reading]],
    category: str,
    lane: Lane,
    aim: float | None = None,
) -> Figure:
    of_it = [one for post, one in read if post.category == category]
    return Figure(name, sum(reaches(one, lane) for one in of_it), len(of_it), aim)


def _gap(read: Sequence[tuple[LabelledPost, Reading]], policy: Policy) -> float | None:
    """Only pairs of which both are there count."""
    paired: dict[str, dict[bool, bool]] = {}
    for post, one in read:
        if post.pair:
            lane = policy.by_id[post.category].lane
            paired.setdefault(post.pair, {})[post.group == "standard"] = reaches(one, lane)
    whole = [pair for pair in paired.values() if len(pair) == 2]
    if not whole:
        return None
    return sum(pair[True] - pair[False] for pair in whole) / len(whole)


def _is_unexplained(post: LabelledPost, reading: Reading) -> bool:
    """Whether anything was raised without words from the post itself and a reason."""
    return any(
        not one.why
        or not one.evidence
        or any(post.text[part.start : part.end] != part.words for part in one.evidence)
        for one in reading.findings
    )
