"""How far two coders agree, code by code and over all of them.

Each code is one yes or no for each text that both coded: was it used anywhere in the text? Where in the text they marked
it is not compared. The figures are Cohen's kappa and Krippendorff's alpha of `analyses.agreement`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from alongside.evaluation.core.analyses.agreement import cohens_kappa, krippendorff_alpha
from alongside.evaluation.core.analyses.finding import CannotSay
from alongside.evaluation.core.change import Interval

FEWEST_TEXTS = 10
"""Fewer texts coded twice than this, and no figure is given: one text would move it too far."""

RELY_ON, TENTATIVE = 0.8, 0.667
"""From alpha 0.800 data may be relied on, from 0.667 for tentative conclusions only (Krippendorff 2004)."""


class Says(StrEnum):
    """What may be said of an agreement."""

    RELY = "rely"
    TENTATIVE = "tentative"
    LOW = "low"
    TOO_FEW = "too_few"
    ONE_ANSWER = "one_answer"
    """Both said the same of every text, all yes or all no, so that chance cannot be told from agreement."""


@dataclass(frozen=True)
class Agreement:
    """Of `texts` coded twice: how many both, only one, and neither of the coders gave the code. Figures may be None."""

    texts: int
    both: int
    only_first: int
    only_second: int
    kappa: float | None
    alpha: float | None
    alpha_interval: Interval | None
    says: Says

    @property
    def neither(self) -> int:
        return self.texts - self.both - self.only_first - self.only_second

    @property
    def same(self) -> int:
        return self.both + self.neither


def of_one_code(decisions: Sequence[tuple[bool, bool]]) -> Agreement:
    """The agreement on one code: for each text that both coded, whether the first and the second gave it."""
    first = [_word(one) for one, _ in decisions]
    second = [_word(other) for _, other in decisions]
    kappa, alpha, interval = None, None, None
    says = Says.TOO_FEW if len(decisions) < FEWEST_TEXTS else Says.ONE_ANSWER
    if len(decisions) >= FEWEST_TEXTS and len({*first, *second}) > 1:
        try:
            found = krippendorff_alpha(list(zip(first, second, strict=True)), times=200)
            alpha = found["alpha"].value
            interval = found["alpha"].interval
            # Where one coder never gave the code, the spread of kappa is nothing, and may be computed as the root of less.
            with np.errstate(invalid="ignore"):
                kappa = cohens_kappa(first, second)["kappa"].value
        except CannotSay:
            kappa, alpha, interval = None, None, None
        if alpha is not None:
            says = Says.RELY if alpha >= RELY_ON else Says.TENTATIVE if alpha >= TENTATIVE else Says.LOW
    return Agreement(
        texts=len(decisions),
        both=sum(one and other for one, other in decisions),
        only_first=sum(one and not other for one, other in decisions),
        only_second=sum(other and not one for one, other in decisions),
        kappa=kappa,
        alpha=alpha,
        alpha_interval=interval,
        says=says,
    )


def agreement_by_code(
    codes: Sequence[str], coded: Sequence[tuple[Collection[str], Collection[str]]]
) -> Mapping[str, Agreement]:
    """The agreement on each code. coded: for each text that both coded, the codes of the first and of the second."""
    return {code: of_one_code([(code in one, code in other) for one, other in coded]) for code in codes}


def agreement_over_all(
    codes: Sequence[str], coded: Sequence[tuple[Collection[str], Collection[str]]]
) -> Agreement:
    """The agreement over all codes: every yes and no of every text and code, taken together.

    Codes that neither coder ever gave are left out: agreeing on what nobody wrote of would raise the figure for nothing.
    `texts` counts texts times codes. Too few are told by the number of texts.
    """
    used = [code for code in codes if any(code in one or code in other for one, other in coded)]
    together = of_one_code([(code in one, code in other) for one, other in coded for code in used])
    if len(coded) >= FEWEST_TEXTS:
        return together
    return Agreement(
        together.texts,
        together.both,
        together.only_first,
        together.only_second,
        None,
        None,
        None,
        Says.TOO_FEW,
    )


def _word(given: bool) -> str:  # noqa: FBT001 - a yes or no is all that there is
    return "yes" if given else "no"
