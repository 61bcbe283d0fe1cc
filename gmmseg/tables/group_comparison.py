"""Groups of a table compared: as values, as text for people, and as plain rows and records for programs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gmmseg.statistics.effect_sizes import Interval
from gmmseg.statistics.group_differences import HypothesisTest
from gmmseg.tables.table import number_text

ROW = "row"  # the unit where each row counts
LEVEL = 0.05
MOST_IN_FULL = 6  # pairs of a measure that each get lines of their own
SMALL, MEDIUM, LARGE = 0.2, 0.5, 0.8  # of Hedges' g, after Cohen (1988)
CSV_HEADER = (
    *("measure", "first", "second", "n_first", "n_second", "mean_first", "mean_second", "sd_first"),
    *("sd_second", "difference", "difference_low", "difference_high", "hedges_g", "hedges_g_low"),
    *("hedges_g_high", "cliffs_delta", "cliffs_delta_low", "cliffs_delta_high", "t_test", "t", "df", "t_p"),
    *("t_p_holm", "rank_test", "rank_statistic", "rank_p", "rank_p_holm", "why_not"),
)


@dataclass(frozen=True)
class GroupSummary:
    """What was measured in a group.

    Attributes
    ----------
    name : str
        The group.
    n_rows : int
        Rows with a value.
    values : tuple of float
        Of the units, in the unit of the measure: means where a unit has several rows.
    mean, sd, low, high : float
        Mean of the units, their standard deviation (n - 1), and the interval of the mean by Student's t; not
        numbers where there are too few.
    quartiles : tuple of three floats
        First quartile, median, third.
    shapiro_p : float
        p-value of Shapiro and Wilk's test that the values are normal; not a number where they are too few or
        all equal.
    """

    name: str
    n_rows: int
    values: tuple[float, ...]
    mean: float
    sd: float
    low: float
    high: float
    quartiles: tuple[float, float, float]
    shapiro_p: float

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.values)


@dataclass(frozen=True)
class PairComparison:
    """Two groups compared: the second against the first.

    Attributes
    ----------
    first, second : str
        The groups.
    n : tuple of two ints
        Units of each; those in both, twice, where they are paired.
    difference : Interval or None
        Of means, second minus first, in the unit of the measure.
    g, delta : Interval or None
        Hedges' g and Cliff's delta; the latter of independent groups only.
    t_test, rank_test : HypothesisTest or None
        Welch's and Mann-Whitney's, or where units are paired the paired t-test and Wilcoxon's.
    t_p, rank_p : float
        Their p-values corrected by Holm's method for all pairs and measures.
    least_rank_p : float
        The least that `rank_p` can be with so many values, the other tests being as they are: ranks of few
        values have few orders.
    why_not : str
        Why no test was made; empty where it was.
    """

    first: str
    second: str
    n: tuple[int, int]
    difference: Interval | None = None
    g: Interval | None = None
    delta: Interval | None = None
    t_test: HypothesisTest | None = None
    rank_test: HypothesisTest | None = None
    t_p: float = math.nan
    rank_p: float = math.nan
    least_rank_p: float = math.nan
    why_not: str = ""


@dataclass(frozen=True)
class MeasureComparison:
    """One measure compared between groups.

    Attributes
    ----------
    measure : str
        The column.
    groups : tuple of GroupSummary
        In their order, a control first.
    overall : tuple of HypothesisTest
        Of all groups at once, where there are three or more: ANOVA, Alexander-Govern and Kruskal-Wallis, or
        Friedman where units are paired.
    eta_squared : Interval or None
        Share of the variance that lies between groups.
    pairs : tuple of PairComparison
        Each pair of groups, or each group against the control.
    notes : tuple of str
        One sentence for each thing to know of this measure.
    """

    measure: str
    groups: tuple[GroupSummary, ...]
    overall: tuple[HypothesisTest, ...]
    eta_squared: Interval | None
    pairs: tuple[PairComparison, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupComparison:
    """Groups of a table compared.

    Attributes
    ----------
    group : str
        The column, or list, that says which group.
    unit : str
        What counts once: "row", or the columns that name it.
    n_units : int
        How many of these there are.
    is_paired : bool
        Whether units were measured in several groups, so that each is compared with itself.
    confidence : float
        Of the intervals.
    n_tests : int
        For how many tests of a kind p-values are corrected.
    measures : tuple of MeasureComparison
        As they were asked for.
    notes : tuple of str
        One sentence for each thing to know of all of them.
    """

    group: str
    unit: str
    n_units: int
    is_paired: bool
    confidence: float
    n_tests: int
    measures: tuple[MeasureComparison, ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return text(self)


def noun(unit: str) -> str:
    """Return what a unit is called."""
    return {"image": "picture", "image and page": "page", "picture and page": "page"}.get(unit, unit)


def plural(unit: str) -> str:
    """Return what several units are called."""
    return f"{noun(unit)}s"


def text(found: GroupComparison) -> str:
    """Return all of a comparison as lines for people."""
    parts = ["\n".join(_measure(found, each)) for each in found.measures]
    parts.append("\n".join(found.notes))
    return "\n\n".join(part for part in parts if part) + "\n"


def _measure(found: GroupComparison, each: MeasureComparison) -> Iterator[str]:
    unit = "rows" if found.unit == ROW else plural(found.unit)
    yield f"{each.measure} by {found.group}"
    percent = f"{100 * found.confidence:g} % interval of the mean"
    width = max(len("group"), *(len(group.name) for group in each.groups))
    wide = max(7, len(unit))
    units = "" if found.unit == ROW else f" {unit:>{wide}}"
    yield f"  {'group':<{width}} {'rows':>6}{units} {'mean':>10} {'sd':>9} {'median':>10}  {percent}"
    for group in each.groups:
        low, high = number_text(group.low), number_text(group.high)
        interval = "–" if math.isnan(group.low) else f"{low} to {high}"
        n = "" if found.unit == ROW else f" {group.n:>{wide}}"
        yield (
            f"  {group.name:<{width}} {group.n_rows:>6}{n} {number_text(group.mean):>10} "
            f"{number_text(group.sd):>9} {number_text(group.quartiles[1]):>10}  {interval}"
        )
    for test in each.overall:
        yield f"  all groups: {_test(test)}"
    if each.eta_squared:
        yield f"  share of the variance between groups: eta² {_interval(each.eta_squared)}"
    if len(each.pairs) > MOST_IN_FULL:
        yield from _brief(found, each)
    else:
        for pair in each.pairs:
            yield from _pair(found, pair)
    for group in each.groups:
        if group.shapiro_p < LEVEL and _ranks_can_tell(each, group.name):
            yield (
                f"  {group.name}: values are not normal (Shapiro-Wilk p = {p_text(group.shapiro_p)}): trust "
                f"the test on ranks more than the t-test."
            )
    yield from (f"  {note}" for note in each.notes)


def _brief(found: GroupComparison, each: MeasureComparison) -> Iterator[str]:
    """Yield a line for each pair, where they are many."""
    names = [f"{pair.second} against {pair.first}" for pair in each.pairs]
    width = max(map(len, names))
    interval = f"{100 * found.confidence:g} % interval"
    yield f"  {'':<{width}}  {'difference':>10} {interval:>22} {'g':>7} {'t-test p':>9} {'ranks p':>9}"
    for name, pair in zip(names, each.pairs, strict=True):
        if pair.t_test is None or pair.difference is None or pair.g is None:
            yield f"  {name:<{width}}  {pair.why_not}"
            continue
        ends = f"{number_text(pair.difference.low)} to {number_text(pair.difference.high)}"
        mark = " *" if pair.t_p < LEVEL else ""
        yield (
            f"  {name:<{width}}  {number_text(pair.difference.estimate):>10} {ends:>22} "
            f"{pair.g.estimate:>7.2f} {p_text(pair.t_p):>9} {p_text(pair.rank_p):>9}{mark}"
        )
    yield f"  * a difference of means at the {LEVEL:.0%} level; p-values are corrected"


def _pair(found: GroupComparison, pair: PairComparison) -> Iterator[str]:
    yield f"  {pair.second} against {pair.first}"
    if pair.t_test is None or pair.rank_test is None or pair.difference is None or pair.g is None:
        yield f"    {pair.why_not}"
        return
    yield f"    difference of means  {_interval(pair.difference)}"
    yield f"    Hedges' g            {_interval(pair.g)}, {_size(pair.g.estimate)}"
    if pair.delta:
        yield f"    Cliff's delta        {_interval(pair.delta)}"
    corrected = found.n_tests > 1
    for test, p in ((pair.t_test, pair.t_p), (pair.rank_test, pair.rank_p)):
        yield f"    {_test(test)}" + (f", corrected {p_text(p)}" if corrected else "")
    yield f"    {verdict(pair)}"
    if pair.least_rank_p >= LEVEL:
        values, name = f"{pair.n[0]} and {pair.n[1]} values", "Mann-Whitney"
        if found.is_paired:
            values, name = f"{pair.n[0]} pairs", "Wilcoxon signed-rank"
        correction = f", corrected for {found.n_tests} tests," if corrected else ""
        yield (
            f"    With {values} the {name} test{correction} cannot get below p = {pair.least_rank_p:.2g}: "
            f"measure more."
        )


def _ranks_can_tell(each: MeasureComparison, group: str) -> bool:
    """Return whether a test on ranks could show a difference of a group from some other."""
    return any(pair.least_rank_p < LEVEL for pair in each.pairs if group in (pair.first, pair.second))


def verdict(pair: PairComparison) -> str:
    """Return one sentence that says what was found of two groups."""
    if pair.difference is None or pair.t_test is None:
        return pair.why_not
    word = "higher" if pair.difference.estimate > 0 else "lower"
    amount, low, high = map(
        number_text, (abs(pair.difference.estimate), pair.difference.low, pair.difference.high)
    )
    if pair.t_p < LEVEL:
        is_denied = (
            pair.least_rank_p < LEVEL <= pair.rank_p
        )  # not where ranks could show no difference at all
        agree = ", which the test on ranks does not confirm" if is_denied else ""
        return (
            f"{pair.second} is {word} by {amount} (the difference is from {low} to {high}): a "
            f"difference at the {LEVEL:.0%} level{agree}."
        )
    if not pair.difference.low <= 0 <= pair.difference.high:
        return (
            f"Corrected for the number of tests no difference is shown at the {LEVEL:.0%} level; alone it "
            f"would be from {low} to {high}."
        )
    beyond = " though the test on ranks finds one: look at the plot" if pair.rank_p < LEVEL else ""
    return (
        f"No difference is shown at the {LEVEL:.0%} level{beyond}; it may lie anywhere from {low} to {high}."
    )


def _size(g: float) -> str:
    size = abs(g)
    if size < SMALL:
        return "negligible"
    return "small" if size < MEDIUM else "medium" if size < LARGE else "large"


def _test(test: HypothesisTest) -> str:
    freedom = ", ".join(f"{each:.4g}" for each in test.degrees_of_freedom)
    letter = {"Mann-Whitney U test": "U", "Wilcoxon signed-rank test": "W", "one-way ANOVA": "F"}
    letter |= {"Kruskal-Wallis H test": "H", "Friedman test": "chi²", "Alexander-Govern test": "A"}
    symbol = letter.get(test.name, "t")
    return (
        f"{test.name}: {symbol}{f'({freedom})' if freedom else ''} = {test.statistic:.4g}, "
        f"p = {p_text(test.p_value)}"
    )


def p_text(p: float) -> str:
    """Return a p-value as people write it."""
    return f"{p:.4f}" if p >= 0.0001 else f"{p:.1e}"


def _interval(found: Interval) -> str:
    return f"{number_text(found.estimate)} ({number_text(found.low)} to {number_text(found.high)})"


def csv_rows(found: GroupComparison) -> Iterator[Sequence[object]]:
    """Yield the header, then a row for each measure and pair, all digits; empty where there is none."""
    yield CSV_HEADER
    for each in found.measures:
        groups = {group.name: group for group in each.groups}
        for pair in each.pairs:
            first, second = groups[pair.first], groups[pair.second]
            values: list[object] = [each.measure, pair.first, pair.second, *pair.n]
            values += [first.mean, second.mean, first.sd, second.sd]
            for interval in (pair.difference, pair.g, pair.delta):
                values += [interval.estimate, interval.low, interval.high] if interval else [""] * 3
            values += [*_of_test(pair.t_test, freedom=True), pair.t_p]
            values += [*_of_test(pair.rank_test, freedom=False), pair.rank_p, pair.why_not]
            yield ["" if isinstance(value, float) and math.isnan(value) else value for value in values]


def _of_test(test: HypothesisTest | None, *, freedom: bool) -> list[object]:
    if test is None:
        return [""] * (4 if freedom else 3)
    middle = list(test.degrees_of_freedom) if freedom else []
    return [test.name, test.statistic, *middle, test.p_value]


def record(found: GroupComparison) -> dict[str, Any]:
    """Return a comparison as values that JSON knows; what is not a number is null."""
    return {key: _plain(value) for key, value in asdict(found).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
