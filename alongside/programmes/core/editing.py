"""A definition's text, changed at one place: values, comments and layout everywhere else stay as they are.

A text here need not be a whole definition yet, only TOML that can be read. A place is named by keys and, in lists, by
positions counted from 0: ``("schedule", "phases", 0, "every")``.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import tomlkit
from tomlkit.items import Array, InlineTable, Item

from alongside.programmes.core.lines import Path
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.regions import end_of_text, keys_as_written, regions, without_lines
from alongside.programmes.core.upgrading import SCHEMA_VERSION, upgraded

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_KEEPS_ITS_LINES = 90
_QUOTES = '"""'


def path_of(written: str) -> Path:
    """The place that a problem or a gap names: "schedule.phases[0].every"."""
    return tuple(int(index) if index else key for key, index in _STEP.findall(written))


def skeleton(title: str, slug: str) -> str:
    """The text to begin with from nothing: a name, and every question still open."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Lines that begin with # are notes for people. They change nothing."))
    document.add("schema_version", tomlkit.item(SCHEMA_VERSION))
    document.add("slug", tomlkit.item(slug))
    document.add("version", tomlkit.item("1.0"))
    document.add("title", tomlkit.item(title))
    return document.as_string()


def as_of_today(text: str) -> str:
    """The text in today's version of the schema, with unix line ends; what is of today already is not touched.

    Raises ValueError where it is not TOML.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    before = tomllib.loads(text)
    after = upgraded(before)
    for key in after:
        if after[key] != before.get(key):
            text = changed(text, (key,), after[key])
    return text


def value_at(text: str, path: Path) -> Any:
    """What stands there: plain values, lists and dicts as TOML has them, or an Absence.

    None: nothing stands there ("not recorded"). What lies inside a part that has an absence has that absence too.
    """
    return value_in(tomllib.loads(text), path)


def value_in(document: Mapping[str, Any], path: Path) -> Any:
    """As ``value_at``, of a text that has been read already."""
    here: Any = document
    for step in path:
        if isinstance(here, str):
            break
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    else:
        return Absence(here) if isinstance(here, str) and here in set(Absence) else here
    return Absence(here) if here in set(Absence) else None


def changed(text: str, path: Path, value: Any) -> str:
    """The text with ``value`` at the path; parts around it that are missing, or absent, are made.

    ``value`` is a plain TOML value or an Absence; None takes away whatever stands there, and the parts around it that
    would be left empty. Raises ValueError where the
    text is not TOML, and LookupError for a list position that is not there.
    """
    before = tomllib.loads(text)
    value = str(value) if isinstance(value, Absence) else value
    wanted = deepcopy(before)
    if value is None:
        path = _take_from(wanted, path)
        return text if wanted == before else _proved(_taken_away(text, path), wanted)
    _put_into(wanted, path, value)
    if wanted == before:
        return text
    if _is_tables(value) and not any(isinstance(step, int) for step in path):
        return _with_tables(text, path, value)
    return _proved(_put(text, path, value), wanted)


def item_added(text: str, path: Path, item: Mapping[str, Any]) -> str:
    """The text with one table more at the end of the list at ``path``, which is begun where there is none. Fields of
    the item that are None are left out."""
    there = value_at(text, path)
    wanted = tomllib.loads(text)
    item = {name: value for name, value in item.items() if value is not None}
    _put_into(wanted, path, [*(there if isinstance(there, list) else ()), item])
    if any(isinstance(step, int) for step in path) or _written_inline(text, path):
        return _proved(_put(text, path, value_in(wanted, path)), wanted)
    if not isinstance(there, list) or not there:
        text = _without_absence(changed(text, path, None), path)
    return _proved(_block_added(text, path, _block(path, item, in_list=True)), wanted)


def item_changed(text: str, path: Path, index: int, fields: Mapping[str, Any]) -> str:
    """The text with some fields of one item of a list changed; a value of None takes the field away."""
    if not isinstance(value_at(text, (*path, index)), dict):
        raise IndexError(index)
    for name, value in fields.items():
        text = changed(text, (*path, index, name), value)
    return text


def item_removed(text: str, path: Path, index: int) -> str:
    """The text without one item of the list at ``path``; without the list, where it was the last item."""
    there = value_at(text, path)
    if not isinstance(there, list) or not 0 <= index < len(there):
        raise IndexError(index)
    if len(there) == 1:
        return changed(text, path, None)
    wanted = tomllib.loads(text)
    del value_in(wanted, path)[index]
    if _written_inline(text, path):
        return _proved(_put(text, path, value_in(wanted, path)), wanted)
    return _proved(without_lines(text, (*path, index)), wanted)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _with_tables(text: str, path: Path, items: Sequence[Mapping[str, Any]]) -> str:
    text = changed(text, path, None)
    for item in items:
        text = item_added(text, path, item)
    return text


def _put_into(document: Any, path: Path, value: Any) -> None:
    """Set a value in a document that has been read, making the tables around it."""
    *around, last = path
    here = document
    for step in around:
        if isinstance(step, str) and not isinstance(here.get(step), dict | list):
            here[step] = {}
        here = here[step]
    here[last] = value


def _take_from(document: Any, path: Path) -> Path:
    """Take a value out of a document that has been read, and the parts around it that would be left empty. Returns the
    path of the outermost thing that was taken."""
    around = value_in(document, path[:-1])
    if not isinstance(around, dict):
        return path
    around.pop(path[-1], None)
    if not around and len(path) > 1 and isinstance(path[-2], str):
        return _take_from(document, path[:-1])
    return path


def _proved(text: str, wanted: Mapping[str, Any]) -> str:
    """The text, if it says what is wanted; otherwise what is wanted, written anew. Layout may be lost, facts may not."""
    try:
        says = tomllib.loads(text)
    except ValueError:
        says = None
    return text if says == wanted else tomlkit.dumps(wanted)


def _put(text: str, path: Path, value: Any) -> str:
    if isinstance(value_at(text, path), dict) or (
        isinstance(value_at(text, path), list) and not _written_inline(text, path)
    ):
        text = without_lines(text, path)
    text = _without_absence(text, path)
    parent = path[:-1]
    if parent and value_at(text, parent) is None:
        if any(isinstance(step, int) for step in parent) or _written_inline(text, parent[:-1]):
            return _put(text, parent, {path[-1]: value})
        return _block_added(text, parent, _block(parent, {str(path[-1]): value}, in_list=False))
    document = tomlkit.parse(text)
    here: Any = document
    for step in parent:
        here = here[step]
    here[path[-1]] = _item(value, inline=isinstance(here, InlineTable))
    return document.as_string()


def _taken_away(text: str, path: Path) -> str:
    there = value_at(text, path)
    if isinstance(there, dict | list) and not _written_inline(text, path):
        return without_lines(text, path)
    document = tomlkit.parse(text)
    here: Any = document
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    return document.as_string()


def _without_absence(text: str, path: Path) -> str:
    """Make room: a part around the path that has an absence instead of content loses it."""
    for size in range(1, len(path)):
        if isinstance(tomllib_value(text, path[:size]), str):
            return changed(text, path[:size], None)
    return text


def tomllib_value(text: str, path: Path) -> Any:
    """What stands at a path as TOML has it, absences as the texts that they are; None where nothing does."""
    here: Any = tomllib.loads(text)
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    return here


def _written_inline(text: str, path: Path) -> bool:
    """Whether what stands there is written behind an equals sign, and not under headings of its own."""
    here: Any = tomlkit.parse(text)
    for step in path:
        if not isinstance(here, Mapping | list) or (isinstance(here, Mapping) and step not in here):
            return False
        here = here[step]  # type: ignore[index]  # a list has positions, a mapping keys
    return isinstance(here, Item) and isinstance(here, Array | InlineTable)


def _block_added(text: str, path: Path, block: str) -> str:
    """The text with a block of lines after everything that belongs to the path or, at last, at its end."""
    for size in range(len(path), 0, -1):
        within = [region for region in regions(text) if region.path[:size] == path[:size]]
        if within:
            rows = text.split("\n")
            after = within[-1].last
            return "\n".join([*rows[:after], "", *block.rstrip("\n").split("\n"), *rows[after:]])
    return f"{end_of_text(text)}\n{block}"


def _block(path: Path, fields: Mapping[str, Any], *, in_list: bool) -> str:
    table = tomlkit.table()
    for name, value in fields.items():
        if value is not None:
            table[name] = _item(value, inline=False)
    heading = keys_as_written(path)
    return f"{f'[[{heading}]]' if in_list else f'[{heading}]'}\n{table.as_string()}"


def _item(value: Any, *, inline: bool) -> Item:
    if isinstance(value, str):
        return _string(value, inline=inline)
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, content in value.items():
            if content is not None:
                table[name] = _item(content, inline=True)
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        for content in value:
            array.append(_item(content, inline=True))
        return array.multiline(len(array.as_string()) > _KEEPS_ITS_LINES)
    item: Item = tomlkit.item(value)
    return item


def _string(value: str, *, inline: bool) -> Item:
    if inline or "\n" not in value:
        return tomlkit.string(value)
    # A line end right after the opening quotes is no part of the text, so the words begin on a line of their own.
    written = tomlkit.string(value, multiline=True)
    return written if value.startswith("\n") else _read(f'"""\n{written.as_string().removeprefix(_QUOTES)}')


def _read(written: str) -> Item:
    return tomlkit.value(written)
