"""Every kind of analysis that a specification may ask for, by its name."""

from collections.abc import Mapping
from types import MappingProxyType

from alongside.evaluation.core.specs.asking import Kind
from alongside.evaluation.core.specs.kinds import clusters, comparisons, conduct, lost, pooling, sizes

KINDS: Mapping[str, Kind] = MappingProxyType(
    {**comparisons.KINDS, **clusters.KINDS, **sizes.KINDS, **pooling.KINDS, **lost.KINDS, **conduct.KINDS}
)
