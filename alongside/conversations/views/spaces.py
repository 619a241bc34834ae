from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.conversations.access.spaces import (
    Entry,
    access_own_place,
    access_space,
    spaces_visible_to,
)
from alongside.conversations.actions import spaces as actions
from alongside.conversations.forms.spaces import JoinForm
from alongside.conversations.queries.moderation import done_in
from alongside.conversations.queries.posts import PER_PAGE, campaigns_in, own_posts, own_reports, threads_in
from alongside.conversations.queries.spaces import (
    about,
    campaigning_in,
    may_propose_rules,
    may_write,
    open_rooms,
    ready_leads,
    rules_of,
    who_may_join,
)
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import roles_in
from alongside.roles.permissions import Permission, allows


@login_required
def spaces(request: PersonRequest, ref: str) -> HttpResponse:
    """The spaces of a programme; to those who run it also the open rooms that have none yet."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    shown = list(spaces_visible_to(request.user, programme))
    made = {space.phase for space in shown}
    manages = allows(roles_in(programme, request.user), Permission.PROGRAMME_MANAGE)
    rooms = [room for room in open_rooms(programme) if room.key not in made] if manages else []
    context = {"programme": programme, "spaces": shown, "rooms": rooms, "manages": manages}
    return render(request, "conversations/spaces.html", context)


@login_required
def space(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The threads of a space, to those who are in it; to others what it is, and the way in."""
    entry = access_space(request.user, ref, pk)
    context = {"entry": entry, **about(entry.space)} | {"rules": rules_of(entry.space.programme)}
    if not entry.inside:
        context["may_join"] = who_may_join(entry.space, request.user) is not None
        return render(request, "conversations/space_outside.html", context)
    rows = threads_in(entry.space, entry.own, moderating=entry.moderates)
    context["page"] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if campaigning_in(entry.space.programme) == "core":
        context["campaigns"] = campaigns_in(entry.space, entry.own, moderating=entry.moderates)
    context["may_write"] = str(may_write(entry.own, entry.space))
    return render(request, "conversations/space.html", context)


@login_required
def about_space(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The ground rules, who looks after the space and when, and what was done here, without persons."""
    entry = access_space(request.user, ref, pk)
    context = {"entry": entry, **about(entry.space)} | {
        "rules": rules_of(entry.space.programme),
        "may_propose_rules": may_propose_rules(entry.own, entry.space),
        "done": done_in(entry.space),
        "leads": ready_leads(entry.space),
    }
    return render(request, "conversations/about_space.html", context)


@login_required
def join_space(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The ground rules first, then a name where people choose one; also the way back, and the way to newer rules."""
    entry = access_space(request.user, ref, pk)
    rules = rules_of(entry.space.programme)
    form = JoinForm(
        request.POST or None,
        space=entry.space,
        joined_before=entry.own is not None,
        initial={"rules_version": rules.version},
    )
    may_join = who_may_join(entry.space, request.user) is not None
    if may_join and form.is_valid() and _joins(entry, form, request):
        messages.success(request, _("You are in. Look around first, if you like."))
        return redirect("conversations:space", ref, pk)
    if form.is_bound and request.POST.get("rules_version") != rules.version:
        form = _with_new_rules(request, entry, rules.version)
    context = {"entry": entry, **about(entry.space)} | {"form": form, "rules": rules, "may_join": may_join}
    return render(request, "conversations/join_space.html", context, status=422 if form.is_bound else 200)


def _joins(entry: Entry, form: JoinForm, request: PersonRequest) -> bool:
    try:
        actions.join_space(
            space=entry.space,
            by=request.user,
            rules_version=form.cleaned_data["rules_version"],
            name=form.cleaned_data.get("name", ""),
        )
    except actions.NameTaken:
        form.add_error("name", _("Somebody has this name here. Please choose another."))
    except actions.NameTellsWho:
        form.add_error("name", _("This is the name that people know you by. Please choose another."))
    except actions.NameUnfit:
        form.add_error("name", _("Please choose a name of 2 to 40 letters."))
    except actions.RulesChanged:
        form.add_error("agreed", _("The ground rules have changed meanwhile. Please read them again."))
    except actions.MayNotJoin:
        form.add_error(None, _("You cannot join just now."))
    else:
        return True
    return False


def _with_new_rules(request: PersonRequest, entry: Entry, version: str) -> JoinForm:
    """The same form, for the rules that are on the page now; the box is to be ticked again."""
    data = {"name": request.POST.get("name", ""), "rules_version": version}
    form = JoinForm(data, space=entry.space, joined_before=entry.own is not None)
    form.is_valid()
    form.errors.pop("agreed", None)
    form.add_error("agreed", _("The ground rules have changed meanwhile. Please read them again."))
    return form


@login_required
def own_place(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What I wrote here and told about others' posts, what was done, and whether I want to hear of news."""
    entry = access_own_place(request.user, ref, pk)
    assert entry.own is not None
    if request.method == "POST":
        wanted = request.POST.get("digest") == "yes"
        actions.set_digest(own=entry.own, wanted=wanted, by=request.user)
        messages.success(request, _("Noted."))
        return redirect("conversations:own_place", ref, pk)
    context = {"entry": entry, **about(entry.space)} | {
        "page": Paginator(own_posts(entry.own), PER_PAGE).get_page(request.GET.get("page")),
        "reports": own_reports(entry.own)[:PER_PAGE],
    }
    return render(request, "conversations/own_place.html", context)


@login_required
def leave_space(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Leave, without a reason."""
    entry = access_own_place(request.user, ref, pk)
    assert entry.own is not None
    if request.method == "POST":
        actions.leave_space(own=entry.own, by=request.user)
        messages.success(request, _("You have left. You can come back whenever you like."))
        return redirect("conversations:own_place", ref, pk)
    return render(request, "conversations/leave_space.html", {"entry": entry, **about(entry.space)})
