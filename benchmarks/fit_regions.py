"""Which price of a merge agrees best with people? Fits the constants of `gmmseg.imaging.regions.hierarchy`.

A random search changes a few constants at a time and keeps what raises covering + PRI - VI / 5 on the
first half of the Berkeley pictures; the other half only confirms. What `regions` has came from such a
search, of whose steps no record was kept; run again it ends elsewhere, and where it gains on the fitted
half it loses on the other.

Run: python benchmarks/fit_regions.py [--rounds N] [--pictures N] [--begin plain] [--seed N]
"""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from quality_bsds import Labels, cases

from gmmseg.imaging.features.downsampling import DownsampledImage
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions import boundary_strength, hierarchy
from gmmseg.imaging.regions.hierarchy_kernels import merge
from gmmseg.imaging.regions.multiview import posteriors, views

EXPONENT_STEPS = np.array([0.3, 0.2, 0.06, 0.06, 0.1, 0.15, 0.2, 0.2])
WEIGHT_STEP = 0.4  # of the logarithm
# Where a search can begin: at what is shipped; at boundary squared times distance times a little of the size.
BEGINNINGS = {
    "shipped": (hierarchy.EXPONENTS, hierarchy.VIEW_WEIGHTS, hierarchy.MIDDLE_LEVEL),
    "plain": ((2.0, 1.0, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0), (0.25, 0.25, 0.25, 0.25), 0.24),
}
GRID = np.exp(np.linspace(-0.9, 0.9, 17))  # levels tried, as multiples of the middle one

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rule:
    """Constants of the price: exponents, weight of each view, and the level that detail 0.5 cuts at."""

    exponents: Floats
    weights: Floats
    level: float

    def varied(self, rng: np.random.Generator, boldness: float) -> "Rule":
        """Return a rule in which one to three constants differ."""
        n, m = len(self.exponents), len(self.weights)
        change = np.zeros(n + m)
        chosen = rng.choice(n + m, rng.integers(1, 4), replace=False)
        change[chosen] = rng.normal(size=len(chosen)) * boldness
        return Rule(
            self.exponents + change[:n] * EXPONENT_STEPS,
            self.weights * np.exp(change[n:] * WEIGHT_STEP),
            self.level,
        )


@dataclass(frozen=True, eq=False)
class Case:
    """A picture up to the point where regions merge, and how its finest regions overlap those of people."""

    tree: hierarchy.RegionTree
    sizes: Floats
    tables: list[Floats]

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], truths: list[Labels]) -> "Case":
        """Return a picture and what people drew, ready to be merged."""
        working = DownsampledImage.of(Image.from_array(pixels))
        several = [posteriors(view, (0, number)) for number, view in enumerate(views(working))]
        tree = hierarchy.finest_regions(boundary_strength.strength(several[:3]), several, working)
        n, height, width = tree.n_finest, *pixels.shape[:2]
        base = tree.base.repeat(working.factor, axis=0).repeat(working.factor, axis=1)[:height, :width]
        tables = []
        for truth in truths:
            n_truth = int(truth.max()) + 1
            counts = np.bincount((base.astype(np.int64) * n_truth + truth).reshape(-1), minlength=n * n_truth)
            table = counts.reshape(n, n_truth).astype(float)
            tables.append(table[:, table.any(axis=0)])
        return cls(tree, np.bincount(tree.base.reshape(-1), minlength=n).astype(float), tables)

    def scores(self, rule: Rule, view_sizes: list[int]) -> Floats:
        """Return covering, VI and PRI at each level of the grid, (levels, 3)."""
        n = self.tree.n_finest
        traits = self.tree.traits.copy()
        share = (rule.weights / hierarchy.VIEW_WEIGHTS).repeat(view_sizes).astype(np.float32)
        traits[:, : len(share)] *= share
        parents, levels = np.empty(2 * n - 1, np.int64), np.empty(2 * n - 1)
        edges = (self.tree.pairs.copy(), self.tree.lengths.copy(), self.tree.strengths.copy())
        done = n + merge(self.sizes.copy(), traits, *edges, np.array([*rule.exponents, 0.0]), parents, levels)
        return np.array([self._agreement(parents[:done], levels[:done] < rule.level * g) for g in GRID])

    def _agreement(self, parents: NDArray[np.int64], reached: NDArray[np.bool_]) -> Floats:
        owners = np.unique(hierarchy.tops(parents, reached)[: self.tree.n_finest], return_inverse=True)[1]
        order = np.argsort(owners, kind="stable")
        starts = np.searchsorted(owners[order], np.arange(owners.max() + 1))
        return np.mean([_scores(np.add.reduceat(table[order], starts)) for table in self.tables], axis=0)


def _scores(table: Floats) -> Floats:
    """Return covering, VI in bits and PRI of a table of overlaps (found, true)."""
    n, found, true = table.sum(), table.sum(axis=1), table.sum(axis=0)
    union = found[:, None] + true - table
    covering = ((table / union).max(axis=0) * true).sum() / n
    vi = 2 * _entropy(table / n) - _entropy(found / n) - _entropy(true / n)
    apart = (found**2).sum() + (true**2).sum() - 2 * (table**2).sum()
    return np.array([covering, vi, 1 - apart / (n * (n - 1))])


def _entropy(shares: Floats) -> float:
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum())


def aims(scores: Floats) -> Floats:
    """Return what is to be raised, at each level, of mean scores (levels, 3)."""
    return scores @ np.array([1.0, -0.2, 1.0])


def search(half: list[Case], begin: Rule, attempts: tuple[int, int], view_sizes: list[int]) -> Iterator[Rule]:
    """Yield each better rule; `attempts` are how many, and where chance begins."""
    (rounds, seed), boldness = attempts, 1.0
    rng = np.random.default_rng(seed)
    with ThreadPoolExecutor() as pool:

        def judged(rule: Rule) -> tuple[float, Rule]:
            means = np.mean(list(pool.map(lambda case: case.scores(rule, view_sizes), half)), axis=0)
            smooth = np.convolve(aims(means), [0.25, 0.5, 0.25], "same")[1:-1]
            best = int(smooth.argmax())
            return float(smooth[best]), Rule(rule.exponents, rule.weights, rule.level * GRID[best + 1])

        most, rule = judged(begin)
        yield rule
        for _ in range(rounds):
            aim, attempt = judged(rule.varied(rng, boldness))
            boldness = min(boldness * 1.15, 1.5) if aim > most else max(boldness * 0.985, 0.3)
            if aim > most:
                most, rule = aim, attempt
                yield rule


def main(attempts: tuple[int, int], pictures: int | None, begin: Rule) -> None:
    found = [Case.of(*case) for case in cases(pictures)]
    view_sizes = [
        view.n_components for view in views(DownsampledImage.of(Image.from_array(np.zeros((90, 90, 3)))))
    ]
    halves = found[: (len(found) + 1) // 2], found[(len(found) + 1) // 2 :]
    start = time.perf_counter()
    for rule in search(halves[0], begin, attempts, view_sizes):
        middle = len(GRID) // 2
        rows = [np.mean([case.scores(rule, view_sizes)[middle] for case in half], axis=0) for half in halves]
        print(f"{time.perf_counter() - start:6.0f} s  covering, VI, PRI: fitted", *rows[0].round(3), end="  ")
        print("other half", *rows[1].round(3))
        print(f"EXPONENTS = {tuple(rule.exponents.round(3).tolist())}")
        print(f"VIEW_WEIGHTS = {tuple(rule.weights.round(3).tolist())}")
        print(f"MIDDLE_LEVEL = {rule.level:.4g}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300, help="attempts to find better constants")
    parser.add_argument("--pictures", type=int, help="so many, evenly spread, instead of all")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins")
    parser.add_argument("--begin", choices=BEGINNINGS, default="shipped", help="where the search begins")
    given = parser.parse_args()
    exponents, weights, level = BEGINNINGS[given.begin]
    rule = Rule(np.array(exponents), np.array(weights), level)
    main((given.rounds, given.seed), given.pictures, rule)
