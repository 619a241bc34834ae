"""What the library as a whole says: only what the sources tell counts as told."""

import pytest

from alongside.programmes.core.items import LABELS
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.overview import REQUIRED, dimensions, in_brief
from alongside.web.management.commands.generate_docs import models_page

TOP = 'unit = "person"\n'


def test_what_is_told_is_not_left_out_and_what_the_authors_added_is(definition):
    assert in_brief(definition()).left_out == ("theory", "peerness")
    added = definition((TOP, TOP + 'added = ["training", "crisis", "evaluation.comparator"]\n'))
    assert in_brief(added).left_out == ("theory", "peerness", "training", "escalation", "comparator")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("theory", TOP, TOP + 'rationale = "It helps."\n'),
        ("theory", "[matching]\n", '[theory]\nmechanisms = ["reciprocity"]\n[matching]\n'),
        ("peerness", "[matching]\n", '[peerness]\nwords = "An illness."\n[matching]\n'),
        ("dose", 'every = "P1W"', 'every = "not reported"'),
        ("adverse events", 'adverse_events = "Asked after every contact"', 'adverse_events = "not reported"'),
        ("comparator", 'comparator = "People who wait"', ""),
    ],
)
def test_each_part_of_the_law_is_looked_for_where_it_belongs(definition, part, old, new):
    before, after = in_brief(definition()).left_out, in_brief(definition((old, new))).left_out
    assert (part in before) != (part in after)


def test_none_is_an_answer_and_not_reported_is_not(definition):
    told = {
        absence: part
        for absence in ("none", "not reported")
        for part in [
            in_brief(definition(('comparator = "People who wait"', f'comparator = "{absence}"'))).left_out
        ]
    }
    assert "comparator" not in told["none"]
    assert "comparator" in told["not reported"]


def test_dimensions_count_models_and_not_mentions(definition):
    two = definition(
        (
            'title = "Supporter"\n',
            'title = "Supporter"\npay = "unpaid"\n[[roles]]\nkey = "member"\ntitle = "M"\npay = "unpaid"\n',
        )
    )
    counts = {each.path: each.models for each in dimensions([two, definition()])}
    assert counts["roles.pay"] == 1
    assert counts["supervision.who"] == counts["evaluation.comparator"] == 2
    assert counts["theory.logic_model.measure"] == 0
    assert set(counts) <= set(LABELS)


def test_page_has_a_row_for_every_model_and_for_every_dimension():
    page = models_page()
    models = [load_definition(model.text) for model in published()]
    assert page.count("<br>") == len(models)
    for each in dimensions(models):
        told = (
            f"- {each.label} (`{each.path}`)\n" if not each.models else f"| `{each.path}` | {each.models} |\n"
        )
        assert told in page
    assert all(f"| {part} | " in page for part in REQUIRED)
