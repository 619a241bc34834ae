"""Codebooks: those that come with the software, and the organisation's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.evaluation.access import access_own_codebook
from alongside.evaluation.actions import codebooks as actions
from alongside.evaluation.core.coding.codebook import as_codebook, published
from alongside.evaluation.forms.words import CodeForm, NewCodebookForm
from alongside.evaluation.queries.codebooks import choices_for, has_newer, own_codebooks
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission


@login_required
@require_http_methods(["GET", "POST"])
def codebooks(request: PersonRequest, ref: str) -> HttpResponse:
    """Every codebook there is, and the making of a new one."""
    programme = access_programme(request.user, ref, Permission.CODING_MANAGE)
    choices = {each.key: each for each in choices_for(programme)}
    form = NewCodebookForm(
        request.POST or None,
        begin_from=[
            (key, f"{each.codebook.title} ({each.codebook.version})") for key, each in choices.items()
        ],
    )
    if request.method == "POST" and form.is_valid():
        begun = choices.get(form.cleaned_data["begin_from"])
        made = actions.make_codebook(
            organisation=programme.organisation,
            title=form.cleaned_data["title"],
            begin_from=begun.codebook if begun else None,
            by=request.user,
        )
        return redirect("evaluation:codebook", ref=ref, pk=made.pk)
    context = {
        "programme": programme,
        "own": own_codebooks(programme.organisation),
        "ours": published(),
        "form": form,
    }
    return render(request, "evaluation/words/codebooks.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def codebook(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """One version of an own codebook; a version that was used leads to the next."""
    programme, row = access_own_codebook(request.user, ref, pk)
    if request.method == "POST":
        made = actions.next_version(codebook=row, by=request.user)
        return redirect("evaluation:codebook", ref=ref, pk=made.pk)
    context = {
        "programme": programme,
        "row": row,
        "codebook": as_codebook(row.content),
        "has_newer": has_newer(row),
    }
    return render(request, "evaluation/words/codebook.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def code(request: PersonRequest, ref: str, pk: int, code: str = "") -> HttpResponse:
    """Change a code of an own codebook, take it out, or add one."""
    programme, row = access_own_codebook(request.user, ref, pk)
    content = as_codebook(row.content)
    if row.fixed_at is not None or (code and code not in content):
        raise Http404
    if request.method == "POST" and request.POST.get("remove") and code:
        actions.remove_code(codebook=row, code=code, by=request.user)
        return redirect("evaluation:codebook", ref=ref, pk=pk)
    old = content[code] if code else None
    initial = {name: getattr(old, name) for name in CodeForm.base_fields} if old else {}
    form = CodeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_code(codebook=row, code=code, by=request.user, **form.cleaned_data)
        except actions.NotThisTitle:
            form.add_error(
                "title", _("Another code is called this, or there are as many codes as there may be.")
            )
        else:
            messages.success(request, _("The code is kept."))
            return redirect("evaluation:codebook", ref=ref, pk=pk)
    context = {"programme": programme, "row": row, "code": old, "form": form}
    return render(request, "evaluation/words/code.html", context, status=422 if form.is_bound else 200)
