"""What reporting checklists ask of a report: their items by number, in our own words, and what the system can answer with.

An item is answered from rows of the definition ("rationale": what stands at that path) and from facts of the running
programme ("flow!"). What neither knows is not recorded; nothing is made up. The wording of the checklists is their
authors': take it from the sources before a report is sent to a journal.
"""

from collections.abc import Mapping
from types import MappingProxyType

from alongside.evaluation.core.checklists.items import Checklist
from alongside.evaluation.core.checklists.others import CHEERS, GRIPP2, HARMS, STROBE
from alongside.evaluation.core.checklists.trials import CONSORT

CHECKLISTS: Mapping[str, Checklist] = MappingProxyType(
    {each.key: each for each in (CONSORT, STROBE, HARMS, GRIPP2, CHEERS)}
)
"""By key, in the order of the page."""
