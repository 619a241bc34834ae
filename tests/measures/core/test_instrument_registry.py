import json

import pytest

from alongside.measures.core import (
    InvalidInstrument,
    NoSuchLanguage,
    Respondent,
    UnknownInstrument,
    instrument,
    instruments,
    instruments_for,
)
from alongside.measures.core.batteries import BATTERIES, named
from alongside.measures.core.registry import by_id_and_language

PER_SIDE = ("relationship_fit", "relationship_giving", "relationship_load", "relationship_receiving")
FOR_SUPPORTERS = {"cbi_work", "cbi_client"}


def test_instruments_come_by_id_then_language():
    keys = [(one.id, one.language) for one in instruments()]

    assert keys == sorted(keys)
    assert {"phq_9", "gad_7", "ucla_3", "semcd_6", "core_10"} <= {key for key, _ in keys}


@pytest.mark.parametrize("respondent", Respondent)
def test_instruments_for_gives_each_side_its_own_questions(respondent):
    ids = {one.id for one in instruments_for(respondent)}
    sided = {one for one in ids if one.startswith(PER_SIDE)}

    assert sided == {f"{what}_{respondent}" for what in PER_SIDE}
    assert (ids >= FOR_SUPPORTERS) is (respondent is not Respondent.MEMBER)
    assert instruments_for(respondent, "cy") == ()


def test_a_licence_that_forbids_other_words_is_told():
    assert {one.id for one in instruments() if one.licence.verbatim_only} >= {"core_10", "ucla_3"}
    assert {one.licence.ship for one in instruments()} == {"core"}


@pytest.mark.parametrize("words", ["PHQ-9", "phq9", "phq_9", "Phq 9"])
def test_people_name_an_instrument_in_their_own_way(words):
    assert [one.id for one in named(words)] == ["phq_9"]


def test_a_form_of_several_instruments_is_named_as_one():
    assert [[one.id for one in named(form)] for form in BATTERIES] == [
        list(parts) for parts in BATTERIES.values()
    ]
    with pytest.raises(UnknownInstrument):
        named("phq_99")


def test_instrument_does_not_stand_in_with_another_language():
    with pytest.raises(NoSuchLanguage) as refused:
        instrument("ucla_3", "de")

    assert (refused.value.instrument_id, refused.value.language) == ("ucla_3", "de")
    assert refused.value.languages == ("en",)


def test_instrument_refuses_an_unknown_id():
    with pytest.raises(UnknownInstrument, match="no_such_thing"):
        instrument("no_such_thing")


def test_by_id_and_language_keeps_a_translation_apart(document):
    texts = {language: json.dumps(document(language=language)) for language in ("en", "cy")}

    found = by_id_and_language((f"sample.{language}.json", text) for language, text in texts.items())

    assert list(found) == [("sample", "cy"), ("sample", "en")]
    assert found["sample", "cy"].content_hash != found["sample", "en"].content_hash


@pytest.mark.parametrize(("name", "content"), [("other.en.json", {}), ("sample.en.json", {"items": []})])
def test_by_id_and_language_names_the_file_that_is_wrong(document, name, content):
    text = json.dumps(document(**content))

    with pytest.raises(InvalidInstrument, match=rf"^{name}: "):
        by_id_and_language([(name, text)])


def test_ucla_3_and_the_direct_question_have_the_national_wording():
    short_scale, direct = instrument("ucla_3"), instrument("ons_loneliness_direct")

    assert [item.text for item in short_scale.items] == [
        "How often do you feel that you lack companionship?",
        "How often do you feel left out?",
        "How often do you feel isolated from others?",
    ]
    assert {tuple((o.code, o.label) for o in question.options) for question in short_scale.questions()} == {
        ((1, "Hardly ever or never"), (2, "Some of the time"), (3, "Often"))
    }
    assert [option.label for option in direct.questions()[0].options] == [
        "Often/always",
        "Some of the time",
        "Occasionally",
        "Hardly ever",
        "Never",
    ]
    assert (short_scale.higher_is, direct.higher_is) == ("worse", "better")


@pytest.mark.parametrize("one", instruments(), ids=lambda one: one.id)
def test_shipped_instrument_says_openly_whether_it_is_validated(one):
    own = one.licence.terms == "CC0-1.0"

    assert one.validated is not own
    assert ("not validated" in one.licence.attribution) is own
    assert one.licence.ship == "core"
