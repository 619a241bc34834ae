import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from alongside.common.forms import DateInParts, FormRenderer, SampleForm


class BirthForm(forms.Form):
    default_renderer = FormRenderer

    born = forms.DateField(widget=DateInParts(birthday=True), required=False)


class Ids(HTMLParser):
    """Collects what a page names (id) and what it points at (for, aria-describedby, #fragments)."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.pointed = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        self.pointed.update((attrs.get("aria-describedby") or "").split())
        if attrs.get("for"):
            self.pointed.add(attrs["for"])
        if (attrs.get("href") or "").startswith("#"):
            self.pointed.add(attrs["href"][1:])


def render(source, **context):
    return engines["django"].from_string("{% load common_forms %}" + source).render(context)


@given(day=st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_date_in_parts_comes_back_as_it_was_typed(day):
    form = BirthForm({"born_day": f" {day.day}", "born_month": f"{day.month:02}", "born_year": f"{day.year}"})
    assert form.is_valid()
    assert form.cleaned_data == {"born": day}


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("31", "2", "1980"), ("x", "2", "1980"), ("1", "", ""), ("1", "1", "-5"), ("2", "3", "80")],
)
def test_what_is_no_date_is_refused_and_shown_again(day, month, year):
    form = BirthForm({"born_day": day, "born_month": month, "born_year": year})
    assert form.errors["born"] == ["Enter a valid date."]
    html = str(form["born"])
    typed = dict(re.findall(r'name="born_(\w+)" id="\w+" value="([^"]*)"', html))
    assert typed == {"day": day, "month": month, "year": year}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("31", "2", "1980"), "There is no day 31 in February 1980, which has 29 days."),
        (("27", "13", "1980"), "There is no month 13. Write a number from 1 to 12."),
        (("27", "3", "80"), "Write the year with four digits, like 1980."),
        (("27", "3", "0080"), "Write the year with four digits, like 1980."),
        (("27", "March", "1980"), "Write day, month and year in digits, like 27 3 1980."),
        (("27", "", "1980"), "Write day, month and year in digits, like 27 3 1980."),
    ],
)
def test_what_is_no_date_is_told_what_would_be_right(typed, words):
    form = BirthForm(dict(zip(("born_day", "born_month", "born_year"), typed, strict=True)))
    assert words in render("{% form_errors form %}", form=form)
    assert words in render("{% field form.born %}", form=form)


def test_a_day_picked_from_a_calendar_is_told_the_same():
    class Day(forms.Form):
        default_renderer = FormRenderer
        on = forms.DateField()

    shown = render("{% field form.on %}", form=Day({"on": "soon"}))
    assert "Write day, month and year in digits, like 27 3 1980." in shown


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (forms.EmailField(), "gwen@", "This is not a whole address. Write it like mary@example.org."),
        (forms.IntegerField(), "some", "This is not a whole number. Write it in digits, like 3."),
        (forms.IntegerField(min_value=2), "1", "This must be 2 or more."),
        (forms.IntegerField(max_value=50), "51", "This must be 50 or less."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one of the answers."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "Choose one of the answers."),
        (forms.SlugField(error_messages={"invalid": "Our own words."}), "a b", "Our own words."),
    ],
)
def test_an_answer_that_will_not_do_is_told_what_would_be_right(field, typed, words):
    form = type("Asked", (forms.Form,), {"default_renderer": FormRenderer, "answer": field})(
        {"answer": typed}
    )
    assert words in render("{% field form.answer %}", form=form)


def test_a_date_that_another_field_sent_back_is_shown_again():
    form = BirthForm({"born_day": "27", "born_month": "3", "born_year": "1980"})
    assert re.findall(r'value="([^"]*)"', str(form["born"])) == ["27", "3", "1980"]


def test_an_empty_date_in_parts_is_no_answer():
    form = BirthForm({"born_day": " ", "born_month": "", "born_year": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"born": None}
    assert form.fields["born"].widget.value_omitted_from_data({}, {}, "born") is True


def test_a_known_date_is_shown_in_its_parts():
    html = str(BirthForm(initial={"born": dt.date(1980, 3, 27)})["born"])
    assert [f'value="{part}"' in html for part in ("27", "3", "1980")] == [True, True, True]
    assert 'autocomplete="bday-day"' in html


def test_a_widget_without_ids_still_names_its_parts():
    assert DateInParts().id_for_label(None) == ""
    assert 'id="id_born_day"' in DateInParts().render("born", None)


@pytest.mark.parametrize("data", [None, {}, {"name": "Amina", "agree": "on"}])
def test_everything_a_form_points_at_is_there_once(data):
    page = Ids(render("{% form_errors form %}{% form_fields form %}", form=SampleForm(data)))
    assert page.pointed - set(page.ids) == set()
    assert len(page.ids) == len(set(page.ids))


def test_the_summary_names_the_field_and_says_what_to_do():
    html = render("{% form_errors form %}", form=SampleForm({"name": "Amina", "meet": "phone"}))
    assert "Date of birth: Please answer this." in html
    assert "I have read how my words are used: Please answer this." in html
    assert "How would you like to meet?" not in html
    assert "This field is required" not in html


def test_a_summary_does_not_repeat_the_mark_that_ends_a_question():
    html = render("{% form_errors form %}", form=SampleForm({}))
    assert "What should we call you? Please answer this." in html


def test_the_summary_holds_errors_of_the_whole_form_and_of_hidden_fields():
    class Whole(forms.Form):
        default_renderer = FormRenderer
        token = forms.CharField(widget=forms.HiddenInput)

        def clean(self):
            raise forms.ValidationError("These two cannot be matched.")

    html = render("{% form_errors form other %}", form=Whole({}), other=None)
    assert "These two cannot be matched." in html
    assert "Token: Please answer this." in html
    assert "href" not in html


def test_a_form_that_nobody_sent_has_no_summary():
    assert render("{% form_errors form %}", form=SampleForm()).strip() == ""


def test_only_what_may_be_left_out_says_so():
    html = render("{% field form.name %}", form=SampleForm())
    assert "(optional)" not in html
    html = render("{% field form.phone %}", form=SampleForm())
    assert "(optional)" in html


@pytest.mark.parametrize("name", ["name", "born", "meet"])
def test_a_question_can_be_the_heading_of_its_page(name):
    form = SampleForm()
    assert "<h1" not in render("{% field bound %}", bound=form[name])
    assert render("{% field bound heading=True %}", bound=form[name]).count("<h1") == 1


def test_a_form_drawn_by_django_looks_like_ours():
    assert 'class="field"' in str(BirthForm())


def test_hidden_fields_have_no_label():
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    html = render("{% field form.token %}{% form_fields form %}", form=Hidden())
    assert "<label" not in html
    assert html.count('type="hidden"') == 2
