"""Two rounds side by side: what became different, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from alongside.matching.models import MatchingRound, ProposedMatch, RoundStatus, SupportRequest
from alongside.matching.queries.rounds import asked_participant
from alongside.programmes.models import Participant


@dataclass(frozen=True)
class Difference:
    """One member in two rounds; None where a round meant nobody for them."""

    request: SupportRequest
    before: Participant | None
    after: Participant | None


@dataclass(frozen=True)
class Comparison:
    """What the later round changed. `no_longer_waiting` were in the earlier one and not in the later."""

    someone_else: list[Difference]
    now_matched: list[Difference]
    now_unmatched: list[Difference]
    came_new: list[Difference]
    no_longer_waiting: list[Difference]
    same: int

    @property
    def is_the_same(self) -> bool:
        return not (self.someone_else or self.now_matched or self.now_unmatched)


def rounds_done(programme_id: int) -> QuerySet[MatchingRound]:
    """Every round of a programme that was worked out, the newest first."""
    return MatchingRound.objects.filter(programme=programme_id, status=RoundStatus.DONE).order_by(
        "-run_at", "-pk"
    )


def round_before(round_: MatchingRound) -> MatchingRound | None:
    """The round worked out before this one for the same people: those of its intake, or everybody."""
    rows = rounds_done(round_.programme_id).filter(run_at__lt=round_.run_at, intake=round_.intake_id)
    return rows.first()


def round_after(round_: MatchingRound) -> MatchingRound | None:
    """The newest round, where it took this one's place: what nobody had approved here was taken back for it."""
    rows = rounds_done(round_.programme_id).filter(Q(intake__isnull=True) | Q(intake=round_.intake_id))
    newest = rows.select_related("run_by").first()
    return newest if newest and newest.run_at > round_.run_at else None


def compare(earlier: MatchingRound, later: MatchingRound) -> Comparison:
    """Every member of either round by what changed for them. Three queries for any number."""
    before, after = _meant(earlier), _meant(later)
    requests = {
        row.pk: row
        for row in SupportRequest.objects.select_related("member__participant")
        .filter(pk__in=before.keys() | after.keys())
        .order_by("waiting_since", "pk")
    }
    found: dict[str, list[Difference]] = {}
    for pk, request in requests.items():
        row = Difference(request, before.get(pk), after.get(pk))
        found.setdefault(_kind(row, pk in before, pk in after), []).append(row)
    return Comparison(
        someone_else=found.get("someone_else", []),
        now_matched=found.get("now_matched", []),
        now_unmatched=found.get("now_unmatched", []),
        came_new=found.get("came_new", []),
        no_longer_waiting=found.get("no_longer_waiting", []),
        same=len(found.get("same", [])),
    )


def _kind(row: Difference, was_there: bool, is_there: bool) -> str:  # noqa: FBT001 - two facts of one row
    if not is_there:
        return "no_longer_waiting"
    if not was_there:
        return "came_new"
    if row.before == row.after:
        return "same"
    if row.before is None:
        return "now_matched"
    return "someone_else" if row.after is not None else "now_unmatched"


def _meant(round_: MatchingRound) -> dict[int, Participant | None]:
    """Whom the round means for each request that took part; None for those it could not match."""
    meant: dict[int, Participant | None] = {entry["request"]: None for entry in round_.unmatched}
    rows = ProposedMatch.objects.select_related(
        "request__member__participant", "supporter__participant", "with_request__member__participant"
    ).filter(round=round_, is_round_choice=True)
    for row in rows.order_by("pk"):
        meant[row.request_id] = asked_participant(row)
        if row.with_request_id is not None:
            meant[row.with_request_id] = row.request.member.participant
    return meant
