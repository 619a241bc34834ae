"""What people agreed to does not change under them: not by the software, and not by hand in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from alongside.programmes.models import DefinitionVersion, Programme
from alongside.programmes.queries import HandEdited, definition_of
from alongside.safeguarding.models import Concern

if TYPE_CHECKING:
    from tests.conftest import Cast

TRIGGER = "programmes_definition_never_changed"


@pytest.mark.parametrize("field", ["slug", "version", "title", "text", "content_hash"])
def test_database_refuses_to_change_what_a_version_says(cast: Cast, field: str) -> None:
    rows = DefinitionVersion.objects.filter(pk=cast.coaching.definition_id)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(**{field: "other"})
    version = rows.get()
    setattr(version, field, "other")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        version.save()


def change_by_hand(cast: Cast) -> Programme:
    """As somebody with the keys of the database could, who lays the trigger aside."""
    postgres = connection.vendor == "postgresql"
    table = DefinitionVersion._meta.db_table
    text = cast.coaching.definition.text.replace("Samaritans", "Nobody")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {TRIGGER}{f' ON {table}' if postgres else ''}")
        cursor.execute(
            f"UPDATE {table} SET text = %s WHERE id = %s", [text + "\n# Mine.\n", cast.coaching.definition_id]
        )
    return Programme.objects.select_related("definition").get(pk=cast.coaching.pk)


def test_what_was_changed_by_hand_is_told_in_words_and_not_run(cast: Cast) -> None:
    changed = change_by_hand(cast)
    with pytest.raises(HandEdited):
        definition_of(changed)
    for name in ("programme", "report", "definition_file", "charter"):
        answer = cast.client("ada").get(reverse(f"programmes:{name}", args=[changed.ref]))
        page = answer.content.decode()
        assert answer.status_code == 500
        assert "was changed by hand" in page
        assert changed.definition.version in page
        assert reverse("safeguarding:help") in page


def test_help_and_worries_do_not_wait_until_it_is_put_back(cast: Cast) -> None:
    changed = change_by_hand(cast)
    mia = cast.client("mia")
    assert mia.get(reverse("safeguarding:programme_help", args=[changed.ref])).status_code == 200
    worry = {"words": "Sam did not come and did not answer.", "urgency": "soon", "key": "one"}
    mia.post(reverse("safeguarding:raise_concern", args=[changed.ref]), worry)
    assert Concern.objects.get().words == worry["words"]
