"""From when on a picture counts as larger than memory, and how much memory looking at it may take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LargeOptions:
    """How pictures larger than memory are opened.

    Attributes
    ----------
    limit : int
        Pixels above which a picture is opened so: by default as the command line reads it in bands.
    tile_bytes : int
        Bytes of tiles that are kept, those used last: half as they are decoded, half as they are drawn.
    part_pixels : int
        Pixels of the part on the screen that is segmented, at most.
    at_once : int
        Pixels of the smallest version, at most, for it to be read when the picture is opened.
    overview_pixels : int
        Pixels, at most, of the small version that is made where there is none.
    """

    limit: int = 2**28
    tile_bytes: int = 2**28
    part_pixels: int = 2_000_000
    at_once: int = 2**22
    overview_pixels: int = 2**24


USUAL = LargeOptions()
