"""The report of a batch in one HTML file: counts, shares, and its pictures, the worst first."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.plan import Plan
from gmmseg.batch.reference_model import MODEL, load_reference
from gmmseg.batch.report import notes, plots, thumbnails
from gmmseg.batch.summary import NAME as TABLE
from gmmseg.batch.summary import worst_first
from gmmseg.imaging.model import Model
from gmmseg.imaging.rendering.render import palette
from gmmseg.io import html
from gmmseg.io.atomic import writing
from gmmseg.io.exporters import KINDS
from gmmseg.io.html import Markup
from gmmseg.settings import Settings
from gmmseg.version import __version__

NAME = "gmmseg-batch.html"
LARGE, SMALL = 12, 60  # how many pictures are shown, the worst ones, for the eye and in the table
MOST = 2000  # pictures that a page tells of
LARGE_SIDE, SMALL_SIDE = 360, 96  # pixels
STATES = {"done": "done", "failed": "failed", "skipped": "left out for drift"}

ManifestLine = dict[str, Any]


@dataclass(frozen=True)
class RunSpeed:
    """How fast a run was: pictures that it worked on, seconds that it took."""

    n_pictures: int
    seconds: float


def write(plan: Plan, pace: RunSpeed | None = None) -> Path:
    """Write the page about the pictures of a plan, from what the manifest says, and return its path.

    A page with the same content is not written again, unless there is a `pace` to show.
    """
    path = plan.folder / NAME
    lines, counts = sampled(plan, Manifest.of(plan.folder))
    batch = ReportData(plan, lines, pace, counts)
    if pace is None and path.is_file() and batch.mark.encode() in path.read_bytes():
        return path
    content = html.page(f"Batch: {plan.folder.absolute().name}", *batch.parts())
    with writing(path, overwrite=True) as temporary:
        temporary.write_text(content, encoding="utf-8")
    return path


def sampled(plan: Plan, manifest: Manifest) -> tuple[list[ManifestLine], Counter[str] | None]:
    """Return what is known of a plan's pictures, in their order, and how many there are of each status.

    Of more than `MOST` these are the worst, and others spread evenly over the plan; the counts are of all,
    and None where nothing is left out.
    """
    known = (manifest.lines.get(each.name) for each in plan.pictures)
    if len(plan.pictures) <= MOST:
        return [line for line in known if line is not None], None
    step, counts = -(-len(plan.pictures) // (MOST // 2)), Counter[str]()
    spread: dict[str, ManifestLine] = {}
    worst: list[ManifestLine] = []
    for number, line in enumerate(known):
        if line is None:
            continue
        counts[line["status"]] += 1
        if number % step == 0:
            spread[line["picture"]] = line
        worst.append(line)
        if len(worst) >= MOST:
            worst = list(_worst_of(worst))
    chosen = spread | {line["picture"]: line for line in _worst_of(worst)}
    return [chosen[each.name] for each in plan.pictures if each.name in chosen], counts


def _worst_of(lines: Sequence[ManifestLine]) -> Sequence[ManifestLine]:
    """Return the worst lines, failed pictures before all others: half as many as are shown."""
    failed = [line for line in lines if line["status"] == "failed"]
    return [*failed, *worst_first(lines)][: MOST // 2]


@dataclass(frozen=True)
class ReportData:
    """The pictures of a plan and what is known of them, as parts of a page.

    `counts` are those of all pictures by status where `lines` are a sample of them.
    """

    plan: Plan
    lines: Sequence[ManifestLine]
    pace: RunSpeed | None = None
    counts: Counter[str] | None = None

    @cached_property
    def judged(self) -> list[ManifestLine]:
        """What is known of pictures that a model was compared with, the worst first."""
        return list(worst_first(self.lines))

    @cached_property
    def model(self) -> Model | None:
        """The model of the recipe, or the one that was made for it."""
        return self.plan.recipe.model or load_reference(self.plan.folder / MODEL)

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of files that there are, whichever run wrote them, and that are asked for."""
        there = {mark.partition(" ")[0] for line in self.lines for _, _, mark in line.get("files", ())}
        return [kind for kind in KINDS if kind in {*there, *self.plan.recipe.kinds}]

    @property
    def mark(self) -> str:
        """A remark in the page that changes with everything the page is made of, but for the pace."""
        recipe = self.plan.recipe
        facts = [__version__, recipe.digest, self.kinds, len(self.plan.pictures), list(self.lines)]
        facts += [] if self.counts is None else [dict(self.counts)]
        return f"<!-- {hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()} -->"

    @cached_property
    def colours(self) -> list[tuple[int, int, int]]:
        """The colour of each class."""
        n = max((len(line["classes"]) for line in self.judged), default=0)
        known = () if self.model is None else self.plan.recipe.classes(self.model)
        own = [segment.colour for segment in known]
        return own if len(own) >= n else list(palette(n))

    def parts(self) -> Iterator[Markup]:
        """Yield the page from top to bottom."""
        yield Markup(self.mark)
        yield from self._summary()
        yield from self._failures()
        if self.judged:
            yield html.heading("Classes")
            yield from self._classes()
            yield html.heading("The worst first")
            yield from self._worst()
            yield from notes.of_several(self.judged)
            yield html.heading("All pictures")
            yield self._table()
        yield html.heading("How it was made")
        yield html.facts(self._settings())

    def _summary(self) -> Iterator[Markup]:
        counts = Counter(str(line["status"]) for line in self.lines) if self.counts is None else self.counts
        parts = [f"{counts[status]} {label}" for status, label in STATES.items() if counts[status]]
        left = len(self.plan.pictures) - sum(counts[status] for status in STATES)
        parts += [f"{left} not tried"] if left else []
        n = len(self.plan.pictures)
        yield html.paragraph(f"{n} picture{'' if n == 1 else 's'}: {', '.join(parts)}. gmmseg {__version__}.")
        if self.counts is not None:
            sentence = f"Shown are {len(self.lines):,} of them, the worst and others spread evenly"
            yield html.paragraph(f"{sentence}; {TABLE} has all.")
        if self.pace is not None and self.pace.n_pictures:
            rate = self.pace.n_pictures / max(self.pace.seconds, 1e-9)
            worked = f"{self.pace.n_pictures} in {self.pace.seconds:.1f} s, {rate:.1f} pictures a second"
            yield html.paragraph(f"The last run did {worked}.", quiet=True)
        lights = Counter(line["drift"]["light"] for line in self.judged)
        shown = (
            Markup(f"<span>{html.light(name)}: {html.text(lights[name])}</span> ")
            for name in ("green", "amber", "red", "unknown")
            if lights[name]
        )
        yield Markup(f'<p class="lights">{"".join(shown)}</p>')

    def _failures(self) -> Iterator[Markup]:
        failed = [line for line in self.lines if line["status"] == "failed"]
        if failed:
            yield html.heading("Failed")
            rows = [
                (Markup(f'<span class="name">{html.text(line["picture"])}</span>'), line.get("error", ""))
                for line in failed
            ]
            yield html.table(("Picture", "What happened"), rows)

    def _classes(self) -> Iterator[Markup]:
        shares = plots.shares(self.judged)
        rows = [
            (number + 1, self._named(number), *(f"{value:.1f}" for value in plots.spread(column)))
            for number, column in enumerate(shares.T)
        ]
        if self.plan.recipe.may_refit:
            name = self.judged[0]["classes"][-1]["name"]
            yield html.paragraph(
                f"The last class, {name}, is what is like no class of the model.", quiet=True
            )
        header = ("No.", "Class", "Mean %", "Deviation", "Least", "Median", "Most")
        yield html.table(header, rows, numbers=(0, *range(2, 7)))
        plot = plots.over_pictures(shares, self.colours)
        caption = "Share of each class in every picture; a dot is a picture, the line is the median"
        yield html.picture(plot, caption, is_plot=True)

    def _named(self, number: int) -> Markup:
        names = (line["classes"] for line in self.judged if len(line["classes"]) > number)
        return html.colour_and_name(self.colours[number], next(names)[number]["name"])

    def _worst(self) -> Iterator[Markup]:
        yield html.paragraph("How unlike the model's own pictures they are; a red one is worth a look.")
        figures = []
        for line in self.judged[:LARGE]:
            data = self._miniature(line, LARGE_SIDE)
            caption = Markup(
                f"{html.light(line['drift']['light'])} &nbsp;{html.text(line['picture'])}<br>"
                f"{html.text(line['drift']['reason'])}{notes.of_picture(line)}"
            )
            figures += [html.figure(data, caption)] if data else []
        yield html.row(figures)

    def _table(self) -> Markup:
        rows = []
        for i, line in enumerate(self.judged):
            drift = line["drift"]
            data = self._miniature(line, SMALL_SIDE) if i < SMALL else ""
            shares = [each["percent"] / 100 for each in line["classes"]]
            rows.append(
                (
                    Markup(f'<img class="small" alt="" src="{data}">' if data else ""),
                    Markup(f'<span class="name">{html.text(line["picture"])}</span>'),
                    Markup(f'<span class="whole">{html.light(drift["light"])}</span>'),
                    f"{line['log_likelihood']:.2f}",
                    Markup(html.text(drift["reason"]) + notes.of_picture(line)),
                    html.stack(shares, self.colours),
                )
            )
        return html.table(("", "Picture", "Drift", "Likelihood", "Reason", "Shares"), rows, numbers=(3,))

    def _miniature(self, line: ManifestLine, side: int) -> str:
        """Return the overlay of a picture as an address that holds it; nothing where there is none."""
        pixels = thumbnails.of_result(self.plan, line, side, self.colours)
        return "" if pixels is None else html.encoded(pixels, largest=side)

    def _settings(self) -> list[tuple[str, str]]:
        recipe, model = self.plan.recipe, self.model
        source = {"model": "a model that was there", "each": "a fit of each picture, classes matched"}
        rows = [
            ("Labels come from", source.get(recipe.source, "one fit of all pictures together")),
            ("Adapted to each picture", f"strength {recipe.adapt:g}" if recipe.adapt else "no"),
            ("A picture unlike the model", ON_DRIFT[recipe.on_drift]),
            ("Files of each picture", ", ".join(self.kinds)),
            ("Table of all numbers", TABLE),
        ]
        if model is not None:
            k, names = model.mixture.n_components, ", ".join(model.features.names)
            rows.insert(1, ("The model", f"{len(model.segments)} classes, {k} Gaussians over {names}"))
        if recipe.source != "model":
            rows.insert(2, ("Settings of the fit", settings_text(recipe.settings)))
        return rows


ON_DRIFT = {"warn": "is marked", "refit": "is fitted anew, classes matched", "skip": "is left out"}


SETTING_NAMES = {
    "n_components": "segments",
    "method": "method",
    "covariance_type": "covariance",
    "colour": "colour",
    "position": "position",
    "texture": "texture",
    "channels": "channels",
    "stains": "stains",
    "flatten": "flatten",
    "start": "start",
    "restarts": "restarts",
    "tolerance": "tolerance",
    "max_iterations": "maximum iterations",
    "noise": "noise",
    "smoothing": "smoothing",
    "reject": "reject",
    "detail": "detail",
    "min_region": "minimum region",
    "seed": "seed",
    "criterion": "criterion",
    "inference": "inference",
    "weight_prior": "weight prior",
    "concentration": "concentration",
}


def settings_text(settings: Settings) -> str:
    """Return every setting and its value on one line."""
    return "; ".join(f"{label} {_shown(getattr(settings, name))}" for name, label in SETTING_NAMES.items())


def _shown(value: str | float | tuple[int, int]) -> str:
    if isinstance(value, tuple):
        return f"{value[0]} to {value[1]}"
    return value if isinstance(value, str) else f"{value:.12g}"
