"""How long does each plot take, from an empty sheet to pixels? Medians: `python benchmarks/plots.py`.

Of processor time, which other work on the machine changes least.
"""

import statistics
import time

import gmmseg
from gmmseg.assets import path
from gmmseg.plots.segments import SegmentPlots
from gmmseg.plots.sheet import sheet
from gmmseg.plots.style import drawn

NAMES = ("histogram", "scatter", "boxes", "qq", "merges", "shares")
REPEATS = 5


def seconds(plots: SegmentPlots, name: str) -> float:
    """Return how long one plot takes, from an empty sheet to pixels."""
    begin = time.process_time()
    figure, axes = sheet(1, 1)
    getattr(plots, name)(axes[0, 0])
    drawn(figure)
    return time.process_time() - begin


def main() -> None:
    """Print the median of each plot in milliseconds."""
    plots = SegmentPlots(gmmseg.segment(path("sample_images", "ihc.png"), 4))
    for name in NAMES:
        seconds(plots, name)
        found = statistics.median(seconds(plots, name) for _ in range(REPEATS))
        print(f"{name:<10} {1000 * found:6.0f} ms")


if __name__ == "__main__":
    main()
