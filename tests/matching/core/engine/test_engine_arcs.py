import numpy as np
import pytest

from alongside.matching.core.engine import Arcs
from alongside.matching.core.engine.arcs import arcs_of_table


def test_arcs_of_a_table_are_its_pairs_row_by_row():
    arcs = arcs_of_table(np.array([[0, 5, 7], [0, 0, 0], [3, 0, 0]]))
    assert arcs.indptr.tolist() == [0, 2, 2, 3]
    assert arcs.supporter.tolist() == [1, 2, 0]
    assert arcs.weight.tolist() == [5, 7, 3]
    assert arcs.seeker.tolist() == [0, 0, 2]
    assert arcs.seekers == 3


@pytest.mark.parametrize("indptr", [[], [1, 2], [0, 2, 1, 2], [0, 3]])
def test_arcs_that_do_not_belong_together_are_refused(indptr):
    two = np.zeros(2, dtype=np.int32)
    with pytest.raises(ValueError, match="arcs"):
        Arcs(np.array(indptr, dtype=np.int64), two, two)
