"""Channels mixed in colours, as fluorescence microscopes and satellites are shown: additive colour mixing.

Each channel is stretched from its black to its white, bent by a gamma, tinted and added; sums above that are
white. This is for the eye alone: labels and measurements know nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image

Colour = tuple[int, int, int]
RGBImage = NDArray[np.uint8]

SAMPLE = 2**18  # pixels that ranges and histograms are made of
ENDS = (0.001, 0.999)  # shares of pixels between which a channel is stretched by itself
BINS = 128
LEAST_GAMMA, GREATEST_GAMMA = 0.1, 10.0
BAND = 2**16  # pixels drawn at a time
GREY: Colour = (255, 255, 255)
PRIMARIES: tuple[Colour, ...] = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
PAIR: tuple[Colour, ...] = ((255, 0, 255), (0, 255, 0))  # told apart by colour-blind people, too
_DYES = (  # what names hold, and the colour that microscopists show them in
    (("dapi", "hoechst", "dna", "405"), (0, 0, 255)),
    (("gfp", "fitc", "488", "egfp", "alexa488"), (0, 255, 0)),
    (("rfp", "tritc", "cy3", "cherry", "tomato", "561", "568", "594", "texas"), (255, 0, 0)),
    (("cy5", "647", "640", "far"), (255, 0, 255)),
    (("yfp", "venus"), (255, 255, 0)),
    (("cfp", "cerulean"), (0, 255, 255)),
)
_BRIGHT_FIELD = ("bf", "bright", "phase", "dic", "trans")
_SPECTRUM = ((490, (0, 0, 255)), (565, (0, 255, 0)), (650, (255, 0, 0)), (1e9, (255, 0, 255)))  # nanometres
_BANDS = ((600, 700), (500, 600), (420, 500))  # red, green and blue light, nanometres
_INFRARED = ((750, 1000), (600, 700), (500, 600))  # what stands for red, green and blue in false colours


@dataclass(frozen=True)
class ChannelStyle:
    """How one channel is shown.

    Attributes
    ----------
    is_shown : bool
        Whether it is.
    colour : tuple of three int
        What its white is shown as: red, green and blue, 0 to 255.
    low, high : float
        Its black and white, in the numbers that the file holds.
    gamma : float
        Above 1 makes the middle brighter, below 1 darker; 0.1 to 10.
    """

    is_shown: bool
    colour: Colour
    low: float
    high: float
    gamma: float = 1.0


Styles = tuple[ChannelStyle, ...]


def is_plain(image: Image) -> bool:
    """Return whether a picture is shown as it is where nobody says otherwise: colours, or grey of 8 bits."""
    source = image.source
    return source.is_colour or (source.n_channels == 1 and source.pixels.dtype == np.uint8)


def as_shown(image: Image, styles: Styles | None = None, *, rows: slice = slice(None)) -> RGBImage:
    """Return a picture as people see it, (h, w, 3): as it is where it is plain, else its channels mixed.

    `styles` say how; by default as it is usually shown. A picture that was made of another is shown as that.
    With `rows`, these alone.
    """
    source = image.source
    if styles is not None and len(styles) == source.n_channels:
        return composite(source, styles, rows_shown=rows)
    if is_plain(source):
        return source.display(rows)
    return composite(source, source.derived(usual_styles), rows_shown=rows)


def usual_styles(image: Image) -> Styles:
    """Return how a picture's channels are shown where nobody says otherwise."""
    shown, colours = _usual_colours(image)
    ranges = [usual_range(image, channel) for channel in range(image.n_channels)]
    return tuple(
        ChannelStyle(is_shown, colour, *ends)
        for is_shown, colour, ends in zip(shown, colours, ranges, strict=True)
    )


def usual_range(image: Image, channel: int) -> tuple[float, float]:
    """Return a channel's black and white where nobody says otherwise: of 8 bits all, else what is used.

    A file may say otherwise; not where that is none of the values in use.
    """
    if image.pixels.dtype == np.uint8:
        return image.span.black, image.span.white
    if image.is_colour:
        return image.span.black, image.span.white
    low, high = auto_range(image, channel)
    shown = image.channel_info[channel].shown if image.channel_info else None
    return shown if shown is not None and shown[0] < high and shown[1] > low else (low, high)


def auto_range(image: Image, channel: int) -> tuple[float, float]:
    """Return the values between which nearly all pixels of a channel lie."""
    values = _sample(image, channel)
    low, high = _quantiles(values, ENDS)
    if high <= low:
        low, high = float(values.min()), float(values.max())
    low, high = (_in_file(image, end) for end in (low, high))
    return (low, high) if high > low else (low, low + 1.0)


def histogram(image: Image, channel: int) -> tuple[NDArray[np.int64], float, float]:
    """Return how many pixels of a sample lie in each of `BINS` even steps, and where these begin and end."""
    values = _in_file(image, _sample(image, channel).astype(np.float64))
    low, high = float(values.min()), float(values.max())
    high = high if high > low else low + 1.0
    return np.histogram(values, BINS, (low, high))[0].astype(np.int64), low, high


def as_bands(styles: Styles, red: int, green: int, blue: int) -> Styles:
    """Return styles that show three channels, counted from 0, as red, green and blue, and no other."""
    found = []
    for place, style in enumerate(styles):
        mine = [i for i, each in enumerate((red, green, blue)) if each == place]
        colour = tuple(255 if i in mine else 0 for i in range(3)) if mine else style.colour
        found.append(ChannelStyle(bool(mine), colour, style.low, style.high, style.gamma))  # type: ignore[arg-type]
    return tuple(found)


def bands_of(styles: Styles) -> tuple[int, int, int] | None:
    """Return the channels that are shown as red, green and blue, if these are all that is shown."""
    found: list[int] = []
    for i in range(3):
        mine = [p for p, s in enumerate(styles) if s.is_shown and s.colour[i]]
        if len(mine) != 1 or any(part not in (0, 255) for part in styles[mine[0]].colour):
            return None
        found += mine
    return found[0], found[1], found[2]


def natural_bands(image: Image, *, infrared: bool = False) -> tuple[int, int, int] | None:
    """Return the channels whose light is red, green and blue; with `infrared`, infrared, red and green."""
    if not image.channel_info:
        return None
    found = []
    for low, high in _INFRARED if infrared else _BANDS:
        waves = [(i, info.wavelength) for i, info in enumerate(image.channel_info)]
        mine = [i for i, wave in waves if wave is not None and low <= wave < high]
        if not mine:
            return None
        found.append(mine[0])
    return found[0], found[1], found[2]


def composite(image: Image, styles: Styles, step: int = 1, rows_shown: slice = slice(None)) -> RGBImage:
    """Return a picture's channels mixed, (h, w, 3): every `step`-th row and column, of some rows alone."""
    pixels = image.pixels[rows_shown][::step, ::step]
    height, width = pixels.shape[:2]
    out = np.empty((height, width, 3), np.uint8)
    shown = [(place, style) for place, style in enumerate(styles) if style.is_shown]
    tables = [_tables(image, style) for _, style in shown]
    n_added = [sum(style.colour[i] > 0 for _, style in shown) for i in range(3)]
    rows = max(1, BAND // width)
    for top in range(0, height, rows):
        part = slice(top, min(top + rows, height))
        sums: list[NDArray[np.uint16] | None] = [None, None, None]
        for (place, style), table in zip(shown, tables, strict=True):
            plane = np.ascontiguousarray(pixels[part, :, place])
            _add(sums, plane, style, table, image)
        for i, total in enumerate(sums):
            if total is None:
                out[part, :, i] = 0
            else:
                out[part, :, i] = total if n_added[i] == 1 else np.minimum(total, 255)
    return out


def _add(
    sums: list[NDArray[np.uint16] | None],
    plane: NDArray[Any],
    style: ChannelStyle,
    tables: dict[int, NDArray[np.uint16]],
    image: Image,
) -> None:
    """Add a channel's part to red, green and blue; parts of the same strength are made once."""
    if plane.dtype == np.float32:
        plane = np.rint(_bent(plane, style, image) * 255).astype(np.uint8)
        parts = {strength: table[plane] for strength, table in tables.items()}
    elif style.gamma == 1:  # a third of the time that it takes to look values up
        shares = _bent(plane.astype(np.float32), style, image)
        parts = {strength: _strengths(shares, strength) for strength in tables}
    else:
        parts = {strength: table[plane] for strength, table in tables.items()}
    for i, strength in enumerate(style.colour):
        if strength:
            part, total = parts[strength], sums[i]
            sums[i] = part if total is None else total + part


def _tables(image: Image, style: ChannelStyle) -> dict[int, NDArray[np.uint16]]:
    """Return for each strength of a colour's parts what stands for each value of a pixel."""
    if image.pixels.dtype == np.float32:
        shares = np.arange(256, dtype=np.float32) / np.float32(255)
    else:
        values = np.arange(2 ** (8 * image.pixels.itemsize), dtype=np.float32)
        shares = _bent(values, style, image)
    return {part: _strengths(shares, part) for part in set(style.colour) if part}


def _strengths(shares: NDArray[np.float32], part: int) -> NDArray[np.uint16]:
    strengths = shares * np.float32(part)
    return np.rint(strengths, out=strengths).astype(np.uint16)


def _bent(values: NDArray[np.float32], style: ChannelStyle, image: Image) -> NDArray[np.float32]:
    """Return values as shares of the way from a style's black to its white, bent by its gamma."""
    low, high = _in_pixels(image, style.low), _in_pixels(image, style.high)
    shares = values - np.float32(low)
    shares /= np.float32(high - low if high > low else 1.0)
    np.clip(shares, 0, 1, out=shares)
    return shares if style.gamma == 1 else shares ** np.float32(1 / style.gamma)


def _in_pixels(image: Image, value: float) -> float:
    """Return a number of the file as it is among the pixels, which may have been scaled."""
    own, (low, high) = image.span, image.range
    if (own.black, own.white) == (low, high) or own.white == own.black:
        return value
    return low + (value - own.black) / (own.white - own.black) * (high - low)


def sample_places(image: Image) -> NDArray[np.intp]:
    """Return the flat indices of the pixels that say how channels are usually shown, (n,), rising."""
    step = _sample_step(image)
    rows, columns = np.arange(0, image.height, step), np.arange(0, image.width, step)
    return np.asarray(rows[:, None] * image.width + columns, np.intp).reshape(-1)


def _sample_step(image: Image) -> int:
    return max(1, int(np.sqrt(image.height * image.width / SAMPLE)))


def _sample(image: Image, channel: int) -> NDArray[Any]:
    """Return some usable values of a channel, (n,), evenly spread, as they are among the pixels."""
    step = _sample_step(image)
    if image.lazy_pixels is not None:
        places = sample_places(image)
        values = image.lazy_pixels.take(places)[:, channel]
        usable = None if image.mask is None else image.mask.reshape(-1)[places]
    else:
        values = image.pixels[::step, ::step, channel]
        usable = None if image.mask is None else image.mask[::step, ::step]
    if usable is not None and usable.any():
        values = values[usable]
    return np.asarray(values.reshape(-1))


def _quantiles(values: NDArray[Any], shares: Sequence[float]) -> list[float]:
    """Return quantiles as `numpy.quantile` does; of integers from their counts, in a tenth of the time."""
    if values.dtype.kind != "u":
        return [float(each) for each in np.quantile(values, shares)]
    totals = np.cumsum(np.bincount(values))
    places = np.asarray(shares) * (len(values) - 1)
    below = np.floor(places)
    first, second = np.searchsorted(totals, below, "right"), np.searchsorted(totals, np.ceil(places), "right")
    return [float(each) for each in first + (second - first) * (places - below)]


def _in_file(image: Image, values: Any) -> Any:
    """Return what is among the pixels in the numbers of the file: the inverse of `_in_pixels`."""
    own, (low, high) = image.span, image.range
    if (own.black, own.white) == (low, high) or high == low:
        return values
    return own.black + (values - low) / (high - low) * (own.white - own.black)


def _usual_colours(image: Image) -> tuple[list[bool], list[Colour]]:
    n = image.n_channels
    info, names = image.channel_info, [name.lower() for name in image.channel_names]
    if n == 1:
        return [True], [info[0].colour or GREY if info else GREY]
    if image.is_colour:
        return [True] * 3, list(PRIMARIES)
    bands = natural_bands(image)
    if bands is not None:
        styles = as_bands(tuple(ChannelStyle(True, GREY, 0, 1) for _ in range(n)), *bands)
        return [style.is_shown for style in styles], [style.colour for style in styles]
    declared = [each.colour for each in info] or [None] * n
    waves = [each.wavelength for each in info] or [None] * n
    guessed = [_guessed(declared[i], names[i], waves[i]) for i in range(n)]
    if not any(guessed):
        return _unknown(n)
    rest = iter([colour for colour in (*PRIMARIES, *PAIR, GREY) if colour not in guessed] * n)
    light = [any(word in name for word in _BRIGHT_FIELD) for name in names]
    colours = [GREY if light[i] and declared[i] is None else guessed[i] or next(rest) for i in range(n)]
    shown = [not is_light or all(light) for is_light in light]
    return shown, colours


def _guessed(declared: Colour | None, name: str, wavelength: float | None) -> Colour | None:
    if declared is not None and any(declared):
        return declared
    for dyes, colour in _DYES:
        if any(word in name for word in dyes):
            return colour
    if wavelength is None:
        return None
    return next(colour for longest, colour in _SPECTRUM if wavelength < longest)


def _unknown(n: int) -> tuple[list[bool], list[Colour]]:
    """Return how channels are shown of which nothing is known: the first as red, green and blue."""
    first: Sequence[Colour] = PAIR if n == 2 else PRIMARIES
    rest = (*PAIR, (0, 255, 255), (255, 255, 0), GREY)
    colours = [first[i] if i < len(first) else rest[(i - len(first)) % len(rest)] for i in range(n)]
    return [i < len(first) for i in range(n)], colours
