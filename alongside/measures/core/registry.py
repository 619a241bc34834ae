"""The instruments that come with the software, by id and language, and where to look for those that people bring."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from .instrument import Instrument, InvalidInstrument, Method, Respondent
from .loading import load_instrument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Shelf = Callable[[str, str | None], Instrument | None]


_SHELVES: list[Shelf] = []


class UnknownInstrument(LookupError):
    """No instrument has this id, in any language."""

    def __init__(self, instrument_id: str) -> None:
        super().__init__(f"there is no instrument {instrument_id}")
        self.instrument_id = instrument_id


class NoSuchLanguage(LookupError):
    """The instrument is there, but not in this language; `languages` are those it has."""

    def __init__(self, instrument_id: str, language: str, languages: tuple[str, ...]) -> None:
        super().__init__(f"{instrument_id} is not there in {language}, only in {', '.join(languages)}")
        self.instrument_id = instrument_id
        self.language = language
        self.languages = languages


def instruments() -> tuple[Instrument, ...]:
    """Every instrument in every language, by id, then language."""
    return tuple(_shipped().values())


def instrument(instrument_id: str, language: str = "en") -> Instrument:
    """The instrument in exactly this language: a translation is a different instrument, so nothing stands in for it.

    Raises `UnknownInstrument` or `NoSuchLanguage`.
    """
    found = _shipped().get((instrument_id, language)) or _brought(instrument_id, language)
    if found is not None:
        return found
    languages = tuple(tag for known, tag in _shipped() if known == instrument_id)
    if not languages:
        other = _brought(instrument_id, None)
        if other is None:
            raise UnknownInstrument(instrument_id)
        if other.method is Method.IMPORTED:
            # It has no words, and so no language.
            return other
        languages = (other.language,)
    raise NoSuchLanguage(instrument_id, language, languages)


def described(instrument_id: str) -> Instrument:
    """The instrument in English, or else in a language that there is: for its title, range and scoring, never to ask it.

    Raises `UnknownInstrument`.
    """
    try:
        return instrument(instrument_id)
    except NoSuchLanguage as error:
        return instrument(instrument_id, error.languages[0])


def described_if_known(instrument_ids: Iterable[str]) -> tuple[Instrument, ...]:
    """Those of the named instruments that there are, as `described`, by id."""
    found = []
    for name in sorted(set(instrument_ids)):
        with suppress(UnknownInstrument):
            found.append(described(name))
    return tuple(found)


def is_shipped(instrument_id: str) -> bool:
    """Whether the instrument comes with the software, in any language."""
    return instrument_id in _shipped_ids()


def look_also(shelf: Shelf) -> None:
    """Look also on this shelf for instruments that do not come with the software.

    A shelf gives the instrument of an id and a language, in any language for None, or None if it has no such thing.
    What it gave once must never change: people have answered it.
    """
    if shelf not in _SHELVES:
        _SHELVES.append(shelf)


def instruments_for(respondent: Respondent, language: str = "en") -> tuple[Instrument, ...]:
    """The instruments in this language that `respondent` may be asked, by id."""
    return tuple(one for one in instruments() if one.language == language and respondent in one.respondents)


def by_id_and_language(named_texts: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Instrument]:
    """Read instruments from (file name, text) pairs, sorted by id and language.

    Raises `InvalidInstrument`, naming the file, if one is not sound or is not called `<id>.<language>.json`.
    """
    found = {}
    for name, text in named_texts:
        try:
            one = load_instrument(text)
        except InvalidInstrument as error:
            raise InvalidInstrument(tuple(f"{name}: {problem}" for problem in error.problems)) from error
        if name != f"{one.id}.{one.language}.json":
            raise InvalidInstrument((f"{name}: should be called {one.id}.{one.language}.json",))
        found[one.id, one.language] = one
    return MappingProxyType(dict(sorted(found.items())))


def _brought(instrument_id: str, language: str | None) -> Instrument | None:
    return next((one for shelf in _SHELVES if (one := shelf(instrument_id, language)) is not None), None)


@cache
def _shipped_ids() -> frozenset[str]:
    return frozenset(known for known, _language in _shipped())


@cache
def _shipped() -> Mapping[tuple[str, str], Instrument]:
    folder = files(__package__) / "instruments"
    return by_id_and_language(
        (file.name, file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    )
