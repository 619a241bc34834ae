"""Why a step with a group was not possible, as a kind sentence. None tells what somebody keeps private."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.programmes.core.professionals import Closed
from alongside.support_sessions.actions import group_refusals as why


def sentence(refusal: why.GroupRefused) -> str:
    """The words of one refusal."""
    if isinstance(refusal, why.TooFewLeads):
        return ngettext(
            "On the first day %(n)d person has to lead. Please say who leads, or choose another day.",
            "On the first day %(n)d people have to lead together. Please say who leads, or choose another day.",
            refusal.needed,
        ) % {"n": refusal.needed}
    if isinstance(refusal, why.TooFewPeople):
        return ngettext(
            "The group is %(n)d smaller than planned. To begin all the same, tick the box.",
            "The group is %(n)d smaller than planned. To begin all the same, tick the box.",
            refusal.lacking,
        ) % {"n": refusal.lacking}
    if isinstance(refusal, why.LeadNotReady):
        return _(
            "%(name)s cannot lead yet: something is missing in their preparation. Their page says what."
        ) % {"name": refusal.name}
    if isinstance(refusal, why.GuestNotWelcome):
        return closed_in_words(refusal.closed)
    return _SENTENCES.get(type(refusal), _changed)()


def closed_in_words(closed: Closed) -> str:
    """Why a professional does not come in: the position that the programme took."""
    return {
        Closed.OUT: _("This programme keeps professionals out, and people here rely on that."),
        Closed.NOT_SAID: _(
            "This programme has not said where professionals stand, so nobody can invite one. Its definition has to "
            "say it first."
        ),
        Closed.NO_EXPERIENCE: _(
            "In this programme only professionals who share the experience themselves may come."
        ),
    }[closed]


def _changed() -> str:
    return _("This had changed meanwhile, so nothing was done. Here is how it stands now.")


_SENTENCES: dict[type[why.GroupRefused], Callable[[], str]] = {
    why.NoGroupsHere: lambda: _("In this programme nobody meets in groups."),
    why.NameTaken: lambda: _("There is a group of this name already. Please choose another."),
    why.GroupFull: lambda: _(
        "The group is full now. Nobody was left out by mistake: look at another group, or make one."
    ),
    why.NotOpenToJoin: lambda: _(
        "This group is closed and has had its first session, so nobody new comes in. Look at another group, or make one."
    ),
    why.AlreadyInIt: lambda: _("Somebody you chose is in this group already."),
    why.CannotComeIn: lambda: _(
        "Somebody you chose cannot come in now: they have not agreed to take part, are away, or a person has to look first."
    ),
    why.KeptApart: lambda: _(
        "These people are not to be brought together. Please put them into different groups."
    ),
    why.NotOneUnit: lambda: _("Please choose exactly those people who share one seat in this group."),
    why.MayNotLead: lambda: _("The programme does not let this person lead a group."),
    why.AlreadyLeads: lambda: _("They lead this group on some of these days already."),
    why.EnoughLeads: lambda: _("As many people lead on these days as the programme allows."),
    why.TurnNeedsAnEnd: lambda: _("People take turns to lead here. Please say until which day."),
    why.NobodyInIt: lambda: _("Nobody is in the group yet. Put people into it first."),
    why.ProgrammeNotOpen: lambda: _("The programme is not open at the moment."),
    why.NotPossibleNow: lambda: _(
        "This cannot be done now: the session is still to come, over, or was called off."
    ),
    why.DayGoneBy: lambda: _("That day does not fit. Please choose another."),
    why.TooLateToAnnounce: lambda: _(
        "It is too late for this session: people must hear of a guest at least a day before, so that they can stay away."
    ),
    why.NeedsReason: lambda: _(
        "This course follows a plan. Please say in a few words what you changed, and why."
    ),
}
