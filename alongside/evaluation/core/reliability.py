"""Published spread and reliability of measures, on which counting reliably better and worse people rests.

Only numbers with a source stand here. Where a measure has none, nobody is counted as reliably better or worse, and
the page says that no source was found.
"""

from collections.abc import Mapping
from types import MappingProxyType

from alongside.evaluation.core.change import Reliability

PUBLISHED: Mapping[str, Reliability] = MappingProxyType(
    {
        # Internal consistency stands in for test-retest reliability, which the authors' sheet does not give.
        "semcd_6": Reliability(
            sd=2.22,
            reliability=0.91,
            source="Lorig and others 2001; authors' sheet: 605 people with chronic disease, Cronbach's alpha",
        ),
    }
)
