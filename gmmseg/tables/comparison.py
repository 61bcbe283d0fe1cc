"""Whether groups differ in what was measured: fair tests on units that are independent.

Objects of one picture resemble one another, and so do pixels: counted one by one they make any difference
significant (Hurlbert 1984, "Pseudoreplication and the design of ecological field experiments", Ecological
Monographs 54(2), 187-211). So each picture, or whatever else was repeated, counts once, by the mean of its
rows.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadSettingError, NothingToCompareError
from gmmseg.statistics import effect_sizes, group_differences
from gmmseg.statistics.effect_sizes import Interval
from gmmseg.statistics.group_differences import FEWEST, HypothesisTest
from gmmseg.tables.group_comparison import (
    ROW,
    GroupComparison,
    GroupSummary,
    MeasureComparison,
    PairComparison,
    noun,
    plural,
)
from gmmseg.tables.table import DataTable

Floats = NDArray[np.float64]
UnitKey = tuple[str, ...]

AUTO = "auto"
PICTURE_COLUMNS = ("image", "picture")  # that say of which picture a row is
PAGE_COLUMN = "page"
MOST_GROUPS = 30
MOST_MEASURES = 200


def compare_groups(
    table: DataTable,
    group: str,
    measures: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    unit: str = AUTO,
    control: str | None = None,
    confidence: float = 0.95,
) -> GroupComparison:
    """Return how groups of a table differ in some of its columns.

    Parameters
    ----------
    table : DataTable
        A row for each object or picture.
    group : str
        The column that says which group; or what `groups` is called.
    measures : sequence of str
        Columns of numbers.
    groups : sequence of str, optional
        The group of each row, where no column says it; empty where there is none.
    unit : str
        "auto": the picture, where a column `image` or `picture` (and `page`) says which; "row"; or a column.
    control : str, optional
        The group that the others are compared with; by default each is compared with each.
    confidence : float
        Of intervals, above 0.5 and below 1.

    Raises
    ------
    NoSuchColumnError, NotNumbersError
        If a column is not there, or holds text where numbers are needed.
    NothingToCompareError
        If there are fewer than two groups, or too many; if none has three rows, or the group is a measure.
    BadSettingError
        If the control is none of the groups, or the confidence is out of range.
    """
    if not (isinstance(confidence, (int, float)) and 0.5 < confidence < 1):
        raise BadSettingError("confidence", confidence, "a number above 0.5 and below 1")
    _check_measures(measures, group if groups is None else None)
    members = list(table.texts(group) if groups is None else groups)
    names = _ordered(members, group, control)
    keys, unit_name, notes = _units(table, unit, group)
    missing = sum(not member for member in members)
    if missing:
        notes.append(f"{_rows(missing)} of {len(table)} without a group {_do(missing)} not count.")
    if group == "cluster" and "anomaly_score" in table.columns:
        notes.append(
            "Clusters differ in the columns that they were made by, whatever the data are: compare others."
        )
    owners: dict[UnitKey, set[str]] = {}
    for member, key in zip(members, keys, strict=True):
        if member and key:
            owners.setdefault(key, set()).add(member)
    shared = sum(len(each) > 1 for each in owners.values())
    is_paired = shared >= max(1, len(owners) / 2)
    if shared and is_paired:
        notes.append(
            f"{shared} of {len(owners)} {plural(unit_name)} have rows of several groups: each is compared "
            f"with itself, by paired tests."
        )
    elif shared:
        raise NothingToCompareError(
            f"{shared} of {len(owners)} {plural(unit_name)} are in several groups and the others in one, so "
            f"that the groups are neither independent nor paired",
            "Give each one group, or name the unit that was repeated with --unit",
        )
    design = _Design(names, members, keys, is_paired, confidence, control)
    found = [design.compared(measure, table.numbers(measure)) for measure in measures]
    found, n_tests = _corrected(found)
    if n_tests > 1:
        notes.append(f"p-values are corrected by Holm's method for {n_tests} tests of a kind.")
    return GroupComparison(
        group, unit_name, len(owners), is_paired, confidence, n_tests, tuple(found), tuple(notes)
    )


def _check_measures(measures: Sequence[str], group: str | None) -> None:
    """Raise `NothingToCompareError` if measures are none or too many, or the column of groups is one."""
    if not 1 <= len(measures) <= MOST_MEASURES:
        raise NothingToCompareError(
            f"{len(measures)} measures are asked for", f"Ask for 1 to {MOST_MEASURES}"
        )
    if group in measures:
        raise NothingToCompareError(f"{group!r} is both the group and a measure", "Name another column")


def _ordered(members: Sequence[str], group: str, control: str | None) -> list[str]:
    """Return the names of the groups in the order that people count, a control first."""
    names = sorted({member for member in members if member}, key=natural_order)
    if len(names) < 2:
        reason = f"{group!r} has one group, {names[0]!r}" if names else f"{group!r} says no group"
        raise NothingToCompareError(reason, "Choose a column with at least two groups")
    if len(names) > MOST_GROUPS:
        reason = (
            f"{group!r} has {len(names):,} different values, and at most {MOST_GROUPS} groups are compared"
        )
        raise NothingToCompareError(reason, "Choose a column that names groups, as treatment")
    most = max(Counter(member for member in members if member).values())
    if most < FEWEST:
        reason = f"no group of {group!r} has more than {_rows(most)}, and tests need {FEWEST}"
        raise NothingToCompareError(
            reason, "Choose a column that names groups, as treatment, or measure more"
        )
    if control is not None and control not in names:
        raise BadSettingError("control", control, f"one of the groups {', '.join(names)}")
    return names if control is None else [control, *(name for name in names if name != control)]


def natural_order(name: str) -> list[tuple[bool, float, str]]:
    """Return what names are sorted by so that numbers in them count: 2 before 10."""
    parts = re.split(r"(\d+)", name)
    return [(not part.isdecimal(), float(part) if part.isdecimal() else 0.0, part) for part in parts if part]


def _units(table: DataTable, unit: str, group: str) -> tuple[list[UnitKey], str, list[str]]:
    """Return the unit of each row, empty where it has none, its name, and a note."""
    columns: tuple[str, ...] = (unit,)
    if unit == AUTO:
        columns = tuple(name for name in PICTURE_COLUMNS if name in table.columns)[:1]
        columns += tuple(name for name in (PAGE_COLUMN,) if columns and name in table.columns)
        if group in columns:
            why = (
                "The groups are the pictures themselves: tests tell whether the rows of these pictures "
                "differ, not whether pictures of their kind do."
            )
            return [(str(row),) for row in range(len(table))], ROW, [why]
    if unit == ROW or not columns:
        why = (
            "Each row counts as one independent observation. If several rows are of one picture, animal or "
            "plot, name the column that says which with --unit: they resemble one another."
        )
        return [(str(row),) for row in range(len(table))], ROW, [why]
    if group in columns:
        raise NothingToCompareError(f"{group!r} is both the group and the unit", "Name another column")
    texts = [table.texts(name) for name in columns]
    keys = [key if all(key) else () for key in zip(*texts, strict=True)]
    name = " and ".join(columns)
    notes = []
    unknown = sum(not key for key in keys)
    if unknown:
        notes.append(f"{_rows(unknown)} of {len(table)} without {name} {_do(unknown)} not count.")
    n_known = len(set(keys) - {()})
    if n_known < len(table) - unknown:
        notes.append(
            f"The {len(table) - unknown:,} rows come from {n_known:,} {plural(name)}, and each of these "
            f"counts once, by its mean: rows of one {noun(name)} resemble one another, and counting each "
            f"would make any difference significant."
        )
    return keys, name, notes


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _do(n: int) -> str:
    return "does" if n == 1 else "do"


@dataclass(frozen=True)
class _Design:
    """Which row is of which group and unit, and how groups are compared."""

    names: Sequence[str]
    members: Sequence[str]
    keys: Sequence[UnitKey]
    is_paired: bool
    confidence: float
    control: str | None

    def compared(self, measure: str, column: Floats) -> MeasureComparison:
        """Return one measure compared, p-values as they are."""
        rows: dict[str, dict[UnitKey, list[float]]] = {name: {} for name in self.names}
        lacking = 0
        for member, key, value in zip(self.members, self.keys, column.tolist(), strict=True):
            if not (member and key):
                continue
            if math.isnan(value):
                lacking += 1
            else:
                rows[member].setdefault(key, []).append(value)
        units = {
            name: {key: float(np.mean(values)) for key, values in found.items()}
            for name, found in rows.items()
        }
        groups = tuple(
            _summary(name, sum(map(len, rows[name].values())), list(units[name].values()), self.confidence)
            for name in self.names
        )
        notes = [f"{_rows(lacking)} without {measure} {_do(lacking)} not count."] if lacking else []
        values = [each for group in groups for each in group.values]
        if values and min(values) == max(values):
            notes.append(f"Every value of {measure} is {values[0]:g}: nothing can differ.")
        among = combinations(self.names, 2)
        pairs = tuple(
            self._pair(first, second, units)
            for first, second in among
            if self.control is None or first == self.control
        )
        overall, eta = self._overall(units)
        return MeasureComparison(measure, groups, overall, eta, pairs, tuple(notes))

    def _pair(self, first: str, second: str, units: dict[str, dict[UnitKey, float]]) -> PairComparison:
        """Return two groups compared."""
        both = [units[first], units[second]]
        if self.is_paired:
            common = [key for key in both[0] if key in both[1]]
            both = [{key: each[key] for key in common} for each in both]
        a, b = (np.array(list(each.values())) for each in both)
        bare = PairComparison(first, second, (len(a), len(b)))
        if min(len(a), len(b)) < FEWEST:
            return replace(bare, why_not=self._too_few(bare))
        spread = np.ptp(b - a) if self.is_paired else max(np.ptp(a), np.ptp(b))
        if spread == 0:
            same = "differences are all equal" if self.is_paired else "neither group varies"
            reason = f"no test, since {same}: there is nothing to weigh a difference against"
            return replace(bare, difference=Interval(*[float(b.mean() - a.mean())] * 3), why_not=reason)
        if self.is_paired:
            test, difference = group_differences.paired_t(b, a, self.confidence)
            return replace(
                bare,
                difference=difference,
                g=effect_sizes.paired_g(b, a, self.confidence),
                t_test=test,
                rank_test=group_differences.wilcoxon(b, a),
            )
        test, difference = group_differences.welch(b, a, self.confidence)
        return replace(
            bare,
            difference=difference,
            g=effect_sizes.hedges_g(b, a, self.confidence),
            delta=effect_sizes.cliffs_delta(b, a, self.confidence),
            t_test=test,
            rank_test=group_differences.mann_whitney(b, a),
        )

    def _too_few(self, pair: PairComparison) -> str:
        if self.is_paired:
            return f"no test, since {pair.n[0]} units are in both groups and at least {FEWEST} are needed"
        small = [
            f"{name} has {n}" for name, n in zip((pair.first, pair.second), pair.n, strict=True) if n < FEWEST
        ]
        return (
            f"no test, since {' and '.join(small)}, and at least {FEWEST} of each are needed to tell "
            f"how much they vary"
        )

    def _overall(
        self, units: dict[str, dict[UnitKey, float]]
    ) -> tuple[tuple[HypothesisTest, ...], Interval | None]:
        """Return the tests of all groups at once that have enough units, and eta squared."""
        if self.is_paired:
            common = [key for key in units[self.names[0]] if all(key in units[name] for name in self.names)]
            columns = [np.array([units[name][key] for key in common]) for name in self.names]
            varied = len(common) >= FEWEST and any((columns[0] != each).any() for each in columns)
            return ((group_differences.friedman(columns),) if varied and len(columns) > 2 else ()), None
        groups = [np.array(list(each.values())) for each in units.values() if len(each) >= FEWEST]
        if len(groups) < 3 or not any(np.ptp(each) for each in groups):
            return (), None
        tests = [group_differences.anova(groups)]
        if all(np.ptp(each) for each in groups):
            tests.append(group_differences.alexander_govern(groups))
        tests.append(group_differences.kruskal_wallis(groups))
        return tuple(tests), effect_sizes.eta_squared(groups, self.confidence)


def _summary(name: str, n_rows: int, values: list[float], confidence: float) -> GroupSummary:
    from scipy import stats

    n, nan = len(values), math.nan
    if not n:
        return GroupSummary(name, n_rows, (), nan, nan, nan, nan, (nan, nan, nan), nan)
    array = np.array(values)
    mean = float(array.mean())
    quartiles = (float(q) for q in np.quantile(array, (0.25, 0.5, 0.75)))
    sd = float(array.std(ddof=1)) if n > 1 else nan
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * sd / math.sqrt(n) if n > 1 else nan
    shapiro = float(stats.shapiro(array).pvalue) if n >= FEWEST and np.ptp(array) > 0 else nan
    low, middle, high = quartiles
    return GroupSummary(
        name, n_rows, tuple(values), mean, sd, mean - half, mean + half, (low, middle, high), shapiro
    )


def _corrected(found: Sequence[MeasureComparison]) -> tuple[list[MeasureComparison], int]:
    """Return comparisons with p-values corrected over all of them, and for how many tests of a kind."""
    pairs = [pair for each in found for pair in each.pairs if pair.t_test and pair.rank_test]
    by_t = iter(group_differences.holm([pair.t_test.p_value for pair in pairs if pair.t_test]))
    ranks = [pair.rank_test.p_value for pair in pairs if pair.rank_test]
    by_rank = iter(group_differences.holm(ranks))
    least = iter(_least_corrected(ranks, [_least_rank_p(pair) for pair in pairs]))
    out = []
    for each in found:
        corrected = tuple(
            replace(pair, t_p=next(by_t), rank_p=next(by_rank), least_rank_p=next(least))
            if pair.t_test
            else pair
            for pair in each.pairs
        )
        out.append(replace(each, pairs=corrected))
    return out, len(pairs)


def _least_rank_p(pair: PairComparison) -> float:
    """Return the p-value of a test on ranks where all values, or all differences, are on one side."""
    assert pair.rank_test is not None
    orders = math.comb(sum(pair.n), pair.n[0]) if pair.delta else 2 ** pair.n[0]
    return min(2 / orders, pair.rank_test.p_value)  # ties are tested by a normal curve, which may be below


def _least_corrected(p_values: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return for each test what Holm's method would make of its least p-value, the others being as they are.

    Those below it come first, with weights that do not depend on it.
    """
    ordered = np.sort(np.array(p_values))
    corrected = np.maximum.accumulate(ordered * np.arange(len(ordered), 0, -1))
    before = np.searchsorted(ordered, least)
    floor = np.where(before > 0, corrected[before - 1], 0.0) if len(ordered) else ordered
    return np.minimum(1, np.maximum(floor, (len(ordered) - before) * np.array(least))).tolist()
