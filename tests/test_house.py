"""Guards of the whole house: one small test against each whole class of mistake."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.resolvers import RoutePattern

from alongside.common.privacy import classified_fields

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "alongside"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("alongside.")]

# A file over budget needs a reason here.
LONG_FILES: dict[str, str] = {
    "alongside/matching/models.py": "one thought, from wish to ending; read top to bottom",
}


def markup(path: Path) -> str:
    """The template without its comments."""
    return re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text(), flags=re.DOTALL)


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def addresses(
    resolver: URLResolver, namespace: str = "", above: Any = None
) -> Iterator[tuple[str, Any, Any]]:
    """Every named address of the site: its name, its view, and the converters of its parts (None: a pattern of its own)."""
    for entry in resolver.url_patterns:
        parts = {**(above or {}), **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            space = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, space, parts)
        elif isinstance(entry, URLPattern) and entry.name:
            is_plain = isinstance(entry.pattern, RoutePattern) or not entry.pattern.regex.groups
            yield f"{namespace}{entry.name}", entry.callback, parts if is_plain else None


def samples(converter: Any) -> list[Any]:
    """What may stand in one part of an address: each of the words that it allows, or else a number or a word."""
    if re.fullmatch(r"\w+(\|\w+)+", converter.regex):
        return list(converter.regex.split("|"))
    return [7] if converter.regex == "[0-9]+" else ["7f7f"]


ADDRESSES = list(addresses(get_resolver()))
# The template, the name of the address, and what it is given.
LINKS = [
    (path, name, f"{given} ")
    for path in [*TEMPLATES, *PACKAGE.rglob("templates/**/*.txt")]
    for name, given in re.findall(r"{%-?\s*url\s+[\"']([^\"']+)[\"']([^%]*)%}", markup(path))
]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_classified(model: type) -> None:
    assert list(classified_fields(model))


def test_files_stay_within_budget() -> None:
    long = {relative(path) for path in SOURCES if len(path.read_text().splitlines()) > 400}
    assert long <= set(LONG_FILES)


def test_templates_stay_within_budget() -> None:
    assert [relative(path) for path in TEMPLATES if len(path.read_text().splitlines()) > 150] == []


def test_templates_borrow_only_from_their_own_room_and_common() -> None:
    """`{% extends %}` and `{% include %}` name the own room, or common."""
    strangers = []
    for path in TEMPLATES:
        room = path.relative_to(PACKAGE).parts[0]
        strangers += [
            f"{relative(path)}: {named}"
            for named in re.findall(r"{%\s*(?:extends|include)\s+\"([^\"]+)\"", markup(path))
            if named.split("/")[0] not in {room, "common", "django"} and room != "people"
        ]
    assert strangers == []


def test_templates_hold_nothing_inline() -> None:
    """No style, script or handler inside a page: the content security policy refuses them."""
    inline = re.compile(
        r"<style|\sstyle=|\son(?:click|change|submit|load|input)=|<script(?![^>]*\ssrc=)", re.IGNORECASE
    )
    assert [relative(path) for path in TEMPLATES if inline.search(markup(path))] == []


def test_no_page_asks_another_site_for_anything() -> None:
    outside = re.compile(
        r"(?:src|srcset|action|data-src)=\"https?://|<link[^>]+href=\"https?://|@import|url\(\s*['\"]?https?:"
    )
    files = TEMPLATES + sorted(PACKAGE.rglob("static/**/*.css"))
    assert [relative(path) for path in files if outside.search(path.read_text())] == []


def test_views_begin_with_a_door() -> None:
    """Each view's first statement asks a door (`access_…`, `own_…`), unless the page is for everybody."""
    missing = []
    for path in [*PACKAGE.glob("*/views.py"), *PACKAGE.glob("*/views/*.py")]:
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            marks = {ast.unparse(mark).split("(")[0] for mark in node.decorator_list}
            if "everybody" in marks:
                continue
            first = ast.unparse(node.body[1] if ast.get_docstring(node) else node.body[0])
            if not re.search(r"\b(access_|own_)\w+\(", first):
                missing.append(f"{relative(path)}: {node.name}")
    assert missing == []


def test_models_override_neither_save_nor_delete() -> None:
    assert [model for model in OUR_MODELS if {"save", "delete"} & set(vars(model))] == []


def test_nothing_is_connected_by_signals() -> None:
    assert [
        relative(path) for path in SOURCES if re.search(r"\breceiver\(|\.connect\(", path.read_text())
    ] == []


def test_nobody_is_deleted_into_a_safeguarding_record() -> None:
    """No cascade from people to what the organisation must keep."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in OUR_MODELS
        if model._meta.app_label == "safeguarding" and model.__name__ != "HelpContact"
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete.__name__ != "PROTECT"
    ]
    assert wrong == []


def test_views_mark_pages_that_are_for_everybody() -> None:
    marked = [
        f"{path.parent.name if path.name == 'views.py' else path.parent.parent.name}.{node.name}"
        for path in [*PACKAGE.glob("*/views.py"), *PACKAGE.glob("*/views/*.py")]
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and any("everybody" in ast.unparse(mark) for mark in node.decorator_list)
    ]
    assert len(marked) == len(set(marked))


def test_architecture_names_every_room_in_the_order_of_the_contract() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [room.strip() for layer in contracts[0]["layers"] for room in layer.split("|")]
    named = re.findall(r"^\| `(\w+)` \|", (PROJECT / "docs/architecture.md").read_text(), re.MULTILINE)
    assert named == layers


def test_the_index_of_decisions_names_every_record() -> None:
    records = {path.name for path in (PROJECT / "docs/adr").glob("0*.md")}
    assert set(re.findall(r"\]\((\S+?)\)", (PROJECT / "docs/adr/README.md").read_text())) == records


def test_every_duty_is_known_to_a_worker_that_has_opened_no_page() -> None:
    """A worker of its own never reads the pages; duties and jobs must register when the rooms are set up."""
    written = {
        name
        for path in SOURCES
        for name in re.findall(r"^@?duty\(\s*\"(\w+)\"", path.read_text(), re.MULTILINE)
    }
    script = "import django; django.setup(); from alongside.jobs.actions import DUTIES; print(*DUTIES)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) == written


def test_no_address_hides_another() -> None:
    """Whoever asks for the address of a page gets that page, and not another that the same address fits."""
    hidden = []
    for name, view, converters in ADDRESSES:
        if converters is None:
            continue
        for values in product(*(samples(converter) for converter in converters.values())):
            address = reverse(name, kwargs=dict(zip(converters, values, strict=True)))
            found = resolve(address)
            # Ways of signing in that the site shuts on purpose.
            if found.func is not view and found.view_name != "people:not_offered":
                hidden.append(f"{address} of {name} opens {found.view_name}")
    assert hidden == []


def test_every_address_that_a_page_names_exists() -> None:
    """`{% url "a:b" as x %}` with a name that does not exist is silently nothing, and the link is never there."""
    known = {name for name, _view, _converters in ADDRESSES}
    named = [(relative(path), name) for path, name, _parts in LINKS]
    named += [
        (relative(path), node.value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z_]+:[a-z_]*[a-z]", node.value)
    ]
    assert [f"{where}: {name}" for where, name in named if name not in known] == []


def test_every_address_that_a_page_names_is_given_its_parts() -> None:
    """The same holds for a part that is missing, too many, or called something else."""
    wanted = [(name, set(parts)) for name, _view, parts in ADDRESSES if parts is not None]
    wrong = []
    for path, name, given in LINKS:
        words = given.partition(" as ")[0].split()
        keys = {word.partition("=")[0] for word in words if "=" in word}
        fits = (keys == parts if keys else len(words) == len(parts) for each, parts in wanted if each == name)
        if not any(fits):
            wrong.append(f"{relative(path)}: {name} {given}")
    assert LINKS
    assert wrong == []
