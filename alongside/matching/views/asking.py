"""Saying what matters and asking for support: one question a page, saved as it goes, checked, then sent.

The same pages serve the person themselves and staff who act for them; the door says who came in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.enrolment.queries import missing_consents
from alongside.matching import actions
from alongside.matching.access import access_place, access_request
from alongside.matching.forms.deeds import SendForm
from alongside.matching.forms.journey import PARTS, QuestionForm, TimesForm, question_form
from alongside.matching.forms.refusals import sentence
from alongside.matching.queries.answers import answers
from alongside.matching.queries.looking import may_ask_directly, open_questions
from alongside.matching.queries.market import WEEKDAYS
from alongside.matching.queries.pages import (
    as_member,
    cards_for,
    latest_request,
    open_request_of,
    relationship_under_way,
)
from alongside.matching.queries.profiles import Said, Step, journey, said_by, said_for_staff
from alongside.matching.queries.reasons import day_name, part_name
from alongside.matching.queries.rounds import offers_to, still_being_asked
from alongside.matching.queries.waiting import usual_wait, why_waiting
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme, own_member
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission
from alongside.safeguarding.http import offer_help

Saver = Callable[..., None]


@login_required
def my_request(request: PersonRequest, ref: str) -> HttpResponse:
    member = own_member(request.user, access_programme(request.user, ref, Permission.SUPPORT_REQUEST))
    found = open_request_of(member)
    if found:
        return redirect("matching:support_request", ref, found.pk)
    if relationship := relationship_under_way(member):
        return redirect("matching:relationship", ref, relationship.pk)
    context = {
        "programme": member.programme,
        "definition": definition_of(member.programme),
        "member": member,
        "first_step": journey(said_by(member, definition=definition_of(member.programme)))[0].key,
        "missing": missing_consents(member.participant, member.programme),
        "last": latest_request(member),
    }
    return render(request, "matching/my_request.html", context)


@login_required
def matching_profile(request: PersonRequest, ref: str, pk: int, as_who: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    place, for_them = access_place(request.user, programme, pk, as_supporter=as_who == "supporter")
    said = _said(request, place, for_them=for_them)
    member = as_member(place)
    found = open_request_of(member)
    if request.method == "POST" and found:
        return redirect("matching:support_request", ref, found.pk)
    form = SendForm(request.POST if request.method == "POST" and member else None)
    if member and form.is_valid():
        try:
            made = actions.request_support(
                member=member,
                words=form.cleaned_data["words"],
                by=request.user,
                on_behalf_of=place.participant if for_them else None,
            )
        except actions.MatchingRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("Sent. Thank you for asking."))
            offer_help(request, made)
            return redirect("matching:support_request", ref, made.pk)
    context = {
        "programme": programme,
        "place": place,
        "as_who": as_who,
        "for_them": for_them,
        "said": said,
        "form": form,
        "can_send": member is not None and found is None,
        "missing": missing_consents(place.participant, programme) if member and not found else (),
        "open_request": found,
        **_summary(said, ref, pk, as_who),
    }
    return render(request, "matching/matching_profile.html", context, status=422 if form.errors else 200)


def _summary(said: Said, ref: str, pk: int, as_who: str) -> dict[str, Any]:
    """The rows of the summary: about oneself, about the other person, and what was left out."""
    rows: dict[str, list[dict[str, str]]] = {"about_me": [], "about_them": [], "left_out": []}
    for answer in answers(said):
        url = reverse("matching:matching_question", args=[ref, pk, as_who, answer.step.key])
        about = "about_them" if answer.step.is_wish else "about_me"
        rows[about if answer.value else "left_out"].append(
            {"label": answer.label, "value": answer.value, "url": f"{url}?then=check"}
        )
    return {**rows, "first_step": journey(said)[0].key}


def _said(request: PersonRequest, place: Any, *, for_them: bool) -> Said:
    definition = definition_of(place.programme)
    if not for_them:
        return said_by(place, definition=definition)
    return said_for_staff(place, actions.read_wishes(place=place, by=request.user), definition=definition)


@login_required
def matching_question(request: PersonRequest, ref: str, pk: int, as_who: str, step: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    place, for_them = access_place(request.user, programme, pk, as_supporter=as_who == "supporter")
    said = _said(request, place, for_them=for_them)
    steps = journey(said)
    number = next((index for index, each in enumerate(steps, start=1) if each.key == step), None)
    if number is None:
        return _step_is_gone(ref, pk, as_who, step)
    current = steps[number - 1]
    form = question_form(current, said, request.POST if request.method == "POST" else None)
    check = reverse("matching:matching_profile", args=[ref, pk, as_who])
    if form.is_valid():
        _save(current, form, place, request, for_them=for_them)
        if request.GET.get("then") == "check" and current.kind != "matters":
            return redirect(check)
        return redirect(_next_url(request, place, current, ref, as_who, for_them=for_them) or check)
    context = {
        "programme": programme,
        "place": place,
        "as_who": as_who,
        "for_them": for_them,
        "said": said,
        "step": current,
        "number": number,
        "total": len(steps),
        "form": form,
        "grid": _grid(form) if isinstance(form, TimesForm) else None,
        "check_url": check,
        "back_url": _address(ref, pk, as_who, steps[number - 2]) if number > 1 else check,
        "skip_url": _address(ref, pk, as_who, steps[number]) if number < len(steps) else check,
    }
    return render(request, "matching/matching_question.html", context, status=422 if form.errors else 200)


def _step_is_gone(ref: str, pk: int, as_who: str, step: str) -> HttpResponse:
    """A question that no longer arises, from a stale page or the back button; any other address never was."""
    if step.startswith("wish-") or step in {"order", "shown", "asking"}:
        return redirect("matching:matching_profile", ref, pk, as_who)
    raise Http404


def _address(ref: str, pk: int, as_who: str, step: Step) -> str:
    return reverse("matching:matching_question", args=[ref, pk, as_who, step.key])


def _next_url(
    request: PersonRequest, place: Any, current: Step, ref: str, as_who: str, *, for_them: bool
) -> str | None:
    """The next question, asked anew because the answer may have added or taken away questions."""
    steps = journey(_said(request, place, for_them=for_them))
    keys = [each.key for each in steps]
    after = keys.index(current.key) + 1 if current.key in keys else len(keys)
    return _address(ref, place.participant_id, as_who, steps[after]) if after < len(steps) else None


def _save(step: Step, form: QuestionForm, place: Any, request: PersonRequest, *, for_them: bool) -> None:
    """Store one answer by the action for its kind."""
    who = {
        "place": place,
        "by": request.user,
        "on_behalf_of": place.participant if for_them else None,
    }
    answer = form.to_store()
    key = step.trait.key if step.trait else ""
    savers: dict[str, Callable[[], None]] = {
        "trait": lambda: actions.say_trait(trait=key, value=answer, **who),
        "wish": lambda: actions.say_wish(trait=key, values=answer, **who),
        "matters": lambda: actions.say_what_matters(strengths=answer, **who),
        "order": lambda: actions.put_wishes_in_order(ranks=answer, **who),
        "avoided": lambda: actions.name_avoided(names=answer, **who),
    }
    savers.get(step.kind, lambda: actions.say_about_me(**who, **answer))()


def _grid(form: TimesForm) -> list[dict[str, Any]]:
    """The week as rows of days, each with its three parts."""
    ticked = form.ticked()
    return [
        {
            "day": day_name(index),
            "parts": [
                {
                    "value": f"{day}-{part}",
                    "label": part_name(part),
                    "ticked": f"{day}-{part}" in ticked,
                }
                for part in PARTS
            ],
        }
        for index, day in enumerate(WEEKDAYS)
    ]


@login_required
def support_request(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    asked, for_them = access_request(request.user, programme, pk)
    offers = offers_to(asked)
    context = {
        "programme": programme,
        "asked": asked,
        "for_them": for_them,
        "offers": cards_for(offers, definition_of(programme)),
        "still_asked": still_being_asked(asked),
        "questions": open_questions(asked),
        "may_look_round": may_ask_directly(asked),
        "is_open": asked.status in {"waiting", "on_hold", "proposed"},
        "why": None if offers else why_waiting(asked),
        "usual_wait": usual_wait(programme),
        "relationship": relationship_under_way(asked.member),
    }
    return render(request, "matching/support_request.html", context)


@login_required
def withdraw_request(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    asked, for_them = access_request(request.user, programme, pk)
    back = reverse("matching:support_request", args=[ref, pk])
    if request.method == "POST":
        try:
            actions.withdraw_request(
                request=asked, by=request.user, on_behalf_of=asked.member.participant if for_them else None
            )
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("The request is taken back. Ask again whenever you like."))
        return redirect(back)
    context = {
        "title": _("Take the request back?"),
        "text": _("Nobody need say why. Whoever was being asked is told kindly, without a name."),
        "label": _("Take it back"),
        "back_url": back,
    }
    return render(request, "common/confirm.html", context)


@login_required
def release_request(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    asked, _for_them = access_request(request.user, programme, pk)
    back = reverse("matching:support_request", args=[ref, pk])
    if request.method == "POST":
        try:
            actions.release_request(request=asked, by=request.user)
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("The request goes on. The waiting time counts from the first day."))
        return redirect(back)
    context = {
        "title": _("Let this request go on?"),
        "text": _("You have looked at it, and nothing stands against a match."),
        "label": _("Let it go on"),
        "back_url": back,
    }
    return render(request, "common/confirm.html", context)
