"""How long triage takes for a post, and for the worst texts of 100,000 characters that we could think of.

`python -m benchmarks.triage` prints two Markdown tables in the processor's time, and fails where one post in a hundred
takes more than 50 ms, or any long text more than a second. The posts are those of the development set, each read as new.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from alongside.safeguarding.core.triage import load_rules, read
from alongside.safeguarding.core.triage.figures import labelled_posts
from alongside.safeguarding.core.triage.reading import shipped_rules
from benchmarks.ground import machine, table

SET = Path(__file__).parent.parent / "tests/safeguarding/core/triage/development_set.txt"
LENGTH = 100_000
MOST_MS_A_POST = 50.0
MOST_SECONDS_A_LONG_TEXT = 1.0

REPEATED = {
    "a word that begins many phrases": "want ",
    "a phrase of crisis": "i want to kill myself ",
    "the same, denied": "i do not want to kill myself ",
    "gaps that stay open": "if i am gone who will ",
    "many subjects": "he she they my son i ",
    "letters typed one by one": "k i l l m y s e l f ",
    "letters under stars": "k*l* m*s**f ",
    "marks heaped on letters": "i\u0301\u0302\u0303\u0304",
    "pictures": "\N{PILL}",
    "telephone numbers": "07700 900123 ",
    "another alphabet": "я не хочу жить ",
    "dots": ".",
    "signs of an address": "a.",
    "one word without an end": "a",
}


def milliseconds(text: str) -> float:
    begun = time.process_time()
    read(text)
    return (time.process_time() - begun) * 1000


def long_texts() -> dict[str, str]:
    dice = random.Random(1)
    vocabulary = sorted(shipped_rules().phrases.vocabulary)
    letters = "abcdefghijklmnopqrstuvwxyz"
    made = {name: (part * LENGTH)[:LENGTH] for name, part in REPEATED.items()}
    made["words of the rules by chance"] = " ".join(dice.choices(vocabulary, k=LENGTH // 4))[:LENGTH]
    made["words that nobody knows"] = " ".join(
        "".join(dice.choices(letters, k=9)) for _ in range(LENGTH // 10)
    )[:LENGTH]
    return made


def main() -> int:
    begun = time.process_time()
    load_rules()
    loading = time.process_time() - begun
    posts = labelled_posts(SET.read_text(encoding="utf-8"), shipped_rules().policy.by_id)
    read("warm")
    times = sorted(milliseconds(post.text) for post in posts)
    middle, late = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(machine(), "\n")
    print(
        table(
            ["What", "Milliseconds"],
            [
                ["a post, p50", f"{middle:.1f}"],
                ["a post, p99", f"{late:.1f}"],
                ["a post, longest", f"{times[-1]:.1f}"],
                ["loading the rules, once a process", f"{loading * 1000:.0f}"],
            ],
        )
    )
    long = {name: milliseconds(text) / 1000 for name, text in long_texts().items()}
    print()
    print(table(["100,000 characters of", "Seconds"], [[name, f"{took:.2f}"] for name, took in long.items()]))
    return int(late > MOST_MS_A_POST or max(long.values()) > MOST_SECONDS_A_LONG_TEXT)


if __name__ == "__main__":
    sys.exit(main())
