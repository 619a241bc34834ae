"""The one door for words that come in: `take_in(row, "words", programme=…, by=…)` after a row with free text is stored.

For words inside something bigger, as an answer among other answers: `take_in_words(row, "answers.words", words, …)`.

What is stored is what was written, save the characters that deceive; what triage made of it stands beside it for
somebody to read. Nothing here refuses, delays or hides words, or does anything to whoever wrote them.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.audit.queries import label
from alongside.common.core.clean import clean
from alongside.safeguarding.actions.concerns import raise_concern
from alongside.safeguarding.actions.words_waiting import tell_of_words
from alongside.safeguarding.core.on_call import counts_from
from alongside.safeguarding.core.triage import IN_TIME, Lane, Reading, not_read
from alongside.safeguarding.core.triage.place import Place
from alongside.safeguarding.core.triage.shown import categories_of, is_for_leads_first, kept, minutes_for
from alongside.safeguarding.models import Concern, Desk, Incoming, Rehearsal, Urgency
from alongside.safeguarding.queries import own_participant, readers_in, reading_now, triage_is_on

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.programmes.models import Participant, Programme

log = logging.getLogger(__name__)
BROKEN = "triage failed: what it found could not be kept"


def take_in(
    row: Model,
    *fields: str,
    programme: Programme,
    by: Person | None,
    writer: Participant | None = None,
    kept_from: Person | None = None,
    place: Place | None = None,
) -> None:
    """Let the words in these fields of a stored row come in. Inside the action's transaction, and it never raises.

    `writer` is the participant whose words they are (else `by`, where they take part), `by` whoever typed them. `kept_from` must not be the one who reads
    (the other side of a private conversation). `place` is for words that others read; of those in which nothing was
    found, some are drawn to be read all the same. The same words in the same field come in once.
    """
    _keep_clean(row, fields)
    for field in fields:
        take_in_words(
            row,
            field,
            str(getattr(row, field) or ""),
            programme=programme,
            by=by,
            writer=writer,
            kept_from=kept_from,
            place=place,
        )


def take_in_words(
    row: Model,
    name: str,
    words: str,
    *,
    programme: Programme,
    by: Person | None,
    writer: Participant | None = None,
    kept_from: Person | None = None,
    place: Place | None = None,
) -> None:
    """Let words that stand anywhere in a stored row come in, under this name; who stores them cleans them.

    All else is as in `take_in`. Without `by` and `writer` nobody is known to have written them: the desk then leads to
    the row.
    """
    if not words.strip():
        return
    given: dict[str, Any] = {
        "programme": programme,
        "subject": label(row),
        "field": name,
        "writer": writer or (own_participant(by, programme) if by else None),
        "written_by": by,
        "kept_from": kept_from,
        "rehearsal": row if isinstance(row, Rehearsal) else None,
    }
    try:
        with transaction.atomic():
            if triage_is_on(programme):
                _come_in(words, IN_TIME.read(words), place, given)
    except Exception:
        log.exception("words of %s are stored, but triage could not look", label(row))
        _not_looked_at(words, place, given)


def _keep_clean(row: Model, fields: tuple[str, ...]) -> None:
    """Whichever way the words came: what a page posts is clean already (`common.http.CleanWords`)."""
    changed = {
        field: cleaned
        for field in fields
        if isinstance(typed := getattr(row, field), str) and (cleaned := clean(typed)) != typed
    }
    for field, cleaned in changed.items():
        setattr(row, field, cleaned)
    if changed:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)


def _not_looked_at(words: str, place: Place | None, given: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            _come_in(words, not_read(BROKEN), place, given)
    except Exception:
        log.exception("words of %s wait for nobody: not even that could be kept", given["subject"])


def _come_in(words: str, reading: Reading, place: Place | None, given: dict[str, Any]) -> None:
    programme: Programme = given["programme"]
    here = place or Place()
    leads = not here.label or is_for_leads_first(reading)
    due = minutes_for(reading, staffed=here.staffed) if reading.lane else None
    now = timezone.now()
    begins = counts_from(reading_now(programme, now), now, urgent=False) if leads else now
    row, is_new = Incoming.objects.get_or_create(
        subject=given["subject"],
        field=given["field"],
        digest=hashlib.sha256(words.encode()).hexdigest(),
        defaults={
            **given,
            "came_at": now,
            "words": words if reading.lane or place else "",
            "lane": reading.lane or "",
            "findings": kept(reading),
            "languages": list(reading.languages),
            "rules_version": reading.version,
            "trouble": reading.trouble[:120],
            "desk": Desk.LEADS if leads else Desk.MODERATORS,
            "place": here.label,
            "is_shared": place is not None,
            "due_at": begins + timedelta(minutes=due) if due else None,
        },
    )
    if not is_new:
        return
    if row.lane == Lane.NOW:
        row.concern = _raise_at_once(row)
        row.save(update_fields=["concern"])
    elif row.lane == Lane.HOURS:
        tell_of_words(row)


def _raise_at_once(row: Incoming) -> Concern:
    """What may be danger now goes where alarms go: to the desk's first lane, and to whoever is told until they look."""
    names = "; ".join(each.name for each in categories_of(row.findings) if each.lane == Lane.NOW)
    kept_from = row.kept_from if row.kept_from in readers_in(row.programme) else None
    return raise_concern(
        programme=row.programme,
        words=_(
            "A program noticed these words, so that you look at once. It may be wrong. It heard: %(names)s."
        )
        % {"names": names}
        + f"\n\n“{row.words}”",
        urgency=Urgency.NOW,
        by=None,
        name=_("The program that looks at words"),
        about=row.writer,
        about_staff=kept_from,
        subject=row.subject,
        rehearsal=row.rehearsal,
        is_read=True,
    )
