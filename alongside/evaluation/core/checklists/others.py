"""The items of STROBE, CONSORT Harms, GRIPP2 and CHEERS."""

from alongside.evaluation.core.checklists.items import Checklist, Item, Part
from alongside.programmes.core.words import _

STROBE = Checklist(
    "strobe",
    _("STROBE: one group, followed over time"),
    _(
        "Twenty-two items that a report of an observational study answers; here for one group without a comparison."
    ),
    "von Elm and others 2007, PLoS Medicine 4: e296",
    (
        Part(
            _("Title and summary"),
            (Item("1", _("The title or summary names the design; the summary is balanced"), ("design!",)),),
        ),
        Part(
            _("Introduction"),
            (
                Item("2", _("What is known, and why this was looked at"), ("rationale",)),
                Item("3", _("Aims, and what was expected beforehand"), ("theory.logic_model",)),
            ),
        ),
        Part(
            _("Methods"),
            (
                Item("4", _("The design"), ("design!",)),
                Item(
                    "5",
                    _("Setting, places, dates of joining, support and asking"),
                    ("organisation!", "setting", "dates!"),
                ),
                Item(
                    "6",
                    _("Who could take part, how they were found, how they were followed"),
                    ("audience.eligibility", "audience.lowest_age", "audience.highest_age", "waves!"),
                ),
                Item(
                    "7",
                    _("Outcomes, what people were exposed to, what may confuse the two"),
                    ("primary!", "evaluation.minimum_dose"),
                ),
                Item(
                    "8",
                    _("For each variable: where it comes from and how it was measured"),
                    ("instruments!", "waves!"),
                ),
                Item("9", _("What was done against bias"), ("baseline_rule!",)),
                Item("10", _("How many people, and why so many")),
                Item("11", _("How numbers were treated in the analysis"), ("instruments!",)),
                Item("12", _("Statistical methods, missing answers, who was lost"), ("change_method!",)),
            ),
        ),
        Part(
            _("Results"),
            (
                Item("13", _("How many people at each stage, and why others were not"), ("flow!",)),
                Item(
                    "14",
                    _("Who the people are, how many answers are missing, how long they were followed"),
                    ("missing!", "waits!"),
                ),
                Item("15", _("Outcomes over time"), ("answered!",)),
                Item("16", _("Results with their intervals"), ("changes!",)),
                Item("17", _("Other analyses: groups of people, sensitivity"), ()),
            ),
        ),
        Part(
            _("Discussion"),
            (
                Item("18", _("The main results, beside the aims"), ("main!",)),
                Item("19", _("Limits, with the direction of bias"), ("cannot_tell!",)),
                Item("20", _("What it means, with care")),
                Item("21", _("To whom else it may apply"), ("audience.words",)),
            ),
        ),
        Part(_("Other"), (Item("22", _("Who paid, and their part in it")),)),
    ),
)

HARMS = Checklist(
    "harms",
    _("Harms"),
    _(
        "The ten recommendations on reporting harm. The update of 2022 (Junqueira and others, BMJ 381: e073725) built them into CONSORT."
    ),
    "Ioannidis and others 2004, Annals of Internal Medicine 141: 781-788",
    (
        Part(
            _("Before"),
            (
                Item("1", _("Title or summary names harms where they were looked for")),
                Item(
                    "2",
                    _("The introduction names harms where they are part of the question"),
                    ("trial_question!",),
                ),
                Item(
                    "3",
                    _("Which harms were looked for, how they are defined and graded"),
                    ("evaluation.adverse_events", "danger_items!"),
                ),
                Item(
                    "4",
                    _("How harm was found: when, by whom, by asking or by waiting to be told"),
                    (
                        "evaluation.adverse_events",
                        "check_ins.member_weeks",
                        "check_ins.supporter_weeks",
                        "trial_harms!",
                    ),
                ),
                Item("5", _("How harm is analysed and presented"), ("harm_method!",)),
            ),
        ),
        Part(
            _("Results"),
            (
                Item("6", _("Who left support because of harm, and when"), ("left_for_harm!",)),
                Item("7", _("Of how many people harm is told"), ("people!",)),
                Item(
                    "8",
                    _("How often each kind of harm came, and how grave it was"),
                    ("harms!", "worse!", "strain!"),
                ),
                Item("9", _("Harm in groups of people")),
            ),
        ),
        Part(
            _("Discussion"),
            (Item("10", _("Benefits and harms weighed against each other, with limits"), ("harm_limits!",)),),
        ),
    ),
)

GRIPP2 = Checklist(
    "gripp2",
    _("GRIPP2: how people took part in making it"),
    _("The five items of the short form on involvement of patients and the public."),
    "Staniszewska and others 2017, BMJ 358: j3453",
    (
        Part(
            _("Involvement"),
            (
                Item("1", _("Aim: what people were involved for"), ("theory.questions",)),
                Item(
                    "2",
                    _("Methods: who was involved, when and how"),
                    ("theory.involved", "co_designers!", "authors"),
                ),
                Item("3", _("What came of it, for good and ill"), ("comments!",)),
                Item("4", _("How far it changed the programme or the study"), ("decisions!",)),
                Item("5", _("Looking back: what went well, what did not, what others can learn")),
            ),
        ),
    ),
)

CHEERS = Checklist(
    "cheers",
    _("CHEERS 2022: what it costs"),
    _("Twenty-eight items that a report of costs and effects answers."),
    "Husereau and others 2022, BMJ 376: e067975",
    (
        Part(
            _("Title, summary, introduction"),
            (
                Item("1", _("The title says that it is an economic evaluation, and names what is compared")),
                Item("2", _("A summary in parts")),
                Item("3", _("Why it was made, the question and whom it helps to decide"), ("rationale",)),
            ),
        ),
        Part(
            _("Methods"),
            (
                Item(
                    "4",
                    _("Whether a plan of the analysis was made, and where it can be read"),
                    ("evaluation.protocol", "trial_seal!"),
                ),
                Item(
                    "5", _("The people: age, where they live, health, means"), ("audience.words", "people!")
                ),
                Item("6", _("Setting and place that bear on the result"), ("organisation!", "setting")),
                Item("7", _("What is compared, and why"), ("evaluation.comparator", "trial_arms!")),
                Item("8", _("Whose costs and effects count")),
                Item("9", _("Over what time"), ("schedule.length",)),
                Item("10", _("Discount rate, and why")),
                Item("11", _("Which outcomes of benefit and harm"), ("primary!", "waves!")),
                Item("12", _("How outcomes were measured"), ("instruments!",)),
                Item("13", _("Whose values outcomes carry, and how these were found")),
                Item("14", _("How costs were counted and valued"), ("evaluation.costs", "resources!")),
                Item("15", _("Currency, year of prices, conversion")),
                Item("16", _("The model, if there is one")),
                Item("17", _("How data were analysed and turned into numbers"), ("change_method!",)),
                Item("18", _("How results may differ between groups of people")),
                Item(
                    "19",
                    _("How effects fall on different people, and on those worse off"),
                    ("theory.inclusion",),
                ),
                Item("20", _("How uncertainty is described"), ("change_method!",)),
                Item(
                    "21",
                    _("How patients, those who pay and others took part"),
                    ("theory.involved", "co_designers!"),
                ),
            ),
        ),
        Part(
            _("Results"),
            (
                Item("22", _("All inputs, with their ranges"), ("resources!",)),
                Item("23", _("Mean costs and outcomes of the main kinds"), ("changes!",)),
                Item("24", _("How uncertainty changes the findings")),
                Item("25", _("What difference the involvement of others made")),
            ),
        ),
        Part(
            _("Discussion and other"),
            (
                Item("26", _("Findings, limits, fairness, and to whom they apply"), ("cannot_tell!",)),
                Item("27", _("Who paid, and their part in it")),
                Item("28", _("Interests of the authors")),
            ),
        ),
    ),
)
