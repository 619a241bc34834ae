"""The figures on the project's own sets; a change that lowers one below its floor fails here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alongside.safeguarding.core.triage import Lane, Reading, read
from alongside.safeguarding.core.triage.figures import BadPosts, labelled_posts, report
from alongside.safeguarding.core.triage.measured import FILE, as_kept, measured
from alongside.safeguarding.core.triage.reading import shipped_rules
from alongside.safeguarding.core.triage.rules import DATA
from alongside.safeguarding.core.triage.training import train
from alongside.safeguarding.core.triage.voice import read_classes, read_voice

SET = Path(__file__).with_name("development_set.txt")
POLICY = shipped_rules().policy
POSTS = labelled_posts(SET.read_text(encoding="utf-8"), POLICY.by_id)
DEVELOPMENT = [post for post in POSTS if not post.is_held_out]
READ = (
    "development_set.txt",
    "development_two.txt",
    "development_three.txt",
    "development_four.txt",
    "development_five.txt",
    "unseen_one.txt",
    "unseen_two.txt",
    "unseen_three.txt",
    "unseen_four.txt",
    "unseen_five.txt",
)
"""What was read while rules were written, and what the second voice is trained on, in this order."""
CLASSES = read_classes(DATA / "word_classes.txt")
SLACK = 0.02
"""How much a figure may fall before it fails."""


def test_the_set_is_large_and_varied() -> None:
    assert len(POSTS) >= 600
    assert len({(post.text, post.pair) for post in POSTS}) == len(POSTS)
    assert {post.category for post in POSTS} >= set(POLICY.by_id) - {
        "second_voice",
        "second_voice_now",
        "other_passive",
    }


MEASURED = {
    "imminent danger to self reaches P1": 0.97,
    "active thoughts, urges reach P1": 0.97,
    "passive or indirect reaches P2": 0.97,
    "other languages reach P2": 0.98,
    "ordinary quiet posts raised to P1 or P2": 0.00,
    "hard quiet posts raised to P1 or P2": 0.04,
}
"""What was measured on the first development set when the rules or the voice were last changed. Both know these posts: a floor."""


def test_no_figure_falls_below_what_was_measured() -> None:
    counted = report(DEVELOPMENT, read, POLICY)
    fallen = []
    for figure in counted.figures:
        before = MEASURED.get(figure.name)
        if before is not None:
            assert figure.share is not None
            worse = before - figure.share if figure.more_is_better else figure.share - before
            if worse > SLACK:
                fallen.append(f"{figure.name}: {figure.share:.2f}")
    assert fallen == []
    assert counted.unexplained == 0
    assert counted.gap is None or counted.gap <= 0.10


def test_what_stands_beside_the_switch_is_what_these_rules_measure() -> None:
    """Whoever changes a rule measures again: `alongside triage measure`, on posts that were not read for it."""
    found = measured()
    source = SET.with_name(found.set_name).read_text(encoding="utf-8")
    posts = labelled_posts(source, POLICY.by_id)
    now = as_kept(report(posts, read, POLICY), found.set_name, len(posts), shipped_rules().version)
    assert FILE.read_text(encoding="utf-8") == now
    assert found.set_name not in READ


def test_the_gap_between_standard_english_and_dialect_is_counted_on_the_development_half() -> None:
    gap = report(DEVELOPMENT, read, POLICY).gap
    assert gap is not None
    assert gap <= 0.10


def test_every_flag_on_the_set_shows_its_words_and_its_reason() -> None:
    for post in POSTS:
        for finding in read(post.text).findings:
            assert finding.why
            assert finding.evidence
            assert all(post.text[part.start : part.end] == part.words for part in finding.evidence)


def test_a_reader_that_finds_nothing_has_the_figures_of_one() -> None:
    nothing = report(POSTS, lambda _text: Reading(None, (), (), "0"), POLICY)
    assert {figure.reached for figure in nothing.figures} == {0}
    assert nothing.figures[0].is_met is False
    assert nothing.figures[-1].is_met is True


def test_a_reader_that_raises_everything_is_told_apart() -> None:
    everything = report(POSTS, lambda _text: Reading(Lane.NOW, (), (), "0"), POLICY)
    assert everything.figures[0].is_met is True
    assert everything.figures[-1].is_met is False


def test_the_gap_counts_whole_pairs_only() -> None:
    source = "## self_active standard\n=a I want\n=b I wish\n## self_active dialect\n=a ah want\n"
    posts = labelled_posts(source, POLICY.by_id)
    counted = report(posts, lambda text: Reading(Lane.NOW if text == "I want" else None, (), (), "0"), POLICY)
    assert counted.gap == 1.0
    assert report(posts[:1], read, POLICY).gap is None


@pytest.mark.parametrize(
    ("source", "why"),
    [("hello", "Line 1: no “## category”"), ("\n## nonsense\nx", "Line 2: there is no category")],
)
def test_a_set_that_cannot_be_read_says_where(source: str, why: str) -> None:
    with pytest.raises(BadPosts, match=why):
        labelled_posts(source, POLICY.by_id)


def test_posts_above_the_mark_were_read_and_are_not_held_out() -> None:
    source = "## quiet\n" + "\n".join(f"post {n}" for n in range(20)) + "\n=== read ===\n## quiet\n"
    source += "\n".join(f"later {n}" for n in range(20))
    posts = labelled_posts(source, POLICY.by_id)
    assert not any(post.is_held_out for post in posts[:20])
    assert any(post.is_held_out for post in posts[20:])


def test_the_second_voice_was_trained_on_these_posts_and_finds_most_of_what_it_never_saw() -> None:
    """Trained here without the background, which is not kept, it is another voice; the posts must be the same."""
    sets = {
        name: labelled_posts(SET.with_name(name).read_text(encoding="utf-8"), POLICY.by_id) for name in READ
    }
    made = train(sets, shipped_rules(), CLASSES)
    own, stored = json.loads(made.stored), read_voice(DATA / "voice.json", CLASSES)
    assert stored.version.rsplit("-", 1)[0] == own["version"].rsplit("-", 1)[0]
    assert made.false_alarms <= 0.18
    assert made.recall >= 0.60


def test_training_needs_posts_of_both_kinds() -> None:
    with pytest.raises(ValueError, match="at least 6"):
        train({"few": labelled_posts("## quiet\nhello\n", POLICY.by_id)}, shipped_rules(), CLASSES)


HUGE = [0] * 16384
WHOLE = {
    "scale": 1,
    "classes": CLASSES.version,
    "soon": HUGE,
    "now": HUGE,
    "leans": [0, 0],
    "thresholds": [1, 1],
    "version": "x",
}


@pytest.mark.parametrize(
    "changed",
    [{"soon": [1]}, {"now": None}, {"classes": "other"}, {"leans": [0]}, {"scale": "much"}],
    ids=str,
)
def test_a_file_that_is_not_a_voice_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    path = tmp_path / "voice.json"
    path.write_text(json.dumps(WHOLE))
    assert read_voice(path, CLASSES).version == "x"
    path.write_text(json.dumps(WHOLE | changed))
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_voice(path, CLASSES)
