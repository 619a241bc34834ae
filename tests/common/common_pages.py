"""A tiny site of pages that use the design system, so that it can be tried without any other room."""

from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from alongside.common.forms import DateInParts

RECEIVED = []

FORM_PAGE = """
{% extends "common/base.html" %}{% load common_forms %}
{% block title %}Write{% endblock %}
{% block content %}{% form_errors form %}
<form method="post" novalidate>{% csrf_token %}{% form_fields form %}<button class="btn">Send</button></form>
{% endblock %}
"""

SIGN_IN_PAGE = """
{% extends "common/base.html" %}{% block title %}Sign in{% endblock %}{% block body_attrs %}data-keep-drafts{% endblock %}
{% block content %}<h1>Sign in</h1>{% endblock %}
"""

THANKS_PAGE = """
{% extends "common/base.html" %}{% block title %}Thank you{% endblock %}
{% block content %}<h1>Thank you</h1>
<form method="post" action="/sign-out/" data-sign-out>{% csrf_token %}<button>Leave</button></form>{% endblock %}
"""


class WriteForm(forms.Form):
    words = forms.CharField(widget=forms.Textarea)
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    born = forms.DateField(widget=DateInParts, required=False)
    soon = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect, required=False)
    shared = forms.BooleanField(required=False)
    channel = forms.ChoiceField(choices=[("call", "Call"), ("post", "Post")], required=False)


def _page(request: HttpRequest, source: str, **context: object) -> HttpResponse:
    who = request.COOKIES.get("who", "")
    user = SimpleNamespace(pk=who or None, is_authenticated=bool(who))
    return HttpResponse(
        engines["django"].from_string(source.strip()).render({"user": user, **context}, request)
    )


def write(request: HttpRequest) -> HttpResponse:
    form = WriteForm(request.POST or None)
    if request.method == "POST" and not request.COOKIES.get("who"):
        return HttpResponseRedirect("/sign-in/")
    if form.is_valid():
        RECEIVED.append(form.cleaned_data["words"])
        return HttpResponseRedirect("/thanks/")
    return _page(request, FORM_PAGE, form=form)


def sign_in(request: HttpRequest) -> HttpResponse:
    return _page(request, SIGN_IN_PAGE)


def thanks(request: HttpRequest) -> HttpResponse:
    return _page(request, THANKS_PAGE)


def sign_out(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/sign-in/")


def confirm(request: HttpRequest) -> HttpResponse:
    context = {"title": "End this early?", "label": "Yes, end it", "look": "careful", "back_url": "/thanks/"}
    return render(request, "common/confirm.html", context)


def trouble(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"{name}.html")


urlpatterns = [
    path("", include("alongside.common.urls")),
    path("write/", write),
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("thanks/", thanks),
    path("confirm/", confirm),
    path("trouble/<str:name>/", trouble),
]
