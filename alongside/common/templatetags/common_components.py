"""Components that hold other content, as block tags; the rest are plain includes (see docs/reference/design-system.md)."""

from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alongside.common.core.phone_numbers import readable

register = template.Library()
register.filter("readable_phone", readable)


@register.simple_tag
def quick_exit_url() -> str:
    """Where "Leave this page quickly" goes: a place that gives nothing away."""
    return str(settings.QUICK_EXIT_URL)


def _block(name: str, content: str, **context: Any) -> SafeString:
    return render_to_string(f"common/components/{name}.html", {"content": content, **context})


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, url: str = "", link: str = "") -> SafeString:
    return _block("card", content, title=title, level=level, url=url, link=link)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    return _block("notice", content, kind=kind, title=title)


@register.simple_block_tag
def disclosure(content: str, summary: str, *, opened: bool = False) -> SafeString:
    return _block("details", content, summary=summary, opened=opened)


@register.simple_block_tag
def inset(content: str) -> SafeString:
    return _block("inset", content)


@register.simple_block_tag
def quote(content: str, by: str = "") -> SafeString:
    return _block("quote", content, by=by)


@register.simple_block_tag
def group(content: str, legend: str, hint: str = "") -> SafeString:
    return _block("fieldset", content, legend=legend, hint=hint)


@register.simple_block_tag
def filter_bar(content: str, label: str = "", target: str = "") -> SafeString:
    return _block("filter_bar", content, label=label, target=target)


@register.simple_block_tag
def progress(content: str, value: int, total: int, poll_url: str = "", label: str = "") -> SafeString:
    return _block("progress", content, value=value, total=total, poll_url=poll_url, label=label)


@register.simple_block_tag
def empty_state(content: str, title: str, level: int = 2) -> SafeString:
    return _block("empty_state", content, title=title, level=level)
