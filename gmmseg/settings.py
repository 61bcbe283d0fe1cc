"""The settings that decide the labels of a picture, and the values that each may have."""

import re
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

from gmmseg.errors import BadSettingError
from gmmseg.imaging.channels import selection, stains
from gmmseg.imaging.channels.flattening import LEAST as SMALLEST_OBJECT
from gmmseg.imaging.channels.flattening import MOST as LARGEST_OBJECT
from gmmseg.imaging.features.features import COLOUR_SPACES, ColourSpace
from gmmseg.imaging.features.texture_features import TEXTURES, Texture
from gmmseg.imaging.preparation import ALL, SEARCHED, USUAL, Preparation
from gmmseg.mixture.em import COVARIANCE_TYPES, CovarianceType
from gmmseg.mixture.fitting.initialisation import STARTS, Start
from gmmseg.mixture.fitting.model_selection import CRITERIA

Auto = Literal["auto"]
AUTO: Auto = "auto"  # let the picture decide
Method = Literal["regional", "global"]
METHODS: tuple[Method, ...] = ("regional", "global")
MOST_REJECTED = 0.5  # share of pixels: more would be no exception
Inference = Literal["em", "variational"]
INFERENCES: tuple[Inference, ...] = ("em", "variational")
WeightPrior = Literal["dirichlet_process", "dirichlet_distribution"]
WEIGHT_PRIORS: tuple[WeightPrior, ...] = ("dirichlet_process", "dirichlet_distribution")
Count = int | tuple[int, int] | Auto  # of segments: a number, the least and the most of a range, or "auto"
FEWEST, MOST = 2, 12  # segments that are tried where "auto" is to choose by a criterion
GLOBAL_POSITION = 0.5  # weight of the place in a global mixture where none is given


@dataclass(frozen=True)
class WholeNumber:
    """Whole numbers from `low` to `high`."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"a whole number from {self.low} to {self.high}"

    def accept(self, name: str, value: object) -> int:
        """Return `value` as an int, or raise `BadSettingError`."""
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
            raise BadSettingError(name, value, str(self))
        if not self.low <= value <= self.high:
            raise BadSettingError(name, int(value), str(self))
        return int(value)


@dataclass(frozen=True)
class WholeNumberOrAuto(WholeNumber):
    """Whole numbers from `low` to `high`, or the word "auto"."""

    def __str__(self) -> str:
        return f"{WholeNumber.__str__(self)}, or {AUTO}"

    def accept(self, name: str, value: object) -> Any:
        """Return `value` as an int or "auto", or raise `BadSettingError`."""
        return AUTO if isinstance(value, str) and value == AUTO else WholeNumber.accept(self, name, value)


@dataclass(frozen=True)
class WholeNumberOrRange(WholeNumberOrAuto):
    """Whole numbers from `low` to `high`, two of them as a range with both ends, or the word "auto"."""

    def __str__(self) -> str:
        return f"{WholeNumber.__str__(self)}, a range like 2-8 with the smaller number first, or {AUTO}"

    def accept(self, name: str, value: object) -> Any:
        """Return `value` as an int, as two ints or as "auto", or raise `BadSettingError`.

        A range may be a pair, a `range` of Python (without its end, as ever) or text such as "2-8".
        """
        ends = _ends(value)
        if ends is None:
            if isinstance(value, (tuple, list, range)) or (isinstance(value, str) and value != AUTO):
                raise BadSettingError(name, value, str(self))
            return WholeNumberOrAuto.accept(self, name, value)
        try:
            low, high = (WholeNumber.accept(self, name, end) for end in ends)
        except BadSettingError:
            raise BadSettingError(name, value, str(self)) from None
        if low > high:
            raise BadSettingError(name, value, str(self))
        return low if low == high else (low, high)


def _ends(value: object) -> tuple[object, object] | None:
    """Return the least and the most of a range, or None where it is none."""
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d{1,9})\s*[-\u2013]\s*(\d{1,9})\s*", value)):
        return int(found[1]), int(found[2])
    if isinstance(value, range) and value.step == 1 and len(value):
        return value.start, value.stop - 1
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return value[0], value[1]
    return None


@dataclass(frozen=True)
class Number:
    """Numbers from `low` to `high`."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"a number from {self.low:g} to {self.high:g}"

    def accept(self, name: str, value: object) -> float:
        """Return `value` as a float, or raise `BadSettingError`."""
        if not isinstance(value, (int, float, np.integer, np.floating)) or isinstance(value, bool):
            raise BadSettingError(name, value, str(self))
        if not self.low <= value <= self.high:  # NaN is in no range
            raise BadSettingError(name, value.item() if isinstance(value, np.generic) else value, str(self))
        return float(value)


@dataclass(frozen=True)
class NumberOrAuto(Number):
    """Numbers from `low` to `high`, or the word "auto"."""

    def __str__(self) -> str:
        return f"{Number.__str__(self)}, or {AUTO}"

    def accept(self, name: str, value: object) -> Any:
        """Return `value` as a float or "auto", or raise `BadSettingError`."""
        return AUTO if isinstance(value, str) and value == AUTO else Number.accept(self, name, value)


@dataclass(frozen=True)
class OneOf:
    """One of several words."""

    choices: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {', '.join(self.choices)}"

    def accept(self, name: str, value: object) -> str:
        """Return `value`, or raise `BadSettingError`."""
        if not isinstance(value, str) or value not in self.choices:
            raise BadSettingError(name, value, str(self))
        return value


@dataclass(frozen=True)
class Channels:
    """A choice of channels, as text."""

    def __str__(self) -> str:
        return f"{ALL}, or names, numbers and expressions with commas between"

    def accept(self, name: str, value: object) -> str:
        """Return `value` as one text, or raise `BadSettingError` or `BadChannelsError`."""
        given: list[Any] = list(value) if isinstance(value, (list, tuple)) else [value]
        if not all(isinstance(each, (str, int, np.integer)) and not isinstance(each, bool) for each in given):
            raise BadSettingError(name, value, str(self))
        text = selection.as_text(given)
        selection.items(text)
        return text


@dataclass(frozen=True)
class Stains:
    """How stains are told apart."""

    def __str__(self) -> str:
        return f"{stains.EXPECTED}"

    def accept(self, name: str, value: object) -> str:  # noqa: ARG002 - limits are asked alike
        """Return `value` as it is kept, or raise `BadSettingError`."""
        return stains.accepted(value)


@dataclass(frozen=True)
class ObjectSize(NumberOrAuto):
    """Numbers from `low` to `high`, 0, or the word "auto"."""

    def __str__(self) -> str:
        return f"0, {NumberOrAuto.__str__(self)}"

    def accept(self, name: str, value: object) -> Any:
        """Return `value` as a float or "auto", or raise `BadSettingError`."""
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return 0.0 if is_number and value == 0 else NumberOrAuto.accept(self, name, value)


THREADS = WholeNumber(1, 1024)
Limit = WholeNumber | Number | OneOf | Channels | Stains
LIMITS: dict[str, Limit] = {
    "method": OneOf(METHODS),
    "n_components": WholeNumberOrRange(1, 1000),
    "covariance_type": OneOf(COVARIANCE_TYPES),
    "colour": OneOf(COLOUR_SPACES),
    "position": NumberOrAuto(0, 1000),
    "texture": OneOf(TEXTURES),
    "start": OneOf(STARTS),
    "restarts": WholeNumber(1, 100),
    "tolerance": Number(0, 1),
    "max_iterations": WholeNumber(1, 10_000),
    "noise": Number(1e-6, 10),
    "smoothing": Number(0, 100),
    "detail": Number(0, 1),
    "min_region": WholeNumber(0, 2**31 - 1),
    "reject": Number(0, MOST_REJECTED),
    "seed": WholeNumber(0, 2**32 - 1),
    "channels": Channels(),
    "stains": Stains(),
    "flatten": ObjectSize(SMALLEST_OBJECT, LARGEST_OBJECT),
    "criterion": OneOf((AUTO, *CRITERIA)),
    "inference": OneOf(INFERENCES),
    "weight_prior": OneOf(WEIGHT_PRIORS),
    "concentration": NumberOrAuto(1e-6, 1e6),
    "threads": THREADS,
}
LATER = (
    *("channels", "stains", "flatten", "reject"),
    *("criterion", "inference", "weight_prior", "concentration"),
)
"""Settings that came later: files of earlier versions have none of them, and mean the defaults."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides the labels of a picture.

    Attributes
    ----------
    n_components : int, tuple of two int, or "auto"
        Number of segments to look for, 1 to 1000; or the least and the most, of which `criterion` chooses;
        "auto" chooses for each picture, up to 12. Of a variational mixture it is the most there may be.
    method : {"regional", "global"}
        A mixture in each region of the picture, what looks alike merged, and a prior of regions on labels; or
        one mixture of the whole picture, on colour and place, each component a segment.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Covariance of a component: its shape among the features.
    colour : {"lab", "rgb", "hsv", "grey"}
        Colour space.
    position : float or "auto"
        Weight of row and column beside colour, from 0 (none) upward; "auto" is 0 for a regional mixture, and
        for a variational one, and 0.5 for a global one. Left out where a picture has no more colours than
        segments are asked for.
    texture : {"off", "light", "full"}
        How much of the texture around a pixel counts beside its colour.
    start : {"k-means++", "random", "random_from_data"}
        Where the fit begins.
    restarts : int
        How many starts are compared, 1 to 100.
    tolerance : float
        The fit ends when an iteration gains less in mean log-likelihood, nats.
    max_iterations : int
        Iterations on all pixels at most, 1 to 10000.
    noise : float
        Smallest standard deviation of a segment, in units of the picture's own.
    smoothing : float
        Strength with which neighbours of like colour are made to agree, from 0 (off) upward.
    detail : float
        How finely `Segmentation.regions` are divided: 0 is one region, 0.5 what people draw, 1 the finest.
    min_region : int
        Smallest region, in pixels; a smaller one joins the neighbour that explains it best.
    reject : float
        Share of pixels like those of the fit that may be left unassigned, label 0, as explained by no
        component, from 0 (none) to 0.5.
    seed : int
        Same seed, same labels; 0 to 2**32 - 1.
    channels : str
        Which channels count: "all", or names, numbers and expressions with commas between.
    stains : str
        How stains are told apart where some are among the channels: "usual", "h-dab", "estimate", or vectors.
    flatten : float or "auto"
        Typical object, in pixels, below which uneven light is taken out; 0 leaves it, "auto" looks for it.
    criterion : {"auto", "icl", "bic", "aic", "silhouette", "davies_bouldin", "stability"}
        What chooses the number of segments, of a range or of 2 to 12; "auto" is the merge distance of a
        regional mixture and the ICL of a global one.
    inference : {"em", "variational"}
        How a mixture is fitted: by EM with the number of components given, or by variational Bayes, which
        leaves out those that are not needed. A variational mixture is one of the whole picture: then the
        method is the global one.
    weight_prior : {"dirichlet_process", "dirichlet_distribution"}
        Prior of the weights of a variational mixture.
    concentration : float or "auto"
        Of this prior: the smaller, the fewer components; "auto" is 1 over the most there may be.
    """

    n_components: Count = AUTO
    method: Method = "regional"
    covariance_type: CovarianceType = "full"
    colour: ColourSpace = "lab"
    position: float | Auto = AUTO
    texture: Texture = "off"
    start: Start = "k-means++"
    restarts: int = 4
    tolerance: float = 1e-4
    max_iterations: int = 100
    noise: float = 0.07
    smoothing: float = 1.0
    detail: float = 0.5
    min_region: int = 0
    seed: int = 0
    channels: str = ALL
    stains: str = USUAL
    flatten: float | Auto = 0.0
    reject: float = 0.0
    criterion: str = AUTO
    inference: Inference = "em"
    weight_prior: WeightPrior = "dirichlet_process"
    concentration: float | Auto = AUTO

    def __repr__(self) -> str:  # what is not the default is what tells settings apart
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        usual = {each.name: each.default for each in fields(self)}
        changed = (f"{name}={value!r}" for name, value in values.items() if value != usual[name])
        return f"Settings({', '.join(changed)})"

    def __post_init__(self) -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, LIMITS[name].accept(name, getattr(self, name)))

    @property
    def preparation(self) -> Preparation:
        """What is made of a picture before."""
        size = SEARCHED if self.flatten == AUTO else float(self.flatten)
        return Preparation(self.channels, self.stains, size)

    @property
    def weight_of_position(self) -> float:
        """The weight of row and column, where it is "auto" that which the method takes."""
        if self.position != AUTO:
            return float(self.position)
        return GLOBAL_POSITION if self.method == "global" and self.inference == "em" else 0.0

    @property
    def is_global(self) -> bool:
        """Whether there is one mixture of the whole picture: by the method, or since it is variational."""
        return self.method == "global" or self.inference == "variational"

    @property
    def candidates(self) -> tuple[int, int] | None:
        """The least and the most segments where `criterion` is to choose; None where there is no range."""
        if self.inference == "variational" or isinstance(self.n_components, int):
            return None
        if isinstance(self.n_components, tuple):
            return self.n_components
        return None if self.criterion == AUTO else (FEWEST, MOST)

    @property
    def most_components(self) -> int:
        """The most segments that there may be."""
        if self.n_components == AUTO:
            return MOST
        return self.n_components if isinstance(self.n_components, int) else self.n_components[1]
