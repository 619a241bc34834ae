import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.measures.core import InvalidAnswer, instrument, instruments, score
from alongside.measures.core.columns import score_columns

IN_COLUMNS = [one for one in instruments() if not one.is_about_own_goals]


@settings(deadline=None)
@given(data=st.data())
def test_columns_score_as_one_filling_in_does(data):
    one = data.draw(st.sampled_from(IN_COLUMNS))
    forms = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {item_id: st.none() | st.sampled_from(one.codes_of(item_id)) for item_id in one.item_ids}
            ),
            min_size=1,
            max_size=6,
        )
    )
    columns = {
        item_id: np.array([np.nan if form[item_id] is None else form[item_id] for form in forms])
        for item_id in one.item_ids
    }

    found = score_columns(one, columns)

    each = [score(one, form) for form in forms]
    assert [None if np.isnan(value) else value for value in found.values.tolist()] == [
        result.value for result in each
    ]
    assert found.prorated.tolist() == [result.prorated for result in each]
    assert found.answered.tolist() == [result.answered for result in each]


def test_a_column_left_out_is_missing_throughout():
    found = score_columns(instrument("ucla_3"), {"companionship": np.array([1.0, 2.0])})

    assert np.isnan(found.values).all()
    assert found.answered.tolist() == [1, 1]


def test_columns_refuse_a_code_or_a_question_that_is_not_there():
    with pytest.raises(InvalidAnswer) as refused:
        score_columns(instrument("ucla_3"), {"companionship": np.array([1.0, 9.0])})
    assert (refused.value.item_id, refused.value.code) == ("companionship", 9.0)
    with pytest.raises(InvalidAnswer):
        score_columns(instrument("ucla_3"), {"companion": np.array([1.0])})
    with pytest.raises(ValueError, match="person by person"):
        score_columns(instrument("personal_goals"), {})
