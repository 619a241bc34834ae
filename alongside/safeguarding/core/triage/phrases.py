"""Phrases found in words, all of them in one pass.

A phrase is a line of words; `a|b` is a choice (`a|no_one` joins two words), `stem*` any word that begins so, `word?` may be missing, `..3` stands for up
to three words of any kind, and `{name}` for any phrase of a named set. All phrases become one automaton over words, whose
states are made when they are first needed (as in RE2): each word of the text is one step, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alongside.safeguarding.core.triage.spelling import Word

ANY = "*"
MOST_STATES = 20_000
LONGEST_GAP = 8
SHORTEST_STEM = 2
_ELEMENT = re.compile(r"\.\.(?P<gap>\d)|(?P<body>\{[a-z_]+\}|[^\s?{}.]+)(?P<may>\?)?")
Spell = Callable[[str], Sequence[tuple[str, ...]]]


class BadPhrase(ValueError):
    """A phrase cannot be read; says which and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in the words: the first of its words and the one after its last."""

    owner: int
    first: int
    after: int


@dataclass(slots=True)
class _Node:
    edges: dict[str, set[int]] = field(default_factory=dict)
    skips: set[int] = field(default_factory=set)
    owner: int | None = None
    longest: int = 0


class Phrases:
    """All phrases, each with the number of its owner. ``steps`` counts the work of the last search, in states looked at."""

    def __init__(self, sets: Mapping[str, Sequence[str]], spell: Spell) -> None:
        self._sets, self._spell = sets, spell
        self._nodes: list[_Node] = [_Node()]
        self._begins: dict[int, list[int]] = {}
        self._open: set[str] = set()
        self.vocabulary: set[str] = set()
        self.steps = 0
        self.stems: set[str] = set()
        self._states: list[frozenset[int]] = []

    def add(self, phrase: str, owner: int) -> None:
        """Look for this phrase too. Raises BadPhrase."""
        begin = self._new()
        end, longest = self._line(phrase, begin)
        if self._reach({begin}) & {end}:
            raise BadPhrase(f"“{phrase}” would be found where nothing stands.")
        self._nodes[end].owner, self._nodes[end].longest = owner, longest
        self._nodes[0].skips.add(begin)
        self._begins.setdefault(end, []).append(begin)
        self._states.clear()

    def search(self, words: Sequence[Word]) -> list[Found]:
        """Every phrase in the words, within sentences, in the order of their ends."""
        if not self._states:
            self._forget()
        self.steps = 0
        found: list[Found] = []
        lengths: dict[tuple[int, tuple[tuple[str, ...], ...]], int] = {}
        state, sentence, begin = 0, -1, 0
        for index, word in enumerate(words):
            if word.sentence != sentence:
                state, sentence, begin = 0, word.sentence, index
            state = self._next(state, self._keys(word.forms))
            self.steps += 1
            for end in self._accepts[state]:
                earliest = max(begin, index + 1 - self._nodes[end].longest)
                said = (end, tuple(self._keys(one.forms) for one in words[earliest : index + 1]))
                if said not in lengths:
                    lengths[said] = index - self._first(end, words, earliest, index)
                found.append(Found(self._owner(end), index - lengths[said], index + 1))
        return found

    def _owner(self, end: int) -> int:
        owner = self._nodes[end].owner
        assert owner is not None
        return owner

    def _new(self) -> int:
        self._nodes.append(_Node())
        return len(self._nodes) - 1

    def _line(self, phrase: str, begin: int) -> tuple[int, int]:
        """The words of one phrase from a node on: the node where it ends, and its greatest number of words."""
        at, longest, done = begin, 0, 0
        for match in _ELEMENT.finditer(phrase):
            if phrase[done : match.start()].strip():
                break
            done = match.end()
            if match["gap"]:
                gap = int(match["gap"])
                if gap > LONGEST_GAP:
                    raise BadPhrase(f"“{phrase}” leaves a gap of more than {LONGEST_GAP} words.")
                at, longest = self._gap(at, gap), longest + gap
                continue
            after = self._new()
            longest += self._body(match["body"], at, after, phrase)
            if match["may"]:
                self._nodes[at].skips.add(after)
            at = after
        if phrase[done:].strip() or not done:
            raise BadPhrase(f"“{phrase}” cannot be read from “{phrase[done:].strip()}” on.")
        return at, longest

    def _gap(self, at: int, words: int) -> int:
        after = self._new()
        self._nodes[at].skips.add(after)
        for _ in range(words):
            nxt = self._new()
            self._nodes[at].edges.setdefault(ANY, set()).add(nxt)
            self._nodes[nxt].skips.add(after)
            at = nxt
        return after

    def _body(self, body: str, at: int, after: int, phrase: str) -> int:
        if body.startswith("{"):
            name = body[1:-1]
            if name not in self._sets or name in self._open:
                raise BadPhrase(f"“{phrase}” names the set “{name}”, which is not there or names itself.")
            self._open.add(name)
            longest = 0
            for member in self._sets[name]:
                end, length = self._line(member, at)
                self._nodes[end].skips.add(after)
                longest = max(longest, length)
            self._open.discard(name)
            return longest
        longest = 0
        for choice in body.split("|"):
            if not choice:
                raise BadPhrase(f"“{phrase}” has an empty choice.")
            spelt = [(choice,)] if choice.endswith("*") else self._spell(choice.replace("_", " "))
            here = at
            for place, forms in enumerate(spelt):
                there = after if place == len(spelt) - 1 else self._new()
                self._edge(here, forms[0], there)
                here = there
            longest = max(longest, len(spelt))
        return longest

    def _edge(self, at: int, key: str, to: int) -> None:
        if key.endswith("*"):
            if len(key) <= SHORTEST_STEM:
                raise BadPhrase(f"“{key}” is too short a beginning of a word.")
            self.stems.add(key)
        else:
            self.vocabulary.add(key)
        self._nodes[at].edges.setdefault(key, set()).add(to)

    def _reach(self, nodes: Iterable[int]) -> set[int]:
        """These nodes, and those reached from them without a word."""
        seen, todo = set(nodes), list(nodes)
        while todo:
            for other in self._nodes[todo.pop()].skips - seen:
                seen.add(other)
                todo.append(other)
        return seen

    def _forget(self) -> None:
        """Drop the states made so far."""
        self.steps = 0
        self._known_keys: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._numbers: dict[frozenset[int], int] = {}
        self._states = []
        self._delta: list[dict[tuple[str, ...], int]] = []
        self._accepts: list[tuple[int, ...]] = []
        self._closures: dict[int, frozenset[int]] = {}
        self._starts: dict[str, set[int]] = {}
        for node in self._reach({0}):
            for key, targets in self._nodes[node].edges.items():
                self._starts.setdefault(key, set()).update(targets)
        self._state(frozenset())

    def _state(self, nodes: frozenset[int]) -> int:
        if nodes not in self._numbers:
            self._numbers[nodes] = len(self._states)
            self._states.append(nodes)
            self._delta.append({})
            self._accepts.append(tuple(sorted(node for node in nodes if self._nodes[node].owner is not None)))
        return self._numbers[nodes]

    def _keys(self, forms: tuple[str, ...]) -> tuple[str, ...]:
        """What the automaton knows of a word: itself and its known beginnings."""
        keys = self._known_keys.get(forms)
        if keys is None:
            if len(self._known_keys) > 50_000:
                self._known_keys.clear()
            keys = tuple(
                key
                for form in forms
                for key in (form, *(f"{form[:length]}*" for length in range(SHORTEST_STEM, len(form) + 1)))
                if key in self.vocabulary or key in self.stems
            )
            self._known_keys[forms] = keys
        return keys

    def _move(self, nodes: Iterable[int], keys: tuple[str, ...]) -> set[int]:
        reached: set[int] = set()
        for node in nodes:
            edges = self._nodes[node].edges
            if edges:
                self.steps += 1
                for key in (*keys, ANY):
                    if key in edges:
                        reached |= edges[key]
        return self._closed(reached)

    def _begin(self, keys: tuple[str, ...]) -> set[int]:
        """The nodes reached when a phrase begins with this word."""
        reached: set[int] = set()
        for key in (*keys, ANY):
            reached |= self._starts.get(key, frozenset())
        return self._closed(reached)

    def _closed(self, nodes: Iterable[int]) -> set[int]:
        """These nodes, and those reached from them without a word; remembered node by node."""
        reached: set[int] = set()
        for node in nodes:
            closure = self._closures.get(node)
            if closure is None:
                closure = self._closures[node] = frozenset(
                    other
                    for other in self._reach({node})
                    if self._nodes[other].edges or self._nodes[other].owner is not None
                )
            reached |= closure
        return reached

    def _next(self, state: int, keys: tuple[str, ...]) -> int:
        known = self._delta[state].get(keys)
        if known is None:
            reached = frozenset(self._move(self._states[state], keys) | self._begin(keys))
            if len(self._states) > MOST_STATES:
                steps = self.steps
                self._forget()
                self.steps = steps
                return self._state(reached)
            known = self._delta[state][keys] = self._state(reached)
        return known

    def _first(self, end: int, words: Sequence[Word], earliest: int, last: int) -> int:
        """The latest word from which the phrase that ends here can begin."""
        for first in range(last, earliest - 1, -1):
            nodes = self._closed(self._begins[end])
            for index in range(first, last + 1):
                nodes = self._move(nodes, self._keys(words[index].forms))
                if not nodes:
                    break
            if end in nodes:
                return first
        raise AssertionError("a phrase that was found begins somewhere")
