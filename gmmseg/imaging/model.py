"""A fitted model: mixture, features and segments, without the picture it was fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadChannelsError, OtherFeaturesError
from gmmseg.imaging.channels import selection
from gmmseg.imaging.channels.preparation import AS_IT_IS
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.mixture.em import Block, Parameters, labels, posterior

if TYPE_CHECKING:
    from gmmseg.imaging.segmentation import Segmentation


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

    @property
    def floor(self) -> float:
        """Log-likelihood below which one training pixel in a hundred is: less is unexplained."""
        return self.quantiles[LEVELS.index(0.01)]


Asked = Literal["none", "own", "all"]
ASKED: tuple[Asked, ...] = ("none", "own", "all")


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
        The pictures that are labelled with the regions' say in which segments live where: none, those that
        the model was made from, or all, which takes five times as long.
    objects : ObjectOptions or None
        How objects are made of the segments, where that was chosen.
    """

    features: Features
    mixture: Parameters
    segments: tuple[Segment, ...]
    smoothing: float = 0.0
    training: Training | None = None
    regions: Asked = "none"
    objects: ObjectOptions | None = None

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
        """Return the model with its segments in the order of their first components, and which each was.

        What is computed in this order and numbered afterwards is the same, bit for bit, whatever order the
        segments have: sums are rounded as their terms follow each other.
        """
        n = self.mixture.n_components
        order = np.argsort([min(segment.components, default=n) for segment in self.segments], kind="stable")
        if (order == np.arange(len(order))).all():
            return self, order
        return replace(self, segments=tuple(self.segments[i] for i in order)), order

    def asking(self, regions: Asked | None) -> "Model":
        """Return the model with another choice of the pictures whose regions are used; None keeps its own."""
        return self if regions is None else replace(self, regions=regions)

    def with_objects(self, options: ObjectOptions | None) -> "Model":
        """Return the model with a choice of how objects are made of its segments."""
        return replace(self, objects=options)

    def uses_regions(self, image: Image) -> bool:
        """Return whether the segments' shares in each region of `image` are asked for its labels."""
        if self.regions == "own":
            image = self.prepared(image)
            return self.training is not None and image.digest in self.training.pictures
        return self.regions == "all"

    def seeing(
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
        if channels is not None and channels != selection.ALL:
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

    def prepared(self, image: Image) -> Image:
        """Return `image` as the model sees it: channels found by name, chosen, computed and flattened."""
        return self.features.prepared(image)

    def check(self, image: Image) -> None:
        """Raise `OtherFeaturesError` if `image` has other features than the model looks at."""
        found = self.features.offered(image)
        if found != self.features.colours:
            raise OtherFeaturesError(image.name, self.features.colours, found)

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
