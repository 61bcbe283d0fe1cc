"""Calibration: the temperature is scipy's, reliability by hand and by scikit-learn."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss

from gmmseg import Model, apply, calibrate
from gmmseg.errors import DifferentSizesError, NothingToCompareError
from gmmseg.inspection.calibration import Reliability, fit_temperature


@pytest.fixture(scope="module")
def drawn():
    """Return logits (n, 4) and classes drawn from their softmax at temperature 2.5."""
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 4, (4000, 4))
    truth = np.array([rng.choice(4, p=p) for p in softmax(logits / 2.5, axis=1)])
    return logits, truth


def test_the_temperature_has_the_least_log_loss(drawn):
    logits, truth = drawn
    rows = np.arange(len(truth))
    best = minimize(
        lambda t: -log_softmax(logits / t[0], axis=1)[rows, truth].mean(), [1.0], method="Nelder-Mead"
    )

    found = fit_temperature(softmax(logits, axis=1), truth)

    assert found == pytest.approx(best.x[0], rel=1e-3)
    assert found == pytest.approx(2.5, rel=0.1)


def test_reliability_is_scikit_learns(drawn):
    logits, truth = drawn
    p = softmax(logits, axis=1)
    right, top = p.argmax(axis=1) == truth, p.max(axis=1)
    accuracy, confidence = calibration_curve(right, top, n_bins=15)

    found = Reliability.of(p, truth)

    there = np.asarray(found.counts) > 0
    np.testing.assert_allclose(np.asarray(found.accuracy)[there], accuracy)
    np.testing.assert_allclose(np.asarray(found.confidence)[there], confidence)
    counts = np.asarray(found.counts)[there]
    assert found.ece == pytest.approx(counts @ np.abs(accuracy - confidence) / counts.sum())
    assert found.log_loss == pytest.approx(log_loss(truth, p))
    assert found.brier == pytest.approx(((p - np.eye(4)[truth]) ** 2).sum(axis=1).mean())


def test_segments_of_one_class_are_summed_after_scaling(drawn):
    logits, truth = drawn
    owners = np.array([0, 0, 1, 1])
    rows = np.arange(len(truth))

    def loss(t):
        p = softmax(logits / t[0], axis=1)
        both = np.stack([p[:, :2].sum(axis=1), p[:, 2:].sum(axis=1)], axis=1)
        return -np.log(both[rows, owners[truth]]).mean()

    best = minimize(loss, [1.0], method="Nelder-Mead")

    assert fit_temperature(softmax(logits, axis=1), owners[truth], owners) == pytest.approx(
        best.x[0], rel=1e-3
    )


def test_a_model_that_is_too_sure_is_mended_and_keeps_its_labels(found, image):
    sure = replace(
        found.model, mixture=replace(found.model.mixture, covariances=found.model.mixture.covariances / 9)
    )
    shown = apply(sure, image)
    truth = np.broadcast_to(np.arange(96) * 3 // 96 + 1, (96, 96)).copy()
    rng = np.random.default_rng(0)
    noisy = rng.random(truth.shape) < 0.05
    truth[noisy] = rng.integers(1, 4, noisy.sum())

    result = calibrate(shown, truth)

    assert result.temperature > 1
    assert result.is_held_out
    assert result.after.ece < result.before.ece
    assert result.after.log_loss < result.before.log_loss
    again = apply(result.model, image)
    np.testing.assert_array_equal(again.labels, shown.labels)
    assert again.probabilities.max(axis=0).mean() < shown.probabilities.max(axis=0).mean()
    np.testing.assert_allclose(again.probabilities.sum(axis=0), 1, atol=1e-5)
    json.dumps(result.as_values(), allow_nan=False)


def test_the_temperature_is_kept_in_the_file(found, tmp_path):
    model = replace(found.model, temperature=1.75)

    back = Model.load(model.save(tmp_path / "m.gmm.json"))

    assert back.temperature == 1.75
    assert json.loads((tmp_path / "m.gmm.json").read_text())["version"] == 4


def test_strokes_will_do_and_classes_without_a_segment_are_reported(found):
    strokes = np.zeros((96, 96), np.uint8)
    strokes[10:12, 2:20], strokes[10:12, 70:90], strokes[50, 10:14] = 7, 9, 3

    result = calibrate(found, strokes)

    assert result.classes == (7, 9)
    assert not result.is_held_out
    assert result.n_without_segment == 4
    assert "4 pixels of classes that no segment means do not count" in result.text


def test_a_truth_of_another_size_or_of_one_class_is_refused(found):
    with pytest.raises(DifferentSizesError) as size:
        calibrate(found, np.ones((5, 6), int))
    with pytest.raises(NothingToCompareError) as single:
        calibrate(found, np.ones((96, 96), int))

    assert str(size.value).startswith("Cannot compare a result of 96 by 96 pixels with a truth of 6 by 5: ")
    assert str(single.value) == (
        "There is nothing to compare: segments mean 1 of the 1 classes that the truth knows. "
        "Give a truth with at least two classes that segments tell apart."
    )
