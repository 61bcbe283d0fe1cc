"""The report of one picture as one HTML file: pictures, tables, plots, settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gmmseg.errors import counted
from gmmseg.imaging.rendering import render
from gmmseg.io import html
from gmmseg.io.exporters import report_plots
from gmmseg.io.exporters.context import Colour, ExportContext, Output, as_text
from gmmseg.io.html import Markup
from gmmseg.version import __version__

if TYPE_CHECKING:
    from gmmseg.imaging.model import Model
    from gmmseg.imaging.segment_statistics import SegmentSummary
    from gmmseg.imaging.segmentation import Segmentation


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_report.html", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write the page."""
    content = html.page(
        context.image_name,
        _summary(context),
        html.heading("What was found"),
        _pictures(context),
        html.heading("Segments"),
        _table(context),
        *_objects(context),
        html.heading("Statistics"),
        *_statistics(context),
        html.heading("How sure"),
        *_uncertainty(context),
        html.heading("The model"),
        *_model(context),
        *_notes(context),
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(content)


def _summary(context: ExportContext) -> Markup:
    image, found = context.segmentation.image, context.segmentation
    channels = f"{counted(image.n_channels, 'channel')} of {image.pixels.dtype}"
    size = f"{image.width} × {image.height} pixels, {channels}"
    n_left, n_pixels = int((found.labels == 0).sum()), found.labels.size
    left = f"; {n_left:,} pixels ({n_left / n_pixels:.1%}) are in none and do not count" if n_left else ""
    return html.paragraph(
        f"{size}; {counted(found.n_segments, 'segment')}{left}. gmmseg {__version__}.", quiet=True
    )


def _pictures(context: ExportContext) -> Markup:
    n = context.segmentation.n_segments
    overlay = render.overlay(context.picture, context.labels, context.colours, context.opacity)
    mean = render.mean_picture(context.picture, context.labels, n)
    parts = [(context.picture, "The picture"), (overlay, "Its segments"), (mean, "Each in its mean colour")]
    return html.row(html.picture(pixels, caption) for pixels, caption in parts)


def _table(context: ExportContext) -> Markup:
    rows = [
        (
            row.number,
            html.colour_and_name(context.colours[row.number - 1], row.name),
            f"{row.pixels:,}",
            f"{row.percent:.2f}",
            html.bar(row.percent / 100),
            _colour(row.seen_colour),
        )
        for row in context.rows
    ]
    header = ("No.", "Segment", "Pixels", "Percent", "", "Mean red, green, blue")
    return html.table(header, rows, numbers=(0, 2, 3))


def _objects(context: ExportContext) -> Iterator[Markup]:
    if not context.objects:
        return
    rows = [
        (
            row.number,
            as_text(row.name),
            f"{row.pixels:,}",
            f"{row.percent:.2f}",
            html.bar(row.percent / 100),
            _colour(row.seen_colour),
        )
        for row in context.object_rows
    ]
    yield html.heading("Objects")
    yield html.table(
        ("No.", "Object", "Pixels", "Percent", "", "Mean red, green, blue"), rows, numbers=(0, 2, 3)
    )


def _statistics(context: ExportContext) -> Iterator[Markup]:
    """Yield tables of areas and channels, and what the tests of normality mean."""
    found = context.segment_statistics
    segments = [each for each in found.segments if each.number in context.numbers]
    header = ("No.", "Segment", "Percent", "95 % interval", "Is it one Gaussian?")
    rows = [
        (each.number, as_text(each.name), f"{100 * each.share.estimate:.2f}", _interval(each), each.meaning)
        for each in segments
    ]
    yield html.table(header, rows, numbers=(0, 2))
    rows_of_channels = [
        (
            each.number,
            as_text(channel.channel),
            *(f"{value:.4g}" for value in (channel.mean, channel.sd, *channel.quantiles)),
            "–" if channel.normality is None else f"{channel.normality.shapiro_p:.2g}",
            "–" if channel.normality is None else f"{channel.normality.lilliefors_p:.2g}",
        )
        for each in segments
        for channel in each.channels
    ]
    quantiles = ("5 %", "25 %", "median", "75 %", "95 %")
    tests = ("Shapiro-Wilk p", "Kolmogorov-Smirnov p")
    columns = ("No.", "Channel", "Mean", "Deviation", *quantiles, *tests)
    yield html.table(columns, rows_of_channels, numbers=(0, *range(2, 11)))
    yield from (html.paragraph(note, quiet=True) for note in found.notes)


def _interval(segment: "SegmentSummary") -> str:
    if np.isnan(segment.share.low):
        return "–"
    return f"{100 * segment.share.low:.2f} to {100 * segment.share.high:.2f}"


def _colour(colour: Colour | None) -> Markup:
    """Return a mean colour as a square and numbers; nothing where there is none."""
    return Markup("" if colour is None else html.swatch(colour) + html.text(", ".join(map(str, colour))))


def _uncertainty(context: ExportContext) -> Iterator[Markup]:
    uncertainty = context.segmentation.uncertainty
    usable = context.segmentation.labels > 0
    share = float((uncertainty[usable] > 0.5).mean()) if usable.any() else 0.0
    yield html.paragraph(
        f"Mean uncertainty is {float(uncertainty[usable].mean()):.2f}, from 0 (sure) to 1 (undecided); "
        f"{share:.1%} of the pixels are above 0.5. It is what the model says of itself: where the model is "
        f"wrong, it may be sure all the same."
    )
    yield html.row(
        [
            html.picture(
                render.uncertainty_picture(uncertainty), "Uncertainty: black sure, pale yellow undecided"
            ),
            html.picture(
                report_plots.confidence(context), "How probable each pixel's segment is", is_plot=True
            ),
        ]
    )


def _origin(found: "Segmentation") -> str:
    """Return in words where the model comes from."""
    n = found.n_iterations
    if n == 0:
        return "The model was there already and was applied as it is"
    state = "converged" if found.converged else "was stopped before it converged,"
    return f"The fit {state} after {n} {'iteration' if n == 1 else 'iterations'} on all pixels"


def _model(context: ExportContext) -> Iterator[Markup]:
    found, model = context.segmentation, context.segmentation.model
    mixture, features = model.mixture, model.features
    yield html.paragraph(
        f"A mixture of {counted(mixture.n_components, 'Gaussian')} over "
        f"{counted(features.n_features, 'feature')} "
        f"({', '.join(features.names)}), {mixture.covariance_type} covariances, seed {found.seed}. "
        f"{_origin(found)}; mean log-likelihood {found.log_likelihood:.4f} nats."
    )
    yield html.picture(
        report_plots.components(context), "Pixels and components; ellipses at two sigmas", is_plot=True
    )
    yield _components(model)


def _components(model: "Model") -> Markup:
    mixture, features, owners = model.mixture, model.features, model.owners
    raw = mixture.means * features.scale + features.centre
    spreads = np.sqrt(np.diagonal(mixture.full_covariances, axis1=1, axis2=2)) * features.scale
    rows = [
        (
            k + 1,
            model.segments[owners[k]].name,
            f"{mixture.weights[k]:.4f}",
            *(f"{mean:.3g} ± {spread:.2g}" for mean, spread in zip(raw[k], spreads[k], strict=True)),
        )
        for k in range(mixture.n_components)
    ]
    numbers = (0, *range(2, 3 + features.n_features))
    return html.table(("Component", "Segment", "Weight", *features.names), rows, numbers)


def _notes(context: ExportContext) -> Iterator[Markup]:
    if context.segmentation.notes:
        yield html.heading("Notes")
    for note in context.segmentation.notes:
        yield html.paragraph(note)
