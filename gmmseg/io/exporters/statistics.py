"""Statistics of each segment and channel, and plots of them: spread, normality, areas with intervals."""

import csv
import math
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path

from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.table import safe
from gmmseg.statistics.normality import NormalityTest

NO_TEST = ("",) * len(fields(NormalityTest))
HEADER = (
    *("segment", "name", "pixels", "share", "share_low", "share_high", "channel", "mean", "sd"),
    *("q05", "q25", "median", "q75", "q95"),
    *("n_thinned", "skewness", "kurtosis", "shapiro_w", "shapiro_p", "ks_distance", "ks_p", "lilliefors_p"),
    *("mardia_skewness_p", "mardia_kurtosis_p", "meaning"),
)


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_statistics.csv", lambda path: write(path, context))


def plots(context: ExportContext) -> Iterator[Output]:
    """Yield a picture of six plots of the model and the segments."""
    yield Output("_plots.png", lambda path: write_plots(path, context))


def write_plots(path: Path, context: ExportContext) -> None:
    """Write the plots of every segment, exported or not: a mixture is seen whole."""
    from gmmseg.plots.segments import segmentation_figure
    from gmmseg.plots.style import encoded

    path.write_bytes(encoded(segmentation_figure(context.segmentation), ".png"))


def write(path: Path, context: ExportContext) -> None:
    """Write a row for each exported segment and channel; what is unknown is empty.

    `mean` to `q95` are of all pixels in the numbers of the file, tests of thinned ones.
    """
    found = context.segment_statistics
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        for segment in found.segments:
            if segment.number not in context.numbers:
                continue
            joint = segment.mardia
            share = (segment.share.estimate, segment.share.low, segment.share.high)
            head = (segment.number, safe(segment.name), segment.pixels, *share)
            tail = ("", "") if joint is None else (joint.skewness_p, joint.kurtosis_p)
            for channel in segment.channels:
                tests = NO_TEST if channel.normality is None else astuple(channel.normality)
                numbers = (channel.mean, channel.sd, *channel.quantiles)
                row = (*head, safe(channel.channel), *numbers, *tests, *tail, safe(segment.meaning))
                rows.writerow(["" if isinstance(x, float) and math.isnan(x) else x for x in row])
