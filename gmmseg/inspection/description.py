"""A model in words and numbers: text, Markdown, HTML or JSON, and a paragraph for the methods of a paper."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from gmmseg.errors import counted
from gmmseg.imaging.feature_units import FeatureUnits
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.inspection.component_cards import SegmentCard, component_cards
from gmmseg.io import html
from gmmseg.settings import AUTO, Settings
from gmmseg.version import __version__

FORMATS = ("text", "markdown", "html", "json")
USED = ("numpy", "scipy", "numba", "scikit-image")  # what computes the labels
REFERENCES = {
    "em": "Dempster, Laird and Rubin (1977), Maximum likelihood from incomplete data via the EM algorithm, "
    "J. R. Statist. Soc. B 39(1), 1-38.",
    "blobworld": "Carson, Belongie, Greenspan and Malik (2002), Blobworld: image segmentation using "
    "expectation-maximization and its application to image querying, IEEE TPAMI 24(8), 1026-1038.",
    "k-means++": "Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding, SODA, "
    "1027-1035.",
    "variational": "Bishop (2006), Pattern recognition and machine learning, Springer, section 10.2.",
    "dirichlet process": "Blei and Jordan (2006), Variational inference for Dirichlet process mixtures, "
    "Bayesian Analysis 1(1), 121-143.",
    "icl": "Biernacki, Celeux and Govaert (2000), Assessing a mixture model for clustering with the "
    "integrated completed likelihood, IEEE TPAMI 22(7), 719-725.",
    "watershed": "Vincent and Soille (1991), Watersheds in digital spaces, IEEE TPAMI 13(6), 583-598.",
    "bhattacharyya": "Bhattacharyya (1943), On a measure of divergence between two statistical populations, "
    "Bulletin of the Calcutta Mathematical Society 35, 99-109.",
    "prior": "Zhang, Brady and Smith (2001), Segmentation of brain MR images through a hidden Markov random "
    "field model and the expectation-maximization algorithm, IEEE Trans. Med. Imaging 20(1), 45-57.",
    "reject": "Dubuisson and Masson (1993), A statistical decision rule with incomplete knowledge about "
    "classes, Pattern Recognition 26(1), 155-165.",
    "temperature": "Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks, ICML, "
    "1321-1330.",
}
COVARIANCES = {
    "full": "full covariances",
    "tied": "one full covariance for all",
    "diag": "diagonal covariances",
    "spherical": "spherical covariances",
}


@dataclass(frozen=True)
class ModelDescription:
    """A model in words and numbers.

    Attributes
    ----------
    title : str
        What it is of.
    facts : tuple of (str, str)
        Names of facts and their values.
    features : tuple of (str, str)
        Name and unit of each feature, as means and spreads of the cards have them.
    cards : tuple of SegmentCard
        What each segment is.
    methods : str
        A paragraph for the methods of a paper, with references by number.
    references : tuple of str
        These, in their order.
    notes : tuple of str
        Notes about the picture.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    features: tuple[tuple[str, str], ...]
    cards: tuple[SegmentCard, ...]
    methods: str
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def written(self, form: str) -> str:
        """Return it as "text", "markdown", "html" or "json"."""
        return {"text": _text, "markdown": _markdown, "html": _html, "json": _json}[form](self)

    def methods_written(self, form: str = "text") -> str:
        """Return the paragraph on methods with its references."""
        listed = [f"[{number}] {each}" for number, each in enumerate(self.references, 1)]
        if form == "json":
            return json.dumps({"methods": self.methods, "references": list(self.references)}, indent=2) + "\n"
        if form == "html":
            parts = [html.paragraph(self.methods), *(html.paragraph(each) for each in listed)]
            return html.page("Methods", *parts)
        between = "\n\n" if form == "markdown" else "\n"
        return between.join([self.methods, *listed]) + "\n"

    def as_values(self) -> dict[str, Any]:
        """Return it as values that JSON knows."""
        values = asdict(self) | {"gmmseg": __version__, "facts": dict(self.facts)}
        values["features"] = [{"name": name, "unit": unit} for name, unit in self.features]
        return values | {"cards": [card.as_values() for card in self.cards]}


def describe(
    subject: Segmentation | Model,
    *,
    settings: Settings | None = None,
    title: str = "",
    stability: bool = True,
) -> ModelDescription:
    """Return a model in words and numbers.

    Parameters
    ----------
    subject : Segmentation or Model
        A segmentation says more: sizes, channels in the file's numbers, uncertainty, stability.
    settings : Settings, optional
        Those of the fit, where they are known: the methods name them.
    title : str
        What it is of; by default the picture's name.
    stability : bool
        Whether segments are refitted to resampled parts of the picture, which takes a second.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> picture = np.zeros((40, 60), np.uint8)
    >>> picture[:, 40:] = 200
    >>> description = gmmseg.describe(gmmseg.segment(picture, 2))
    >>> dict(description.facts)["segments"]
    '2, of 2 components'
    """
    model, image = (subject, None) if isinstance(subject, Model) else (subject.model, subject.image)
    units = FeatureUnits.of(model.features, image)
    methods, references = _methods(model, settings)
    return ModelDescription(
        title or ("Model" if image is None else image.name),
        tuple(_facts(model, subject, image)),
        tuple(zip(units.names, units.units, strict=True)),
        component_cards(subject, stability=stability),
        methods,
        references,
        () if isinstance(subject, Model) else subject.every_note,
    )


def _facts(model: Model, subject: Segmentation | Model, image: Image | None) -> Iterator[tuple[str, str]]:
    mixture, training, provenance = model.mixture, model.training, model.provenance
    yield "made by", f"gmmseg {__version__ if training is None else training.version}"
    dated = f", {provenance.date}" if provenance.date else ""
    yield "version", f"{provenance.version}{dated}"
    if provenance.parent:
        yield "refitted from", provenance.parent
    if image is not None:
        yield "picture", f"{image.width} x {image.height} pixels, {', '.join(image.channels)}"
    yield "segments", f"{len(model.segments)}, of {counted(mixture.n_components, 'component')}"
    yield "features", ", ".join(model.features.names)
    yield "covariances", mixture.covariance_type
    yield "smoothing", f"{model.smoothing:g}"
    yield (
        "prior of regions",
        {"none": "none", "own": "for its own pictures", "all": "for all pictures"}[model.regions],
    )
    yield "reject", f"{100 * model.reject:g} % of pixels like those of the fit" if model.reject else "off"
    yield (
        "probabilities",
        (f"calibrated, temperature {model.temperature:.4g}" if model.is_calibrated else "not calibrated"),
    )
    if training is not None:
        yield "made from", f"{counted(len(training.pictures), 'picture')}, seed {training.seed}"
        yield "log-likelihood", f"{training.mean:.4f} nats a pixel, sd {training.deviation:.4f}"
    if isinstance(subject, Segmentation):
        yield "mean log-likelihood here", f"{subject.log_likelihood:.4f} nats a pixel"


def _methods(model: Model, settings: Settings | None) -> tuple[str, tuple[str, ...]]:
    """Return the paragraph on methods and what it refers to."""
    cited: list[str] = []

    def cite(*names: str) -> str:
        for name in names:
            if name not in cited:
                cited.append(name)
        return f"[{', '.join(str(cited.index(name) + 1) for name in names)}]"

    training = model.training
    made = __version__ if training is None else training.version
    n_pictures = 1 if training is None else len(training.pictures)
    is_variational = settings is not None and settings.inference == "variational"
    fitted = (
        f"variational inference {cite('variational')}"
        if is_variational
        else f"expectation-maximisation {cite('em')}"
    )
    first = (
        f"Segmentation was done with gmmseg {made} by a Gaussian mixture model, fitted by "
        f"{fitted} to {', '.join(model.features.names)} of the pixels "
        f"{cite('blobworld')} of {counted(n_pictures, 'picture')}."
    )
    sentences = [first, *_about_fit(model, settings, cite)]
    if model.smoothing > 0:
        sentences.append(
            f"Labels of neighbouring pixels were regularised with a spatial prior of strength "
            f"{model.smoothing:g} {cite('prior')}."
        )
    if model.reject > 0:
        sentences.append(
            f"Pixels less likely than the {100 * model.reject:g} % quantile of the log-likelihood of "
            f"training pixels were left unassigned {cite('reject')}."
        )
    if model.is_calibrated:
        sentences.append(
            f"Probabilities were calibrated with a temperature of {model.temperature:.4g} "
            f"{cite('temperature')}."
        )
    sentences.append(f"Computations used {versions()}.")
    return " ".join(sentences), tuple(REFERENCES[name] for name in cited)


def _about_fit(model: Model, settings: Settings | None, cite: Any) -> Iterator[str]:
    """Yield sentences on how the mixture was made."""
    n, k = len(model.segments), model.mixture.n_components
    kind = COVARIANCES[model.mixture.covariance_type]
    if model.regions == "none":
        yield f"The mixture has {counted(k, 'component')} with {kind} for {counted(n, 'segment')}."
    else:
        yield (
            f"Mixtures were fitted to the regions of a watershed hierarchy {cite('watershed')}, and "
            f"components near each other by the Bhattacharyya distance {cite('bhattacharyya')} merged to "
            f"{counted(n, 'segment')} of {counted(k, 'component')} with {kind}."
        )
    if settings is not None:
        yield _about_number(model, settings, cite)
        start = f"{settings.start} {cite('k-means++')}" if settings.start == "k-means++" else settings.start
        yield (
            f"Of {counted(settings.restarts, 'start')} by {start} the likeliest was taken; the fit ended "
            f"at a gain below {settings.tolerance:g} nats or after "
            f"{counted(settings.max_iterations, 'iteration')}; standard deviations were at least "
            f"{settings.noise:g} of the picture's own."
        )
    if model.training is not None:
        yield f"The seed of random numbers was {model.training.seed}."


def _about_number(model: Model, settings: Settings, cite: Any) -> str:
    """Return a sentence on who chose the number of segments."""
    n = settings.n_components
    if settings.inference == "variational":
        prior = settings.weight_prior.replace("_", " ").replace("dirichlet", "Dirichlet")
        reference = f" {cite('dirichlet process')}" if settings.weight_prior == "dirichlet_process" else ""
        most = f" of at most {n}" if isinstance(n, int) else ""
        return (
            f"With a {prior}{reference} as the prior of the weights, "
            f"{counted(model.mixture.n_components, 'component')}{most} kept weight."
        )
    if n != AUTO and not isinstance(n, tuple):
        return f"{counted(n, 'segment')} had been asked for."
    among = f" among {n[0]} to {n[1]}" if isinstance(n, tuple) else ""
    if settings.criterion != AUTO:
        return f"Their number was chosen{among} by {settings.criterion.replace('_', ' ')}."
    if model.regions == "none":
        return f"Their number was chosen{among} by the integrated completed likelihood {cite('icl')}."
    return f"Their number was chosen{among} by how far merges of components are apart."


def versions() -> str:
    """Return what computes labels, with versions."""
    found = [f"Python {'.'.join(map(str, sys.version_info[:3]))}"]
    for name in USED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else found[0]


def _text(description: ModelDescription) -> str:
    wide = max(len(name) for name, _ in description.facts)
    lines = [description.title, "", *(f"{name:<{wide}}  {value}" for name, value in description.facts)]
    for card in description.cards:
        lines += ["", *_card_lines(card, description.features)]
    if description.notes:
        lines += ["", *(f"note: {note}" for note in description.notes)]
    lines += ["", "Methods", description.methods]
    lines += [f"[{number}] {each}" for number, each in enumerate(description.references, 1)]
    return "\n".join(lines) + "\n"


def _card_lines(card: SegmentCard, features: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield what a card says, a line each."""
    yield f"{_named(card.number, card.name)}  #{bytes(card.colour).hex()}  {100 * card.share:.1f} %"
    for part in card.components:
        numbers = zip(features, part.means, part.spreads, strict=True)
        shown = ", ".join(
            f"{name} {mean:.4g} ± {spread:.3g}{_of_unit(unit)}" for (name, unit), mean, spread in numbers
        )
        yield f"  component {part.number}, weight {part.weight:.3f}: {shown}"
    for channel in card.channels:
        middle = f"mean {channel.mean:.4g}, sd {channel.sd:.4g}, median {channel.median:.4g}"
        yield f"  channel {channel.channel}: {middle}"
    if card.effects:
        separating = ", ".join(f"{each.feature} (d = {each.effect:+.2f})" for each in card.effects[:3])
        yield f"  set apart by: {separating}"
    if card.neighbour is not None:
        yield f"  nearest: {_about_neighbour(card)}"
    if card.uncertainty is not None:
        yield f"  uncertainty: {card.uncertainty:.3f} (0 sure, 1 undecided)"
    if card.stability is not None:
        yield f"  stability: {card.stability:.2f}, {card.verdict}"


def _about_neighbour(card: SegmentCard) -> str:
    near = card.neighbour
    assert near is not None
    share = "" if near.confusion is None else f", {100 * near.confusion:.1f} % of its probability"
    return (
        f"{_named(near.number, near.name)}, Jeffries-Matusita {near.jeffries_matusita:.2f} of 2"
        f"{share}: {near.advice}"
    )


def _named(number: int, name: str) -> str:
    is_plain = name in (f"segment {number}", f"cluster {number}")
    return name.capitalize() if is_plain else f"Segment {number}: {name}"


def _of_unit(unit: str) -> str:
    return f" {unit}" if unit == "pixels" else ""


def _markdown(description: ModelDescription) -> str:
    lines = [f"# {_plain(description.title)}", "", "| property | value |", "|---|---|"]
    lines += [f"| {name} | {_plain(value)} |" for name, value in description.facts]
    for card in description.cards:
        first, *rest = _card_lines(card, description.features)
        lines += ["", f"## {_plain(first)}", "", *(f"- {_plain(each.strip())}" for each in rest)]
    lines += ["", "## Methods", "", _plain(description.methods), ""]
    lines += [f"{number}. {_plain(each)}" for number, each in enumerate(description.references, 1)]
    if description.notes:
        lines += ["", "## Notes", "", *(f"- {_plain(note)}" for note in description.notes)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return text that Markdown does not take for marks, on one line."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}<>|#" else c for c in text)
    return " ".join(escaped.split())


def _html(description: ModelDescription) -> str:
    parts = [html.facts(description.facts)]
    for card in description.cards:
        first, *rest = _card_lines(card, description.features)
        parts += [
            html.heading(html.colour_and_name(card.colour, first)),
            *(html.paragraph(each.strip()) for each in rest),
        ]
    parts += [html.heading("Methods"), html.paragraph(description.methods)]
    parts += [
        html.paragraph(f"[{number}] {each}", quiet=True)
        for number, each in enumerate(description.references, 1)
    ]
    parts += [html.paragraph(note, quiet=True) for note in description.notes]
    return html.page(description.title, *parts)


def _json(description: ModelDescription) -> str:
    return json.dumps(description.as_values(), indent=2) + "\n"
