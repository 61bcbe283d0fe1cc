import pytest

from gmmseg.imaging.preparation import AS_IT_IS, SEARCHED, Preparation


@pytest.mark.parametrize(
    ("preparation", "changes_nothing", "is_even"),
    [
        (AS_IT_IS, True, False),
        (Preparation("2,1"), False, False),
        (Preparation(flatten=SEARCHED), False, True),
        (Preparation("q=b1/b2", ranges=((0.0, 1.0),)), False, True),
    ],
)
def test_a_preparation_knows_what_it_does(preparation, changes_nothing, is_even):
    assert preparation.changes_nothing == changes_nothing
    assert preparation.is_even == is_even
