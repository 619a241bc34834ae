"""How people meet, how much, and how they find one another."""

from alongside.programmes.core.asking import Field, ask, in_chapter
from alongside.programmes.core.chapters import sources

AGENDA = Field(
    "agenda",
    "How is the time of a session spent?",
    "For groups. Breaks are part of it.",
    rows=(Field("title", "What", short=True), Field("minutes", "Minutes"), Field("kind", "Kind")),
)

QUESTIONS = in_chapter(
    "how",
    (
        ask(
            "phases",
            "What happens, and how often?",
            Field("title", "What do you call this?", short=True),
            Field("form", "In which form?"),
            Field("modalities", "How do people meet?"),
            Field("contacts", "How many contacts?"),
            Field("times", "How many in every interval?"),
            Field("at_least", "How many in every interval, at least?"),
            Field("every", "How often?"),
            Field("lasting", "For how long?"),
            Field("open_ended", "It has no end"),
            Field(
                "starts",
                "How long after the first day does it begin?",
                "Leave it empty: after the one before.",
            ),
            Field("first_after", "How long until the first contact?", "Leave it empty: one interval."),
            Field("minutes_min", "How many minutes each, at least?"),
            Field("minutes_max", "How many minutes each, at most?"),
            Field("initiated_by", "Who gets in touch?"),
            Field("where", "Where, if it matters?", short=True),
            Field("optional", "People may leave these out"),
            AGENDA,
            Field(
                "sessions",
                "What is each session about, in order?",
                "For groups with a set course.",
                rows=(Field("title", "Session", short=True),),
            ),
            items="schedule.phases",
            item_words="a phase",
            why="Without how often, how long and for how long, nobody can tell how much support was meant, or how much "
            "came. It has been anything from one meeting to years.",
            source=sources.THOMPSON,
            bars=True,
            light=True,
        ),
        ask(
            "length",
            "How long does it last, from the first day to the planned ending?",
            Field("schedule.length", hint="If it goes on for good, say that there is none."),
            why="Support that ends without warning hurts both sides. Support between two people needs a planned ending; "
            "it can be renewed.",
            source=sources.EMBULDENIYA,
            bars=True,
        ),
        ask(
            "missed",
            "What becomes of a missed contact?",
            Field("schedule.missed", "What happens?"),
            Field("schedule.missed_words", "In your words"),
            why="To one side a missed contact is illness, to the other it can feel like rejection.",
            source=sources.EMBULDENIYA,
        ),
        ask(
            "group_size",
            "How many people are in a group?",
            Field("groups.size_min", "At least"),
            Field("groups.size_max", "At most"),
            whole="groups",
            why="In a small group everybody speaks; in a large one there is somebody like you. Those who lead are not "
            "counted.",
            source=sources.MULLARD,
            bars=True,
        ),
        ask(
            "joining",
            "May people join a group after its first session?",
            "groups.joining",
            why="A closed group learns to trust; an open one leaves nobody waiting.",
            source=sources.LYONS,
        ),
        ask(
            "composition",
            "Who is put together in a group?",
            Field("groups.composition", "In words"),
            Field("groups.alike_in", "In what are all alike?", "Names of traits, one on each line."),
            Field(
                "groups.never_alone_in",
                "In what should nobody be the only one?",
                "Names of traits, one on each line.",
            ),
            why="The one whose experience differs from everybody's can come out lonelier than they went in.",
            source=sources.COOPER,
        ),
        ask(
            "leads",
            "Who leads the groups?",
            Field("groups.leads.who", "Who?"),
            Field("groups.leads.count_min", "How many together, at least?"),
            Field("groups.leads.count_max", "How many together, at most?"),
            Field("groups.leads.turn", "How often does somebody else lead?"),
            Field("groups.leads.share_experience", "Do they share what the members share?"),
            whole="groups.leads",
            why="Groups that are called peer-led have turned out to be led by professionals.",
            source=sources.MULLARD,
            bars=True,
        ),
        ask(
            "choice",
            "How do two people find each other?",
            Field(
                "matching.choice",
                "Who chooses?",
                "Where people meet only in groups or open rooms, nobody is matched: then either answer will do.",
            ),
            Field("matching.shortlist_size", "How many people are shown to choose from?"),
            why="People want to choose. Where somebody else proposes, both may still say no.",
            source=sources.COOPER,
        ),
        ask(
            "leads_with",
            "Which shared things are asked about first?",
            "matching.leads_with",
            why="To some the diagnosis comes first, to others who they are. A rare identity can matter more than the "
            "illness.",
            source=sources.MULLARD,
        ),
        ask(
            "traits",
            "What may people be matched on?",
            Field("label", "What do you ask?", short=True),
            Field("kind", "How is it answered?"),
            Field("about", "What is it about?"),
            Field(
                "options",
                "Possible answers",
                "For a choice.",
                rows=(Field("label", "Answer", short=True),),
            ),
            Field("lowest", "The lowest number", "For a number."),
            Field("highest", "The highest number", "For a number."),
            Field("sensitive", "It is about health, origin, belief or sexuality"),
            Field("shown_to_other", "The other side may see it as a reason"),
            items="matching.traits",
            item_words="a question",
            why="Stage, age and life situation can matter as much as the illness. Each question you ask is also "
            "something that people must tell you.",
            source=sources.EMBULDENIYA,
        ),
    ),
)
