"""The items of CONSORT, for reports of randomised trials."""

from alongside.evaluation.core.checklists.items import Checklist, Item, Part
from alongside.programmes.core.words import _

CONSORT = Checklist(
    "consort",
    _("CONSORT 2025: a randomised trial"),
    _("Thirty items that a report of a randomised trial answers."),
    "Hopewell and others 2025, BMJ 389: e081123",
    (
        Part(
            _("Title and summary"),
            (
                Item("1a", _("The title says that the trial was randomised"), ("trial_title!",)),
                Item("1b", _("A summary in parts: design, methods, results, conclusions")),
            ),
        ),
        Part(
            _("Open science"),
            (
                Item("2", _("Name of the register, number and date of registration")),
                Item(
                    "3",
                    _("Where the protocol and the plan of the analysis can be read"),
                    ("trial_seal!", "evaluation.protocol"),
                ),
                Item("4", _("Where data and code can be had, and how"), ("sharing!",)),
                Item("5a", _("Who paid, what else was given, and what they had a say in")),
                Item("5b", _("Interests of the authors, of money and other kinds")),
            ),
        ),
        Part(
            _("Introduction"),
            (
                Item("6", _("What is known, and why the trial was made"), ("rationale",)),
                Item("7", _("The question, with benefits and harms"), ("trial_question!",)),
            ),
        ),
        Part(
            _("Methods"),
            (
                Item(
                    "8",
                    _("How patients and the public took part in design, conduct and reporting"),
                    ("theory.involved", "theory.questions", "co_designers!"),
                ),
                Item("9", _("Kind of trial, framework, allocation ratio"), ("trial_design!",)),
                Item(
                    "10", _("Important changes after the trial began, with reasons"), ("trial_amendments!",)
                ),
                Item("11", _("Settings and places where it took place"), ("organisation!", "setting")),
                Item("12a", _("Who could take part"), ("trial_eligible!", "audience.eligibility")),
                Item(
                    "12b",
                    _("Which sites, and who could give the support"),
                    ("peerness.words", "roles", "training"),
                ),
                Item(
                    "13",
                    _("What was offered in each group, in enough detail to do it again"),
                    ("trial_arms!", "schedule.phases", "manual.title", "manual.url"),
                ),
                Item(
                    "14",
                    _("Outcomes fixed beforehand: measure, how it is summed up, time"),
                    ("trial_primary!", "waves!", "instruments!"),
                ),
                Item(
                    "15", _("How harm was defined and found"), ("trial_harms!", "evaluation.adverse_events")
                ),
                Item(
                    "16a", _("How the number of people was decided, with all assumptions"), ("trial_size!",)
                ),
                Item(
                    "16b",
                    _("Looks at the data before the end, and rules for stopping"),
                    ("trial_harms!", "trial_opens!"),
                ),
                Item("17a", _("Who made the random sequence, and how"), ("trial_sequence!",)),
                Item("17b", _("Kind of randomisation and its limits: blocks, strata"), ("trial_strata!",)),
                Item(
                    "18",
                    _("How the sequence was hidden until people were allocated"),
                    ("trial_concealment!",),
                ),
                Item(
                    "19",
                    _("Whether those who took people in could see the sequence"),
                    ("trial_concealment!",),
                ),
                Item("20a", _("Who did not know the groups"), ("trial_blinding!",)),
                Item("20b", _("How that was kept so"), ("trial_blinding!",)),
                Item(
                    "21a",
                    _("How the groups were compared, for each outcome"),
                    ("trial_analysis!", "trial_method!"),
                ),
                Item("21b", _("Who is in each analysis, and in which group"), ("trial_analysed!",)),
                Item("21c", _("How missing answers were treated"), ("trial_missing!",)),
                Item("21d", _("Further analyses, and whether they were planned")),
            ),
        ),
        Part(
            _("Results"),
            (
                Item(
                    "22a",
                    _("For each group: allocated, got what was meant for them, analysed"),
                    ("trial_flow!",),
                ),
                Item(
                    "22b",
                    _("For each group: lost or left out after allocation, with reasons"),
                    ("trial_flow!",),
                ),
                Item("23a", _("Dates of taking in and of follow-up"), ("trial_dates!",)),
                Item("23b", _("Why the trial ended or was stopped"), ("trial_closed!",)),
                Item(
                    "24a",
                    _("What was given in fact: how it went, and how far it kept to the plan"),
                    ("dose!", "delivered!"),
                ),
                Item("24b", _("What else people got in each group")),
                Item("25", _("People at the beginning, by group")),
                Item(
                    "26",
                    _(
                        "For each outcome and group: how many were analysed, and the difference with its interval"
                    ),
                    ("trial_result!",),
                ),
                Item("27", _("All harms, by group"), ("harms!",)),
                Item("28", _("Other analyses, those planned told from those not"), ()),
            ),
        ),
        Part(
            _("Discussion"),
            (
                Item("29", _("What it means, weighing benefits and harms, beside other evidence")),
                Item("30", _("Limits: bias, imprecision, many looks, to whom it applies"), ("cannot_tell!",)),
            ),
        ),
    ),
    needs_trial=True,
)
