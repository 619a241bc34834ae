"""Where the organisation stands on what the field disagrees about. No answer is the right one."""

from alongside.programmes.core.asking import Field, Question, ask, in_chapter
from alongside.programmes.core.chapters import sources


def _stand(axis: str, asks: str, why: str, source: str = sources.MULLARD) -> Question:
    return ask(f"position_{axis}", asks, Field(f"positions.{axis}"), why=why, source=source)


QUESTIONS = in_chapter(
    "positions",
    (
        ask(
            "campaigning",
            "Is campaigning together part of it?",
            "campaigning",
            why="To some, changing things is the point of meeting; to others it would drive people away.",
            source=sources.MULLARD,
        ),
        _stand(
            "perspective",
            "Teaching, belonging or changing things: which weighs most, and why?",
            "The three can go together; what you put first decides what people meet first.",
        ),
        _stand(
            "professionalised_or_grassroots",
            "Professional or grassroots: where do you stand, and why?",
            "Training and pay bring standing and money; they can cost what makes a peer a peer.",
        ),
        _stand(
            "anonymity_or_accountability",
            "Anonymous or named: where do you stand, and why?",
            "Without names more people dare to come; with names it is easier to trust and to look after one another.",
            sources.REIDY,
        ),
        _stand(
            "clinicians_in_or_out",
            "Clinicians in or out: where do you stand, and why?",
            "A clinician can put right what is wrong; without one, people speak frankly, about their care too.",
            sources.REIDY,
        ),
        _stand(
            "structure_or_openness",
            "Set structure or open: where do you stand, and why?",
            "A set course can be repeated; openness lets people bring what is theirs.",
            sources.EMBULDENIYA,
        ),
        _stand(
            "symmetric_or_asymmetric",
            "Same role for all, or two roles: where do you stand, and why?",
            "Pairs often begin unequal and grow equal.",
            sources.EMBULDENIYA,
        ),
        _stand(
            "dyad_or_group",
            "In twos or in groups: where do you stand, and why?",
            "Two people can be matched closely; in a group, giving and taking even out.",
        ),
        _stand(
            "diagnosis_or_identity",
            "Diagnosis or identity: where do you stand, and why?",
            "Some look for the same illness, some for somebody like them.",
        ),
        _stand(
            "central_rules_or_member_governance",
            "Who makes the rules, and why?",
            "Whoever settles conflicts and says what success is holds the power.",
        ),
        _stand(
            "clinical_outcome_or_own_goal",
            "Clinical outcome or own goal: which comes first, and why?",
            "Proof brings money; goals of one's own are what people come for.",
            sources.WALKER,
        ),
        _stand(
            "campaigning_or_neutrality",
            "Campaigning or neutral: where do you stand, and why?",
            "Speaking up together can heal, and can cost friends in services.",
        ),
        _stand(
            "correction_by_peer_moderator_or_clinician",
            "Who corrects what is wrong, and why?",
            "Peers usually put wrong facts right themselves; where nobody did, people came to harm.",
        ),
        _stand(
            "bounded_or_lasting",
            "With an end or lasting: where do you stand, and why?",
            "An ending protects both sides; a friendship does not end on a date.",
            sources.EMBULDENIYA,
        ),
        _stand(
            "integrated_or_independent",
            "Part of a service or on its own: where do you stand, and why?",
            "A service sends people; being on one's own keeps trust.",
        ),
        _stand(
            "targeted_or_universal",
            "For some or for all: where do you stand, and why?",
            "A place of one's own and a way to what is for everybody are both needed.",
        ),
    ),
)
