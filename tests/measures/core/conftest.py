"""Made-up instruments: the shipped shape with parts replaced."""

import json

import pytest

from alongside.measures.core import load_instrument


def make_document(**changes):
    """The content of a sound file: three items, 0 to 3, summed, with the second one reversed."""
    sound = {
        "id": "sample",
        "version": "1",
        "language": "en",
        "title": "Sample",
        "domain": "sample",
        "instruction": "",
        "items": [{"id": f"q{n}", "text": f"Question {n}?", "responses": "amount"} for n in (1, 2, 3)],
        "responses": {"amount": options(0, 3)},
        "reverse": ["q2"],
        "method": "sum",
        "missing": {"max_missing": 1, "fill": "prorate"},
        "range": {"min": 0, "max": 9},
        "higher_is": "worse",
        "recall": "",
        "respondents": ["member"],
        "age_range": None,
        "licence": {"terms": "CC0-1.0", "ship": "core", "attribution": "Nobody.", "verbatim_only": False},
        "validated": False,
        "cut_offs": [],
        "minimal_important_difference": None,
        "codes": {},
        "citation": "None.",
        "notes": [],
        "examples": [{"answers": {"q1": 1, "q2": 1, "q3": 1}, "score": 4}],
    }
    return {**sound, **changes}


def options(low, high, step=1):
    """A set of labelled responses from `low` to `high`."""
    return {
        "style": "labels",
        "options": [{"code": code, "label": f"Answer {code}"} for code in range(low, high + 1, step)],
    }


def make_sample(**changes):
    """The instrument that `make_document` describes."""
    return load_instrument(json.dumps(make_document(**changes)))


@pytest.fixture(scope="session")
def document():
    """Makes the content of a file; keywords replace parts of it."""
    return make_document


@pytest.fixture(scope="session")
def sample():
    """Makes an instrument; keywords replace parts of its file."""
    return make_sample
