"""`alongside programme`, as somebody at a terminal meets it."""

import os
from pathlib import Path

import pytest

from alongside.programmes.core.checking import place
from alongside.programmes.core.command import main
from alongside.programmes.core.library import model_text, published, slugs
from alongside.programmes.core.loading import MOST_PROBLEMS
from tests.prepared import alongside, python

JOSEPH = "joseph-2001-peer-coaching-diabetes"


@pytest.fixture
def written(changed, tmp_path):
    """Writes the sound definition, changed, to a file and names it."""

    def write(*changes, name="ours.toml"):
        path = tmp_path / name
        path.write_text(changed(*changes), encoding="utf-8")
        return str(path)

    return write


def line_of(path, part):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def test_sound_definition_is_fine_and_its_gaps_are_told(written, capsys):
    path = written(('comparator = "People who wait"', 'comparator = "not reported"'))
    assert main(["check", path]) == 0
    told = capsys.readouterr()
    assert f"line {line_of(path, 'comparator =')}: evaluation.comparator: There is no comparison" in told.out
    assert "  campaigning: This is not filled in." in told.out
    assert told.err == ""


def test_what_bars_the_opening_is_told_at_its_line_with_exit_code_1(written, capsys):
    path = written(("core = true", "core = false"))
    assert main(["check", path, "--brief"]) == 1
    first, heading, gap = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{path}: a definition without mistakes (bars the opening: 1,")
    assert heading == " Bars the opening:"
    assert gap.startswith(f"  line {line_of(path, '[[training]]')}: training: No training is marked")


def test_mistakes_are_told_by_line_with_exit_code_2_and_the_other_files_are_checked(written, capsys):
    wrong = written(
        ('unit = "person"', 'unit = "people"'), ("contacts = 8", "contacts = 0"), name="wrong.toml"
    )
    assert main(["check", wrong, written()]) == 2
    told = capsys.readouterr()
    assert [line.split(": ")[:3] for line in told.err.splitlines()] == [
        [wrong, f"line {line_of(wrong, 'unit =')}", "unit"],
        [wrong, f"line {line_of(wrong, 'contacts =')}", "schedule.phases[0].contacts"],
    ]
    assert "ours.toml: a definition without mistakes" in told.out


def test_measure_that_cannot_be_asked_is_a_mistake_where_the_measures_are_known(written, capsys):
    assert main(["check", written()], lambda: {"semcd_6"}) == 2
    assert 'There is no measure called "ucla_3"' in capsys.readouterr().err


def bad_file(kind, folder):
    path = folder / "bad.toml"
    contents = {
        "binary": b"PK\x03\x04\0\0",
        "not UTF-8": 'title = "x"\nunit = "\xe9"\n'.encode("latin-1"),
        "10 MB": b"# x\n" * 2_500_000,
        "no TOML": b"just words\n",
        "tabs": b"a = 1\n\tb = 2\n\tb = 3\n",
        "nested": b"b = '[[{'\na = " + b"[" * 5_000,
        "nested names": b"b = 1\na" + b".a" * 200_000 + b" = 1\n",
        "UTF-16": "a = 1\n".encode("utf-16"),
        "hash by hand": b'content_hash = "00"\n' + model_text(JOSEPH).encode(),
        "empty": b"",
        "future": b"schema_version = 3\n",
    }
    if kind == "folder":
        path.mkdir()
    elif kind == "device":
        return os.devnull
    elif kind in contents:
        path.write_bytes(contents[kind])
    return str(path)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "no such file"),
        ("folder", "a folder"),
        ("device", "no ordinary file"),
        ("binary", "no text"),
        ("not UTF-8", "line 2: This text is not UTF-8"),
        ("10 MB", "too long"),
        ("no TOML", "line 1: After a name there must be"),
        ("tabs", "line 3: This name stands in the file already"),
        ("nested", "line 2: The brackets in this file are nested too deeply"),
        ("nested names", "line 2: This name is nested too deeply"),
        ("UTF-16", "UTF-16"),
        ("empty", "line 1: This file is empty."),
        ("hash by hand", "line 1: content_hash: The hash is worked out from the text"),
        ("future", "line 1: schema_version: This file is written for schema version 3"),
    ],
)
@pytest.mark.parametrize("command", ["check", "describe"])
def test_bad_input_is_one_clear_line(command, kind, words, tmp_path, capsys):
    assert main([command, bad_file(kind, tmp_path)]) == 2
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert words in told.err


def test_file_of_nothing_but_comments_is_told_what_it_lacks(tmp_path, capsys):
    (tmp_path / "bare.toml").write_text("# Ours\n")
    assert main(["check", str(tmp_path / "bare.toml")]) == 2
    assert 'line 1: schema_version: "schema_version" is missing here.' in capsys.readouterr().err


def test_of_forty_thousand_mistakes_so_many_are_told_as_anybody_reads(tmp_path, capsys):
    (tmp_path / "keys.toml").write_text("".join(f"k{number} = 1\n" for number in range(40_000)))
    assert main(["check", str(tmp_path / "keys.toml")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == MOST_PROBLEMS + 1
    assert "more mistakes. Mend these first" in told[0]


def test_name_nobody_can_have_and_a_slip_are_told(capsys):
    assert main(["check", "a\0b"]) == main(["check", "x" * 5_000]) == 2
    assert main(["check", JOSEPH[:-1]]) == 2
    assert f"Did you mean {JOSEPH}?" in capsys.readouterr().err


def test_models_are_listed_by_the_names_that_commands_take(capsys):
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(slugs()) == [model.slug for model in published()]
    assert lines[slugs().index(JOSEPH)].endswith("  Peer coaching for people living with diabetes")


def test_description_goes_where_it_should(written, tmp_path, capsys):
    for form in ("text", "html", "docx"):
        assert main(["describe", written(), "--as", form, "--output", str(tmp_path / form)]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "text").read_text(encoding="utf-8").startswith("Sample\n======\n")
    assert (tmp_path / "html").read_bytes().startswith(b"<!doctype html>")
    assert (tmp_path / "docx").read_bytes().startswith(b"PK")
    assert main(["describe", written(), "--as", "docx"]) == 2
    assert main(["describe", written(), "--output", str(tmp_path / "no" / "where")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_path_of_a_gap_is_read_in_steps():
    assert place("roles[0].pay") == ("roles", 0, "pay")
    assert place("schedule.phases[12].sessions[3].agenda[0].minutes") == (
        *("schedule", "phases", 12, "sessions", 3, "agenda", 0, "minutes"),
    )


def test_commands_of_the_core_start_without_django_and_without_its_settings():
    done = alongside("programme", "check", JOSEPH, DJANGO_SETTINGS_MODULE="nowhere")
    assert (done.returncode, done.stderr) == (0, "")
    script = (
        "import sys; sys.argv = ['alongside', 'programme', 'models']\n"
        "from alongside.config.command import main\n"
        "try: main()\nexcept SystemExit: sys.exit('django' in sys.modules)\n"
    )
    assert python("-c", script).returncode == 0


def test_reader_who_stops_reading_is_not_told_of_an_error():
    done = python(
        "-c",
        "import subprocess, sys\n"
        f"run = [sys.executable, '-m', 'alongside.config.command', 'programme', 'check', '{JOSEPH}']\n"
        "made = subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "made.stdout.close(); print(made.stderr.read(), made.wait())\n",
    )
    assert done.stdout.split() == ["b''", "0"]


SHORT_OF_MUCH = "carroll-2006-heart-peer-advisors"


def test_new_definition_can_open_and_writes_over_nothing(tmp_path, capsys):
    path = str(tmp_path / "ours.toml")
    assert main(["check", SHORT_OF_MUCH, "--brief"]) == 1
    assert main(["new", "--from", SHORT_OF_MUCH, "--output", path]) == 0
    assert main(["check", path]) == 0
    assert main(["new", "--from", SHORT_OF_MUCH, "--output", path]) == 2
    assert "There is a file of this name already" in capsys.readouterr().err


def test_new_definition_as_published_is_the_model_itself(capsys):
    assert main(["new", "--from", SHORT_OF_MUCH, "--as-published"]) == 0
    assert capsys.readouterr().out == model_text(SHORT_OF_MUCH)


def test_what_cannot_be_filled_in_is_one_line(written, capsys):
    path = written(('contacts = 8\nevery = "P1W"', 'contacts = "not reported"\nevery = "P9W"'))
    assert main(["new", "--from", path]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "cannot be filled in: schedule.phases[0].contacts" in line
