"""Why a step was not possible, as a kind sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alongside.matching import actions


def sentence(refusal: actions.MatchingRefused) -> str:
    """The words of one refusal. None of them tells what somebody keeps private."""
    return {
        actions.AlreadyRequested: _("There is an open request already. It has not been sent twice."),
        actions.AlreadySupported: _(
            "There is somebody in touch already. To change that, look at the page of your match."
        ),
        actions.ConsentMissing: _("Before this can go on, the consents that support needs have to be given."),
        actions.ProgrammeNotOpen: _("The programme takes no new matches at the moment."),
        actions.OnHold: _("This cannot go on just now. A person looks at it first, and will be in touch."),
        actions.NoPlaceLeft: _("This supporter has no free place now. Somebody else may have been quicker."),
        actions.PlaceHeldBack: _(
            "The places that this supporter has left are held back for others. Where that is decided, on the page of "
            "fair shares, it can also be changed."
        ),
        actions.NotToBeAsked: _(
            "This person cannot be asked just now. It has nothing to do with you. You can ask somebody else."
        ),
        actions.EnoughQuestions: _(
            "Three questions are open already. Take one of them back, or wait for an answer, before you ask somebody else."
        ),
        actions.WaitsByPlan: _(
            "One of them waits by the plan of a trial. Nobody may be matched with them before their day."
        ),
        actions.PersonAway: _("One of the two has a pause, has left, or is not free for somebody new."),
        actions.NotReady: _("This supporter is not ready yet: something is missing in their preparation."),
        actions.PairBarred: _(
            "These two cannot be matched: something that must hold for one of them does not."
        ),
        actions.SomebodyNamed: _(
            "One of the two named somebody to keep apart. Look first who that is: it stands on the page of matching."
        ),
        actions.NobodyToMatch: _("Nobody is waiting now."),
        actions.RoundUnderWay: _("A round is being worked out already."),
        actions.BeforeItBegan: _("This day does not fit: it is before the first day, or still to come."),
    }.get(type(refusal), _("This had changed meanwhile, so nothing was done. Here is how it stands now."))


def sentence_for_party(refusal: actions.MatchingRefused) -> str:
    """The words for one of the two people: the same for everything that may lie with the other.

    So that nobody learns from a refusal that the other has a hold, a pause, a limit, or has named somebody.
    """
    own_to_see = (
        actions.ProgrammeNotOpen,
        actions.StepTooLate,
        actions.NotToBeAsked,
        actions.EnoughQuestions,
    )
    if type(refusal) in own_to_see:
        return sentence(refusal)
    return _(
        "This cannot go on just now. Nobody did anything wrong. A person looks at it and will be in touch with you."
    )
