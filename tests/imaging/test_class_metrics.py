"""How well classes agree, as scikit-learn has it."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, f1_score, jaccard_score

from gmmseg.errors import DifferentSizesError, NothingToCompareError
from gmmseg.imaging.class_metrics import ClassAgreement, class_agreement
from gmmseg.imaging.metrics import agreement


@pytest.fixture
def maps():
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 4, (20, 30))
    return np.where(rng.random((20, 30)) < 0.7, truth, rng.integers(0, 4, (20, 30))), truth


def test_figures_by_number_are_those_of_scikit_learn(maps):
    result, truth = maps

    found = class_agreement(result, truth, matched=False)

    flat = truth.ravel(), result.ravel()
    np.testing.assert_array_equal(found.confusion[:, :-1], confusion_matrix(*flat))
    np.testing.assert_array_equal(found.confusion[:, -1], 0)
    np.testing.assert_allclose(found.iou, jaccard_score(*flat, average=None))
    np.testing.assert_allclose(found.dice, f1_score(*flat, average=None))
    assert found.accuracy == (result == truth).mean()


def test_matched_classes_may_have_any_number(maps):
    result, truth = maps
    by_number = class_agreement(result, truth, matched=False)

    found = class_agreement(np.array([90, 4, 70_000, 1])[result], truth)

    np.testing.assert_array_equal(found.confusion, by_number.confusion)
    assert found.iou[1:].mean() == pytest.approx(agreement(result, [truth]).iou)


def test_a_class_that_the_truth_has_not_is_another():
    found = class_agreement(np.array([[1, 1, 9, 2]]), np.array([[1, 1, 1, 2]]), matched=False)

    assert found.classes == (1, 2)
    assert found.confusion.tolist() == [[2, 0, 1], [0, 1, 0]]
    assert found.iou.tolist() == [2 / 3, 1]


def test_pictures_are_put_together_by_their_pixels():
    one = class_agreement(np.array([[1, 2]]), np.array([[1, 1]]), matched=False)
    other = class_agreement(np.array([[5, 3]]), np.array([[5, 5]]), matched=False)

    total = ClassAgreement.total([one, other, one])

    assert total.classes == (1, 5)
    assert total.confusion.tolist() == [[2, 0, 2], [0, 1, 1]]


def test_what_cannot_be_compared_is_refused():
    many = np.arange(300).reshape(15, 20)

    with pytest.raises(DifferentSizesError):
        class_agreement(many, many[1:])
    with pytest.raises(NothingToCompareError):
        class_agreement(many * 0, many * 0, ignore=0)
    with pytest.raises(NothingToCompareError) as caught:
        class_agreement(many, many)
    assert str(caught.value) == (
        "There is nothing to compare: the truth has 300 labels, and classes are at most 256. "
        "Compare objects, or leave out what is asked for by class."
    )


def test_ignored_pixels_are_left_out():
    found = class_agreement(np.array([[1, 2, 2]]), np.array([[1, 2, 255]]), matched=False, ignore=255)

    assert found.classes == (1, 2)
    assert found.accuracy == 1
