"""Options that several commands share: the settings of a segmentation, reading, and exporting."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from gmmseg.errors import BadChannelsError, BadPixelSizeError, BadSettingError, GmmsegError
from gmmseg.imaging.image import ALPHAS
from gmmseg.imaging.model import REGION_USES
from gmmseg.imaging.units import PixelSize, pixel_size_of
from gmmseg.io import preset_files
from gmmseg.io.naming import RESULTS_FOLDER
from gmmseg.io.readers.page_selection import EXPECTED, Selection
from gmmseg.presets import PRESETS
from gmmseg.settings import (
    AUTO,
    LIMITS,
    Channels,
    Limit,
    Number,
    NumberOrAuto,
    OneOf,
    Settings,
    Stains,
    WholeNumber,
    WholeNumberOrAuto,
    WholeNumberOrRange,
)

Command = TypeVar("Command", bound=Callable[..., Any])
_DEFAULT = Settings()


class RangeOption(click.ParamType[int | float | str]):
    """A number within a range, which the error names."""

    def __init__(self, limit: WholeNumber | Number) -> None:
        self.limit = limit
        self.name = "whole number" if isinstance(limit, WholeNumber) else "number"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> int | float | str:
        """Return the number that a word means, or fail."""
        if value == AUTO and isinstance(self.limit, WholeNumberOrAuto):
            return AUTO
        if value == AUTO and isinstance(self.limit, NumberOrAuto):
            return AUTO
        try:
            if isinstance(self.limit, WholeNumberOrRange) and not str(value).isdecimal():
                return self.limit.accept(self.name, value)
            number = int(value) if isinstance(self.limit, WholeNumber) else float(value)
            return self.limit.accept(self.name, number)
        except (ValueError, BadSettingError):  # int("2.5") is a ValueError
            self.fail(f"{value!r} is not {self.limit}.", parameter, context)


class ListOption(click.ParamType[tuple[Any, ...]]):
    """Several values of a setting with commas between; "all" where they are words."""

    name = "list"

    def __init__(self, setting: str) -> None:
        self.setting, self.limit = setting, LIMITS[setting]

    @staticmethod
    def default(setting: str) -> str:
        """Return the default of a setting as it is typed."""
        return str(getattr(_DEFAULT, setting))

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[Any, ...]:
        """Return the values that a list means, each once, or fail."""
        if isinstance(value, tuple):
            return value
        if isinstance(self.limit, OneOf) and value == "all":
            return self.limit.choices
        one = _kind(self.limit)
        found = [one.convert(word.strip(), parameter, context) for word in value.split(",")]
        return tuple(dict.fromkeys(found))


class TextOption(click.ParamType[str]):
    """A text that a limit accepts."""

    name = "text"

    def __init__(self, limit: Channels | Stains) -> None:
        self.limit = limit

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """Return the text as it is kept, or fail."""
        try:
            return self.limit.accept(self.name, value)
        except BadSettingError:
            self.fail(f"{value!r} is not {self.limit}.", parameter, context)
        except BadChannelsError as error:
            self.fail(str(error), parameter, context)


class PixelSizeOption(click.ParamType[PixelSize]):
    """A length with a unit, or two."""

    name = "size"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> PixelSize:
        """Return height and width in micrometres, or fail."""
        try:
            return value if isinstance(value, tuple) else pixel_size_of(value)
        except BadPixelSizeError as error:
            self.fail(str(error), parameter, context)


def _kind(limit: Limit) -> click.ParamType[Any]:
    if isinstance(limit, (Channels, Stains)):
        return TextOption(limit)
    return (
        click.Choice(limit.choices, case_sensitive=False) if isinstance(limit, OneOf) else RangeOption(limit)
    )


def setting(
    flags: str, name: str, metavar: str, text: str, *, bare: str | None = None
) -> Callable[[Command], Command]:
    """Return the option for a field of `Settings`, with its limit and default.

    `bare` is what the option means where no value follows it.
    """
    limit = LIMITS[name]
    optional: dict[str, Any] = {"is_flag": False, "flag_value": bare} if bare else {}
    return click.option(
        *flags.split(),
        name,
        type=_kind(limit),
        default=getattr(_DEFAULT, name, None),
        show_default=hasattr(_DEFAULT, name),
        metavar=None if isinstance(limit, OneOf) else metavar,
        help=text,
        **optional,
    )


def _take_preset(context: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    """Let what a preset sets be the defaults of a command: what is typed beside it goes first."""
    if name is not None:
        try:
            values = preset_files.find(name).values
        except GmmsegError as error:
            raise click.UsageError(str(error), context) from None
        typed_values = {key: _typed(value) for key, value in values.items()}
        context.default_map = {**(context.default_map or {}), **typed_values}
    return name


def _typed(value: Any) -> Any:
    """Return a setting as it is typed."""
    return f"{value[0]}-{value[1]}" if isinstance(value, tuple) else value


WITH_PRESET = click.option(
    "--preset",
    metavar="NAME",
    is_eager=True,
    expose_value=False,
    callback=_take_preset,
    help=f"Settings that go together: {', '.join(each.name for each in PRESETS)}; one of your own, or its "
    "file. Options beside it override it.",
)

FIT_SETTINGS = (
    WITH_PRESET,
    setting(
        "--method",
        "method",
        "",
        "A mixture in each region, what looks alike merged; or one for all, on colour and place.",
    ),
    setting("-k --segments", "n_components", "N", "How many segments to look for, a range as 2-8, or auto."),
    setting(
        "--criterion",
        "criterion",
        "",
        "What chooses the number of segments of a range, or of 2 to 12; auto is what the method goes by.",
    ),
    setting("--colour --color", "colour", "", "Colour space in which colours are compared."),
    setting(
        "--position",
        "position",
        "WEIGHT",
        "Weight of the place of a pixel beside its colour; 0 is none, more gives compacter segments; "
        "auto is 0, or 0.5 with the method global.",
    ),
    setting(
        "--texture",
        "texture",
        "",
        "How much of the texture around a pixel counts: nothing, how busy it is, its direction too.",
    ),
    setting(
        "--smooth",
        "smoothing",
        "STRENGTH",
        "How strongly neighbours of like colour are made to agree; 0 is not at all.",
    ),
    setting(
        "--detail",
        "detail",
        "SHARE",
        "How finely regions are divided: 0 is one, 0.5 what people draw, 1 the finest.",
    ),
    setting("--min-region", "min_region", "PIXELS", "Regions below this size join a neighbour."),
    setting(
        "--reject",
        "reject",
        "RATE",
        "Leave pixels unassigned (0) that no component explains; of pixels like those of the fit this "
        "share is.",
    ),
    setting(
        "--covariance", "covariance_type", "", "Covariance of a component: its shape among the features."
    ),
    setting("--seed", "seed", "N", "Same seed, same segments."),
    setting("--restarts", "restarts", "N", "How many starts are compared."),
    setting("--start", "start", "", "Where the fit begins."),
    setting("--tolerance", "tolerance", "GAIN", "Stop when an iteration gains less in mean log-likelihood."),
    setting("--max-iterations", "max_iterations", "N", "Stop after so many iterations on all pixels."),
    setting("--noise", "noise", "SHARE", "Smallest standard deviation, as a share of the picture's own."),
)
_OF_INFERENCE = (
    "By EM, with as many components as asked; or by variational Bayes, which prunes those that are not "
    "needed, in one mixture of the whole picture."
)


def _variational(flags: str) -> tuple[Callable[[Command], Command], ...]:
    """Return the options of variational mixtures, the first by some flags."""
    return (
        setting(flags, "inference", "", _OF_INFERENCE),
        setting("--weight-prior", "weight_prior", "", "Prior of the weights of a variational mixture."),
        setting(
            "--concentration",
            "concentration",
            "NUMBER",
            "Of this prior: the smaller, the fewer segments; auto is 1 over the most there may be.",
        ),
    )


WITH_CHANNELS = setting(
    "--channels",
    "channels",
    "NAME,...",
    "Channels that count: names or numbers, each with a weight if need be (DAPI*2), or computed, as "
    "ndvi=(b4-b3)/(b4+b3), NDVI, hematoxylin.",
)
PREPARING = (
    WITH_CHANNELS,
    setting(
        "--stains",
        "stains",
        "HOW",
        "How stains among the channels are told apart: usual (H, E, DAB), h-dab, estimate, or vectors "
        "as 0.65,0.70,0.29;0.07,0.99,0.11.",
    ),
    setting(
        "--flatten",
        "flatten",
        "PIXELS",
        "Take out uneven light below objects of this size, by itself of a size that suits; 0 leaves it. "
        "Intensities are measured on the picture as it is.",
        bare="auto",
    ),
)
FITTING = (*FIT_SETTINGS, *_variational("--inference"), *PREPARING)
WITH_THREADS = setting("--threads", "threads", "N", "Threads to work on.  [default: one per processor]")
SETTINGS = (*FITTING, WITH_THREADS)
FIT_WITHOUT_MODEL = (*FIT_SETTINGS, *_variational("--model --inference"), *PREPARING, WITH_THREADS)
"""The same for commands that take no model file, where --model says which kind of mixture is fitted."""


class PageOption(click.ParamType[Selection]):
    """Which pages of a file: a number, all of them, a range, or numbers along axes."""

    name = "page"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> Selection:
        """Return the selection that a word means, or fail."""
        try:
            return Selection.of(value)
        except BadSettingError as error:
            self.fail(f"{error.value!r} is not {EXPECTED}.", parameter, context)


WITH_PIXEL_SIZE = click.option(
    "--pixel-size",
    type=PixelSizeOption(),
    metavar="SIZE",
    help="Size of a pixel as 0.25um, or width x height as 0.25x0.5um (nm, um, mm, cm, m), for areas in "
    "tables.  [default: what the file says]",
)
WITH_STREAM = click.option(
    "--stream/--no-stream",
    "stream",
    default=None,
    help="Read TIFF and OME-Zarr in bands of rows, for pictures larger than memory.  [default: above 268 MP]",
)
WITH_CLUSTER = click.option(
    "--cluster",
    metavar="ADDRESS|FILE|N",
    help="Work on a cluster of Dask: the address of its scheduler (tcp://host:8786), the file that "
    "it has written, or a number of processes here, to try it.",
)
READING = (
    WITH_PIXEL_SIZE,
    click.option(
        "--page",
        "--pages",
        "page",
        type=PageOption(),
        metavar="PAGES",
        help="Page or frame to read, from 1; several as all, 1-5, ::2 or t=2,z=1-5, each a picture.",
    ),
    click.option(
        "--axis",
        metavar="AXIS",
        help="Along which axis --page counts, such as z or time; the others are at their first.",
    ),
    click.option(
        "--as-channels",
        is_flag=True,
        help="Read the planes of an axis (--axis, where there are several) as channels of one picture.",
    ),
    click.option(
        "--max-pixels",
        type=RangeOption(WholeNumber(1, 2**40)),
        metavar="N",
        help="Refuse pictures of more pixels.  [default: what is safe for the memory]",
    ),
    click.option(
        "--allow-formats",
        multiple=True,
        metavar="FORMAT,...",
        help="Formats to read beside the safe ones, e.g. TGA,PCX.",
    ),
    click.option(
        "--alpha",
        type=click.Choice(ALPHAS),
        help="What a channel beside the colours is: transparency where the file says so, a channel like the "
        "others, or transparency whatever the file says.  [default: auto]",
    ),
)


WITH_REGIONS = click.option(
    "--regions",
    type=click.Choice(REGION_USES),
    help="The pictures whose regions say which segments live where: those the model was made from (own), "
    "all, which takes five times as long, or none.  [default: as the model says]",
)

WITH_REJECT = click.option(
    "--reject",
    type=RangeOption(LIMITS["reject"]),  # type: ignore[arg-type]  # it is a number
    metavar="RATE",
    help="Leave pixels unassigned (0) that no component explains; of pixels like those of the fit this share "
    "is.  [default: as the model says]",
)

WITH_SEEDS = click.option(
    "--seeds",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Annotations drawn elsewhere that teach the classes, which become the segments: a label map (PNG, "
    "TIFF, NPZ, OME-Zarr), COCO, LabelMe, QuPath, YOLO or ImageJ's regions; or a folder of them, named as "
    "the pictures.",
)

DEFAULT_FOLDER = RESULTS_FOLDER
WRITING = (
    click.option(
        "-o",
        "--output",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=DEFAULT_FOLDER,
        show_default=True,
        metavar="FOLDER",
        help="Where the files go; made if it is not there.",
    ),
    click.option("--export", "kinds", multiple=True, metavar="KIND,...", help="What to write, see below."),
    click.option("--overwrite", is_flag=True, help="Replace files that exist."),
    click.option(
        "--opacity",
        type=RangeOption(Number(0, 1)),
        metavar="SHARE",
        help="Opacity of the colours in the overlay.",
    ),
)


def all_of(options: tuple[Callable[[Command], Command], ...]) -> Callable[[Command], Command]:
    """Return a decorator that adds several options, in the order they are listed."""
    return lambda command: reduce(lambda done, option: option(done), reversed(options), command)


def split_list(given: tuple[str, ...]) -> list[str]:
    """Return the words of an option that takes a comma list and may be repeated, each once."""
    return list(dict.fromkeys(word.strip() for part in given for word in part.split(",") if word.strip()))
