"""Versions of an open programme: the amendment that makes the next, what came of all, and intakes that move."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.people.http import PersonRequest
from alongside.programmes.access import access_draft_of_open_programme, access_intake, access_programme
from alongside.programmes.actions import (
    AnotherWaits,
    DayTaken,
    NameGivesAway,
    NotReadyToOpen,
    OtherShape,
    Reasons,
    SameAsNow,
    StateChanged,
    VersionTaken,
    amend_from_draft,
    move_intake,
)
from alongside.programmes.core.differing import differences
from alongside.programmes.core.drafting import draft as drafted
from alongside.programmes.core.loading import DefinitionError
from alongside.programmes.forms.amendments import AmendmentForm, MoveIntakeForm, next_version
from alongside.programmes.queries import (
    amendments_of,
    definition_from,
    definition_of,
    staff_roles_in,
    version_followed,
    versions_of,
)
from alongside.programmes.queries.intakes import intakes_of
from alongside.roles.permissions import Permission, allows


@login_required
def versions(request: PersonRequest, ref: str) -> HttpResponse:
    """Which versions there were, why each came, and which one every intake follows."""
    found = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    amendments = amendments_of(found)
    changes = [
        (row, differences(definition_from(row.before), definition_from(row.after))) for row in amendments
    ]
    followed = [
        (intake, version_followed(found, intake.starts_on, intake, amendments=amendments))
        for intake in intakes_of(found)[:200]
    ]
    return render(
        request,
        "programmes/versions.html",
        {
            "programme": found,
            "changes": changes,
            "first": versions_of(found)[0],
            "followed": followed,
            "today": timezone.localdate(),
            "may_manage": allows(staff_roles_in(found, request.user), Permission.PROGRAMME_MANAGE),
        },
    )


@login_required
def draft_amend(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a draft the next version of the open programme that it is for."""
    draft, programme = access_draft_of_open_programme(request.user, pk)
    told = drafted(draft.text)
    form = AmendmentForm(
        request.POST or None,
        initial={
            "version": next_version(programme.definition.version),
            "applies_from": timezone.localdate(),
        },
    )
    if request.method == "POST" and form.is_valid() and _amended(form, draft, request):
        return redirect("programmes:versions", ref=programme.ref)
    found = differences(definition_of(programme), told.usable) if told.usable is not None else ()
    return render(
        request,
        "programmes/draft_amend.html",
        {"draft": draft, "programme": programme, "told": told, "form": form, "differences": found},
        status=422 if form.errors else 200,
    )


def _amended(form: forms.Form, draft: Any, request: PersonRequest) -> bool:
    typed = form.cleaned_data
    reasons = Reasons(typed["why"], typed["agreed_by"], typed["applies_from"])
    try:
        made = amend_from_draft(draft=draft, version=typed["version"], reasons=reasons, by=request.user)
    except VersionTaken:
        form.add_error("version", _("The programme has had a version of this number. Choose another one."))
    except DayTaken:
        form.add_error("applies_from", _("Another version applies from this day. Choose a later one."))
    except AnotherWaits:
        form.add_error(
            "applies_from",
            _("Another version is still to come. Wait until its day, and then make the next one."),
        )
    except (SameAsNow, OtherShape, NotReadyToOpen, NameGivesAway, DefinitionError, StateChanged) as error:
        form.add_error(None, _why_not(error))
    else:
        messages.success(
            request,
            _("Version %(version)s is kept. Whoever has begun keeps the version they began with.")
            % {"version": made.after.version},
        )
        return True
    return False


def _why_not(error: Exception) -> str:
    if isinstance(error, SameAsNow):
        return _("The draft says what the programme says already. Change something in it first.")
    if isinstance(error, OtherShape):
        return _(
            "The draft changes who supports whom, or who takes part as one. That is another programme: begin it as "
            "a new one, and let people move there if they want to."
        )
    if isinstance(error, NotReadyToOpen):
        return _("Something is missing without which no programme may run. Look at the page of the draft.")
    if isinstance(error, NameGivesAway):
        words = _("The name that should give nothing away holds %(words)s, which the new version is about.")
        return words % {"words": ", ".join(f"“{word}”" for word in error.words)}
    return _("Somebody has changed the draft or the programme meanwhile. Look at both again.")


@login_required
def intake_move(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Let a running intake follow today's version, with a reason."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    intake = access_intake(programme, pk)
    form = MoveIntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            move_intake(intake=intake, why=form.cleaned_data["why"], by=request.user)
        except StateChanged:
            messages.info(request, _("The intake follows this version already."))
        else:
            messages.success(
                request, _("The intake follows the new version. Its plans are made anew within the hour.")
            )
        return redirect("programmes:versions", ref=ref)
    followed = version_followed(programme, intake.starts_on, intake)
    return render(
        request,
        "programmes/intake_move.html",
        {
            "programme": programme,
            "intake": intake,
            "followed": followed,
            "form": form,
            "differences": differences(definition_from(followed), definition_of(programme)),
        },
        status=422 if form.errors else 200,
    )
