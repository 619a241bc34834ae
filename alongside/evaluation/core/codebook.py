"""The tables of an export and what each column means. Every text in an export is a code from here or a pseudonym.

Nothing that a person typed is in any of them: no names, no addresses, no words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from alongside.evaluation.core.flow import Exit, Stage
from alongside.evaluation.core.tables import Column, Kind

OTHER = "other"
PERSON = Column("person_id", "The person, by a name made up for this export", Kind.PSEUDONYM)
_RELATIONSHIP = Column(
    "relationship_id",
    "The match, by a name made up for this export",
    Kind.PSEUDONYM,
    missing="not about one match",
)
_NOT_YET = "has not happened, or is not on record"


@dataclass(frozen=True)
class ExportTable:
    name: str
    meaning: str
    columns: tuple[Column, ...]


def _codes(words: Mapping[str, str]) -> Mapping[str, str]:
    return {**words, OTHER: "a code that the definition or the software no longer knows"}


def _day(name: str, meaning: str, missing: str = _NOT_YET) -> Column:
    return Column(name, meaning, Kind.DATE, missing=missing)


def _rating(name: str, meaning: str, higher_is: str) -> Column:
    return Column(name, meaning, Kind.NUMBER, unit="0 to 10", higher_is=higher_is, missing="not answered")


def export_tables(codes: Mapping[str, Mapping[str, str]]) -> tuple[ExportTable, ...]:
    """The tables, with the programme's own codes for waves, phases and instruments and the software's for the rest."""
    return tuple(_with_codes(table, codes) for table in _TABLES)


def _with_codes(table: ExportTable, codes: Mapping[str, Mapping[str, str]]) -> ExportTable:
    columns: Sequence[Column] = [
        replace(column, values=_codes(codes[f"{table.name}.{column.name}"]))
        if f"{table.name}.{column.name}" in codes
        else column
        for column in table.columns
    ]
    return replace(table, columns=tuple(columns))


_TABLES = (
    ExportTable(
        "people",
        "One row for each place in the programme; somebody who is member and supporter has two",
        (
            PERSON,
            Column(
                "place",
                "As what they take part",
                Kind.CODE,
                values={"member": "member", "supporter": "peer supporter"},
            ),
            Column("intake", "Which intake, counted from 1 by first day", Kind.NUMBER, missing="none"),
            _day("joined_on", "When they came in"),
            Column("status", "Where they stand", Kind.CODE),
            _day("left_on", "When they left", "has not left"),
            Column("left_reason", "Why they left", Kind.CODE, missing="has not left, or did not say"),
        ),
    ),
    ExportTable(
        "relationships",
        "One row for each match of at least one person who agreed to this use of their data",
        (
            replace(_RELATIONSHIP, missing=""),
            replace(
                PERSON,
                meaning="The member; in mutual pairs one of the two. Dates in this row move with this person",
            ),
            Column("person_role", "Whether this person receives support, gives it, or both", Kind.CODE),
            Column(
                "other_person_id",
                "The other person",
                Kind.PSEUDONYM,
                missing="did not agree to this use of their data",
            ),
            Column("status", "Where the match stands", Kind.CODE),
            _day("started_on", "First day"),
            _day("planned_end_on", "Planned ending"),
            _day("first_contact_on", "First contact"),
            _day("ended_on", "Last day", "going on"),
            Column("ending_kind", "How it ended", Kind.CODE, missing="going on"),
            Column(
                "contact_after",
                "What was agreed about contact afterwards",
                Kind.CODE,
                missing="nothing agreed",
            ),
        ),
    ),
    ExportTable(
        "matching",
        "One row for each match whose asking person agreed: how it came about, and how far it gave what they said matters",
        (
            replace(_RELATIONSHIP, missing=""),
            replace(PERSON, meaning="The one who asked for support; in mutual pairs the one asked for first"),
            Column("is_by_hand", "A coordinator chose the pair by hand", Kind.YES_NO),
            Column(
                "place_on_list",
                "The place of the other person on the list that this person chose from, 1 first",
                Kind.NUMBER,
            ),
            Column("musts", "How many things they said must be so; each is met in every match", Kind.NUMBER),
            Column("preferences", "How many things they said they would prefer", Kind.NUMBER),
            Column("preferences_met", "How many of these the match gave, as known on the day", Kind.NUMBER),
            Column(
                "is_first_preference_met",
                "Whether the match gave what they preferred most",
                Kind.YES_NO,
                missing="no preference",
            ),
            Column(
                "fit",
                "How well the two fitted by what both sides wished",
                Kind.NUMBER,
                unit="0 to 10000",
                higher_is="better",
                missing="not kept, or the other person did not agree to this use of their data",
            ),
        ),
    ),
    ExportTable(
        "contacts",
        "One row for each contact, planned or delivered. What was planned stays beside what took place",
        (
            replace(_RELATIONSHIP, missing=""),
            Column("number", "Which contact of the plan, from 1", Kind.NUMBER, missing="not planned"),
            Column("phase", "Phase of the plan", Kind.CODE, missing="not planned"),
            Column("is_optional", "The plan lets pairs leave it out", Kind.YES_NO),
            _day("planned_on", "Planned for", "not planned"),
            Column(
                "planned_minutes",
                "Planned length",
                Kind.NUMBER,
                unit="minutes",
                missing="not planned or not said",
            ),
            Column("planned_modality", "Planned way of meeting", Kind.CODE, missing="not planned"),
            Column("status", "What became of it", Kind.CODE),
            _day("delivered_on", "When it took place", "did not take place"),
            Column(
                "delivered_minutes",
                "How long it lasted",
                Kind.NUMBER,
                unit="minutes",
                missing="did not take place",
            ),
            Column("delivered_modality", "How they met", Kind.CODE, missing="did not take place"),
        ),
    ),
    ExportTable(
        "responses",
        "One row for each time that somebody was asked a measure, answered or not",
        (
            Column("response_id", "This asking, by a name made up for this export", Kind.PSEUDONYM),
            PERSON,
            Column("as_supporter", "Asked as peer supporter", Kind.YES_NO),
            _RELATIONSHIP,
            Column("wave", "Which time of asking", Kind.CODE),
            Column("instrument", "Which measure", Kind.CODE),
            Column("status", "What became of it", Kind.CODE),
            _day("due_on", "When it was due"),
            _day("answered_on", "When it was answered", "not answered"),
            Column("is_baseline", "Answered before the first contact", Kind.YES_NO),
            Column("how", "How it was answered", Kind.CODE, missing="not answered"),
            Column(
                "score",
                "The score; its range and direction are with the measure",
                Kind.NUMBER,
                unit="points",
                missing="not answered, or too little for a score",
            ),
            Column("is_prorated", "Worked out with questions left out", Kind.YES_NO),
        ),
    ),
    ExportTable(
        "answers",
        "One row for each answer: the code as chosen, before any reversal",
        (
            Column("response_id", "Row of the table responses", Kind.PSEUDONYM),
            Column("item", "Which question of the measure; for goals, the goal by a made-up name", Kind.CODE),
            Column("code", "The answer chosen", Kind.NUMBER, missing="left out"),
        ),
    ),
    ExportTable(
        "check_ins",
        "One row for each check-in of one side. Ratings describe how it goes; they are no outcome",
        (
            replace(_RELATIONSHIP, missing=""),
            PERSON,
            Column("week", "Week of support", Kind.NUMBER),
            _day("due_on", "When it was due"),
            _day("answered_on", "When it was answered", "not answered"),
            _rating("fit", "We suit each other", "better"),
            _rating("giving", "I am able to give something", "better"),
            _rating("receiving", "I get something from it", "better"),
            _rating("load", "How much it weighs on me", "worse"),
        ),
    ),
    ExportTable(
        "flow",
        "Counts of everybody, also of those whose data are not in the other tables",
        (
            Column(
                "step",
                "How far people came",
                Kind.CODE,
                values={str(stage): str(stage).replace("_", " ") for stage in Stage},
            ),
            Column(
                "reason",
                "Why they are not in the next step",
                Kind.CODE,
                values={str(why): str(why).replace("_", " ") for why in Exit},
                missing="the whole box",
            ),
            Column(
                "people",
                "How many",
                Kind.NUMBER,
                unit="people",
                missing="hidden, because it is a small group or would give one away",
            ),
        ),
    ),
)
