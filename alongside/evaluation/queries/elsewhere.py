"""What support from peers people had besides the programme's: no outcome, but what outcomes must be read with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.evaluation.core.protocol import LATER, NOW
from alongside.evaluation.models import Trial
from alongside.evaluation.queries.results import rule_of
from alongside.evaluation.queries.tables import Table, number, table
from alongside.measures.core.plan import SUPPORT_ELSEWHERE
from alongside.measures.models import Response, ResponseStatus
from alongside.measures.queries import people_in_results
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of

OFTEN = 2
"""From this code on, several times or most weeks."""


def elsewhere_in_groups(
    trial: Trial, whole: Mapping[str, Collection[int]], names: Mapping[str, str]
) -> tuple[Table | None, str]:
    """Of each arm at the main wave: how many said what they had elsewhere, and how many had some; with a sentence.

    A small number, or a small rest, hides its whole table.
    """
    everybody = [pk for people in whole.values() for pk in people]
    rows = _answered(trial.programme).filter(participant__in=everybody, wave=trial.primary_wave)
    said = dict(rows.values_list("participant", "score"))
    counts = {
        arm: (
            sum(pk in said for pk in people),
            sum(bool(said.get(pk)) for pk in people),
            sum((said.get(pk) or 0) >= OFTEN for pk in people),
        )
        for arm, people in whole.items()
    }
    if not said:
        return None, _("Nobody has said yet what support from peers they had elsewhere.")
    small = rule_of(trial.programme).hide_up_to
    hidden = any(_is_small(n, small) for row in counts.values() for n in (*row, row[0] - row[1]))
    made = table(
        _("Support from peers elsewhere, at the main time"),
        (_("Group"), _("Said so or not"), _("Had some"), _("Several times or more")),
        [
            (names[arm], *(number(None if hidden else count) for count in counts[arm]))
            for arm in sorted(names, key=lambda arm: names[arm])
        ],
    )
    if hidden or not all(counts[arm][0] for arm in (NOW, LATER)):
        return made, _("Too few people to say how many of each group had support from peers elsewhere.")
    if any(counts[arm][1] for arm in (NOW, LATER)):
        return made, _(
            "Some people of a group found support from peers elsewhere. So the true difference from having none may be "
            "larger than the one that is shown, or smaller."
        )
    return made, _("Nobody who answered found support from peers elsewhere.")


def elsewhere_words(programme: Programme) -> str:
    """One sentence about everybody, by the newest answer of each member; also where nobody is asked."""
    asked = any(SUPPORT_ELSEWHERE in wave.instruments for wave in definition_of(programme).measures)
    people = people_in_results(programme)
    rows = _answered(programme).order_by("answered_on", "pk").values_list("participant", "score")
    newest = {pk: score for pk, score in rows if pk in people}
    if not newest:
        return (
            _("Nobody has said yet what support from peers they have elsewhere.")
            if asked
            else _(
                "Nobody is asked what support from peers they have elsewhere, so we cannot tell what comes from there."
            )
        )
    some, small = sum(bool(score) for score in newest.values()), rule_of(programme).hide_up_to
    if any(_is_small(count, small) for count in (len(newest), some, len(newest) - some)):
        return _("Some members have told us. Too few to say how many have support from peers elsewhere.")
    return _("Of %(asked)s members who told us, %(some)s had support from peers elsewhere, too.") % {
        "asked": len(newest),
        "some": some,
    }


def _answered(programme: Programme) -> QuerySet[Response]:
    return Response.objects.filter(
        programme=programme,
        instrument=SUPPORT_ELSEWHERE,
        as_supporter=False,
        status=ResponseStatus.COMPLETED,
        score__isnull=False,
        participant__is_test=False,
    )


def _is_small(count: int, small: int) -> bool:
    return 0 < count <= small
