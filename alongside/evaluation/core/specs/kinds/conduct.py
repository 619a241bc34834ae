"""Asking about the process, about costs, about how sure evidence is, and about what may leave."""

from collections.abc import Mapping

from alongside.evaluation.core.analyses.agreement import (
    LEVELS,
    cohens_kappa,
    fleiss_kappa,
    krippendorff_alpha,
)
from alongside.evaluation.core.analyses.cost_effectiveness import Strategy, cost_effectiveness, icers
from alongside.evaluation.core.analyses.finding import CannotSay, Finding, Named
from alongside.evaluation.core.analyses.grading import amstar2, grade, grade_signals
from alongside.evaluation.core.analyses.process import CHARTS, control_chart, run_chart, supporter_funnel
from alongside.evaluation.core.analyses.release import (
    differencing,
    dominance,
    rare_combinations,
    released_counts,
    released_means,
    rule_of,
)
from alongside.evaluation.core.disclosure import Rule
from alongside.evaluation.core.specs.asking import Asked, Kind
from alongside.evaluation.core.specs.kinds.arms import each_arm


def _run_chart(asked: Asked) -> Finding:
    return run_chart(list(asked.column("value")), asked.maybe_groups("at"))


def _control_chart(asked: Asked) -> Finding:
    of = asked.maybe_column("of")
    return control_chart(
        list(asked.column("value")),
        chart=asked.choice("chart", CHARTS, "individuals"),
        of=None if of is None else list(of),
        labels=asked.maybe_groups("at"),
    )


def _funnel(asked: Asked) -> Finding:
    return supporter_funnel(asked.groups("supporter"), list(asked.column("value")), list(asked.column("of")))


def _agreement(asked: Asked) -> Finding:
    columns = [asked.table.text(coder) for coder in asked.words("coders")]
    if not columns:
        raise CannotSay(Named.BAD_SETTING, "Name the columns of the coders.")
    return krippendorff_alpha(
        [list(row) for row in zip(*columns, strict=True)],
        measured=asked.choice("measured", LEVELS, "nominal"),
        times=asked.whole("times", 1000),
        seed=asked.seed(),
        level=asked.level(),
    )


def _fleiss_kappa(asked: Asked) -> Finding:
    if asked.has("table"):
        return fleiss_kappa(asked.need("table"))
    return fleiss_kappa(asked.table_of(asked.words("categories")).tolist())


def _cohens_kappa(asked: Asked) -> Finding:
    coders = asked.words("coders")
    if len(coders) != 2:
        raise CannotSay(Named.BAD_SETTING, "Cohen's kappa is for two coders; for more, ask for agreement.")
    return cohens_kappa(asked.table.text(coders[0]), asked.table.text(coders[1]), asked.level())


def _icers(asked: Asked) -> Finding:
    names, costs, effects = asked.groups("strategy"), asked.column("cost"), asked.column("effect")
    return icers([Strategy(*each) for each in zip(names, costs.tolist(), effects.tolist(), strict=True)])


def _cost_effectiveness(asked: Asked) -> Finding:
    return cost_effectiveness(
        cost=asked.column("cost"),
        effect=asked.column("effect"),
        arm=asked.groups("arm"),
        reference=asked.maybe_word("reference"),
        cluster=asked.maybe_groups("cluster"),
        thresholds=asked.numbers("thresholds") if asked.has("thresholds") else (),
        times=asked.whole("times", 2000),
        seed=asked.seed(),
        design=asked.design(),
        level=asked.level(),
    )


def _steps(asked: Asked) -> Mapping[str, int]:
    steps = asked.get("steps", {})
    if not isinstance(steps, Mapping) or not all(isinstance(step, int) for step in steps.values()):
        raise CannotSay(
            Named.BAD_SETTING, "steps names domains with whole numbers: steps = { imprecision = -1 }."
        )
    return steps


def _grade(asked: Asked) -> Finding:
    reasons = asked.get("reasons", {})
    if not isinstance(reasons, Mapping):
        raise CannotSay(
            Named.BAD_SETTING, 'reasons has a sentence for every step: reasons = { imprecision = "…" }.'
        )
    return grade(
        randomised=asked.flag("randomised", default=True),
        robins_i=asked.flag("robins_i", default=False),
        steps=_steps(asked),
        reasons={str(name): str(words) for name, words in reasons.items()},
    )


def _pair(asked: Asked, name: str) -> tuple[float, float] | None:
    if not asked.has(name):
        return None
    values = asked.numbers(name)
    if len(values) != 2 or values[0] > values[1]:
        raise CannotSay(Named.BAD_SETTING, f"{name} is the lower and the upper limit.")
    return values[0], values[1]


def _grade_signals(asked: Asked) -> Finding:
    return grade_signals(
        i2=asked.maybe_number("i2"),
        prediction=_pair(asked, "prediction"),
        interval=_pair(asked, "interval"),
        mid=asked.mid(),
        events=asked.whole("events") if asked.has("events") else None,
        needed=asked.whole("needed") if asked.has("needed") else None,
        attrition=asked.maybe_number("attrition"),
    )


def _amstar2(asked: Asked) -> Finding:
    answers = asked.need("items")
    if not isinstance(answers, Mapping) or not all(str(item).isdigit() for item in answers):
        raise CannotSay(
            Named.BAD_SETTING, 'items has an answer for each number: items = { 1 = "yes", 2 = "no" }.'
        )
    return amstar2(
        {int(item): str(answer) for item, answer in answers.items()},
        has_meta_analysis=asked.flag("has_meta_analysis", default=True),
    )


def _rule(asked: Asked) -> Rule:
    return rule_of(
        asked.whole("hide_up_to", 7), asked.word("rounding", "none"), asked.whole("fewest_for_mean", 10)
    )


def _disclosure(asked: Asked) -> Finding:
    return released_counts(asked.groups("rows"), asked.maybe_groups("columns"), _rule(asked))


def _disclosure_means(asked: Asked) -> Finding:
    return released_means(asked.column("outcome"), asked.groups("group"), _rule(asked))


def _counts(asked: Asked, name: str) -> dict[str, int]:
    found = asked.need(name)
    if not isinstance(found, Mapping) or not all(isinstance(count, int) for count in found.values()):
        raise CannotSay(
            Named.BAD_SETTING, f"{name} names cells with their counts: {name} = {{ north = 40 }}."
        )
    return {str(cell): int(count) for cell, count in found.items()}


def _differencing(asked: Asked) -> Finding:
    return differencing(_counts(asked, "before"), _counts(asked, "after"), _rule(asked))


def _dominance(asked: Asked) -> Finding:
    return dominance(
        asked.column("amount"),
        asked.groups("group"),
        _rule(asked),
        largest=asked.whole("largest", 1),
        share=asked.number("share", 0.5),
    )


def _rare_combinations(asked: Asked) -> Finding:
    return rare_combinations(
        {column: asked.table.text(column) for column in asked.words("columns")}, _rule(asked)
    )


KINDS: dict[str, Kind] = {
    "run_chart": _run_chart,
    "control_chart": _control_chart,
    "funnel": _funnel,
    "agreement": _agreement,
    "fleiss_kappa": _fleiss_kappa,
    "cohens_kappa": _cohens_kappa,
    "icers": _icers,
    "cost_effectiveness": each_arm(_cost_effectiveness),
    "grade": _grade,
    "grade_signals": _grade_signals,
    "amstar2": _amstar2,
    "disclosure": _disclosure,
    "disclosure_means": _disclosure_means,
    "differencing": _differencing,
    "dominance": _dominance,
    "rare_combinations": _rare_combinations,
}
