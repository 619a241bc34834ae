"""How sure the evidence is: GRADE's steps as a person decides them, and AMSTAR 2's rating of a review.

The software adds up and explains; it decides no item. Sources: Guyatt and others 2008 (GRADE), Shea and others 2017.
"""

from collections.abc import Mapping
from types import MappingProxyType

from alongside.evaluation.core.analyses.finding import CannotSay, Finding, Named, Reference, rows
from alongside.evaluation.core.analyses.power import inside

CERTAINTY = ("very low", "low", "moderate", "high")
DOWN = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
UP = MappingProxyType({"large_effect": 2, "dose_gradient": 1, "opposing_confounding": 1})
CRITICAL = frozenset({2, 4, 7, 9, 11, 13, 15})
ONLY_WITH_META_ANALYSIS = frozenset({11, 12, 15})
ITEMS = range(1, 17)
ANSWERS = ("yes", "partial yes", "no", "not applicable")
PARTIAL = frozenset({2, 4, 7, 8, 9})


def grade(
    *,
    randomised: bool,
    steps: Mapping[str, int],
    reasons: Mapping[str, str] | None = None,
    robins_i: bool = False,
) -> Finding:
    """The certainty of a body of evidence from the steps that a person chose.

    randomised evidence starts high; observational low, or high where it was assessed with ROBINS-I. steps: -1 or -2 for
    what lowers, 1 or 2 for what raises (observational evidence only, and only what nothing lowers). Every step has a
    reason. The floor is very low, the ceiling high.
    """
    unknown = sorted(set(steps) - set(DOWN) - set(UP))
    inside(
        not unknown,
        f"These are no domains of GRADE: {', '.join(unknown)}. There are {', '.join([*DOWN, *UP])}.",
    )
    for domain, step in steps.items():
        allowed = (0, -1, -2) if domain in DOWN else tuple(range(UP[domain] + 1))
        inside(
            step in allowed,
            f"{domain} moves by one of {', '.join(str(each) for each in allowed)}, and not by {step}.",
        )
        inside(
            step == 0 or bool((reasons or {}).get(domain)), f"{domain} was moved by {step}: write the reason."
        )
    raised = {domain: step for domain, step in steps.items() if domain in UP and step}
    inside(not (raised and randomised), "Only observational evidence is raised.")
    lowered = [domain for domain in DOWN if steps.get(domain)]
    inside(not (raised and lowered), "Evidence that something lowers is not raised.")
    start = 3 if randomised or robins_i else 1
    end = max(0, min(3, start + sum(steps.values())))
    made = Reference(
        "GRADE", 1, f"starts {CERTAINTY[start]}; steps decided by people; n is one body of evidence"
    )
    table = rows(
        ("domain", "step", "reason"),
        [(domain, step, (reasons or {}).get(domain, "")) for domain, step in steps.items() if step],
    )
    estimates = (
        made.plain(
            "certainty",
            float(end),
            convention=f"{CERTAINTY[end]}; 0 very low, 1 low, 2 moderate, 3 high; {made.convention}",
        ),
        made.plain("start", float(start), convention=CERTAINTY[start]),
    )
    return Finding("grade", estimates, tables={"steps": table}, verdict=CERTAINTY[end])


def grade_signals(
    *,
    i2: float | None = None,
    prediction: tuple[float, float] | None = None,
    interval: tuple[float, float] | None = None,
    mid: float | None = None,
    events: int | None = None,
    needed: int | None = None,
    attrition: float | None = None,
) -> Finding:
    """Signals that a person weighs before deciding; each says which domain it speaks to. None of them decides.

    i2, attrition: percent. interval, prediction: of the effect, no difference being 0. needed: optimal information size.
    """
    found = []
    if i2 is not None:
        found.append(("inconsistency", i2 >= 50, f"I squared is {i2:g} %"))
    if prediction is not None:
        crosses = prediction[0] <= 0 <= prediction[1]
        found.append(
            (
                "inconsistency",
                crosses,
                "the prediction interval holds no difference"
                if crosses
                else "the prediction interval lies on one side",
            )
        )
    if interval is not None and mid is not None:
        crosses = any(interval[0] < edge < interval[1] for edge in (-mid, mid))
        found.append(
            (
                "imprecision",
                crosses,
                "the interval crosses the smallest difference that matters"
                if crosses
                else "the interval crosses no smallest difference that matters",
            )
        )
    if events is not None and needed is not None:
        found.append(("imprecision", events < needed, f"{events} events or people, {needed} needed"))
    if attrition is not None:
        found.append(("risk_of_bias", attrition > 20, f"{attrition:g} % were lost"))
    if not found:
        raise CannotSay(Named.BAD_SETTING, "Nothing was given to look for signals in.")
    made = Reference("signals for GRADE", len(found), "a person decides; n is signals")
    raised = sum(flag for _, flag, _ in found)
    return Finding(
        "grade_signals",
        (made.plain("signals", raised),),
        tables={"signals": rows(("domain", "signal", "words"), found)},
    )


def amstar2(answers: Mapping[int, str], *, has_meta_analysis: bool = True) -> Finding:
    """The overall confidence in a review from its sixteen items: yes, partial yes, no, not applicable.

    A "no" is a flaw (critical items) or a weakness; a partial yes is neither. Without a meta-analysis, items 11, 12 and
    15 do not apply.
    """
    inside(set(answers) <= set(ITEMS), "AMSTAR 2 has the items 1 to 16.")
    needed = [item for item in ITEMS if has_meta_analysis or item not in ONLY_WITH_META_ANALYSIS]
    missing = [str(item) for item in needed if item not in answers]
    inside(not missing, f"These items have no answer: {', '.join(missing)}.")
    for item, answer in answers.items():
        inside(answer in ANSWERS, f"Item {item} is answered by {', '.join(ANSWERS)}, and not by {answer!r}.")
        inside(answer != "partial yes" or item in PARTIAL, f"Item {item} has no partial yes.")
        inside(
            answer != "not applicable" or item in ONLY_WITH_META_ANALYSIS,
            f"Item {item} always applies.",
        )
    flaws = [item for item in needed if item in CRITICAL and answers[item] == "no"]
    weak = [item for item in needed if item not in CRITICAL and answers[item] == "no"]
    if len(flaws) > 1:
        rating = "critically low"
    elif flaws:
        rating = "low"
    else:
        rating = "moderate" if len(weak) > 1 else "high"
    made = Reference("AMSTAR 2 (Shea 2017)", len(needed), f"{rating}; n is items that apply")
    table = rows(
        ("item", "answer", "critical", "counts_as"),
        [
            (
                item,
                answers[item],
                item in CRITICAL,
                "flaw" if item in flaws else "weakness" if item in weak else "",
            )
            for item in needed
        ],
    )
    estimates = (made.plain("critical_flaws", len(flaws)), made.plain("weaknesses", len(weak)))
    return Finding("amstar2", estimates, tables={"items": table}, verdict=rating)
