"""Rows held until a transaction ends, always in the same order: the supporter, then the requests by id."""

from __future__ import annotations

from alongside.matching.models import SupportRequest
from alongside.programmes.models import PeerSupporter


def lock_supporter(supporter: PeerSupporter) -> PeerSupporter:
    """The supporter's row as it is now, nobody else's until the transaction ends."""
    return (
        PeerSupporter.objects.select_for_update(of=("self",))
        .select_related("participant", "programme")
        .get(pk=supporter.pk)
    )


def lock_requests(*requests: SupportRequest | None) -> None:
    """Hold the requests until the transaction ends, always in the same order."""
    ids = [request.pk for request in requests if request is not None]
    list(SupportRequest.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
