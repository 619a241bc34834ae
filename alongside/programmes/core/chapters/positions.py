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
            "Teaching, belonging or changing things: why did you put first what you put first?",
            "The three can go together; what you put first decides what people meet first.",
        ),
        _stand(
            "professionalised_or_grassroots",
            "Professional or grassroots: why do you stand where you stand?",
            "Training and pay bring standing and money; they can cost what makes a peer a peer.",
        ),
        _stand(
            "anonymity_or_accountability",
            "Anonymous or named: why do you stand where you stand?",
            "Without names more people dare to come; with names it is easier to trust and to look after one another.",
            sources.REIDY,
        ),
        _stand(
            "clinicians_in_or_out",
            "Clinicians in or out: why do you stand where you stand?",
            "A clinician can put right what is wrong; without one, people speak frankly, about their care too.",
            sources.REIDY,
        ),
        _stand(
            "structure_or_openness",
            "Set structure or open: why do you stand where you stand?",
            "A set course can be repeated; openness lets people bring what is theirs.",
            sources.EMBULDENIYA,
        ),
        _stand(
            "symmetric_or_asymmetric",
            "Same role for all, or two roles: why do you stand where you stand?",
            "Pairs often begin unequal and grow equal.",
            sources.EMBULDENIYA,
        ),
        _stand(
            "dyad_or_group",
            "In twos or in groups: why do you stand where you stand?",
            "Two people can be matched closely; in a group, giving and taking even out.",
        ),
        _stand(
            "diagnosis_or_identity",
            "Diagnosis or identity: why do you stand where you stand?",
            "Some look for the same illness, some for somebody like them.",
        ),
        _stand(
            "central_rules_or_member_governance",
            "Who makes the rules: why those?",
            "Whoever settles conflicts and says what success is holds the power.",
        ),
        _stand(
            "clinical_outcome_or_own_goal",
            "Clinical outcome or own goal: why does the one come first?",
            "Proof brings money; goals of one's own are what people come for.",
            sources.WALKER,
        ),
        _stand(
            "campaigning_or_neutrality",
            "Campaigning or neutral: why do you stand where you stand?",
            "Speaking up together can heal, and can cost friends in services.",
        ),
        _stand(
            "correction_by_peer_moderator_or_clinician",
            "Who corrects what is wrong: why those?",
            "Peers usually put wrong facts right themselves; where nobody did, people came to harm.",
        ),
        _stand(
            "bounded_or_lasting",
            "With an end or lasting: why do you stand where you stand?",
            "An ending protects both sides; a friendship does not end on a date.",
            sources.EMBULDENIYA,
        ),
        _stand(
            "integrated_or_independent",
            "Part of a service or on its own: why do you stand where you stand?",
            "A service sends people; being on one's own keeps trust.",
        ),
        _stand(
            "targeted_or_universal",
            "For some or for all: why do you stand where you stand?",
            "A place of one's own and a way to what is for everybody are both needed.",
        ),
    ),
)
