"""Drafts for tests: one of Harbour's, begun from a whole definition."""

from __future__ import annotations

from alongside.programmes import actions
from alongside.programmes.core.questions import question
from alongside.programmes.models import DefinitionDraft, DraftComment
from tests.factories import definition_text


def begun(cast) -> DefinitionDraft:
    return actions.begin_draft(
        organisation=cast.harbour, title="Our coaching", text=definition_text(), by=cast.ada
    )


def commented(cast) -> DraftComment:
    return actions.comment_on_question(
        draft=begun(cast), question=question("summary"), words="Hm.", by=cast.eve
    )


def as_a_browser_sends(form) -> dict[str, object]:
    """What a browser would send of a form that was shown and left as it is."""
    data: dict[str, object] = {}
    for bound in form:
        for subwidget in bound.subwidgets:
            for part in subwidget.data.get("subwidgets") or [subwidget.data]:
                data.update(_sent(part, data))
    return data


def _sent(widget, data) -> dict[str, object]:
    name = widget["name"]
    if "parts" in widget:
        return {part["name"]: part["value"] for part in widget["parts"]}
    if "rows" in widget and "count" in widget:
        cells = [cell for row in widget["rows"] for cell in row]
        empty = {True: "topic", False: ""}
        sent = {cell["name"]: cell["value"] or empty[bool(cell["options"])] for cell in cells}
        return {f"{name}-rows": widget["count"], **sent}
    if "optgroups" in widget:
        options = [option for _name, group, _index in widget["optgroups"] for option in group]
        return {name: [option["value"] for option in options if option["selected"]]}
    if "selected" in widget:
        return {name: [*data.get(name, []), widget["value"]]} if widget["selected"] else {}
    if widget.get("type") == "checkbox":
        return {name: "on"} if widget["attrs"].get("checked") else {}
    return {} if widget["value"] is None else {name: widget["value"]}
