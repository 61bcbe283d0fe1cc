import numpy as np
import pytest
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from gmmseg.tables.scaling import Scaling

VALUES = np.column_stack([np.random.default_rng(0).normal(50_000, 9_000, 30), np.full(30, 4.0)])


@pytest.mark.parametrize(("kind", "oracle"), [("standard", StandardScaler()), ("minmax", MinMaxScaler())])
def test_columns_are_scaled_as_scikit_learn_does(kind, oracle):
    scaled = Scaling.of(VALUES, kind).scaled(VALUES)

    np.testing.assert_allclose(scaled, oracle.fit_transform(VALUES), rtol=1e-12, atol=1e-12)


def test_none_leaves_values_as_they_are():
    np.testing.assert_array_equal(Scaling.of(VALUES, "none").scaled(VALUES), VALUES)
