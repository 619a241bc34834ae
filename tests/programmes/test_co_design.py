"""Somebody without any role reads one draft along by a link, comments, and sees nothing else; it ends by itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.programmes import actions
from alongside.programmes.core.questions import question
from alongside.programmes.models import CoDesigner, DefinitionDraft, DraftComment
from alongside.programmes.queries.co_design import co_designer_of
from tests.programmes import drafts
from tests.programmes.test_amendments import six_calls

if TYPE_CHECKING:
    from tests.conftest import Cast


def asked(cast: Cast, draft: DefinitionDraft | None = None, email: str = "Joan@example.org") -> CoDesigner:
    return actions.invite_co_designer(
        draft=draft or drafts.begun(cast), name="Joan", email=email, by=cast.cora
    )


def link() -> str:
    found = re.search(r"http\S+(/plan/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def token() -> str:
    return link().split("/")[2]


def test_letter_names_nothing_and_its_link_shows_the_draft_and_what_was_said(cast: Cast) -> None:
    draft = drafts.commented(cast).draft
    asked(cast, draft)
    letter = mail.outbox[-1]
    assert letter.to == ["joan@example.org"]
    assert "diabetes" not in f"{letter.subject} {letter.body}".lower()
    page = Client().get(link())
    assert page.status_code == 200
    assert "Our coaching" in page.content.decode()
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
    said = Client().get(f"{link()}summary/").content.decode()
    assert "Hm." in said
    assert "Eve" in said
    assert CoDesigner.objects.get().token_hash not in said


def test_comment_by_the_link_is_seen_by_those_who_design_and_is_on_record(cast: Cast) -> None:
    row = asked(cast)
    answer = Client().post(f"{link()}crisis/", {"words": "Who phones at night?"})
    assert answer.status_code == 302
    comment = DraftComment.objects.get()
    assert (comment.writer, comment.written_by, comment.co_designer) == ("Joan", None, row)
    event = AuditEvent.objects.get(what="draft_commented")
    assert (event.by_id, event.details["co_designer"], event.details["question"]) == (None, row.pk, "crisis")
    page = cast.client("ada").get(
        reverse("programmes:draft_question", kwargs={"pk": row.draft_id, "key": "crisis"})
    )
    assert "Who phones at night?" in page.content.decode()
    assert "Joan" in page.content.decode()
    assert Client().post(f"{link()}crisis/", {"words": " "}).status_code == 422
    assert Client().get(f"{link()}nothing-asked/").status_code == 404


def test_link_opens_nothing_else_even_of_the_same_draft(cast: Cast) -> None:
    row = asked(cast)
    reader = Client()
    reader.get(link())
    for name in ("draft", "draft_file", "draft_compare", "draft_use", "co_designers"):
        answer = reader.get(reverse(f"programmes:{name}", kwargs={"pk": row.draft_id}))
        assert answer.status_code == 302, name
        assert "/sign-in/" in answer["Location"] or "login" in answer["Location"], name


@pytest.mark.parametrize("how", ["ended", "over", "opened", "amended", "newer letter"])
def test_link_dies(cast: Cast, how: str) -> None:
    draft = drafts.begun(cast)
    if how == "amended":
        draft = actions.begin_draft_of_programme(programme=cast.coaching, by=cast.ada)
        DefinitionDraft.objects.filter(pk=draft.pk).update(text=six_calls("1.1"))
    row, old = asked(cast, draft), link()
    with transaction.atomic():
        if how == "ended":
            actions.end_co_designer(co_designer=row, by=cast.ada)
            with pytest.raises(actions.StateChanged):
                actions.end_co_designer(co_designer=row, by=cast.ada)
        elif how == "opened":
            made = actions.use_draft(draft=draft, name="Ours", discreet_name="Harbour Fridays", by=cast.ada)
            assert Client().get(old).status_code == 200
            actions.open_programme(programme=made, by=cast.ada)
        elif how == "amended":
            reasons = actions.Reasons(why="Shorter.", agreed_by="Members", applies_from=timezone.localdate())
            actions.amend_from_draft(draft=draft, version="1.1", reasons=reasons, by=cast.ada)
        elif how == "newer letter":
            CoDesigner.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
            actions.send_co_designer_letter_again(co_designer=row, by=cast.ada)
            assert Client().get(link()).status_code == 200
    later = timezone.now() + timedelta(days=91 if how == "over" else 0)
    with time_machine.travel(later, tick=False):
        assert Client().get(old).status_code == 404
        assert Client().post(f"{old}summary/", {"words": "Still here?"}).status_code == 404
    assert not DraftComment.objects.exists()


def test_somebody_is_asked_once_and_again_when_their_time_is_over(cast: Cast) -> None:
    draft = drafts.begun(cast)
    asked(cast, draft)
    with pytest.raises(actions.AlreadyThere):
        asked(cast, draft, "joan@example.org ")
    with pytest.raises(actions.StateChanged):
        actions.send_co_designer_letter_again(co_designer=CoDesigner.objects.get(), by=cast.cora)
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        asked(cast, draft)
        assert co_designer_of(token())
    page = cast.client("cora").post(
        reverse("programmes:co_designers", kwargs={"pk": draft.pk}), {"name": "", "email": "joan"}
    )
    assert page.status_code == 422


def test_a_link_in_wrong_hands_does_not_drown_a_draft(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked(cast)
    monkeypatch.setattr("alongside.programmes.actions.co_design.MOST_COMMENTS", 1)
    summary = question("summary")
    actions.comment_as_co_designer(co_designer=row, question=summary, words="One.")
    with pytest.raises(actions.InvitationOver):
        actions.comment_as_co_designer(co_designer=row, question=summary, words="Two.")


def test_comment_has_exactly_one_writer(cast: Cast) -> None:
    comment = drafts.commented(cast)
    with pytest.raises(IntegrityError, match="draft_comment_written_by_somebody"), transaction.atomic():
        DraftComment.objects.filter(pk=comment.pk).update(written_by=None)
