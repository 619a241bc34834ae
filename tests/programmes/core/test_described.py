"""Everything that the schema can say is said in words: in the report, and in each form of the description."""

from io import BytesIO
from typing import Literal, get_args, get_origin

import docx
import pytest

from alongside.programmes.core import vocabulary
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.describing import ADDED, as_html, as_text, described
from alongside.programmes.core.document import as_docx
from alongside.programmes.core.items import LABELS, NOT_SHOWN
from alongside.programmes.core.parts import Part
from alongside.programmes.core.report import Value, tidier
from alongside.programmes.core.words import TERMS, term_key


def leaves(annotation):
    yield annotation
    for part in get_args(annotation):
        yield from leaves(part)


def terms_of(annotation):
    """Every word that one of the Literals within allows."""
    return {term for part in leaves(annotation) if get_origin(part) is Literal for term in get_args(part)}


def parts_of(annotation):
    return [part for part in leaves(annotation) if isinstance(part, type) and issubclass(part, Part)]


def fields(kind=Definition, path=""):
    """Every field of the schema that holds no further part: its path and its annotation."""
    for name, field in kind.model_fields.items():
        here = f"{path}.{name}".removeprefix(".")
        within = parts_of(field.annotation)
        if within and here not in {
            "matching.traits.options",
            "schedule.phases.agenda",
            "schedule.phases.sessions",
        }:
            for part in within:
                yield from fields(part, here)
        else:
            yield here, field.annotation


def test_every_field_of_the_schema_is_in_the_report_or_left_out_for_a_reason():
    in_schema = {path for path, _ in fields() if not path.endswith(".key")}
    shown = {path for path in LABELS if not any(other.startswith(f"{path}.") for other in LABELS)}
    assert in_schema - shown == set(NOT_SHOWN)
    assert shown <= in_schema


def test_every_term_that_a_field_may_hold_has_words():
    missing = {
        (path, term)
        for path, annotation in fields()
        for term in terms_of(annotation)
        if isinstance(term, str) and term_key(term, path.rsplit(".", 1)[-1]) not in TERMS
    }
    assert {(path, term) for path, term in missing if path != "positions"} == set()


def test_every_term_of_the_vocabulary_has_words():
    said = {key.rsplit(".", 1)[-1] for key in TERMS}
    lists = {
        name: set(get_args(each)) for name, each in vars(vocabulary).items() if get_origin(each) is Literal
    }
    assert len(lists) > 40
    assert {name: terms - said for name, terms in lists.items() if name != "Axis" and terms - said} == {}


def rows(definition):
    return {(row.code, row.of): row for section in tidier(definition) for row in section.rows}


GROUP = (
    'contacts = 8\nevery = "P1W"\n',
    (
        'form = "group"\ncontacts = 8\nevery = "P1W"\n'
        'agenda = [{ title = "Welcome", minutes = 5 }, { title = "Break", kind = "break" }]\n'
        'sessions = [{ title = "Sleep", agenda = [{ title = "Talk", minutes = 10 }] }]\n'
    ),
)


def test_report_says_what_groups_theory_and_studies_say(definition):
    found = rows(
        definition(
            GROUP,
            (
                "[matching]\n",
                (
                    '[groups]\njoining = "open"\n[groups.leads]\nwho = "members_in_turn"\n[theory]\n'
                    'perspectives = ["relational", "socio_political"]\n[[theory.studies]]\nsource = "Ours, 2020"\n'
                    'people = 12\nfound = "none"\n[matching]\n'
                ),
            ),
        )
    )
    assert found["groups.joining", ""].values == (Value("term", "joining.open"),)
    assert found["groups.leads.who", ""].values == (Value("term", "members_in_turn"),)
    assert [value.text for value in found["theory.perspectives", ""].values] == [
        "relational",
        "socio_political",
    ]
    assert found["theory.studies.people", "1"].values == (Value("number", "12"),)
    assert found["theory.studies.found", "1"].values == (Value("absence", "none"),)
    assert [value.text for value in found["schedule.phases.agenda", "calls"].values] == [
        "Welcome, 5",
        "Break",
    ]
    assert found["schedule.phases.sessions", "calls"].values == (Value("text", "Sleep: Talk, 10"),)


def test_report_prints_every_way_of_supervision(definition):
    more = '[[supervision]]\nwho = "The group"\nform = "group"\n\n[[training]]'
    found = rows(definition(("[[training]]", more)))
    assert found["supervision.every", "1"].values == (Value("duration", "P4W"),)
    assert found["supervision.form", "2"].values == (Value("term", "form.group"),)
    assert found["supervision.every", "2"].values == (Value("absence", "Not recorded"),)


def test_what_the_authors_added_is_marked_and_nothing_else(definition):
    line = 'added = ["crisis", "roles.supporter.description", "schedule.phases.calls.contacts"]\n'
    found = rows(definition(('unit = "person"\n', f'unit = "person"\n{line}')))
    marked = {code for (code, _of), row in found.items() if row.added}
    assert {code for code in marked if not code.startswith("crisis.")} == {
        "roles.description",
        "schedule.phases.contacts",
        # What follows from an added field is added too.
        "contacts",
        "minutes_min",
        "minutes_max",
        "modalities",
    }
    assert "crisis.who_is_told" in marked
    assert not found["roles.title", "supporter"].added


@pytest.fixture
def description(definition):
    return described(definition(('unit = "person"\n', 'unit = "person"\nadded = ["crisis"]\n')))


def test_text_says_all_and_breaks_its_lines(description):
    text = as_text(description)
    assert "\n    How often: 4 weeks\n" in text
    assert f"What people are told about a crisis: Phone 999 in danger. ({ADDED})" in " ".join(text.split())
    assert "  Setting: Not recorded\n" in text
    assert "  Same role or two roles: two roles: one supports the other (set by role_mode)\n" in text
    assert max(map(len, text.splitlines())) <= 100


def test_html_is_escaped_and_asks_no_other_site(definition):
    page = as_html(described(definition(('title = "Sample"', "title = '<script src=\"//x\">'"))))
    assert "<script" not in page
    assert "&lt;script src=&quot;//x&quot;&gt;" in page
    assert "<dt>Setting</dt><dd>Not recorded</dd>" in page


def test_docx_opens_again_with_its_headings_and_lines(description):
    word = docx.Document(BytesIO(as_docx(description)))
    headings = [each.text for each in word.paragraphs if each.style.name.startswith("Heading")]
    assert [title for title in headings if title[0].isdigit()] == [c.title for c in description.chapters[:12]]
    assert {"Where it stands", "Gaps", "Role: Supporter", "Consent: Taking part"} <= set(headings)
    cells = [(row.cells[0].text, row.cells[1].text) for table in word.tables for row in table.rows]
    assert ("Setting", "Not recorded") in cells
    told = sum(not line.begins_item for chapter in description.chapters for line in chapter.lines)
    assert len(cells) == told


def test_docx_has_an_empty_line_only_between_two_tables(description):
    body = [each.tag.rpartition("}")[2] for each in docx.Document(BytesIO(as_docx(description))).element.body]
    texts = ["".join(each.itertext()) for each in docx.Document(BytesIO(as_docx(description))).element.body]
    empty = [at for at, tag in enumerate(body) if tag == "p" and not texts[at]]
    assert all(body[at - 1] == body[at + 1] == "tbl" for at in empty)
