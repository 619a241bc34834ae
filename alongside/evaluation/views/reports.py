from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from alongside.evaluation.core.checklists import CHECKLISTS
from alongside.evaluation.queries.checklists.filled import as_description, as_markdown, filled
from alongside.evaluation.queries.checklists.known import Known
from alongside.evaluation.queries.checklists.schedule import schedule_of
from alongside.evaluation.queries.checklists.trial import TrialDoesNotReconcile
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.core.document import as_docx
from alongside.roles.permissions import Permission

FORMS = ("", "docx", "md")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_GET
def reports(request: PersonRequest, ref: str) -> HttpResponse:
    """What a researcher can take: each checklist, and what it is for."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    known = Known(programme, timezone.localdate())
    checklists = [each for each in CHECKLISTS.values() if known.trial or not each.needs_trial]
    context = {"programme": programme, "checklists": checklists, "without_trial": known.trial is None}
    return render(request, "evaluation/reports.html", context)


@login_required
@require_GET
def checklist(request: PersonRequest, ref: str, which: str, form: str = "") -> HttpResponse:
    """One checklist with what the system knows beside each item; as a page, a Word document or Markdown."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    asked = CHECKLISTS.get(which)
    known = Known(programme, timezone.localdate())
    if asked is None or form not in FORMS or (asked.needs_trial and known.trial is None):
        raise Http404
    fault = known.fault
    told = None
    if not fault:
        try:
            told = filled(asked, known)
        except TrialDoesNotReconcile:
            fault = _("the people allocated are not those who are accounted for")
    if form and told:
        document = as_description(told, known)
        name = f"{programme.ref}-{which}-{known.on.isoformat()}.{form}"
        content = as_docx(document) if form == "docx" else as_markdown(document)
        answer = HttpResponse(
            content, content_type=DOCX if form == "docx" else "text/markdown; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    context = {
        "programme": programme,
        "told": told,
        "fault": fault,
        "which": which,
        "on": known.on,
        "sealed_until": known.sealed_until,
    }
    return render(request, "evaluation/checklist.html", context)


@login_required
@require_GET
def schedule(request: PersonRequest, ref: str) -> HttpResponse:
    """What happens to people when, as SPIRIT draws it."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    known = Known(programme, timezone.localdate())
    context = {
        "programme": programme,
        "schedule": schedule_of(known.definition, known.trial),
        "trial": known.trial,
    }
    return render(request, "evaluation/schedule.html", context)
