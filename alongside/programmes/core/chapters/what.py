"""What the programme is, and why it should help."""

from alongside.programmes.core.asking import Field, ask, in_chapter
from alongside.programmes.core.chapters import sources

QUESTIONS = in_chapter(
    "what",
    (
        ask(
            "light_mode",
            "Is this an informal group?",
            Field("light_mode", "Yes: ask us only the handful of questions that keep people safe"),
            why="Support that grows among friends loses what it is worth when it must fill in forms. An informal group "
            "is asked almost nothing, and may claim no evaluation.",
            source=sources.COOPER,
            light=True,
        ),
        ask(
            "title",
            "What is it called?",
            Field("title", short=True),
            why="The name stands above everything that people read about it.",
            light=True,
        ),
        ask(
            "summary",
            "What is it, in a few plain sentences, to the people it is for?",
            "summary",
            why="This is the first thing that somebody reads who wonders whether to come.",
            light=True,
        ),
        ask(
            "rationale",
            "Why should it help, and what is it for?",
            "rationale",
            why="Many programmes never say why they should work. Then nobody can tell whether they failed, or were "
            "never done as meant.",
            source=sources.HOFFMANN,
        ),
        ask(
            "peer_support_definition",
            "What do you mean by peer support?",
            "peer_support_definition",
            why="Definitions differ: on whether professionals may take part, on whether both sides give. Say yours, so "
            "that nobody has to guess.",
            source=sources.WALKER,
        ),
        ask(
            "part_of",
            "Is it part of something larger?",
            "part_of",
            why="What else people get at the same time may do as much as the support does.",
            source=sources.MERCIER,
        ),
        ask(
            "perspectives",
            "Is it to teach, to belong, or to change things?",
            "theory.perspectives",
            why="Learning to live with an illness, belonging, and changing how society treats people are three ways of "
            "seeing peer support. They can stand side by side, and pull at one another when nobody says so.",
            source=sources.MULLARD,
        ),
        ask(
            "health_idea",
            "What is health, in this programme?",
            "theory.health_idea",
            why="Whether somebody is better depends on what health is taken to be.",
            source=sources.MULLARD,
        ),
        ask(
            "delivery_model",
            "Who runs it?",
            "theory.delivery_model",
            why="A programme of a clinic, of a community and of people online differ in who decides and who is trusted.",
            source=sources.MULLARD,
        ),
        ask(
            "support_kinds",
            "Which kinds of support do people get?",
            "theory.support_kinds",
            why="Of the kinds of support, it is the emotional kind that both sides name most clearly as what helped.",
            source=sources.EMBULDENIYA,
        ),
        ask(
            "mechanisms",
            "By what means does it help?",
            "theory.mechanisms",
            why="Naming the means lets you ask later whether they came about.",
            source=sources.MULLARD,
        ),
        ask(
            "components",
            "What is done?",
            Field("kind", "Which kind?"),
            Field("words", "What exactly?"),
            items="theory.components",
            item_words="a component",
            why="What supporters do is often left vague. Nine kinds of component cover what has been tried.",
            source=sources.THOMPSON,
        ),
        ask(
            "logic_model",
            "What do you expect to change, by what, and when?",
            Field("outcome", "What changes?"),
            Field("component", "By what that is done?"),
            Field("mechanism", "By what means?"),
            Field("measure", "Which measure shows it?", "The name of a measure, such as ucla_3.", short=True),
            Field("expected_after", "How long after support begins?"),
            items="theory.logic_model",
            item_words="an expected change",
            why="A chain from what is done to what changes can be checked link by link. Some changes show only months "
            "after the end.",
            source=sources.THOMPSON,
        ),
        ask(
            "materials",
            "What do people get to read, watch or use?",
            "materials",
            why="Nobody can repeat a programme without what was handed out.",
            source=sources.HOFFMANN,
        ),
        ask(
            "manual",
            "Is there a manual?",
            Field("manual.title", "Its title", short=True),
            Field("manual.version", "Its version", short=True),
            Field(
                "manual.url", "Where it can be read", "A web address that begins with https://", short=True
            ),
            whole="manual",
            why="Reviews could rarely tell whether supporters followed a written course.",
            source=sources.THOMPSON,
        ),
        ask(
            "structure",
            "Is what happens set beforehand, or left to the people?",
            "structure",
            why="A set course is easier to repeat; too much of it leaves little room to share experience.",
            source=sources.LYONS,
        ),
        ask(
            "setting",
            "Where does it take place?",
            "setting",
            why="A place can welcome some people and shut out others.",
            source=sources.HOFFMANN,
        ),
        ask(
            "tailoring",
            "What may differ from person to person?",
            "tailoring",
            why="If everybody may choose, say what; if nobody may, people should know.",
            source=sources.HOFFMANN,
        ),
        ask(
            "adaptation",
            "What may those who give it change?",
            "adaptation",
            why="Being held to a rigid course wears supporters down. Changes that are allowed and written down do not "
            "harm what you learn.",
            source=sources.EMBULDENIYA,
        ),
        ask(
            "studies",
            "Which studies of it are there?",
            Field("source", "Where is it published?"),
            Field("design", "What kind of study?"),
            Field("people", "How many people did it follow?"),
            Field("comparator", "With what was it compared?"),
            Field("found", "What did it find, harm and no change included?"),
            items="theory.studies",
            item_words="a study",
            why="People who decide whether to join, or to pay, may see what is known.",
        ),
        ask(
            "file",
            "Who wrote this, and what does it rest on?",
            Field("version", "Version", "Numbers with points between: 1.0", short=True),
            Field("authors", "Who wrote it?", "One on each line."),
            Field("sources", "What does it rest on?", "One source on each line."),
            why="A changed programme is another version, so that results belong to what was really done.",
        ),
    ),
)
