"""The settings that decide the labels of a picture, and the values that each may have."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gmmseg.errors import BadSettingError
from gmmseg.imaging.channels import selection, stains
from gmmseg.imaging.channels.flattening import LEAST as SMALLEST_OBJECT
from gmmseg.imaging.channels.flattening import MOST as LARGEST_OBJECT
from gmmseg.imaging.channels.preparation import SEARCHED, Preparation
from gmmseg.imaging.features.features import COLOUR_SPACES, ColourSpace
from gmmseg.imaging.features.texture_features import TEXTURES, Texture
from gmmseg.mixture.em import COVARIANCE_TYPES, CovarianceType
from gmmseg.mixture.fitting.initialisation import STARTS, Start

Auto = Literal["auto"]
AUTO: Auto = "auto"  # let the picture decide
Method = Literal["regional", "global"]
METHODS: tuple[Method, ...] = ("regional", "global")
MOST_REJECTED = 0.5  # share of pixels: more would be no exception
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

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {', '.join(self.words)}"

    def accept(self, name: str, value: object) -> str:
        """Return `value`, or raise `BadSettingError`."""
        if not isinstance(value, str) or value not in self.words:
            raise BadSettingError(name, value, str(self))
        return value


@dataclass(frozen=True)
class Channels:
    """A choice of channels, as text."""

    def __str__(self) -> str:
        return f"{selection.ALL}, or names, numbers and expressions with commas between"

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
    "n_components": WholeNumberOrAuto(1, 1000),
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
    "threads": THREADS,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides the labels of a picture.

    Attributes
    ----------
    n_components : int or "auto"
        Number of segments to look for, 1 to 1000; "auto" chooses it for each picture, up to 12.
    method : {"regional", "global"}
        A mixture in each region of the picture, what looks alike merged, and regions' say in the labels; or
        one mixture of the whole picture, on colour and place, each component a segment.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Covariance of a component: its shape among the features.
    colour : {"lab", "rgb", "hsv", "grey"}
        Colour space.
    position : float or "auto"
        Weight of row and column beside colour, from 0 (none) upward; "auto" is 0 for a regional mixture and
        0.5 for a global one. Left out where a picture has no more colours than segments are asked for.
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
    """

    n_components: int | Auto = AUTO
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
    channels: str = selection.ALL
    stains: str = stains.USUAL
    flatten: float | Auto = 0.0
    reject: float = 0.0

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
        return GLOBAL_POSITION if self.method == "global" else 0.0
