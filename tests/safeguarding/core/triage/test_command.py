"""`alongside triage`, without a site."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from alongside.config.command import CORE_COMMANDS
from alongside.safeguarding.core.triage.command import main

SET = str(Path(__file__).with_name("development_set.txt"))
SMALL = str(Path(__file__).with_name("unseen_one.txt"))


def test_it_is_a_command_of_the_site_without_the_site() -> None:
    with pytest.raises(SystemExit) as left:
        CORE_COMMANDS["triage"](["--help"])
    assert left.value.code == 0


def test_it_shows_what_it_found_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts.txt"
    path.write_text("see you on Tuesday\n\nI want to die\n")
    assert main([str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1: nothing found (which does not say that all is well)"
    assert lines[1] == "2: lane P1"
    assert "“want to die” (2–13)" in lines[2]


def test_json_lines_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps({"text": "I want to die"}) + "\n")
    assert main([str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lane"] == "P1"
    assert told["findings"][0]["evidence"][0] == {"start": 2, "end": 13, "words": "want to die"}


def test_it_reads_what_is_piped_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        sys,
        "stdin",
        io.TextIOWrapper(
            io.BytesIO("{not json\nchcę umrzeć\n\xff".encode("latin-1", "ignore") + b"\xff\xfe\n")
        ),
    )
    assert main(["-"]) == 0
    assert capsys.readouterr().out.startswith("1: ")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"words": "x"}', "Line 1 is JSON"),
        ('{"text": 7}', "Line 1 is JSON"),
        ("x" * 1_000_001, "longer than"),
    ],
)
def test_a_line_that_is_no_text_is_told_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, why: str
) -> None:
    path = tmp_path / "posts"
    path.write_text(content)
    assert main([str(path)]) == 2
    assert why in capsys.readouterr().err


def test_deep_json_is_read_as_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts"
    path.write_text('{"text":' + "[" * 100_000)
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.startswith("1: ")


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all"]) == 2
    assert "/nowhere/at/all cannot be read" in capsys.readouterr().err


def test_report_gives_both_halves_with_their_aims(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", SET]) == 0
    out = capsys.readouterr().out
    assert "| Figure | development half | held-out half | aim |" in out
    assert "| ≥ 0.85 |" in out
    assert "recall in standard English less recall in dialect" in out


def test_report_of_nothing_or_nonsense_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set"
    path.write_text("")
    assert main(["report", str(path)]) == 2
    path.write_text("## nonsense\n")
    assert main(["report", str(path)]) == 2
    assert "there is no category" in capsys.readouterr().err


def test_train_writes_a_voice_that_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "alongside.safeguarding.core.triage.training.ROUNDS", 3
    )  # what is learnt is not looked at here
    path = tmp_path / "voice.json"
    assert main(["train", SMALL, "--output", str(path)]) == 0
    assert "in cross-validation" in capsys.readouterr().out
    assert len(json.loads(path.read_text())["soon"]) == 16384
    background = tmp_path / "ordinary.txt"
    background.write_text("the bus was late again today\nlovely cake, thank you all\n" * 5)
    assert main(["train", SMALL, "--background", str(background), "--output", str(path)]) == 0
    assert json.loads(path.read_text())["background"] == 10
    assert main(["train", SMALL, "--output", str(tmp_path / "no" / "folder")]) == 2


def test_measure_writes_the_figures_with_an_aim(tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    assert main(["measure", SET, "--output", str(path)]) == 0
    assert [each["aim"] for each in json.loads(path.read_text())["figures"]].count(0.85) == 2
    assert main(["measure", SET, "--output", str(tmp_path / "no" / "folder")]) == 2
    empty = tmp_path / "empty.txt"
    empty.write_text("# nothing\n")
    assert main(["measure", str(empty), "--output", str(path)]) == 2


def test_the_page_of_commands_names_it_with_its_options() -> None:
    page = (Path(__file__).parents[4] / "docs/reference/commands.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `alongside triage ")]
    assert [row.split("|")[1:3] for row in rows] == [
        [" `alongside triage FILE` ", " `--json` "],
        [" `alongside triage report DEVSET` ", " "],
        [" `alongside triage measure SET` ", " `--output` "],
        [" `alongside triage train DEVSET...` ", " `--background` `--output` "],
    ]
