from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from alongside.common.http import everybody
from alongside.evaluation.access import access_release
from alongside.evaluation.actions.releases import (
    AlreadyTakenBack,
    CannotPublish,
    NotWhatWasSeen,
    publish,
    take_back,
)
from alongside.evaluation.forms import TakeBackForm
from alongside.evaluation.queries.releases import (
    as_file,
    draft_of,
    figures_of,
    public_page,
    releases_of,
)
from alongside.people.http import PageRequest, PersonRequest
from alongside.programmes.access import access_programme, access_what_it_is
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


@everybody
@require_GET
def found(request: PageRequest, ref: str, number: int | None = None) -> HttpResponse:
    """What came of a programme: the newest figures that were published, or those of a number."""
    programme = access_what_it_is(request.user, ref)
    if programme is None:
        return redirect_to_login(request.get_full_path())
    releases = releases_of(programme)
    standing = [each for each in releases if each.taken_back_at is None]
    shown = access_release(releases, number) if number is not None else next(iter(standing or releases), None)
    figures = figures_of(shown) if shown and shown.taken_back_at is None else None
    context = {
        "programme": programme,
        "releases": releases,
        "release": shown,
        "told": public_page(figures) if figures else None,
        "newest": next(iter(standing), None),
    }
    return render(request, "evaluation/found.html", context)


@everybody
@require_GET
def found_file(request: PageRequest, ref: str, number: int) -> HttpResponse:
    """Published figures as a file, so that others can pool them with their own; nobody's data is in it."""
    programme = access_what_it_is(request.user, ref)
    if programme is None:
        return redirect_to_login(request.get_full_path())
    release = access_release(releases_of(programme), number)
    figures = figures_of(release) if release.taken_back_at is None else None
    if figures is None:
        raise Http404
    answer = HttpResponse(as_file(release, figures), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{programme.ref}-{release.as_of.isoformat()}.json"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def publish_result(request: PersonRequest, ref: str) -> HttpResponse:
    """Look at what everybody would read, and publish it."""
    programme = access_programme(request.user, ref, Permission.RESULT_PUBLISH)
    if request.method == "POST":
        try:
            publish(programme=programme, seen=request.POST.get("seen", ""), by=request.user)
        except CannotPublish as error:
            messages.error(request, str(error))
        except NotWhatWasSeen:
            messages.error(
                request, _("The figures are no longer those that you saw. Please look at them again.")
            )
        else:
            messages.success(request, _("Published. These figures do not change any more."))
            return redirect("evaluation:found", ref=ref)
        return redirect("evaluation:publish_result", ref=ref)
    draft = draft_of(programme)
    releases = releases_of(programme)
    context = {
        "programme": programme,
        "draft": draft,
        "told": public_page(draft.figures) if draft.figures else None,
        "releases": releases,
        "same": bool(releases and releases[0].data_hash == draft.data_hash),
        "may_see_results": allows(staff_roles_in(programme, request.user), Permission.RESULT_VIEW),
    }
    return render(request, "evaluation/publish_result.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def take_back_result(request: PersonRequest, ref: str, number: int) -> HttpResponse:
    """Say that published figures hold no more, and why."""
    programme = access_programme(request.user, ref, Permission.RESULT_PUBLISH)
    release = access_release(releases_of(programme), number)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            take_back(release=release, because=form.cleaned_data["because"], by=request.user)
        except AlreadyTakenBack:
            messages.info(request, _("These figures were taken back already."))
        else:
            messages.success(request, _("Taken back. The page says so, and why."))
        return redirect("evaluation:publish_result", ref=ref)
    context = {"programme": programme, "release": release, "form": form}
    return render(request, "evaluation/take_back_result.html", context, status=422 if form.is_bound else 200)
