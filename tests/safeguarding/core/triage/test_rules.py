"""Rules are data with examples; what is broken is refused with its line, and the last good rules stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from alongside.safeguarding.core.triage import BrokenRules, KeptRules, load_rules, read
from alongside.safeguarding.core.triage.policy import Lane
from alongside.safeguarding.core.triage.reading import shipped_rules
from alongside.safeguarding.core.triage.rules import DATA

RULES = shipped_rules().rules


@pytest.mark.parametrize(
    ("rule", "example"), [(rule.id, example) for rule in RULES for example in rule.found], ids=str
)
def test_a_rule_finds_its_examples(rule: str, example: str) -> None:
    found = [one for one in read(example).findings if one.rule == rule]
    assert found
    assert all(not one.lowered_for for one in found)


@pytest.mark.parametrize(
    ("rule", "example"), [(rule.id, example) for rule in RULES for example in rule.quiet], ids=str
)
def test_a_rule_stays_quiet_at_its_counterexamples(rule: str, example: str) -> None:
    assert [one for one in read(example).findings if one.rule == rule and one.lane <= Lane.HOURS] == []


def test_every_rule_that_raises_says_why_and_has_examples() -> None:
    assert [rule.id for rule in RULES if rule.category and not (rule.why and rule.found)] == []


def test_every_category_that_can_be_raised_is_in_the_policy_with_a_reader_and_a_time() -> None:
    known = shipped_rules().policy.by_id
    assert {rule.category for rule in RULES if rule.category} <= set(known)
    assert all(one.first_reader and one.minutes_unstaffed >= one.minutes_staffed for one in known.values())
    assert {one.of_another for one in known.values() if one.of_another} <= set(known)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "data"
    shutil.copytree(DATA, copied)
    return copied


def broken(folder: Path) -> BrokenRules:
    with pytest.raises(BrokenRules) as caught:
        load_rules(folder)
    return caught.value


RULE = '\n[[rule]]\nid = "mine"\ncategory = "threat"\nwhy = "w"\nfound = ["x"]\nphrases = ["{}"]\n'


@pytest.mark.parametrize(
    ("added", "offset", "words"),
    [
        ("\n[[rule]\n", 2, "Expected"),
        (RULE.replace("threat", "nonsense").format("a b"), 3, "no category “nonsense”"),
        (RULE.format("go {nowhere}"), 7, "“nowhere”"),
        (RULE.replace('why = "w"', 'wyh = "w"').format("a b"), 5, "wyh"),
        (RULE.format("a b").replace('category = "threat"\n', ""), 2, "a category, or a cue, or is an idiom"),
        (RULE.replace("mine", "threat").format("a b"), None, "is there twice"),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_in_words(
    folder: Path, added: str, offset: int | None, words: str
) -> None:
    path = folder / "rules/other-people.toml"
    before = path.read_text().rstrip("\n")
    path.write_text(f"{before}\n{added}")
    error = broken(folder)
    assert words in error.why
    assert error.file == "other-people.toml"
    assert error.line > 0
    if offset is not None:
        assert error.line == before.count("\n") + 1 + offset


@pytest.mark.parametrize("name", ["policy.toml", "spelling.toml", "english.txt", "rules/scope.toml"])
def test_a_file_that_is_not_text_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in broken(folder).why


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "no file of rules" in broken(tmp_path).why


def test_the_version_changes_with_any_change(folder: Path) -> None:
    before = load_rules(folder).version
    path = folder / "spelling.toml"
    path.write_text(path.read_text() + "\n# a remark\n")
    assert load_rules(folder).version != before


def test_broken_rules_leave_the_last_good_ones_in_use(folder: Path) -> None:
    kept = KeptRules(lambda: load_rules(folder))
    good = kept.rules
    path = folder / "policy.toml"
    whole = path.read_text()
    path.write_text(whole.replace("minutes_staffed = 15", "minutes_staffed = -1", 1))
    assert not kept.renew()
    assert kept.rules is good
    assert kept.trouble is not None
    assert "minutes_staffed" in str(kept.trouble)
    path.write_text(whole)
    assert kept.renew()
    assert kept.trouble is None


def test_whoever_begins_with_broken_rules_does_not_begin(folder: Path) -> None:
    (folder / "policy.toml").write_text("format = 2")
    with pytest.raises(BrokenRules):
        KeptRules(lambda: load_rules(folder))
