"""What holds for every definition, whatever it says: made by chance, kept, planned, described, and damaged."""

import tomllib
from datetime import date
from itertools import islice

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.common.core.clean import clean
from alongside.programmes.core.checking import checked
from alongside.programmes.core.describing import as_html, as_text, described
from alongside.programmes.core.differing import differences
from alongside.programmes.core.gaps import gaps
from alongside.programmes.core.loading import DefinitionError, load_definition
from alongside.programmes.core.positions import positions
from alongside.programmes.core.reading import Read
from alongside.programmes.core.scheduling import plan_contacts, planned_end
from alongside.programmes.core.starting import filled_in_text, starter

START, UNTIL = date(2025, 1, 31), date(2027, 1, 31)
ABSENT = st.sampled_from(["not reported", "none", "not applicable"])
LENGTHS = st.builds("P{}{}".format, st.integers(1, 12), st.sampled_from("DWM"))
WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=30
).map(lambda words: clean(f"a{words}"))


def some(**fields):
    return st.fixed_dictionaries({}, optional=fields)


ANY = some(
    starts=LENGTHS,
    minutes_min=st.integers(1, 30) | ABSENT,
    minutes_max=st.integers(30, 90),
    initiated_by=st.sampled_from(["member", "either", "system"]) | ABSENT,
    optional=st.booleans(),
    where=WORDS | ABSENT,
)
AMOUNTS = st.sampled_from([{"times": 1}, {"times": 3}, {"at_least": 2}])


@st.composite
def amounts(draw, form):
    """How much a phase plans, in each of the ways in which it may be said."""
    every = draw(LENGTHS)
    way = draw(st.sampled_from(["counted", "in a rhythm", "without an end", "open"]))
    if way == "counted":
        counted = {"contacts": draw(st.integers(1, 12) | ABSENT), "every": draw(st.just(every) | ABSENT)}
        return counted | draw(some(first_after=LENGTHS))
    if way == "in a rhythm":
        lasting = f"P{int(every[1:-1]) * draw(st.integers(1, 6))}{every[-1]}"
        return draw(AMOUNTS) | {"every": every, "lasting": draw(st.just(lasting) | ABSENT)}
    if way == "open" and form == "open_room":
        return {"open_ended": True}
    return draw(AMOUNTS | st.just({})) | {"every": every, "open_ended": True}


@st.composite
def phases(draw):
    form = draw(st.sampled_from(["one_to_one", "group", "open_room"]))
    ways = draw(st.sampled_from([["phone"], ["video", "forum"]]))
    return {"title": draw(WORDS), "form": form, "modalities": ways, **draw(ANY), **draw(amounts(form))}


ROLES = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from(["member", "coordinator", "facilitator"]), "title": WORDS},
        optional={
            "pay": st.sampled_from(["paid", "unpaid", "either"]) | ABSENT,
            "description": WORDS | ABSENT,
        },
    ),
    max_size=3,
    unique_by=lambda role: role["key"],
)
REST = some(
    sources=st.lists(WORDS, max_size=2),
    left_out=ABSENT,
    light_mode=st.booleans(),
    audience=ABSENT
    | some(reach=st.sampled_from(["targeted", "both"]) | ABSENT, lowest_age=st.integers(0, 99)),
    theory=some(
        perspectives=ABSENT | st.just(["relational", "biomedical"]),
        logic_model=ABSENT
        | st.lists(
            st.fixed_dictionaries({"outcome": WORDS}, optional={"expected_after": LENGTHS}), max_size=2
        ),
    ),
    structure=ABSENT | st.sampled_from(["open", "structured"]),
    roles=ROLES,
    supervision=ABSENT
    | st.lists(
        some(who=WORDS | ABSENT, every=LENGTHS | ABSENT, form=st.just("group")), min_size=1, max_size=2
    ),
    professionals=ABSENT | some(presence=ABSENT | st.just("leading")),
    groups=ABSENT | some(size_max=st.integers(2, 20), leads=ABSENT | some(who=st.just("peers"))),
    moderation=ABSENT | some(by=st.sampled_from(["peers", "nobody"]) | ABSENT),
    campaigning=ABSENT | st.sampled_from(["core", "allowed"]),
    ending=ABSENT | some(bridge=WORDS, contact_after=ABSENT | st.just("open")),
    positions=st.dictionaries(st.sampled_from(["dyad_or_group", "perspective"]), WORDS, max_size=2),
)


@st.composite
def documents(draw):
    """A document that holds a definition, as plain values."""
    made = draw(REST)
    plan = draw(st.lists(phases(), min_size=1, max_size=3))
    for index, phase in enumerate(plan):
        phase["key"] = f"phase-{index}"
    leads = ["facilitated"] if any(phase["form"] != "one_to_one" for phase in plan) else []
    made |= {
        "schema_version": 2,
        "slug": "made-up",
        "version": "1.0",
        "title": draw(WORDS),
        "summary": draw(WORDS),
        "role_mode": draw(st.sampled_from(["supporter_and_member", "mutual", *leads])),
        "unit": draw(st.sampled_from(["person", "couple"])),
        "schedule": {
            "phases": plan,
            **draw(some(length=st.just("P90Y") | ABSENT, missed=st.just("moved") | ABSENT)),
        },
        "matching": {"choice": "seeker_chooses"},
    }
    return made


def loaded(document):
    return load_definition(tomlkit.dumps(document))


def problems_of(text):
    """What a text is refused for; nothing when it is loaded."""
    try:
        load_definition(text)
    except DefinitionError as error:
        return error.problems
    return ()


@settings(max_examples=40, deadline=None)
@given(document=documents())
def test_text_and_definition_say_the_same_there_and_back(document):
    definition, text = loaded(document), tomlkit.dumps(document)
    again = tomlkit.dumps(tomlkit.parse(text))
    assert again == text
    assert tomllib.loads(text) == document
    assert load_definition(again) == definition
    # What it holds can be written as a document of its own, and is the same when it is read again.
    held = definition.model_dump(mode="json", exclude_none=True)
    assert load_definition(tomlkit.dumps(held)) == definition


@settings(max_examples=40, deadline=None)
@given(document=documents())
def test_schedule_is_finite_and_in_order(document):
    definition = loaded(document)
    for form in definition.forms:
        # Two years of one form are no more than four times four contacts a day.
        contacts = list(islice(plan_contacts(definition, START, forms={form}, until=UNTIL), 12_000))
        assert len(contacts) < 12_000
        assert [contact.number for contact in contacts] == list(range(1, len(contacts) + 1))
        assert [contact.due_on for contact in contacts] == sorted(contact.due_on for contact in contacts)
        assert all(START <= contact.due_on <= UNTIL for contact in contacts)
        assert all(contact.opens_on <= contact.closes_on for contact in contacts)
    assert planned_end(definition, START) >= START


@settings(max_examples=25, deadline=None)
@given(document=documents())
def test_whatever_is_a_definition_can_be_told(document):
    definition, text = loaded(document), tomlkit.dumps(document)
    assert len(positions(definition)) == 15
    assert all(gap.message for gap in gaps(definition))
    description = described(definition)
    assert all(line.said and all(line.said) for chapter in description.chapters for line in chapter.lines)
    assert as_text(description)
    assert as_html(description).endswith("</html>\n")
    assert differences(definition, definition) == ()
    assert checked(Read("made-up", text, definition)).lines


@settings(max_examples=40, deadline=None)
@given(document=documents(), pay=st.sampled_from(["paid", "unpaid"]))
def test_what_differs_is_found_wherever_it_stands(document, pay):
    one = loaded({**document, "roles": [{"key": "member", "title": "M"}]})
    two = loaded({**document, "roles": [{"key": "member", "title": "M", "pay": pay}]})
    assert [(each.path, each.after) for each in differences(one, two)] == [("roles.member.pay", (pay,))]


@settings(max_examples=25, deadline=None)
@given(document=documents(), who=WORDS, every=LENGTHS)
def test_upgraded_definition_equals_one_of_today(document, who, every):
    supervision = {"who": who, "every": every}
    today = loaded({**document, "supervision": [supervision]})
    before = tomlkit.dumps({**document, "schema_version": 1, "supervision": supervision})
    assert load_definition(before) == today


@settings(max_examples=60, deadline=None)
@given(document=documents(), data=st.data())
def test_damaged_document_is_loaded_or_refused_in_words(document, data):
    def damage(part):
        if isinstance(part, dict) and part:
            key = data.draw(st.sampled_from(sorted(part)))
            return {**part, key: damage(part[key])}
        if isinstance(part, list) and part:
            return [damage(part[0]), *part[1:]]
        return data.draw(
            st.integers(-5, 10**20)
            | st.floats(allow_nan=True)
            | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
            | st.booleans()
            | st.lists(st.integers(), max_size=2)
            | st.dictionaries(st.sampled_from(["a", "key"]), st.integers(), max_size=1)
            | st.just(date(2025, 1, 1))
        )

    text = tomlkit.dumps(damage(document))
    lines = text.count("\n") + 1
    assert all(1 <= problem.line <= lines and problem.message for problem in problems_of(text))


@settings(max_examples=60, deadline=None)
@given(document=documents())
def test_what_is_filled_in_can_open_and_changes_no_answer(document):
    document.pop("roles", None)
    definition = loaded(document)
    made = load_definition(filled_in_text(tomlkit.dumps(document), starter()))
    assert not [gap for gap in gaps(made) if gap.severity == "bars_opening"]
    assert (made.title, made.role_mode, made.campaigning) == (
        definition.title,
        definition.role_mode,
        definition.campaigning,
    )
