"""Transparency: which channel is the alpha channel, and which pixels it masks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.readers.raster import ReadRequest, bands

_AS_CHANNEL = "--alpha channel takes it as a channel"


@dataclass(frozen=True)
class AlphaDeclaration:
    """What a file says of the channels beside its colours.

    Attributes
    ----------
    n_colours : int
        How many of the channels, the first ones, are grey or colours.
    place : int or None
        Index of the channel that is declared to be transparency.
    is_multiplied : bool
        Whether it has been multiplied into the colours.
    is_open : bool
        Whether the file, whose colours are known, leaves open what the channel beside them is.
    """

    n_colours: int
    place: int | None = None
    is_multiplied: bool = False
    is_open: bool = False


@dataclass(frozen=True, eq=False)
class MaskedChannels:
    """Channels (height, width, n) without transparency, where they are not transparent, and notes."""

    pixels: NDArray[Any]
    mask: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


def split_transparency(
    pixels: NDArray[Any], declared: AlphaDeclaration, full: float, request: ReadRequest
) -> MaskedChannels:
    """Return channels and transparency apart.

    A channel is transparency where the file declares it, or where it leaves that open and the channel has
    no other values than none and full. Whatever is not plain is noted, with the option that decides.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, n)
        All channels.
    declared : Declared
        What the file says of them.
    full : float
        The value that stands for opaque.
    request : ReadRequest
        Its `alpha` overrules the file.
    """
    place, note = _place(pixels, declared, full, request)
    if place is None:
        return MaskedChannels(pixels, notes=(note,) if note else ())
    alpha = pixels[..., place]
    mask = alpha > 0
    others, more = _others(pixels, declared, place)
    notes = [note] if note else []
    if not note and request.alpha == "auto" and not declared.is_multiplied:  # nobody does that by habit
        notes += ambiguity_notes(alpha, full, place)
    if declared.is_multiplied and place == declared.place and pixels.dtype.kind == "u":
        others = _divided(others, alpha)
        notes.append("Colours were freed from the transparency multiplied into them.")
    return MaskedChannels(np.ascontiguousarray(others), mask, (*notes, *more))


def ambiguity_notes(alpha: NDArray[Any], full: float, place: int) -> tuple[str, ...]:
    """Return a note if what is declared as transparency does not look like it: most of it is in between.

    Many programs declare the fourth of four channels so by habit, whatever it is.
    """
    between = sum(
        int(np.count_nonzero((alpha[top:bottom] != 0) & (alpha[top:bottom] != full)))
        for top, bottom in bands(*alpha.shape)
    )
    if 2 * between <= alpha.size:
        return ()
    hidden = alpha.size - int(np.count_nonzero(alpha > 0))
    note = (
        f"Channel {place + 1} is declared as transparency and was taken for that, though most of it lies "
        f"between none and full ({_masked(hidden)}); {_AS_CHANNEL}."
    )
    return (note,)


def key_note(mask: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return a note on pixels of the one colour that a file declares transparent, none if there are none."""
    hidden = mask.size - int(np.count_nonzero(mask))
    return (f"Pixels of the colour that the file calls transparent are masked out: {hidden}.",) * (hidden > 0)


def _place(
    pixels: NDArray[Any], declared: AlphaDeclaration, full: float, request: ReadRequest
) -> tuple[int | None, str]:
    """Return the index of the channel that is transparency, and a note on the choice."""
    n = pixels.shape[2]
    if request.alpha == "channel":
        return None, ""
    if declared.place is not None:
        return declared.place, ""
    is_beside = n > declared.n_colours and n != 3
    if request.alpha == "mask":
        return (n - 1, "") if is_beside else (None, "No channel beside its colours can be transparency.")
    if not is_beside or n != declared.n_colours + 1:
        return None, ""
    alpha = pixels[..., -1]
    if declared.is_open and (alpha == full).any() and ((alpha == 0) | (alpha == full)).all():
        hidden = int(np.count_nonzero(alpha == 0))
        return n - 1, (
            f"Channel {n} is not declared as anything, but holds only none and full: it was taken for "
            f"transparency ({_masked(hidden)}); {_AS_CHANNEL}."
        )
    return None, (
        f"Channel {n} is not declared as transparency and was taken as a channel; "
        f"--alpha mask takes it for transparency."
    )


def _others(
    pixels: NDArray[Any], declared: AlphaDeclaration, place: int
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return the channels that count beside transparency, and a note on those that do not.

    What follows the transparency of colours is a saved selection or an ink, none of what the picture shows.
    """
    n = pixels.shape[2]
    if place == n - 1:
        return pixels[..., :-1], ()
    if declared.n_colours == 1:
        return np.delete(pixels, place, axis=2), ()
    return pixels[..., :place], left_out(range(place + 1, n))


def left_out(places: range, remedy: str = "--alpha channel takes all as channels") -> tuple[str, ...]:
    """Return a note that the channels of these indices were left out."""
    if not places:
        return ()
    first, last = places[0] + 1, places[-1] + 1
    which = f"Channel {first}" if first == last else f"Channels {first} to {last}"
    verb = "was" if first == last else "were"
    return (f"{which}, beside colours and transparency, {verb} left out; {remedy}.",)


def _masked(n: int) -> str:
    return f"pixels masked out: {n}"


def _divided(colours: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    full = np.iinfo(colours.dtype).max
    out = np.empty_like(colours)
    for top, bottom in bands(*alpha.shape):
        divisor = np.maximum(alpha[top:bottom, :, None], 1)
        out[top:bottom] = np.minimum(np.rint(colours[top:bottom] * float(full) / divisor), full)
    return out
