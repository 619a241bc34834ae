"""The pages of questions, the same for people themselves and for staff who ask them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from alongside.measures import actions, queries
from alongside.measures.access import Answerer
from alongside.measures.forms import AnswersForm, GoalForm, HandInForm, LayoutForm
from alongside.measures.queries import QuestionSet, Step
from alongside.measures.queries.keying import times_keyed
from alongside.measures.views.words import check_rows, day_words, progress_words
from alongside.people.http import PersonRequest


class QuestionPages:
    """One visitor's way through questions. Each method answers one page."""

    def __init__(self, request: PersonRequest, who: Answerer) -> None:
        self.request, self.who = request, who

    @property
    def posted(self) -> QueryDict | None:
        """What was sent, even if it is empty; None on a page that is only looked at."""
        return self.request.POST if self.request.method == "POST" else None

    def url(self, page: str, **kwargs: Any) -> str:
        """The address of a page, under one's own pages or under those of the participant."""
        kwargs["ref"] = self.who.programme.ref
        if self.who.is_staff:
            kwargs["pk"] = self.who.participant.pk
            return reverse(f"measures:{page}", kwargs=kwargs)
        return reverse(f"measures:my_{page}", kwargs=kwargs)

    def set_url(self, page: str, one: QuestionSet, **kwargs: Any) -> str:
        return self.url(page, wave=one.wave, side=one.side, **kwargs)

    def questions(self) -> HttpResponse:
        actions.schedule_responses(programme=self.who.programme, participant=self.who.participant)
        missed = queries.missed_by(self.who.participant, self.who.programme) if self.who.is_staff else ()
        context = {
            "sets": self._entries(queries.due_for(self.who.participant, self.who.programme)),
            "missed": self._entries(missed),
            "goals_url": self.url("goals"),
            "answers_url": self.url("answers"),
        }
        return self._page("questions", context)

    def question_set(self, wave: str, side: str) -> HttpResponse:
        one = self._set(wave, side)
        if one is None:
            return self._gone()
        if self.request.method == "POST" and "english" in self.request.POST:
            actions.agree_to_english(
                responses=one.responses, by=self.who.visitor, on_behalf_of=self.who.on_behalf_of
            )
            return redirect(self.set_url("question_set", one))
        form = LayoutForm(self.posted, initial={"layout": "topic" if self.by_topic else "one"})
        if self.request.method == "POST" and form.is_valid():
            self.by_topic = form.cleaned_data["layout"] == "topic"
            actions.choose_pages(by=self.who.visitor, one_at_a_time=not self.by_topic)
            return redirect(self._next_url(one))
        context = {
            "set": one,
            "form": form,
            "decline_url": self.set_url("decline", one),
            "readers": queries.who_reads_danger(self.who.programme) if one.asks_about_danger else [],
            "is_asked_about_english": one.lacks_language,
            "has_questions": any(topic.instrument for topic in one.topics),
            "keyed": times_keyed(one.responses) if self.who.is_staff else 0,
        }
        return self._page("question_set", context, status=422 if form.is_bound else 200)

    def decline(self, wave: str, side: str) -> HttpResponse:
        one = self._set(wave, side)
        if one is None:
            return self._gone()
        if self.request.method == "POST":
            try:
                actions.decline(
                    responses=one.responses, by=self.who.visitor, on_behalf_of=self.who.on_behalf_of
                )
            except (actions.AlreadyHandedIn, actions.NotAskedAnyMore):
                return self._gone()
            messages.success(self.request, _("That is fine. We will not ask these questions again."))
            return redirect(self.url("questions"))
        context = {
            "title": _("Would you rather not answer these questions?")
            if not self.who.is_staff
            else _("Would they rather not answer these questions?"),
            "text": _("That is fine, and support goes on as before."),
            "consequences": [
                _("Answers given so far on these pages are forgotten."),
                *self._what_stays(one),
                _("Nobody asks these questions again. Other questions may come later."),
            ],
            "label": _("I would rather not") if not self.who.is_staff else _("They would rather not"),
            "back_url": self.set_url("question_set", one),
        }
        return render(self.request, "common/confirm.html", context)

    def _what_stays(self, one: QuestionSet) -> list[str]:
        if not one.has_told_of_danger:
            return []
        return [_("One answer has been passed on to the people who look after safety. That stays with them.")]

    def question(self, wave: str, side: str, response: int, item: str) -> HttpResponse:
        one = self._set(wave, side)
        if one is None:
            return self._gone()
        step, before = self._step(one, response, item)
        if step is None:
            return redirect(self.set_url("question_set", one))
        if step.is_setting_goals:
            return self._goals(self._after(one, step), back_url=self._before_url(one, before))
        form = AnswersForm(step.questions, step.topic.response.answers, self.posted)
        if self.request.method == "POST" and ("skip" in self.request.POST or form.is_valid()):
            return self._save(one, step, form.skipped if "skip" in self.request.POST else form.answers)
        context = {
            "set": one,
            "step": step,
            "form": form,
            "stands_alone": len(step.questions) == 1,
            "progress": progress_words(step, one.count),
            "back_url": self._before_url(one, before),
            "later_url": self.url("questions"),
        }
        return self._page("question", context, status=422 if form.is_bound else 200)

    def check_answers(self, wave: str, side: str) -> HttpResponse:
        one = self._set(wave, side)
        if one is None:
            return self._gone()
        form = HandInForm(self.posted) if self.who.is_staff else None
        if self.request.method == "POST" and (form is None or form.is_valid()):
            answer = self._hand_in(one, form)
            if answer is not None:
                return answer
        context = {
            "set": one,
            "form": form,
            "left_out": one.count - one.answered,
            "topics": [
                {
                    "topic": topic,
                    "rows": check_rows(topic, self._change_url(one, topic.response.pk)),
                }
                for topic in one.topics
            ],
            "back_url": self.set_url("question_set", one),
            "later_url": self.url("questions"),
        }
        return self._page("check_answers", context, status=422 if form and form.is_bound else 200)

    def goals(self) -> HttpResponse:
        return self._goals(self.url("goals"), back_url=self.url("questions"), is_journey=False)

    def answers(self) -> HttpResponse:
        if self.who.is_staff:
            actions.note_answers_read(
                participant=self.who.participant, programme=self.who.programme, by=self.who.visitor
            )
        series = queries.own_results(self.who.participant, self.who.programme, to_read_out=self.who.is_staff)
        context = {
            "occasions": queries.by_time(series),
            # Each named once, however often it was answered.
            "instruments": list({one.instrument.id: one.instrument for one in series}.values()),
            "back_url": self.url("questions"),
        }
        return self._page("answers", context)

    def _page(self, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        shared = {"who": self.who, "programme": self.who.programme, "participant": self.who.participant}
        return render(self.request, f"measures/{name}.html", {**shared, **context}, status=status)

    def _entries(self, sets: tuple[QuestionSet, ...]) -> list[dict[str, Any]]:
        return [{"set": one, "url": self.set_url("question_set", one)} for one in sets]

    def _set(self, wave: str, side: str) -> QuestionSet | None:
        sets = queries.due_for(self.who.participant, self.who.programme)
        if self.who.is_staff:
            sets += queries.missed_by(self.who.participant, self.who.programme)
        return next((one for one in sets if (one.wave, one.side) == (wave, side)), None)

    def _gone(self) -> HttpResponse:
        messages.info(
            self.request, _("These questions are done, or their time is over. There is nothing left to do.")
        )
        return redirect(self.url("questions"))

    @cached_property
    def by_topic(self) -> bool:
        """Whether a page holds a whole topic. Until they choose, staff see that, and others one question a page."""
        likes_one = queries.likes_one_at_a_time(self.who.visitor)
        return self.who.is_staff if likes_one is None else not likes_one

    def _steps(self, one: QuestionSet) -> tuple[Step, ...]:
        return one.steps(one_at_a_time=not self.by_topic)

    def _step(self, one: QuestionSet, response: int, item: str) -> tuple[Step | None, Step | None]:
        before = None
        for step in self._steps(one):
            if (step.topic.response.pk, step.item) == (response, item):
                return step, before
            before = step
        return None, None

    def _step_url(self, one: QuestionSet, step: Step) -> str:
        return self.set_url("question", one, response=step.topic.response.pk, item=step.item)

    def _before_url(self, one: QuestionSet, before: Step | None) -> str:
        if "change" in self.request.GET:
            return self.set_url("check_answers", one)
        return self._step_url(one, before) if before else self.set_url("question_set", one)

    def _next_url(self, one: QuestionSet) -> str:
        """Where to go on: the first page with a question that has neither been answered nor skipped."""
        for step in self._steps(one):
            answers = step.topic.response.answers
            unseen = [question.id for question in step.questions if question.id not in answers]
            if unseen or (step.is_setting_goals and not step.topic.response.answers):
                return self._step_url(one, step)
        return self.set_url("check_answers", one)

    def _after(self, one: QuestionSet, step: Step) -> str:
        """The page after this one, or back to the check where a single answer was changed."""
        steps = list(self._steps(one))
        place = next(
            i for i, other in enumerate(steps) if (other.topic, other.item) == (step.topic, step.item)
        )
        if "change" in self.request.GET or place + 1 == len(steps):
            return self.set_url("check_answers", one)
        return self._step_url(one, steps[place + 1])

    def _change_url(self, one: QuestionSet, response: int) -> Callable[[str], str]:
        def url(item: str) -> str:
            page = queries.WHOLE_TOPIC if self.by_topic else item
            return f"{self.set_url('question', one, response=response, item=page)}?change=1"

        return url

    def _save(self, one: QuestionSet, step: Step, answers: dict[str, int | None]) -> HttpResponse:
        try:
            concerns = actions.save_answers(
                response=step.topic.response,
                answers=answers,
                by=self.who.visitor,
                on_behalf_of=self.who.on_behalf_of,
            )
        except (actions.AlreadyHandedIn, actions.NotAskedAnyMore):
            return self._gone()
        if concerns:
            self._say_who_looks(concerns[0].key)
        return redirect(self._after(one, step))

    def _say_who_looks(self, key: str) -> None:
        """At once, and with help until then: nobody who says that they think of dying just gets the next question."""
        words = (
            _("This answer may mean danger. The people who look after safety have been told.")
            if self.who.is_staff
            else _(
                "Thank you for telling us. You are not alone with this: we have told somebody who looks after safety."
            )
        )
        url = reverse("safeguarding:concern_sent", kwargs={"ref": self.who.programme.ref, "key": key})
        link = _("Who looks at it, by when, and who helps until then")
        messages.warning(self.request, format_html('{} <a href="{}">{}</a>', words, url, link))

    def _hand_in(self, one: QuestionSet, form: HandInForm | None) -> HttpResponse | None:
        """Hand in, or put what is wrong with the day into the form and return None."""
        try:
            if form is None:
                done = actions.hand_in(responses=one.responses, by=self.who.visitor)
            else:
                done = actions.hand_in(
                    responses=one.responses,
                    by=self.who.visitor,
                    how=actions.HowAnswered(form.cleaned_data["how"]),
                    answered_on=form.cleaned_data["answered_on"],
                    on_behalf_of=self.who.participant,
                )
        except (actions.AlreadyHandedIn, actions.NotAskedAnyMore):
            return self._gone()
        except actions.KeyedTwiceAlready:
            return redirect(self.set_url("settle", one))
        except actions.OutsideTheWindow as error:
            if form is None:
                return self._gone()
            form.add_error(
                "answered_on",
                _("These questions count if they were answered from %(first)s to %(last)s.")
                % {"first": day_words(error.opens_on), "last": day_words(error.closes_on)},
            )
            return None
        if keyed := times_keyed(one.responses):
            return self._keyed(one, keyed)
        if not any(row.answered_on for row in done):
            messages.success(self.request, _("That is fine. We will not ask these questions again."))
        else:
            self._say_thanks()
        return redirect(self.url("answers" if any(row.answered_on for row in done) else "questions"))

    def _say_thanks(self) -> None:
        messages.success(
            self.request,
            _("The answers are in.") if self.who.is_staff else _("Thank you. Your answers are in."),
        )

    def _keyed(self, one: QuestionSet, times: int) -> HttpResponse:
        """Paper that is keyed twice: it waits for the second keying, or for somebody who settles it."""
        if times > 1:
            messages.info(
                self.request, _("The two keyings are not alike. Please look at the sheet once more.")
            )
            return redirect(self.set_url("settle", one))
        messages.success(
            self.request,
            _("Kept. Now the same sheet is keyed once more, best by somebody else, who does not see this."),
        )
        return redirect("measures:paper", ref=self.who.programme.ref)

    def _goals(self, next_url: str, *, back_url: str, is_journey: bool = True) -> HttpResponse:
        form = GoalForm(self.request.POST if "add" in self.request.POST else None)
        standing = queries.goals_of(self.who.participant, self.who.programme)
        if "drop" in self.request.POST:
            self._drop(self.request.POST["drop"])
            return redirect(self.request.get_full_path())
        if "add" in self.request.POST and form.is_valid() and self._add(form):
            return redirect(self.request.get_full_path())
        goals = list(standing)
        context = {
            "form": form,
            "goals": goals,
            "has_room": len(goals) < actions.MOST_GOALS,
            "dropped": queries.dropped_goals_of(self.who.participant, self.who.programme),
            "next_url": next_url,
            "back_url": back_url,
            "is_journey": is_journey,
        }
        return self._page("goals", context, status=422 if form.is_bound else 200)

    def _add(self, form: GoalForm) -> bool:
        try:
            actions.set_goal(
                participant=self.who.participant,
                programme=self.who.programme,
                words=form.cleaned_data["words"],
                by=self.who.visitor,
                on_behalf_of=self.who.on_behalf_of,
            )
        except actions.EnoughGoals:
            form.add_error("words", _("There are five goals already. Let one go to make room."))
            return False
        return True

    def _drop(self, pk: str) -> None:
        goals = queries.goals_of(self.who.participant, self.who.programme)
        goal = goals.filter(pk=pk).first() if pk.isdecimal() else None
        if goal is None:
            return
        try:
            actions.drop_goal(goal=goal, by=self.who.visitor, on_behalf_of=self.who.on_behalf_of)
        except actions.AlreadyDropped:
            messages.info(self.request, _("This goal had been let go already."))
