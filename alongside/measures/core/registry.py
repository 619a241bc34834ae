"""The instruments that come with the software, by id and language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from .instrument import Instrument, InvalidInstrument, Respondent
from .loading import load_instrument

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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
    found = _shipped().get((instrument_id, language))
    if found is not None:
        return found
    languages = tuple(tag for known, tag in _shipped() if known == instrument_id)
    if not languages:
        raise UnknownInstrument(instrument_id)
    raise NoSuchLanguage(instrument_id, language, languages)


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


@cache
def _shipped() -> Mapping[tuple[str, str], Instrument]:
    folder = files(__package__) / "instruments"
    return by_id_and_language(
        (file.name, file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    )
