"""Walks over all samples, on threads."""

import threading

import numpy as np
import pytest

from gmmseg.mixture.em import Parameters, WeightedSamples, expectation
from gmmseg.mixture.sklearn.batches import BLOCK, held
from gmmseg.mixture.sklearn.passes import Passes, mapping
from gmmseg.mixture.sklearn.standardisation import Standardisation


@pytest.mark.parametrize("keep", [True, False])
def test_threads_do_not_change_a_bit(keep):
    raw = np.random.default_rng(0).normal(size=(2 * BLOCK + 7, 2))
    units = Standardisation(np.zeros(2), np.ones(2), single=True)
    parameters = Parameters(np.ones(1), np.zeros((1, 2)), np.ones((1, 2)), "diag")

    sums = []
    for threads in (1, 2):
        with mapping(threads) as mapped:
            passes = Passes.begun(held(WeightedSamples(raw)), mapped, lambda _: (units, None), keep=keep)
            sums.append(passes.expectation(parameters).sums)

    np.testing.assert_array_equal(*sums)
    np.testing.assert_allclose(sums[0], expectation(raw, parameters).sums, rtol=1e-5, atol=0.1)


def test_blocks_are_not_read_far_ahead():
    read, held_back = [], threading.Event()

    def blocks():
        for number in range(100):
            read.append(number)
            yield number

    def passes(number):
        held_back.wait(0.01)
        return number

    with mapping(2) as mapped:
        results = iter(mapped(passes, blocks()))
        first = next(results)
        so_far = len(read)
        held_back.set()
        rest = list(results)

    assert first == 0
    assert so_far <= 4
    assert rest == list(range(1, 100))
