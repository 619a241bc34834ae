"""Somebody who asks is forgotten: no word of theirs is left but what must be kept, also after an old backup."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.common.privacy import classified_fields
from alongside.conversations.models import Message
from alongside.data_rights import actions
from alongside.data_rights.models import Erasure
from alongside.data_rights.queries.belongings import BELONGINGS
from alongside.data_rights.queries.erasing import FATES, consequences, still_open
from alongside.matching.models import Relationship
from alongside.measures.models import Response
from alongside.people.models import Person
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Member, Participant
from alongside.safeguarding.models import Concern
from tests.data_rights.scene import marked
from tests.measures.factories import ended


def everything() -> dict[str, str]:
    """Every text in the database, by table."""
    return {
        model._meta.label: json.dumps(
            [
                [str(getattr(row, field.attname)) for field in model._meta.concrete_fields]
                for row in model._base_manager.all()
                if not any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)
            ]
        )
        for config in apps.get_app_configs()
        for model in config.get_models()
    }


@pytest.fixture
def mia_left(cast, life):
    """Mia's match has ended and she has left; her words are marked."""
    words = marked([cast.mia_participant], [cast.sam_participant], "m")
    ended(life, timezone.localdate())
    Member.objects.filter(participant=cast.mia_participant).update(
        status="left", left_on=timezone.localdate()
    )
    return words


def asked(cast) -> Erasure:
    return actions.ask_to_be_forgotten(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)


def test_every_table_of_somebodys_rows_says_what_becomes_of_them() -> None:
    assert set(FATES) == set(BELONGINGS)
    for label, fate in FATES.items():
        assert bool(fate.emptied) + fate.gone + bool(fate.kept_because) == 1, label


def test_no_word_is_left_but_what_must_be_kept(cast, mia_left) -> None:
    about_people = {
        f"{each.model}.{each.field}"
        for label in FATES
        for each in classified_fields(apps.get_model(label))
        if each.kind != "plain"
    }
    emptied = {
        word
        for word, place in mia_left.items()
        if place in about_people and not FATES[place.rsplit(".", 1)[0]].kept_because
    }
    assert len(emptied) > 15
    before = everything()
    assert all(any(word in text for text in before.values()) for word in emptied)

    actions.erase(erasure=asked(cast), by=cast.sasha)

    after = everything()
    left = {word: label for word in emptied for label, text in after.items() if word in text}
    assert left == {}
    assert "mia@example.org" not in json.dumps(after).lower()


def test_what_protects_somebody_stays_and_is_named_with_its_reason(cast, mia_left) -> None:
    concerns = Concern.objects.count()
    titles = {one.model._meta.label: one for one in consequences(cast.mia_participant)}
    assert titles["safeguarding.Concern"].fate.kept_because

    done = actions.erase(erasure=asked(cast), by=cast.sasha)

    assert Concern.objects.count() == concerns
    assert done.kept["safeguarding.Concern"] >= 1
    assert "programmes.Participant" not in done.kept


def test_others_keep_their_words_and_the_counts_their_places(cast, mia_left) -> None:
    answered = Response.objects.count()
    actions.erase(erasure=asked(cast), by=cast.sasha)
    assert sorted(Message.objects.values_list("words", flat=True)) == ["From Sam to me", "–"]
    assert Response.objects.count() == answered
    assert Relationship.objects.count() == 1
    assert cast.client("sam").get("/home/").status_code == 200


def test_who_was_forgotten_signs_in_no_more(cast, mia_left) -> None:
    client = cast.client("mia")
    erasure = asked(cast)
    actions.erase(erasure=erasure, by=cast.sasha)
    assert client.get("/home/").status_code == 302
    mia = Person.objects.get(pk=cast.mia.pk)
    assert (mia.is_active, mia.has_usable_password()) == (False, False)


def test_nobody_is_forgotten_in_the_middle_of_support(cast, life) -> None:
    erasure = asked(cast)
    assert still_open(cast.mia_participant)
    with pytest.raises(actions.StillTakesPart):
        actions.erase(erasure=erasure, by=cast.sasha)
    page = cast.client("sasha").post(
        reverse("data_rights:erase", kwargs={"ref": cast.coaching.ref, "pk": erasure.pk}), follow=True
    )
    assert "They still take part, so nothing was erased" in page.content.decode()
    assert Participant.objects.get(pk=cast.mia_participant.pk).name != "–"


def test_person_thinks_better_of_it_until_it_is_done(cast, mia_left) -> None:
    client, address = cast.client("mia"), reverse("data_rights:forget_me", kwargs={"ref": cast.coaching.ref})
    for _sent_twice in range(2):
        client.post(address, {"what": "forget"})
        assert Erasure.objects.count() == 1
    assert 'value="take-back"' in client.get(address).content.decode()
    for _sent_twice in range(2):
        client.post(address, {"what": "take-back"})
    assert not Erasure.objects.exists()
    done = actions.erase(erasure=asked(cast), by=cast.sasha)
    for deed in (actions.erase, actions.stay_remembered):
        with pytest.raises(StateChanged):
            deed(erasure=done, by=cast.sasha)


def test_asked_twice_is_asked_once(cast) -> None:
    asked(cast)
    with pytest.raises(actions.AlreadyAsked):
        asked(cast)


def test_staff_with_a_role_keep_signing_in(cast, mia_left) -> None:
    Participant.objects.filter(pk=cast.mia_participant.pk).update(person=cast.cora)
    actions.erase(erasure=asked(cast), by=cast.sasha)
    cora = Person.objects.get(pk=cast.cora.pk)
    assert (cora.is_active, cora.name) == (True, cast.cora.name)
    assert Participant.objects.get(pk=cast.mia_participant.pk).person is None


def test_ledger_forgets_again_whom_an_old_backup_brought_back(cast, mia_left, tmp_path, capsys) -> None:
    before = Participant.objects.filter(pk=cast.mia_participant.pk).values().get()
    actions.erase(erasure=asked(cast), by=cast.sasha)
    call_command("erasures")
    ledger = tmp_path / "erasures.txt"
    ledger.write_text(capsys.readouterr().out + "999999 2026-01-01\n\n")
    # As it would be after a restore: the row is back, and the ledger in the database has gone.
    Participant.objects.filter(pk=before["id"]).update(**before)
    Erasure.objects.all().delete()

    call_command("erasures", again=str(ledger))

    assert capsys.readouterr().out == "Forgotten again: 1. Not there: 1.\n"
    assert Participant.objects.get(pk=before["id"]).name == "–"
    assert AuditEvent.objects.filter(what="erased_again").count() == 1


def test_ledger_that_is_none_forgets_nobody(cast, tmp_path) -> None:
    ledger = tmp_path / "erasures.txt"
    ledger.write_text(f"{cast.mia_participant.pk} 2026-01-01\nMia\n")
    with pytest.raises(CommandError, match="line 2: begins with no number"):
        call_command("erasures", again=str(ledger))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("erasures", again=str(tmp_path / "nowhere"))
    assert Participant.objects.get(pk=cast.mia_participant.pk).name != "–"
