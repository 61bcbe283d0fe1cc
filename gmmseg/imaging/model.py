"""A fitted model: mixture, features and segments, without the picture it was fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadChannelsError, BadSettingError, NotInBandsError, OtherFeaturesError
from gmmseg.imaging.channels import selection
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.preparation import ALL, AS_IT_IS
from gmmseg.mixture.em import Block, Parameters, labels, posterior

if TYPE_CHECKING:
    from gmmseg.imaging.segmentation import Segmentation


SLACK = 1e-3  # nats: a segment of one flat colour must not fall to how the last digit is rounded
TIED = 1e-9  # nats; log-likelihoods that differ by less are the same
LEVELS = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of training pixels that are explained worse than each of `Training.quantiles`."""


@dataclass(frozen=True)
class Training:
    """How well a model explains the pictures that it was fitted to.

    Attributes
    ----------
    pictures : tuple of str
        SHA-256 of each picture's pixels, hexadecimal.
    mean, deviation : float
        Of a pixel's log-likelihood, nats, in the unit of the model's features.
    quantiles : tuple of float
        Log-likelihoods below which the shares `LEVELS` of the pixels are.
    spread : float
        Standard deviation of the pictures' mean log-likelihoods; 0 where there is one picture.
    shares : tuple of float
        Of the pixels that each component of the mixture won, summing to 1.
    seed : int
        Where chance began.
    version : str
        Of gmmseg.
    """

    pictures: tuple[str, ...]
    mean: float
    deviation: float
    quantiles: tuple[float, ...]
    spread: float
    shares: tuple[float, ...]
    seed: int
    version: str

    @classmethod
    def of(cls, pictures: Sequence[str], scores: Sequence[ArrayLike], counts: ArrayLike, seed: int) -> Self:
        """Return the training's log-likelihoods and pictures, as they are kept.

        Parameters
        ----------
        pictures : sequence of str
            SHA-256 of each picture.
        scores : sequence of array-like of shape (n,)
            Log-likelihoods of pixels of each picture.
        counts : array-like of shape (k,)
            How many pixels each component won.
        seed : int
            Where chance began.
        """
        from gmmseg.version import __version__

        each = [np.asarray(part, np.float64) for part in scores]
        together, won = np.concatenate(each), np.asarray(counts, np.float64)
        return cls(
            tuple(pictures),
            float(together.mean()),
            float(together.std()),
            tuple(np.quantile(together, LEVELS).tolist()),
            float(np.std([part.mean() for part in each])),
            tuple((won / won.sum()).tolist()),
            seed,
            __version__,
        )

    def quantile(self, rate: float) -> float:
        """Return the log-likelihood, nats, below which the share `rate` of the training pixels is, 0 to 1.

        Between the shares that are kept, `LEVELS`, and below the first it is taken to be linear in the
        logarithm of the share: in two dimensions that of a Gaussian is exactly so, as it is minus half a
        chi-square variable. 0 is below all of them.
        """
        if rate <= 0:
            return -np.inf
        logs, known = np.log(LEVELS), np.asarray(self.quantiles)
        if rate >= LEVELS[0]:
            return float(np.interp(np.log(rate), logs, known))
        slope = (known[1] - known[0]) / (logs[1] - logs[0])
        return float(known[0] + slope * (np.log(rate) - logs[0]))

    def rate(self, scores: ArrayLike) -> NDArray[np.float64]:
        """Return the share of training pixels that are explained worse than log-likelihoods (n,): (n,).

        Exact to the shares that are kept, `LEVELS`; above the last of them it is that.
        """
        known = np.maximum.accumulate(np.asarray(self.quantiles) + 1e-12 * np.arange(len(LEVELS)))
        values = np.asarray(scores, np.float64)
        slope = max((known[1] - known[0]) / np.log(LEVELS[1] / LEVELS[0]), 1e-12)
        below = np.log(LEVELS[0]) + np.minimum(values - known[0], 0) / slope
        inside = np.interp(values, known, np.log(LEVELS))
        equal = (
            np.searchsorted(np.asarray(self.quantiles), values + TIED, "right") - 1
        )  # of an even picture all are
        inside = np.maximum(inside, np.where(equal >= 0, np.log(LEVELS)[np.maximum(equal, 0)], -np.inf))
        return np.asarray(np.exp(np.where(values < known[0], np.maximum(below, -700), inside)))

    @property
    def floor(self) -> float:
        """Log-likelihood below which one training pixel in a hundred is: less is unexplained."""
        return self.quantiles[LEVELS.index(0.01)]


RegionUse = Literal["none", "own", "all"]
REGION_USES: tuple[RegionUse, ...] = ("none", "own", "all")


@dataclass(frozen=True)
class Segment:
    """A named class of pixels.

    Attributes
    ----------
    name : str
        What people call it.
    colour : tuple of three int
        Red, green and blue, 0 to 255.
    components : tuple of int
        The components of the mixture that it owns, counted from 0.
    """

    name: str
    colour: tuple[int, int, int]
    components: tuple[int, ...]


@dataclass(frozen=True)
class Provenance:
    """Where a model comes from, as far as people want it recorded.

    Attributes
    ----------
    version : int
        1 for a first model, one more than its parent's for one that was refitted.
    date : str
        Day of the fit as 2026-11-30, empty where it was not asked for.
    parent : str
        SHA-256 of the text of the model that this one was refitted from, hexadecimal; empty for none.
    """

    version: int = 1
    date: str = ""
    parent: str = ""


FIRST = Provenance()


@dataclass(frozen=True, eq=False)
class Model:
    """Features, a mixture over them, and the segments that own its components.

    Segment number i (labels count from 1; 0 is unassigned) is `segments[i - 1]`.

    Attributes
    ----------
    features : Features
        What of a pixel is looked at, and in which unit.
    mixture : Parameters
        The Gaussian components.
    segments : tuple of Segment
        Every component belongs to one of them.
    smoothing : float
        Strength of the spatial prior that pictures are labelled with.
    training : Training or None
        What it was made from, where that is known.
    regions : {"none", "own", "all"}
        The pictures that are labelled with a prior of regions on segments: none, those that
        the model was made from, or all, which takes five times as long.
    objects : ObjectOptions or None
        How objects are made of the segments, where that was chosen.
    reject : float
        Share of pixels like those it was made from that may be left unassigned, label 0, since no component
        explains them: 0 (none) to 0.5.
    temperature : float
        What the logarithms of probabilities are divided by where these are shown or exported; it does not
        change labels. 1 unless the model was calibrated.
    provenance : Provenance
        Its version, date and parent.
    is_without_strips : bool
        Whether strips of its surroundings that a region took along count to these (decision 15). Models from
        before that keep their labels.
    """

    features: Features
    mixture: Parameters
    segments: tuple[Segment, ...]
    smoothing: float = 0.0
    training: Training | None = None
    regions: RegionUse = "none"
    objects: ObjectOptions | None = None
    reject: float = 0.0
    temperature: float = 1.0
    provenance: Provenance = FIRST
    is_without_strips: bool = False

    def __repr__(self) -> str:
        segments, k = len(self.segments), self.mixture.n_components
        features = ", ".join(self.features.names)
        return f"Model({segments} segments, {k} components, features {features})"

    @property
    def owners(self) -> NDArray[np.intp]:
        """Index into `segments` of the owner of each component, (k,)."""
        owners = np.zeros(self.mixture.n_components, np.intp)
        for index, segment in enumerate(self.segments):
            owners[list(segment.components)] = index
        return owners

    def posterior(self, block: Block) -> NDArray[np.float32]:
        """Return the probability of each segment for each sample of a block (n, d): (n, n_segments)."""
        return np.asarray(posterior(block, self.mixture, self.owners, len(self.segments)), np.float32)

    def labels(self, block: Block) -> NDArray[np.uint16]:
        """Return the index of the most probable segment for each sample of a block (n, d): (n,)."""
        return labels(block, self.mixture, self.owners)

    def in_component_order(self) -> tuple["Model", NDArray[np.intp]]:
        """Return the model with its segments in the order of their first components, and the order.

        What is computed in this order and numbered afterwards is the same, bit for bit, whatever order the
        segments have: sums are rounded as their terms follow each other.

        Returns
        -------
        model : Model
            The same mixture; its segments in another order.
        order : ndarray of shape (n_segments,), int
            Which segment of this model each segment of that one is, from 0.
        """
        n = self.mixture.n_components
        order = np.argsort([min(segment.components, default=n) for segment in self.segments], kind="stable")
        if (order == np.arange(len(order))).all():
            return self, order
        return replace(self, segments=tuple(self.segments[i] for i in order)), order

    def using_regions(self, regions: RegionUse | None) -> "Model":
        """Return the model with another choice of the pictures whose regions are used; None keeps its own."""
        return self if regions is None else replace(self, regions=regions)

    def rejecting(self, rate: float | None) -> "Model":
        """Return the model with another share of pixels that may be left unassigned; None keeps its own."""
        return self if rate is None else replace(self, reject=rate)

    @property
    def is_calibrated(self) -> bool:
        """Whether its probabilities were calibrated against a truth."""
        return self.temperature != 1.0

    @property
    def threshold(self) -> float:
        """Log-likelihood, nats, below which a pixel counts as explained by no component.

        Raises
        ------
        BadSettingError
            If pixels are to be rejected and the model does not say what it was made from.
        """
        if self.reject <= 0:
            return -np.inf
        if self.training is None:
            expected = "0 with a model that does not say how well it explains the pictures it was made from"
            raise BadSettingError("reject", self.reject, expected)
        return self.training.quantile(self.reject) - SLACK

    def with_objects(self, options: ObjectOptions | None) -> "Model":
        """Return the model with a choice of how objects are made of its segments."""
        return replace(self, objects=options)

    def uses_regions(self, image: Image) -> bool:
        """Return whether the segments' shares in each region of `image` are asked for its labels."""
        if self.regions == "own":
            image = self.prepared(image)
            return self.training is not None and image.digest in self.training.pictures
        return self.regions == "all"

    def with_preparation(
        self, channels: str | None = None, flatten: float | None = None, stains: str | None = None
    ) -> "Model":
        """Return the model with other channels in the place of its own, or other light; None keeps its own.

        Parameters
        ----------
        channels : str, optional
            The channels of pictures that stand for the model's, in their order.
        flatten : float, optional
            Typical object in pixels; 0 leaves uneven light, `preparation.SEARCHED` looks for the size.
        stains : str, optional
            How stains are told apart.

        Raises
        ------
        BadChannelsError
            If these are more or fewer channels than the model has.
        """
        if channels is None and flatten is None and stains is None:
            return self
        own = self.features.preparation or AS_IT_IS
        if channels is not None and channels != ALL:
            n = len(selection.items(channels))
            if self.features.colour == "channels" and n != len(self.features.colours):
                wanted = (
                    f"the model looks at {len(self.features.colours)} ({', '.join(self.features.colours)})"
                )
                raise BadChannelsError(
                    channels, f"{n} are given, and {wanted}", "Give as many, in that order"
                )
            own = replace(own, channels=channels, is_found_by_name=False)
        if flatten is not None:
            own = replace(own, flatten=flatten, is_bright=())
        if stains is not None:
            own = replace(own, stains=stains)
        known = None if own.changes_nothing else own
        return replace(self, features=replace(self.features, preparation=known))

    seeing = with_preparation  # what recipes of earlier versions call it

    def prepared(self, image: Image) -> Image:
        """Return `image` as the model sees it: channels found by name, chosen, computed and flattened."""
        return self.features.prepared(image)

    def check(self, image: Image) -> None:
        """Raise `OtherFeaturesError` if `image` has other features than the model looks at."""
        found = self.features.offered(image)
        if found != self.features.colours:
            raise OtherFeaturesError(image.name, self.features.colours, found)

    def check_is_in_bands(self, image: Image) -> None:
        """Raise `NotInBandsError` if the model asks for what a picture larger than memory cannot have."""
        n, preparation = image.height * image.width, self.features.preparation
        if self.features.texture != "off":
            raise NotInBandsError(image.name, n, "texture", "Use a model without it")
        if preparation is not None or self.prepared(image) is not image.source:
            raise NotInBandsError(
                image.name, n, "a choice of channels", "Use a model of channels as they are"
            )

    def key(self, image: Image) -> str:
        """Return what tells apart labellings of `image`: the same for the same labels, hexadecimal."""
        mixture, features = self.mixture, self.features
        arrays = (mixture.weights, mixture.means, mixture.covariances, features.centre, features.scale)
        digest = sha256(b"".join(np.ascontiguousarray(each, np.float64).tobytes() for each in arrays))
        regions = (self.regions, self.is_without_strips)
        facts = (features.names, features.span, self.smoothing, regions, mixture.covariance_type)
        owned = tuple(segment.components for segment in self.segments)
        digest.update(repr((facts, owned, self.uses_regions(image), image.digest)).encode())
        return digest.hexdigest()

    def measures(self, image: Image) -> bool:
        """Whether `image` is measured by the black and white that the model was fitted with."""
        image = self.prepared(image)
        if self.features.span is not None or not image.span.is_found:
            return True
        return self.training is not None and image.digest in self.training.pictures

    def notes(self, image: Image) -> tuple[str, ...]:
        """Return the notes on `image` where this model is applied to it."""
        if self.measures(image):
            return self.features.notes(image)
        note = (
            "The model does not say which values were black and white where it was fitted, so that its "
            "classes may be other values here: fit it again."
        )
        return (*image.notes, note)

    def save(self, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the model to a file of a few kB that people can read; return its path.

        Parameters
        ----------
        path : str or path-like
            The file, whose name ends in .gmm.json by custom.
        overwrite : bool
            Whether it may be replaced.

        Raises
        ------
        AlreadyThereError
            If the file exists and may not be replaced.
        CannotWriteError
            If it cannot be written.
        """
        from gmmseg.io.models import write

        return write(self, path, overwrite=overwrite)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "Model":
        """Return the model in a file, every field of it checked; nothing in a file is ever executed.

        Raises
        ------
        UnreadableModelError
            If the file is not a model, or its child `BadModelError` if a field of it is not as it must be.
        """
        from gmmseg.io.models import read

        return read(path)

    def apply(
        self, image: str | PathLike[str] | ArrayLike | Image, *, threads: int | None = None
    ) -> "Segmentation":
        """Label another picture with this model, without a fit; the same as `gmmseg.apply`.

        Parameters
        ----------
        image : str, path-like, array-like or Image
            As `gmmseg.segment` takes it. The model's own picture gets the labels that it got there.
        threads : int, optional
            Threads to work on, from 1; by default, and at most, one per processor.

        Raises
        ------
        OtherFeaturesError
            If the picture has other channels than the model looks at.
        """
        from gmmseg.pipeline import apply

        return apply(self, image, threads=threads)
