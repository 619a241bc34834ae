"""The pages of docs/ say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand

from alongside.matching.core.command import parser as match_parser
from alongside.programmes.core.command import parser as programme_parser
from alongside.programmes.core.definition import Definition
from alongside.web.management.commands import generate_docs

PROJECT = Path(__file__).resolve().parent.parent
SETTINGS = (PROJECT / "alongside/config/settings.py", PROJECT / "alongside/config/settings_test.py")
# Read outside of the settings.
ELSEWHERE = {"CHROMIUM": PROJECT / "tests/browser.py"}


def names_used(text: str) -> set[str]:
    read = r"(?:env_\w+\(|os\.environ\[|os\.environ\.(?:get|setdefault)\()\s*\"([A-Z_]+)\""
    return set(re.findall(read, text)) | set(re.findall(r"\"([A-Z_]+)\" (?:not )?in os\.environ", text))


def test_configuration_names_exactly_what_the_settings_read() -> None:
    used = set(ELSEWHERE).union(*(names_used(path.read_text(encoding="utf-8")) for path in SETTINGS))
    page = (PROJECT / "docs/configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == used


@pytest.mark.parametrize(("name", "path"), ELSEWHERE.items())
def test_names_read_elsewhere_are_read_there(name: str, path: Path) -> None:
    assert name in names_used(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", generate_docs.PAGES)
def test_made_page_is_fresh(name: str) -> None:
    written = (PROJECT / "docs" / name).read_text(encoding="utf-8")
    assert written == generate_docs.PAGES[name](), "run: make fix"


def test_stale_page_is_noticed_and_written_anew(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(generate_docs, "DOCS", tmp_path)
    with pytest.raises(SystemExit):
        call_command("generate_docs", check=True)
    assert capsys.readouterr().err.splitlines()[0] == "docs/permissions.md is stale. Run: make fix"
    assert list(tmp_path.iterdir()) == []
    call_command("generate_docs")
    call_command("generate_docs", check=True)
    (tmp_path / "privacy.md").write_text("old")
    with pytest.raises(SystemExit):
        call_command("generate_docs", check=True)


def test_every_part_that_keeps_tables_is_described() -> None:
    assert set(generate_docs.outside_apps()) == set(generate_docs.OUTSIDE)


def our_commands() -> dict[str, set[str]]:
    """Every command of ours with its options, without those that each command of Django has."""
    usual = {
        option
        for action in BaseCommand().create_parser("alongside", "x")._actions
        for option in action.option_strings
    }
    found = {}
    for name, app in get_commands().items():
        if str(app).startswith("alongside."):
            actions = load_command_class(str(app), name).create_parser("alongside", name)._actions
            found[name] = {option for action in actions for option in action.option_strings} - usual
    return found


def test_commands_are_described_with_exactly_their_options() -> None:
    page = (PROJECT / "docs/reference/commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `alongside (\w+)` \|([^|]*)\|", page, re.MULTILINE)
    assert {name: set(re.findall(r"`(--[\w-]+)`", options)) for name, options in rows} == our_commands()


def test_commands_without_a_site_are_described_with_exactly_their_options() -> None:
    page = (PROJECT / "docs/reference/commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `alongside programme (\w+)[^`]*` \|([^|]*)\|", page, re.MULTILINE)
    known = next(action.choices for action in programme_parser()._actions if action.dest == "command")
    options = {
        name: {option for action in each._actions for option in action.option_strings} - {"-h", "--help"}
        for name, each in known.items()
    }
    assert {name: set(re.findall(r"`(--[\w-]+)`", words)) for name, words in rows} == options


def test_commands_of_matching_are_described_with_exactly_their_options() -> None:
    page = (PROJECT / "docs/reference/commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `alongside match (\w+)[^`]*` \|([^|]*)\|", page, re.MULTILINE)
    known = next(action.choices for action in match_parser()._actions if action.dest == "command")
    options = {
        "INSTANCE" if name == "round" else name: {
            option for action in each._actions for option in action.option_strings
        }
        - {"-h", "--help"}
        for name, each in known.items()
    }
    assert {name: set(re.findall(r"`(--[\w-]+)`", words)) for name, words in rows} == options


def test_how_to_write_a_definition_names_every_part_and_no_other() -> None:
    page = (PROJECT / "docs/how-to/write-a-definition.md").read_text(encoding="utf-8")
    cells = " ".join(re.findall(r"^   \| (`[^|]*) \|", page, re.MULTILINE))
    named = {name.strip("[]").split(".")[0] for name in re.findall(r"`([\w.\[\]]+)`", cells)}
    assert named - {"agenda", "sessions"} == set(Definition.model_fields)


def test_links_between_pages_lead_somewhere() -> None:
    pages = list((PROJECT / "docs").rglob("*.md"))
    links = {
        (page, link)
        for page in pages
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    }
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []
