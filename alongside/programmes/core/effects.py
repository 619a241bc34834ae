"""What each position changes in the software, in words for the people who run or join a programme.

A position that changes nothing would be a defect: `docs/reference/positions.toml` names for each axis the tests that
show its poles apart, and a test of the suite walks them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from alongside.programmes.core.vocabulary import Axis


def _(words: str) -> str:
    """Marks words for translation; they are translated where they are shown."""
    return words


EFFECTS: Mapping[Axis, str] = MappingProxyType(
    {
        "perspective": _(
            "The page of results, and the page of what the programme is, begin with the view that is taken first: what "
            "changed, what took place between people, or who came and who decides."
        ),
        "professionalised_or_grassroots": _(
            "In an informal group nobody needs a training or a role description to begin. Where those who support are "
            "paid, members see it and hours are counted; those of volunteers are not."
        ),
        "anonymity_or_accountability": _(
            "In open rooms people go by the name that others know, by one that they choose, or by none; and nobody who "
            "reads along learns more without a reason."
        ),
        "clinicians_in_or_out": _(
            "Whether a professional may be invited to a session of a group. The group hears of it beforehand. Where "
            "they are kept out, nobody can invite one, and none may lead or moderate."
        ),
        "structure_or_openness": _(
            "In a set course, whoever changes what a session is about says what was changed and why. Where part is set they "
            "may say it; where it is open nobody asks."
        ),
        "symmetric_or_asymmetric": _(
            "Members are matched with one another, or with peer supporters who were prepared for it; or somebody leads."
        ),
        "dyad_or_group": _(
            "Whether people are matched in twos, come together in groups or meet in open rooms."
        ),
        "diagnosis_or_identity": _(
            "Which questions come first, which wishes weigh most until people put their own in order, and with which "
            "reasons a proposal begins."
        ),
        "central_rules_or_member_governance": _(
            "Where members make the rules or have a say, anybody in an open room can propose to change them."
        ),
        "clinical_outcome_or_own_goal": _("Which results stand first. Both are always shown."),
        "campaigning_or_neutrality": _(
            "Where campaigning is part of it, campaigns stand at the head of an open room; where it is allowed, a thread "
            "can be one; where it is left out, that is a ground rule and a ground to report."
        ),
        "correction_by_peer_moderator_or_clinician": _(
            "Who reads along in open rooms and may hide what harms: peers who are ready, moderators, or nobody."
        ),
        "bounded_or_lasting": _(
            "Whether support has a planned last day, and what may be agreed about contact afterwards."
        ),
        "integrated_or_independent": _(
            "Whether a service may be told anything about somebody, and whether people are asked to agree to it. They "
            "read what was told."
        ),
        "targeted_or_universal": _(
            "Made for some: the public page shows the way to what is for everybody, and results ask who carries the "
            "work. For everybody: results name those who do not come."
        ),
    }
)
