"""Scores that were worked out elsewhere, from a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from alongside.measures import actions
from alongside.measures.core.brought_scores import Verdict
from alongside.measures.forms import ScoresForm
from alongside.measures.queries import brought_scores as queries
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission

FINE = (Verdict.GOOD, Verdict.THERE_ALREADY)


@login_required
@require_http_methods(["GET", "POST"])
def scores(request: PersonRequest, ref: str) -> HttpResponse:
    """Look at a sheet of scores line by line, and keep those that are right."""
    programme = access_programme(request.user, ref, Permission.MEASURE_ENTER)
    due = {one.key: one for one in queries.scores_due(programme)}
    form = ScoresForm(
        request.POST or None, request.FILES or None, choices=[(one.key, one.words) for one in due.values()]
    )
    context: dict[str, Any] = {"programme": programme, "due": due}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _judged(request, programme, form, due[form.cleaned_data["what"]])
        except queries.NoScores as error:
            form.add_error("file", str(error))
        if context.get("kept") and not context["not_right"]:
            return redirect("measures:scores", ref=ref)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "measures/scores.html", {**context, "form": form}, status=status)


def _judged(
    request: PersonRequest, programme: Any, form: ScoresForm, due: queries.ScoresDue
) -> dict[str, Any]:
    file, keep = form.cleaned_data["file"], form.cleaned_data["keep"] == "keep"
    lines = queries.scores_in(
        file.read(), file.name, due.instrument, day=form.cleaned_data["day"], today=timezone.localdate()
    )
    judged = actions.bring_in_scores(
        programme=programme,
        wave=due.wave,
        as_supporter=due.as_supporter,
        of=due.instrument,
        lines=lines,
        keep=keep,
        by=request.user,
    )
    rows = [
        {
            "line": one.line,
            "words": queries.line_words(one.line, one.verdict, due.instrument),
            "is_fine": one.verdict in FINE,
        }
        for one in judged
    ]
    good = sum(one.verdict is Verdict.GOOD for one in judged)
    if keep:
        words = ngettext("%(count)s score was kept.", "%(count)s scores were kept.", good) % {"count": good}
        messages.success(request, words)
    return {
        "kept": keep,
        "due_now": due,
        "good": good,
        "right": [row for row in rows if row["is_fine"]],
        "not_right": [row for row in rows if not row["is_fine"]],
    }
