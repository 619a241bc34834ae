"""Joining from outside: which programmes are open, what one is, one question a page, check, send, and come back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from alongside.common.http import everybody
from alongside.enrolment.queries.consents import consent_purpose, purpose_title
from alongside.joining.access import access_to_join
from alongside.joining.actions import asking
from alongside.joining.core.steps import CONSENT, FREE_WORDS, is_taken, open_steps, refused, steps
from alongside.joining.forms.staff import CodeForm, WordForm
from alongside.joining.forms.steps import StepForm, step_form
from alongside.joining.http import Visit, forget, needs_code, own_visit, remember, signed_in, too_often
from alongside.joining.queries import requests as found
from alongside.joining.queries.answers import answers_in_words
from alongside.people.http import PageRequest, within_limit
from alongside.programmes.actions import StateChanged
from alongside.programmes.queries import definition_of
from alongside.safeguarding.http import offer_help
from alongside.safeguarding.queries import all_help_for

MOST_PROGRAMMES = 50


@everybody
def programmes_to_join(request: PageRequest) -> HttpResponse:
    rows = found.programmes_to_join()[:MOST_PROGRAMMES]
    open_here = [(row, definition_of(row), found.journey_of(row)) for row in rows]
    return render(request, "joining/programmes_to_join.html", {"open_here": open_here})


@everybody
def before(request: PageRequest, ref: str) -> HttpResponse:
    """What it is, who would see what, what happens in a crisis; the button begins."""
    programme = access_to_join(ref)
    visit = own_visit(request, ref)
    if request.method == "POST":
        if not within_limit(request, "join_begin", key=ref):
            return too_often(request)
        begun, code = asking.begin_request(
            programme=programme, language=get_language() or "en-gb", by=signed_in(request)
        )
        return remember(_to_first_question(Visit(begun, code)), Visit(begun, code))
    context = {
        "programme": programme,
        "definition": definition_of(programme),
        "journey": found.journey_of(programme),
        "ages": found.ages_in_words(programme),
        "contacts": all_help_for(programme),
        "visit": visit,
    }
    return render(request, "joining/before.html", context)


def _to_first_question(visit: Visit) -> HttpResponse:
    programme, answers = visit.request.programme, visit.request.answers
    journey = found.journey_of(programme)
    left = open_steps(journey, answers)
    if left:
        return redirect("joining:question", programme.ref, left[0])
    return redirect("joining:check", programme.ref)


@everybody
def go_on(request: PageRequest, ref: str) -> HttpResponse:
    """Wherever somebody is on their way."""
    visit = own_visit(request, ref)
    if visit is None:
        return needs_code()
    if visit.request.sent_at:
        return redirect("joining:where_it_stands", ref)
    return _to_first_question(visit)


@everybody
@sensitive_post_parameters()
def question(request: PageRequest, ref: str, step: str) -> HttpResponse:
    visit = own_visit(request, ref)
    if visit is None:
        return needs_code()
    if visit.request.sent_at:
        return redirect("joining:where_it_stands", ref)
    if not found.is_joinable(visit.request.programme):
        return render(request, "joining/shut.html", {"programme": visit.request.programme})
    asked = steps(found.journey_of(visit.request.programme), visit.request.answers)
    if step not in asked:
        # From a stale page or the back button: the question does not arise any more.
        return remember(_to_first_question(visit), visit)
    purpose = consent_purpose(visit.request.programme, step.removeprefix(CONSENT))
    form = step_form(step, visit.request, request.POST if request.method == "POST" else None, purpose=purpose)
    if request.method == "POST" and form.is_valid():
        return remember(_kept(request, visit, step, form), visit)
    context = _question_context(visit, step, asked, form)
    return remember(
        render(request, "joining/question.html", context, status=422 if form.errors else 200), visit
    )


def _question_context(visit: Visit, step: str, asked: tuple[str, ...], form: StepForm) -> dict[str, Any]:
    programme, place = visit.request.programme, asked.index(step)
    purpose = consent_purpose(programme, step.removeprefix(CONSENT)) if step.startswith(CONSENT) else None
    earlier = reverse("joining:question", args=[programme.ref, asked[place - 1]]) if place else None
    return {
        "programme": programme,
        "code": visit.code,
        "step": step,
        "number": place + 1,
        "total": len(asked),
        "form": form,
        "is_read_along": bool(set(FREE_WORDS) & set(form.fields)),
        "first": form[next(iter(form.fields))],
        "rest": [form[name] for name in list(form.fields)[1:]],
        "purpose": purpose,
        "back_url": earlier or reverse("joining:before", args=[programme.ref]),
        "contacts": all_help_for(programme),
    }


def _kept(request: PageRequest, visit: Visit, step: str, form: StepForm) -> HttpResponse:
    """The answer is kept, unless it says that the programme is for another age: that is said at once."""
    programme = visit.request.programme
    if step == "age" and found.age_gates(programme, form.cleaned_data["birth_date"]):
        return _other_age(request, visit)
    try:
        draft = asking.keep_answer(request=visit.request, stored=form.to_store())
    except StateChanged:
        return redirect("joining:where_it_stands", programme.ref)
    if request.GET.get("then") == "check":
        return redirect("joining:check", programme.ref)
    asked = steps(found.journey_of(programme), draft.answers)
    after = asked.index(step) + 1 if step in asked else 0
    if after < len(asked):
        return redirect("joining:question", programme.ref, asked[after])
    return redirect("joining:check", programme.ref)


def _other_age(request: PageRequest, visit: Visit) -> HttpResponse:
    programme = visit.request.programme
    context = {
        "programme": programme,
        "ages": found.ages_in_words(programme),
        "others": found.programmes_to_join().exclude(pk=programme.pk)[:MOST_PROGRAMMES],
        "contacts": all_help_for(programme),
        "back_url": reverse("joining:question", args=[programme.ref, "age"]),
    }
    return render(request, "joining/other_age.html", context)


@everybody
@sensitive_post_parameters()
def check(request: PageRequest, ref: str) -> HttpResponse:
    visit = own_visit(request, ref)
    if visit is None:
        return needs_code()
    if visit.request.sent_at:
        return redirect("joining:where_it_stands", ref)
    programme = visit.request.programme
    if not found.is_joinable(programme):
        return render(request, "joining/shut.html", {"programme": programme})
    if request.method == "POST":
        return remember(_sent(request, visit), visit)
    journey, answers = found.journey_of(programme), visit.request.answers
    context = {
        "programme": programme,
        "code": visit.code,
        "rows": _rows(visit),
        "left": open_steps(journey, answers),
        "is_taken": is_taken(journey, answers),
        "refused": [purpose_title(key, programme) for key in refused(journey, answers)],
        "back_url": reverse("joining:question", args=[ref, steps(journey, answers)[-1]]),
        "contacts": all_help_for(programme),
    }
    return remember(render(request, "joining/check.html", context), visit)


def _rows(visit: Visit) -> list[dict[str, str]]:
    ref = visit.request.programme.ref
    return [
        {
            "label": each.label,
            "value": each.value,
            "url": f"{reverse('joining:question', args=[ref, each.step])}?then=check",
        }
        for each in answers_in_words(visit.request, to_themselves=True)
    ]


def _sent(request: PageRequest, visit: Visit) -> HttpResponse:
    """Limited by address, by the e-mail that would be written to, and by nothing that tells who is known."""
    ref, answers = visit.request.programme.ref, visit.request.answers
    if not within_limit(request, "join_send", key=str(answers.get("email") or visit.code).lower()):
        return too_often(request)
    try:
        asking.send_request(request=visit.request, language=get_language() or "en-gb", by=signed_in(request))
    except (asking.NotJoinable, asking.Unanswered, asking.ConsentRefused):
        # The page itself says what is missing now.
        return redirect("joining:check", ref)
    except asking.OtherAge:
        return _other_age(request, visit)
    except StateChanged:
        return needs_code()
    offer_help(request, visit.request)
    return redirect("joining:where_it_stands", ref)


@everybody
@sensitive_post_parameters()
def where_it_stands(request: PageRequest, ref: str) -> HttpResponse:
    """What became of it, in the same words whether somebody is known here or not; and what the team wrote."""
    visit = own_visit(request, ref)
    if visit is None:
        return needs_code()
    asked = visit.request
    if not asked.sent_at:
        return remember(_to_first_question(visit), visit)
    form = WordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return remember(_written(request, visit, form.cleaned_data["words"]), visit)
    is_waiting = asked.status == "waiting" or (asked.status == "joined" and asked.reads_alike)
    context = {
        "programme": asked.programme,
        "asked": asked,
        "code": visit.code,
        "is_waiting": is_waiting,
        "can_take_back": asked.status == "waiting" and not asked.reads_alike,
        "reach": asked.answers.get("reach", "none"),
        "words": asked.words.all(),
        "told": found.told_since(asked),
        "contacts": all_help_for(asked.programme),
        "form": form,
    }
    status = 422 if form.errors else 200
    return remember(render(request, "joining/where_it_stands.html", context, status=status), visit)


def _written(request: PageRequest, visit: Visit, words: str) -> HttpResponse:
    if not within_limit(request, "join_word", key=visit.code):
        return too_often(request)
    try:
        word = asking.write_word(request=visit.request, words=words, by=signed_in(request))
    except StateChanged:
        messages.info(request, _("There is an answer already. This is how it stands now."))
    else:
        messages.success(request, _("The team has what you wrote."))
        offer_help(request, word)
    return redirect("joining:where_it_stands", visit.request.programme.ref)


@everybody
@sensitive_post_parameters()
def stop(request: PageRequest, ref: str) -> HttpResponse:
    """Erase what was written, or take back what was sent."""
    visit = own_visit(request, ref)
    if visit is None:
        return needs_code()
    if request.method == "POST":
        try:
            asking.take_back(request=visit.request, by=signed_in(request))
        except StateChanged:
            return redirect("joining:where_it_stands", ref)
        messages.success(request, _("It is erased. You can begin again whenever you like."))
        return forget(redirect("joining:programmes_to_join"), ref)
    back = "joining:where_it_stands" if visit.request.sent_at else "joining:check"
    context = {
        "programme": visit.request.programme,
        "code": visit.code,
        "is_sent": visit.request.sent_at is not None,
        "back_url": reverse(back, args=[ref]),
    }
    return render(request, "joining/stop.html", context)


@everybody
@sensitive_post_parameters()
def come_back(request: PageRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not within_limit(request, "join_code", key="code"):
            return too_often(request)
        typed = form.cleaned_data["code"]
        known = found.request_with_code(typed)
        if known:
            return remember(
                redirect("joining:go_on", known.programme.ref), Visit(known, found.code_of(typed))
            )
        form.add_error(
            "code", _("We know no such code. It may have run out: what nobody sends is kept for 7 days.")
        )
    context = {"form": form, "again": "again" in request.GET, "organisations": found.organisations_to_join()}
    return render(request, "joining/come_back.html", context, status=422 if form.errors else 200)
