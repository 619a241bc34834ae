import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.people.core.sealing import CannotUnseal, seal, unseal


@given(st.text(max_size=200))
def test_sealed_text_is_read_again_and_does_not_show(text: str) -> None:
    sealed = seal(text, ["the key in force"])
    assert unseal(sealed, ["the key in force"]) == text
    assert len(text) < 4 or text not in sealed


def test_text_of_an_older_key_is_read_after_the_key_was_changed() -> None:
    sealed = seal("JBSWY3DP", ["old"])
    assert unseal(sealed, ["new", "old"]) == "JBSWY3DP"
    assert seal("JBSWY3DP", ["new", "old"]).split(":")[1] != sealed.split(":")[1]


@pytest.mark.parametrize(
    "change", [lambda s: s[:-2] + "AA", lambda s: "2" + s[1:], lambda s: "", lambda s: "JBSWY3DP"]
)
def test_text_that_was_changed_or_never_sealed_is_refused(change) -> None:
    with pytest.raises(CannotUnseal):
        unseal(change(seal("JBSWY3DP", ["key"])), ["key"])


def test_text_of_a_lost_key_is_refused() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal("JBSWY3DP", ["lost"]), ["another"])
