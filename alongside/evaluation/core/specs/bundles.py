"""An analysis bundle: specification, data, versions and numbers in one ZIP, and whether a rerun gives the same numbers.

The numbers are those that `alongside evaluate --json` prints, in full precision. A rerun does the analyses anew from the
files of the bundle and compares every number to its last digit.
"""

import hashlib
import io
import json
import math
import platform
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from alongside import __version__
from alongside.evaluation.core.specs.reading import evaluate
from alongside.evaluation.core.specs.reporting import as_json, written
from alongside.evaluation.core.specs.tables import Unreadable

FORMAT = 1
ABOUT, NUMBERS = "bundle.json", "numbers.json"
LARGEST = 1 << 30
"""Bytes of one file of a bundle; a larger one is not read."""
_WHEN = (1980, 1, 1, 0, 0, 0)  # the bytes depend on the content alone


@dataclass(frozen=True)
class Difference:
    """A value that a rerun gives otherwise. digits: how many leading digits of two numbers agree, None for other values."""

    where: str
    kept: Any
    now: Any
    digits: int | None


@dataclass(frozen=True)
class Rerun:
    """numbers: how many were compared. versions: what software differs, as (name, then, now)."""

    numbers: int
    differences: tuple[Difference, ...]
    versions: tuple[tuple[str, str, str], ...]


def make_bundle(path: Path) -> bytes:
    """The bundle of a specification, after its analyses were done. Unreadable where it or its data cannot be read."""
    evaluation = evaluate(path)
    files = {
        path.name: path.read_bytes(),
        **{name: _content(path.parent / name) for name in data_files(path)},
    }
    if reserved := {ABOUT, NUMBERS} & set(files):
        raise Unreadable(
            f"A file of data is called {reserved.pop()}, as a part of the bundle is. Name it otherwise."
        )
    numbers = as_json(evaluation).encode()
    hashed = {
        name: hashlib.sha256(content).hexdigest() for name, content in {**files, NUMBERS: numbers}.items()
    }
    about = {
        "format": FORMAT,
        "specification": path.name,
        "seeds": seeds_in(tomllib.loads(files[path.name].decode("utf-8-sig"))),
        "software": software(),
        "files": hashed,
    }
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in {ABOUT: written(about).encode(), NUMBERS: numbers, **files}.items():
            entry = ZipInfo(name, date_time=_WHEN)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: The file cannot be read ({error.strerror or error}).") from None


def data_files(path: Path) -> list[str]:
    """The names of the files of data that a specification reads, each once. Unreadable where one lies elsewhere."""
    spec = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    parts = [spec.get("data"), *(each.get("data") for each in spec.get("analysis", []))]
    names = dict.fromkeys(part["file"] for part in parts if isinstance(part, Mapping) and "file" in part)
    for name in names:
        if not is_inside(name):
            raise Unreadable(
                f"{name} lies outside the folder of the specification. Copy it there, and name the copy."
            )
    return list(names)


def is_inside(name: str) -> bool:
    """Whether a file of that name lies in the folder, on every system."""
    way = PurePosixPath(name)
    return bool(name) and not way.is_absolute() and ".." not in way.parts and not set(name) & set('\\:*?"<>|')


def seeds_in(spec: Mapping[str, Any]) -> dict[str, int]:
    """The seed of each analysis that names one, and that of the defaults."""
    found = {"defaults": spec.get("defaults", {}).get("seed")}
    for number, each in enumerate(spec.get("analysis", []), start=1):
        found[str(each.get("name", number))] = each.get("seed")
    return {name: seed for name, seed in found.items() if seed is not None}


def software() -> dict[str, str]:
    """Versions of everything installed, of Python and of the machine, by name."""
    packages = {
        f"package {each.metadata['Name'].lower()}": each.version
        for each in distributions()
        if each.metadata["Name"]
    }
    return {
        "alongside": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        **dict(sorted(packages.items())),
    }


def rerun(path: Path) -> Rerun:
    """Do the analyses of a bundle anew. Unreadable where it is none, or was changed after it was made."""
    about, files = read_bundle(path)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        evaluation = evaluate(Path(folder, about["specification"]))
    kept, now = json.loads(files[NUMBERS]), json.loads(as_json(evaluation))
    # Versions are told apart from numbers, and the name of a temporary folder is no result.
    compared = [dict(flat("", each["analyses"])) for each in (kept, now)]
    return Rerun(
        numbers=sum(_is_number(value) for value in compared[0].values()),
        differences=tuple(_differences(*compared)),
        versions=tuple(_versions(about["software"], software())),
    )


def read_bundle(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What a bundle says of itself, and its files, each of which has the hash that it had."""
    try:
        with ZipFile(path) as archive:
            about = json.loads(_entry(archive, ABOUT))
            if about["format"] != FORMAT:
                raise Unreadable(
                    f"{path}: It was made by another version of Alongside (format {about['format']})."
                )
            files = {name: _entry(archive, name) for name in about["files"] if is_inside(name)}
    except OSError as error:
        raise Unreadable(f"{path}: The file cannot be read ({error.strerror or error}).") from None
    except (BadZipFile, KeyError, ValueError, TypeError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"{path}: This is no bundle that alongside bundle made.") from None
    for name, digest in about["files"].items():
        if name not in files or hashlib.sha256(files[name]).hexdigest() != digest:
            raise Unreadable(f"{path}: {name} was changed after the bundle was made. Nothing was done.")
    if not {about.get("specification"), NUMBERS} <= set(files) or not isinstance(about.get("software"), dict):
        raise Unreadable(f"{path}: This is no bundle that alongside bundle made.")
    return about, files


def _entry(archive: ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST:
        raise Unreadable(f"{name} is too large to be read.")
    return archive.read(name)


def flat(where: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every single value with its place, for instance `0/estimates/change/low`."""
    if isinstance(value, Mapping) and value:
        for name, inner in value.items():
            yield from flat(f"{where}/{name}" if where else str(name), inner)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from flat(f"{where}/{number}" if where else str(number), inner)
    else:
        yield where, value


def _differences(kept: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for where in sorted({*kept, *now}):
        before, after = kept.get(where, "nothing"), now.get(where, "nothing")
        if before != after:
            both = _is_number(before) and _is_number(after)
            yield Difference(where, before, after, same_digits(before, after) if both else None)


def same_digits(one: float, other: float) -> int:
    """How many leading digits of two numbers agree, by their relative difference: 17 for the same number."""
    if one == other:
        return 17
    apart = abs(one - other) / max(abs(one), abs(other))
    return max(0, min(16, math.floor(-math.log10(apart))))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _versions(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*then, *now}):
        before, after = str(then.get(name, "none")), str(now.get(name, "none"))
        if before != after:
            yield name, before, after
