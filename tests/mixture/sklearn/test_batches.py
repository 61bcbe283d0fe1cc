"""Where the samples of a fit come from."""

import numpy as np
import pytest

from gmmseg.mixture.em import WeightedSamples
from gmmseg.mixture.sklearn.batches import (
    BLOCK,
    SampleSummary,
    concatenate,
    every_nth,
    labelled,
    rebatch,
    summarise,
)


def samples(n, seed=0):
    return np.random.default_rng(seed).normal(3.0, 2.0, (n, 2))


def test_surveys_of_parts_add_up_to_that_of_the_whole():
    X, weights = samples(100), np.arange(100.0)
    labels = np.arange(100) % 3 - 1

    parts = [
        WeightedSamples(X[i : i + 30], weights[i : i + 30], labels[i : i + 30]) for i in range(0, 100, 30)
    ]
    summary = summarise(map(SampleSummary.of, parts))

    np.testing.assert_allclose(summary.middle, np.average(X, axis=0, weights=weights))
    np.testing.assert_allclose(summary.covariance, np.cov(X.T, fweights=np.arange(100)))
    np.testing.assert_allclose(
        summary.deviations, np.sqrt(np.diag(np.cov(X.T, fweights=np.arange(100), ddof=0)))
    )
    assert (summary.n, summary.labels, summary.classes) == (100, {-1: 34, 0: 33, 1: 33}, [0, 1])


def test_labels_bind_only_where_some_samples_have_none():
    assert SampleSummary.of(WeightedSamples(samples(3), None, np.array([0, 1, 1]))).classes == []
    assert SampleSummary.of(WeightedSamples(samples(3))).classes == []


@pytest.mark.parametrize("sizes", [[BLOCK * 2 + 5], [7] * 20, [BLOCK - 1, 2, BLOCK * 2, 1], [BLOCK]])
def test_blocks_of_any_size_become_blocks_of_one_size(sizes):
    parts = [samples(n, seed) for seed, n in enumerate(sizes)]

    blocks = list(rebatch(WeightedSamples(part) for part in parts))

    assert {len(block) for block in blocks[:-1]} <= {BLOCK}
    np.testing.assert_array_equal(concatenate(blocks).samples, np.concatenate(parts))


def test_what_a_block_says_nothing_of_counts_once_and_has_no_class():
    both = concatenate(
        [WeightedSamples(samples(2)), WeightedSamples(samples(1), np.array([3.0]), np.array([5]))]
    )

    np.testing.assert_array_equal(both.weights, [1, 1, 3])
    np.testing.assert_array_equal(both.classes, [-1, -1, 5])


def test_every_so_manieth_sample_is_taken_across_blocks():
    X = samples(100)

    taken = every_nth([WeightedSamples(X[:33]), WeightedSamples(X[33:70]), WeightedSamples(X[70:])], 7, 4)

    np.testing.assert_array_equal(taken.samples, X[4::7])


def test_labelled_samples_of_each_class_are_taken():
    labels = np.array([-1, 0, 0, 0, -1, 0, 1, 0, 0, 0])
    batch = WeightedSamples(samples(10), None, labels)

    taken = labelled([batch[:5], batch[5:]], SampleSummary.of(batch), 4)

    np.testing.assert_array_equal(taken.classes, [0, 0, 0, 1])  # every third of class 0, block by block
