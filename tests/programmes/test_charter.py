"""What anybody may read of a programme, and from when on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from alongside.programmes import actions
from alongside.programmes.core.library import model_text
from alongside.programmes.models import Programme
from tests.factories import definition_text

if TYPE_CHECKING:
    from tests.conftest import Cast


def page(programme: Programme, name: str = "programme") -> str:
    return reverse(f"programmes:{name}", kwargs={"ref": programme.ref})


def test_nobody_reads_it_before_the_organisation_says_so(cast: Cast) -> None:
    response = cast.client(None).get(page(cast.coaching))
    nowhere = cast.client(None).get(reverse("programmes:programme", kwargs={"ref": "nowhere"}))
    assert "/sign-in/" in response.headers["Location"]
    assert "/sign-in/" in nowhere.headers["Location"]
    assert cast.client("olga").get(page(cast.coaching)).status_code == 404


def test_everybody_reads_it_once_it_is_open_and_shown(cast: Cast) -> None:
    cast.client("ada").post(page(cast.coaching, "programme_public"), {"is_public": "on"})
    for visitor in (None, "olga", "nobody"):
        response = cast.client(visitor).get(page(cast.coaching))
        shown = response.content.decode()
        assert response.status_code == 200
        assert "What joining asks of you" in shown
        assert "What happens in a crisis" in shown
        assert "116 123" in shown
        assert 'content="noindex"' in shown
        for name in ("Mia", "Cora", "Sula"):
            assert name not in shown
    assert "Who leads" in cast.client("mia").get(page(cast.coaching)).content.decode()
    cast.client("ada").post(page(cast.coaching, "programme_public"), {"is_found_by_search": "on"})
    assert cast.client(None).get(page(cast.coaching)).status_code == 302


def test_search_engines_are_let_in_only_by_choice(cast: Cast) -> None:
    actions.show_programme(programme=cast.coaching, is_public=True, is_found_by_search=True, by=cast.ada)
    assert 'content="index"' in cast.client(None).get(page(cast.coaching)).content.decode()
    actions.show_programme(programme=cast.coaching, is_public=False, is_found_by_search=True, by=cast.ada)
    assert cast.coaching.is_found_by_search is False
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=cast.coaching.pk).update(is_found_by_search=True)


def test_what_is_being_prepared_is_read_by_those_who_prepare_it(cast: Cast) -> None:
    programme = actions.create_programme(
        organisation=cast.harbour,
        definition_text=definition_text(),
        name="New",
        discreet_name="Fridays",
        by=cast.ada,
    )
    actions.show_programme(programme=programme, is_public=True, is_found_by_search=True, by=cast.ada)
    assert cast.client(None).get(page(programme)).status_code == 302
    assert 'content="noindex"' in cast.client("ada").get(page(programme, "charter")).content.decode()


def test_the_charter_of_a_group_says_its_rules_and_who_reads_along(cast: Cast) -> None:
    text = definition_text().replace(
        "[crisis]",
        '[ground_rules]\nrules = ["What is said here stays here."]\n\n[moderation]\nby = "peers"\n'
        'hours = "From 8 to 20"\n\n[crisis]',
        1,
    )
    programme = actions.create_programme(
        organisation=cast.harbour, definition_text=text, name="New", discreet_name="Fridays", by=cast.ada
    )
    shown = cast.client("ada").get(page(programme, "charter")).content.decode()
    assert "What is said here stays here." in shown
    assert "From 8 to 20" in shown


def test_a_short_answer_stands_as_a_sentence_and_no_heading_stands_alone(cast: Cast) -> None:
    draft = actions.begin_draft(
        organisation=cast.harbour, title="Quay", text=model_text("reidy-2024-sugarbuddies"), by=cast.ada
    )
    programme = actions.use_draft(draft=draft, name="Quay", discreet_name="Fridays", by=cast.ada)
    charter = cast.client("ada").get(page(programme, "charter")).content.decode()
    assert "<p>Peers.</p>" in charter
    assert "<dd>One role: all give and receive" in charter
    shown = cast.client("ada").get(page(programme)).content.decode()
    assert "<h3>Moderator</h3><p>This is not written down yet.</p>" in shown


def test_nobody_who_may_come_is_told_that_a_source_is_silent(cast: Cast) -> None:
    """Of a published model as it is, the charter and the page of the programme say what is known, and no more."""
    text = model_text("joseph-2001-peer-coaching-diabetes")
    text = text.replace(
        "[crisis]",
        '[moderation]\nby = "peers"\nhours = "not reported"\nwords = "not reported"\n\n[ground_rules]\n'
        'rules = "not reported"\n\n[professionals]\nlimits = "not reported"\n\n[crisis]',
        1,
    )
    programme = actions.create_programme(
        organisation=cast.harbour, definition_text=text, name="New", discreet_name="Fridays", by=cast.ada
    )
    told = cast.client("ada").get(page(programme, "charter")).content.decode()
    assert "Peers." in told
    assert "Not reported" not in told
    assert "What we hold one another to" not in told
