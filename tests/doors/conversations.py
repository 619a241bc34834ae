from __future__ import annotations

from typing import Any

from alongside.conversations.actions.spaces import name_lead
from alongside.conversations.actions.suspensions import suspend
from alongside.conversations.models import Post
from tests.conversations import factories, space_factories
from tests.doors.row import programme, row
from tests.safeguarding import factories as safeguarding


def relationship(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.mia_and_sam(cast).pk}


def held(cast: Any) -> dict[str, Any]:
    made = factories.held(factories.mias(factories.mia_and_sam(cast)))
    return {"ref": cast.coaching.ref, "pk": made.pk}


def case(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": safeguarding.case(cast, about=cast.mia_participant).pk}


def conversation_of_case(cast: Any) -> dict[str, Any]:
    made = factories.mia_and_sam(cast)
    factories.message(factories.mias(made))
    return {"ref": cast.coaching.ref, "case": case(cast)["pk"], "pk": made.pk}


def space(cast: Any) -> dict[str, Any]:
    """A space that Sula moderates, and that Mia has joined; everybody else stands outside."""
    space_factories.moderator(cast, "sula")
    made = space_factories.space(cast)
    space_factories.joined(made, cast.mia_participant)
    return {"ref": cast.coaching.ref, "pk": made.pk}


def post(cast: Any) -> dict[str, Any]:
    """A post of Mia's in that space."""
    kwargs = space(cast)
    own = cast.mia_participant.space_names.get()
    return {**kwargs, "post": space_factories.opening(own).pk}


def thread(cast: Any) -> dict[str, Any]:
    kwargs = space(cast)
    own = cast.mia_participant.space_names.get()
    return {**kwargs, "thread": space_factories.opening(own).thread_id}


def suspension(cast: Any) -> dict[str, Any]:
    """Mia does not write for a while, for what she wrote in that space; Sasha decided it."""
    kwargs = post(cast)
    row = suspend(
        participant=cast.mia_participant,
        programme=cast.coaching,
        post=Post.objects.get(pk=kwargs["post"]),
        covers="spaces",
        code="unkind",
        reason="It was unkind.",
        days=3,
        by=cast.sasha,
    )
    return {"ref": cast.coaching.ref, "pk": row.pk}


def sams(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": cast.sam_participant.pk}


def lead(cast: Any) -> dict[str, Any]:
    made = space_factories.space(cast, by="peers", opened=False)
    named = name_lead(space=made, supporter=cast.sam_supporter, by=cast.cora)
    return {"ref": cast.coaching.ref, "pk": made.pk, "lead": named.pk}


PROGRAMME = "ada cora sula sasha eve mia sam"

ROWS = [
    row("conversations:claim_heard", "sula", kwargs=post, method="post"),
    row("conversations:conversation", "mia sam", kwargs=relationship),
    row("conversations:conversation", "mia sam", kwargs=relationship, method="post"),
    row("conversations:newer_messages", "mia sam", kwargs=relationship, inside=(200, 204)),
    row("conversations:held_messages", "sasha", kwargs=programme),
    row("conversations:held_message", "sasha", kwargs=held),
    row("conversations:let_held_go", "sasha", kwargs=held, method="post"),
    row("conversations:contact_settings", "ada cora sasha", kwargs=programme),
    row("conversations:case_conversations", "sasha", kwargs=case),
    row("conversations:read_for_case", "sasha", kwargs=conversation_of_case),
    row("conversations:read_for_case", "sasha", kwargs=conversation_of_case, method="post"),
    row("conversations:own_suspension", "mia sam", kwargs=programme),
    row("conversations:own_suspension", "mia sam", kwargs=programme, method="post"),
    row("conversations:suspensions", "cora sasha", kwargs=programme),
    row("conversations:suspension", "cora sula sasha", kwargs=suspension),
    row("conversations:second_suspension", "cora sula sasha", kwargs=suspension, method="post"),
    row("conversations:lift_suspension", "cora sula sasha", kwargs=suspension, method="post"),
    row("conversations:hear_appeal", "cora sula sasha", kwargs=suspension, method="post"),
    row("conversations:suspend_participant", "cora sasha", kwargs=sams),
    row("conversations:suspend_participant", "cora sasha", kwargs=sams, method="post"),
    row("conversations:suspend_author", "sula", kwargs=post),
    row("conversations:suspend_author", "sula", kwargs=post, method="post"),
    row("conversations:spaces", PROGRAMME, kwargs=programme),
    row(
        "conversations:make_space",
        "ada cora",
        kwargs=programme,
        method="post",
        data=lambda _cast: {"phase": "x"},
    ),
    row("conversations:space", PROGRAMME, kwargs=space),
    row("conversations:about_space", PROGRAMME, kwargs=space),
    row("conversations:join_space", PROGRAMME, kwargs=space),
    row("conversations:join_space", PROGRAMME, kwargs=space, method="post"),
    row("conversations:own_place", "mia", kwargs=space),
    row("conversations:own_place", "mia", kwargs=space, method="post"),
    row("conversations:leave_space", "mia", kwargs=space),
    row("conversations:leave_space", "mia", kwargs=space, method="post"),
    row("conversations:space_settings", "ada cora", kwargs=space),
    row("conversations:space_settings", "ada cora", kwargs=space, method="post"),
    row("conversations:name_lead", "ada cora", kwargs=space, method="post"),
    row("conversations:end_lead", "ada cora", kwargs=lead, method="post"),
    row("conversations:begin_thread", "mia sula", kwargs=space),
    row("conversations:begin_thread", "mia sula", kwargs=space, method="post"),
    row("conversations:thread", "mia sula", kwargs=thread),
    row("conversations:thread", "mia sula", kwargs=thread, method="post"),
    row("conversations:close_thread", "sula", kwargs=thread),
    row("conversations:close_thread", "sula", kwargs=thread, method="post"),
    row("conversations:withdraw_post", "mia", kwargs=post),
    row("conversations:withdraw_post", "mia", kwargs=post, method="post"),
    row("conversations:report_post", "mia sula", kwargs=post),
    row("conversations:report_post", "mia sula", kwargs=post, method="post"),
    row("conversations:answer_act", "mia", kwargs=post),
    row("conversations:answer_act", "mia", kwargs=post, method="post"),
    row("conversations:moderation", "sula", kwargs=space),
    row("conversations:moderate_post", "sula", kwargs=post),
    row("conversations:moderate_post", "sula", kwargs=post, method="post"),
    row("conversations:see_author", "sula", kwargs=post),
    row("conversations:see_author", "sula", kwargs=post, method="post"),
]
