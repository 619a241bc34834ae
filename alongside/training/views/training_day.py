from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission
from alongside.training.actions import UnknownModule, record_training_day
from alongside.training.forms import TrainingDayForm


@login_required
def training_day(request: PersonRequest, ref: str) -> HttpResponse:
    """Write down a day of training for everybody who was there."""
    programme = access_programme(request.user, ref, Permission.SUPPORTER_PREPARE)
    form = TrainingDayForm(
        request.POST or None, programme=programme, initial={"completed_on": timezone.localdate()}
    )
    if form.is_valid():
        try:
            new, known = record_training_day(by=request.user, **form.cleaned_data)
        except UnknownModule:
            form.add_error("modules", _("The programme's training has changed. Please choose again."))
        else:
            _say(request, len(form.cleaned_data["supporters"]), new, known)
            return redirect("training:supporters", ref)
    context = {"programme": programme, "form": form}
    return render(request, "training/training_day.html", context, status=422 if form.is_bound else 200)


def _say(request: PersonRequest, people: int, new: int, known: int) -> None:
    who = ngettext("%(people)s person", "%(people)s people", people) % {"people": people}
    parts = ngettext("%(number)s part of training", "%(number)s parts of training", new) % {"number": new}
    messages.success(request, _("Noted for %(who)s: %(parts)s.") % {"who": who, "parts": parts})
    if known:
        words = ngettext(
            "%(number)s had been noted before, and stands as it was.",
            "%(number)s had been noted before, and stand as they were.",
            known,
        )
        messages.info(request, words % {"number": known})
