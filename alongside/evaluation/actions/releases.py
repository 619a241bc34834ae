"""Publishing what a programme found, whatever it is, and taking back what holds no more."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside import __version__
from alongside.audit import actions as audit
from alongside.evaluation.core.releases import seal
from alongside.evaluation.models import Release
from alongside.evaluation.queries.releases import content_of, draft_of, sealed
from alongside.people.models import Person
from alongside.programmes.models import Programme


class CannotPublish(Exception):
    """Nothing may be published today; the words say why."""


class NotWhatWasSeen(Exception):
    """The figures are no longer those that were looked at, or somebody published in the meantime."""


class AlreadyTakenBack(Exception):
    """Somebody took it back before."""


def publish(*, programme: Programme, seen: str, by: Person) -> Release:
    """Freeze today's figures for everybody. `seen` is the hash of the data that the person looked at before.

    Raises CannotPublish and NotWhatWasSeen.
    """
    draft = draft_of(programme)
    if draft.figures is None:
        raise CannotPublish(draft.why_not)
    if draft.data_hash != seen:
        raise NotWhatWasSeen
    content, comparison = content_of(draft.figures)
    newest = Release.objects.filter(programme=programme).order_by("-number").first()
    if newest is not None and newest.data_hash == seen:
        raise NotWhatWasSeen
    release = Release(
        programme=programme,
        number=newest.number + 1 if newest else 1,
        as_of=draft.figures.page.as_of,
        content=content,
        comparison=comparison,
        code_version=__version__,
        data_hash=draft.data_hash,
        made_by=by,
    )
    release.digest = seal(sealed(release))
    try:
        with transaction.atomic():
            release.save()
            audit.record(
                "result_published", by=by, subject=release, digest=release.digest, number=release.number
            )
    except IntegrityError as error:
        # Two people published at the same moment: the second one has not seen what the first one published.
        raise NotWhatWasSeen from error
    return release


@transaction.atomic
def take_back(*, release: Release, because: str, by: Person) -> None:
    """Say of published figures that they hold no more. They stay kept, so that newer ones are compared with them."""
    now = timezone.now()
    changed = Release.objects.filter(pk=release.pk, taken_back_at__isnull=True).update(
        taken_back_at=now, taken_back_by=by, taken_back_because=because
    )
    if not changed:
        raise AlreadyTakenBack
    audit.record("result_taken_back", by=by, subject=release, because=because)
