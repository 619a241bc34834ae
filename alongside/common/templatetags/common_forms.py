"""Tags that draw a form: ``{% form_errors form %}``, ``{% form_fields form %}``, ``{% field form.name %}``."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from alongside.common.forms import in_plain_words

register = template.Library()


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """How a field is laid out: ``hidden``, ``check``, ``choices``, ``parts`` or ``input``."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "parts" if widget.use_fieldset else "input"


@register.simple_tag
def plain_errors(field: BoundField) -> list[str]:
    """What is wrong with a field, with Django's own sentences said in plain words."""
    return [in_plain_words(error, typed=field.value()) for error in field.errors.as_data()]


@register.inclusion_tag("common/forms/field.html")
def field(bound: BoundField, *, heading: bool = False) -> dict[str, Any]:
    """One field; with ``heading=True`` its label is the page's only h1 (one question per page)."""
    return {"field": bound, "heading": heading}


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """All fields in order, hidden ones first, without the error summary."""
    return form.render("common/forms/form.html")


@register.inclusion_tag("common/components/error_summary.html")
def form_errors(*shown: forms.BaseForm | None) -> dict[str, Any]:
    """The error summary of one or more forms; empty when nothing is wrong."""
    return {"items": [item for form in shown if form is not None for item in _error_items(form)]}


def _error_items(form: forms.BaseForm) -> list[dict[str, str]]:
    if not form.is_bound:
        return []
    items = [{"text": str(error), "href": ""} for error in form.non_field_errors()]
    for bound in form:
        items += [
            {"text": _named(bound, error), "href": _first_input(bound)} for error in plain_errors(bound)
        ]
    return items


def _named(bound: BoundField, error: str) -> str:
    """The error with its field's name in front, since the summary stands far from the field."""
    label = str(bound.label).strip()
    return f"{label} {error}" if label.endswith(("?", "؟", ".", ":")) else f"{label}: {error}"


def _first_input(bound: BoundField) -> str:
    """The fragment that puts the cursor into the field; empty where there is nothing to see."""
    if bound.is_hidden:
        return ""
    if field_kind(bound) == "choices":
        return f"#{bound.auto_id}_0"
    return f"#{bound.id_for_label}"
