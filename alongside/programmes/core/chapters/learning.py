"""How the programme learns whether it helps, whom, and how."""

from alongside.programmes.core.asking import Field, ask, in_chapter
from alongside.programmes.core.chapters import sources

QUESTIONS = in_chapter(
    "learning",
    (
        ask(
            "measures",
            "When are people asked how they are, and what?",
            Field("title", "What do you call this time?", short=True),
            Field("respondent", "Who is asked?"),
            Field("anchor", "Counted from when?"),
            Field("offset", "How long after?"),
            Field("window_days", "How many days before or after still count?"),
            Field("instruments", "Which measures?", "Their names, one on each line: ucla_3, personal_goals."),
            items="measures",
            item_words="a time",
            why="What is not asked before the first contact can never be known later. Few trials followed people for "
            "longer than six months.",
            source=sources.LYONS,
        ),
        ask(
            "check_ins",
            "In which weeks is each side asked, alone, how it goes?",
            Field("check_ins.member_weeks", "Weeks for members", "Numbers, such as 2 and 5."),
            Field("check_ins.supporter_weeks", "Weeks for supporters", "Numbers, such as 2 and 5."),
            why="Asked together with the other side, supporters keep quiet about strain.",
            source=sources.EMBULDENIYA,
        ),
        ask(
            "coordinator_call",
            "In which week does the coordinator phone?",
            "check_ins.coordinator_call_week",
            why="A call in week 3 found pairs that did not fit in time to mend it.",
            source=sources.THOMPSON,
        ),
        ask(
            "fidelity",
            "How will you see whether it is done as described?",
            "fidelity",
            why="Without it, a programme that did nothing and one that was not done look the same.",
            source=sources.HOFFMANN,
        ),
        ask(
            "minimum_dose",
            "How many contacts count as having had the support?",
            "evaluation.minimum_dose",
            why="Decided afterwards, this number tends to be the one that flatters.",
            source=sources.LYONS,
        ),
        ask(
            "primary_measure",
            "Which measure decides whether it helped?",
            Field(
                "evaluation.primary_measure",
                hint="The name of a measure that you ask, such as ucla_3.",
                short=True,
            ),
            why="With many measures, one will always look good. Name yours beforehand.",
            source=sources.LYONS,
        ),
        ask(
            "shown_first",
            "Which result stands first: a clinical outcome, or people's own goals?",
            "evaluation.shown_first",
            why="Funders ask for the one, people value the other. Both are always shown.",
            source=sources.WALKER,
        ),
        ask(
            "process_questions",
            "What will you ask people about how it went?",
            Field("evaluation.process_questions", hint="One question on each line."),
            why="Scales miss what people say themselves.",
            source=sources.WALKER,
        ),
        ask(
            "comparator",
            "With whom will you compare?",
            "evaluation.comparator",
            why="People often seek support at their worst, and get better anyway. Only a comparison can tell.",
            source=sources.COOPER,
        ),
        ask(
            "protocol",
            "Where can the plan of the analysis be read?",
            "evaluation.protocol",
            why="Most reviews had no plan that was fixed beforehand.",
            source=sources.COOPER,
        ),
        ask(
            "adverse_events",
            "How will you notice and write down harm?",
            "evaluation.adverse_events",
            why="One review of 31 looked for harm. Not looking is not the same as finding none.",
            source=sources.THOMPSON,
        ),
        ask(
            "costs",
            "Which costs do you write down from the first day?",
            "evaluation.costs",
            why="Every service must know what it costs, and almost none has said so.",
            source=sources.COOPER,
        ),
    ),
)
