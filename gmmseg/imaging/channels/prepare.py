"""How a picture is made ready for the pipeline: channels chosen or computed, light made even.

What is made knows its original: that is what is shown and measured.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadChannelsError
from gmmseg.imaging.channels import flattening, selection, stains
from gmmseg.imaging.channels.selection import ChannelChoice
from gmmseg.imaging.image import CHANNEL_NAMES, ChannelInfo, Image
from gmmseg.imaging.pixel_types import Span
from gmmseg.imaging.preparation import Preparation, Range

BAND = 2**18  # pixels that are computed at a time
ENDS = (0.01, 0.99)  # shares of pixels, at which black and white of a computed channel are set
SAMPLE = 2**18  # pixels that these are learned from


def prepared(image: Image, preparation: Preparation | None) -> Image:
    """Return what a preparation makes of a picture, or of the original of one; None gives the original.

    It is computed once and kept with the original.

    Raises
    ------
    BadChannelsError
        If the picture has not what is asked for.
    NoUsablePixelsError
        If no pixel is left that has a value in each channel.
    """
    if preparation is None:
        return image.source
    if image.preparation == preparation:
        return image
    if preparation.changes_nothing:
        return image.source
    made = image.source.derived(_Prepare(preparation))
    assert made.preparation is not None
    return image.source.keep(_Prepare(made.preparation), made)  # what was found out finds the same picture


@dataclass(frozen=True)
class _Prepare:
    """Makes of an original what a preparation says: equal ones make the same."""

    preparation: Preparation

    def __call__(self, image: Image) -> Image:
        made = _selected(image, self.preparation)
        if self.preparation.flatten:
            made = _flattened(made, self.preparation)
        return replace(made, original=image)


def _selected(image: Image, preparation: Preparation) -> Image:
    wanted = selection.items(preparation.channels)
    if not wanted:
        return replace(image, preparation=preparation)
    found = selection.chosen(image, wanted)
    text = ",".join(str(each.item) for each in found)
    known = replace(preparation, channels=text)
    info = _info(image, found)
    if any(each.is_derived for each in found):
        return _computed(image, found, replace(image, channel_info=()), known, info)
    names = tuple(each.name for each in found)
    if names == CHANNEL_NAMES[3] and any(each.item.weight != 1 for each in found):
        names = tuple(str(each.item) for each in found)  # no colours any more
    index = np.array([each.channel for each in found], np.intp)
    pixels: Any = np.ascontiguousarray(image.pixels[..., index])
    if any(each.item.weight != 1 for each in found):
        weights = np.array([each.item.weight for each in found], np.float32)
        pixels = pixels.astype(np.float32) * weights
    return replace(image, pixels=pixels, channels=names, channel_info=info, preparation=known)


def _flattened(image: Image, preparation: Preparation) -> Image:
    low, high = image.range
    own = image.span
    pixels = np.empty(image.pixels.shape, np.float32)
    illuminations = []
    for channel in range(image.n_channels):
        plane = image.pixels[..., channel]
        illuminations.append(
            flattening.estimate_illumination(plane, image.mask, max(preparation.flatten, 0.0))
        )
    size = float(np.median([illumination.size for illumination in illuminations]))
    if len(preparation.is_bright) == len(illuminations):
        illuminations = [
            replace(each, is_bright=b) for each, b in zip(illuminations, preparation.is_bright, strict=True)
        ]
    illuminations = [replace(each, size=size) for each in illuminations]
    for channel, illumination in enumerate(illuminations):
        plane = pixels[..., channel]
        flattening.flattened(image.pixels[..., channel], image.mask, illumination, plane)
        if illumination.is_bright:
            plane += np.float32(high - low)
    span = Span(0.0, own.white - own.black, own.source)
    known = image.preparation
    assert known is not None
    known = replace(known, flatten=size, is_bright=tuple(each.is_bright for each in illuminations))
    window = flattening.WINDOW * size
    note = (
        f"Uneven light was taken out below objects of about {size:.0f} pixels (window {window:.0f}); "
        f"intensities are measured on the picture as it is."
    )
    is_scaled = (own.black, own.white) != image.range
    made = replace(
        image,
        pixels=pixels,
        range=(0.0, high - low),
        given_span=None if not is_scaled and own.source == "declared" else span,
        preparation=known,
    )
    return made.noted(note)


def _info(image: Image, found: tuple[ChannelChoice, ...]) -> tuple[ChannelInfo, ...]:
    if not image.channel_info:
        return ()
    return tuple(
        ChannelInfo(each.name) if each.channel is None else image.channel_info[each.channel] for each in found
    )


def _computed(
    image: Image,
    found: tuple[ChannelChoice, ...],
    bare: Image,
    known: Preparation,
    info: tuple[ChannelInfo, ...],
) -> Image:
    """Return the picture of channels some of which are computed, each in shares of its own range."""
    vectors = _vectors(image, found, known.stains)
    pixels = np.empty((image.height, image.width, len(found)), np.float32)
    step = max(1, BAND // image.width)
    for top in range(0, image.height, step):
        rows = slice(top, min(top + step, image.height))
        for place, each in enumerate(found):
            pixels[rows, :, place] = _values(image, each, rows, vectors, known.stains)
    usable = np.isfinite(pixels).all(axis=2)
    pixels[~usable] = 0
    notes = []
    own = np.ones_like(usable) if image.mask is None else image.mask
    lost = int(np.count_nonzero(own & ~usable))
    if lost:
        computed = ", ".join(each.name for each in found if each.expression is not None)
        if not (own & usable).any():
            what = f"at each of the {lost} pixels of {image.name} it divides by zero or is no number"
            raise BadChannelsError(computed, what, "Write another expression")
        notes.append(f"Pixels where {computed} divides by zero or is no number are masked out: {lost}.")
    usable &= own
    ranges = known.ranges
    if len(ranges) != len(found):
        ranges = tuple(_range(pixels[..., i], usable) for i in range(len(found)))
    for place, (each, (low, high)) in enumerate(zip(found, ranges, strict=True)):
        pixels[..., place] = (pixels[..., place] - np.float32(low)) * np.float32(
            each.item.weight / (high - low)
        )
    pixels[~usable] = 0
    return replace(
        bare,
        pixels=pixels,
        range=(0.0, 1.0),
        mask=None if usable.all() else usable,
        channels=tuple(each.name for each in found),
        channel_info=info,
        given_span=None,
        preparation=replace(known, ranges=ranges),
    ).noted(*notes)


def _vectors(image: Image, found: tuple[ChannelChoice, ...], how: str) -> NDArray[np.float64] | None:
    requested = [each.stain for each in found if each.stain]
    if not requested:
        return None
    there = stains.names(how)
    for stain in requested:
        if stain not in there:
            what = f"with --stains {how} there are {', '.join(there)}"
            raise BadChannelsError(stain, what, "Choose one of these, or other stains")
    return stains.vectors_of(image, how)


def _values(
    image: Image, each: ChannelChoice, rows: slice, vectors: NDArray[np.float64] | None, how: str
) -> NDArray[np.float64]:
    if each.stain:
        assert vectors is not None
        amounts = stains.unmixed(image, vectors, rows)[:, stains.names(how).index(each.stain)]
        return amounts.reshape(-1, image.width)
    if each.channel is not None:
        return image.values_of(each.channel, rows).astype(np.float64)
    assert each.expression is not None
    channels = {name: image.values_of(place, rows).astype(np.float64) for name, place in each.operands}
    return np.broadcast_to(each.expression.value(channels), (rows.stop - rows.start, image.width))


def _range(values: NDArray[np.float32], usable: NDArray[np.bool_]) -> Range:
    """Return what a channel runs from and to, for nearly all pixels."""
    there = values[usable]
    low, high = np.quantile(there[:: max(1, len(there) // SAMPLE)].astype(np.float64), ENDS).tolist()
    if high - low <= 1e-6 * max(abs(low), abs(high)):  # one value nearly everywhere: what there is
        low, high = float(there.min()), float(there.max())
    if high - low <= 1e-6 * max(abs(low), abs(high)):
        high = low + 1.0
    return low, high
