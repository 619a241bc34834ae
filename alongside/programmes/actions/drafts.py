"""Designing a definition: a draft is begun, answered question by question, talked about, decided on, and used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.actions.amendments import Reasons, amend_programme
from alongside.programmes.actions.co_design import end_co_design
from alongside.programmes.actions.programmes import change_definition, create_programme
from alongside.programmes.actions.refusals import ChangedMeanwhile, StateChanged
from alongside.programmes.core.asking import Question
from alongside.programmes.core.editing import (
    as_of_today,
    changed,
    item_added,
    item_changed,
    item_removed,
    path_of,
    skeleton,
    value_at,
)
from alongside.programmes.core.filling import begun_from, completed_item, fingerprint, key_from
from alongside.programmes.core.loading import check_toml
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.suggesting import with_suggestion
from alongside.programmes.models import (
    Amendment,
    DefinitionDraft,
    DraftComment,
    DraftDecision,
    Organisation,
    Programme,
)

TITLE_LENGTH = 200


@transaction.atomic
def begin_draft(
    *, organisation: Organisation, title: str, by: Person, text: str = "", begun_from_model: str = ""
) -> DefinitionDraft:
    """A new draft: of a text with another name, or of nothing. Raises DefinitionError where the text is not TOML."""
    if text:
        check_toml(text)
    words = begun_from(text, title) if text else skeleton(title, key_from(title, otherwise="programme"))
    return _begun(organisation, title, words, by=by, model=begun_from_model)


@transaction.atomic
def begin_draft_of_programme(*, programme: Programme, by: Person) -> DefinitionDraft:
    """The draft in which a programme is changed: the one that was begun for it already, if any. While it is being
    prepared it follows the draft when that is used; once it has been opened, the draft becomes its next version."""
    there = DefinitionDraft.objects.filter(programme=programme).order_by("-changed_at").first()
    text = as_of_today(programme.definition.text)
    if there is None:
        return _begun(programme.organisation, programme.definition.title, text, by=by, programme=programme)
    return there


def _begun(
    organisation: Organisation,
    title: str,
    text: str,
    *,
    by: Person,
    model: str = "",
    programme: Programme | None = None,
) -> DefinitionDraft:
    made = DefinitionDraft.objects.create(
        organisation=organisation,
        programme=programme,
        title=title[:TITLE_LENGTH],
        text=text,
        begun_from=model,
        created_by=by,
        changed_by=by,
    )
    _record("draft_begun", made, by=by, model=model)
    return made


@transaction.atomic
def answer_question(
    *,
    draft: DefinitionDraft,
    question: Question,
    answers: Mapping[str, Any],
    seen: str,
    by: Person,
    absence: Absence | None = None,
) -> DefinitionDraft:
    """Write the answers to one question, by path; None takes an answer away, and an absence stands for all of them.

    ``seen`` is the fingerprint of what the person was shown. Raises ChangedMeanwhile where the text says something
    else there by now.
    """

    def answered(text: str) -> str:
        whole = path_of(question.whole)
        if absence is not None:
            return changed(text, whole, absence)
        if whole and isinstance(value_at(text, whole), Absence):
            text = changed(text, whole, None)
        for path, value in answers.items():
            text = changed(text, path_of(path), value)
        return text

    return _change(draft, question, seen, answered, by=by)


@transaction.atomic
def begin_with_our_words(
    *, draft: DefinitionDraft, question: Question, seen: str, by: Person
) -> DefinitionDraft:
    """Put the starter's words where the draft lacks what it cannot open without. Raises ChangedMeanwhile as
    `answer_question` does."""
    return _change(draft, question, seen, lambda text: with_suggestion(text, question), by=by)


@transaction.atomic
def keep_item(
    *,
    draft: DefinitionDraft,
    question: Question,
    index: int | None,
    typed: Mapping[str, Any],
    seen: str,
    by: Person,
) -> DefinitionDraft:
    """Add an item to the list of a question (``index`` None), or change one. Raises ChangedMeanwhile and, where there is
    no such item, StateChanged."""
    path = path_of(question.items)

    def kept(text: str) -> str:
        there = value_at(text, path)
        items = there if isinstance(there, list) else []
        if index is None:
            return item_added(text, path, completed_item(question, typed, {}, items))
        if index >= len(items):
            raise StateChanged
        others = [item for place, item in enumerate(items) if place != index]
        return item_changed(text, path, index, completed_item(question, typed, items[index], others))

    return _change(draft, question, seen, kept, by=by)


@transaction.atomic
def remove_item(
    *, draft: DefinitionDraft, question: Question, index: int, seen: str, by: Person
) -> DefinitionDraft:
    """Take one item out of the list of a question. Raises as ``keep_item`` does."""

    def removed(text: str) -> str:
        try:
            return item_removed(text, path_of(question.items), index)
        except IndexError:
            raise StateChanged from None

    return _change(draft, question, seen, removed, by=by)


@transaction.atomic
def undo_change(*, draft: DefinitionDraft, version: int, by: Person) -> DefinitionDraft:
    """Put back the text before the last change; done twice, nothing has happened.

    Raises StateChanged where there is nothing to undo, or somebody has changed the draft since ``version``.
    """
    locked = DefinitionDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.version != version or not locked.text_before:
        raise StateChanged
    _store(locked, locked.text_before, by)
    _record("draft_change_undone", locked, by=by)
    return locked


def _change(
    draft: DefinitionDraft, question: Question, seen: str, change: Callable[[str], str], *, by: Person
) -> DefinitionDraft:
    locked = DefinitionDraft.objects.select_for_update().get(pk=draft.pk)
    if fingerprint(locked.text, question) != seen:
        raise ChangedMeanwhile(locked.changed_by.name)
    text = change(locked.text)
    if text != locked.text:
        _store(locked, text, by)
        _record("draft_changed", locked, by=by, question=question.key)
    return locked


def _store(draft: DefinitionDraft, text: str, by: Person) -> None:
    title = value_at(text, ("title",))
    draft.text_before, draft.text = draft.text, text
    draft.title = str(title)[:TITLE_LENGTH] if title else draft.title
    draft.version += 1
    draft.changed_at, draft.changed_by = timezone.now(), by
    draft.save(update_fields=["text", "text_before", "title", "version", "changed_at", "changed_by"])


@transaction.atomic
def comment_on_question(
    *, draft: DefinitionDraft, question: Question, words: str, by: Person
) -> DraftComment:
    """Say something about a question of the draft, for everybody who designs it."""
    comment = DraftComment.objects.create(draft=draft, question=question.key, words=words, written_by=by)
    _record("draft_commented", draft, by=by, question=question.key)
    return comment


@transaction.atomic
def resolve_comment(*, comment: DraftComment, by: Person) -> None:
    """A comment is dealt with. Raises StateChanged when it was already."""
    resolved = DraftComment.objects.filter(pk=comment.pk, resolved_at__isnull=True).update(
        resolved_at=timezone.now(), resolved_by=by
    )
    if not resolved:
        raise StateChanged
    _record("draft_comment_resolved", comment.draft, by=by, question=comment.question)


@transaction.atomic
def record_decision(
    *, draft: DefinitionDraft, question: Question, words: str, decided_by: str, decided_on: date, by: Person
) -> DraftDecision:
    """Write down what was decided on a question, by whom and when; it is never changed again."""
    decision = DraftDecision.objects.create(
        draft=draft,
        question=question.key,
        words=words,
        decided_by=decided_by,
        decided_on=decided_on,
        written_by=by,
    )
    _record("draft_decided", draft, by=by, question=question.key)
    return decision


@transaction.atomic
def use_draft(*, draft: DefinitionDraft, by: Person, name: str = "", discreet_name: str = "") -> Programme:
    """Let the draft's programme in preparation follow it, or create one of these names.

    Raises what `create_programme` and `change_definition` raise.
    """
    locked = DefinitionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.programme is not None:
        change_definition(programme=locked.programme, definition_text=locked.text, by=by)
        programme = locked.programme
    else:
        programme = create_programme(
            organisation=locked.organisation,
            definition_text=locked.text,
            name=name,
            discreet_name=discreet_name,
            by=by,
        )
        locked.programme = programme
        locked.save(update_fields=["programme"])
    _record("draft_used", locked, by=by, programme=programme.ref)
    return programme


@transaction.atomic
def amend_from_draft(*, draft: DefinitionDraft, version: str, reasons: Reasons, by: Person) -> Amendment:
    """Let the draft be the next version of the open programme that it is for, under this number.

    Raises what `amend_programme` raises, and StateChanged for a draft that is for no programme.
    """
    locked = DefinitionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.programme is None:
        raise StateChanged
    text = changed(locked.text, ("version",), version)
    made = amend_programme(programme=locked.programme, definition_text=text, reasons=reasons, by=by)
    _store(locked, text, by)
    end_co_design(locked.programme)
    _record("draft_used", locked, by=by, programme=locked.programme.ref, version=version)
    return made


def _record(what: str, draft: DefinitionDraft, *, by: Person, **details: Any) -> None:
    record(
        what,
        by=by,
        subject=draft,
        organisation_id=draft.organisation_id,
        programme_id=draft.programme_id,
        **details,
    )
