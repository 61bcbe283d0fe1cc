"""Colour conversion to sRGB; grey stays grey, and channels that are no colours stay as they are."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.readers.raster import Raster, bands

PERCEPTUAL = 0


def settled(raster: Raster) -> Raster:
    """Return the raster with its colours in sRGB and the conversion noted.

    Parameters
    ----------
    raster : Raster
        Grey, several channels, red-green-blue in any ICC profile, CMYK or Lab.

    Returns
    -------
    Raster
        Meaning "grey", "rgb" or "channels". A profile that is damaged is ignored with a note.
    """
    match raster.meaning:
        case "cmyk":
            return _from_cmyk(raster)
        case "lab":
            return _from_lab(raster)
        case "rgb" if raster.profile and raster.pixels.dtype in (np.uint8, np.uint16):
            return _from_profile(raster)
        case _:
            return raster


def _from_profile(raster: Raster) -> Raster:
    name = _described(raster.profile)
    if name is None:
        return raster.noted("The colour profile is damaged and was ignored: colours were taken as sRGB.")
    if "srgb" in name.lower().replace(" ", ""):
        return raster
    try:
        _transform(raster.pixels, raster.pixels, raster.profile, "rgb")
    except (ValueError, RuntimeError):  # a profile of something else than red, green and blue
        return raster.noted(
            f"The colour profile {name} does not fit and was ignored: colours were taken as sRGB."
        )
    return raster.noted(f"Colours were converted from {name} to sRGB.")


def _from_cmyk(raster: Raster) -> Raster:
    height, width = raster.pixels.shape[:2]
    name = _described(raster.profile) if raster.profile else None
    rgb = np.empty((height, width, 3), raster.pixels.dtype)
    note = f"Colours were converted from CMYK ({name}) to sRGB."
    try:
        if name is None:
            raise ValueError("no profile")
        _transform(raster.pixels, rgb, raster.profile, "cmyk")
    except (ValueError, RuntimeError):
        note = "Colours were converted from CMYK to RGB without a colour profile."
        full = np.iinfo(rgb.dtype).max
        for top, bottom in bands(height, width):
            light = full - raster.pixels[top:bottom].astype(np.float32)
            rgb[top:bottom] = np.rint(light[..., :3] * (light[..., 3:] / full))
    return replace(raster, pixels=rgb, meaning="rgb", profile=b"").noted(note)


def _from_lab(raster: Raster) -> Raster:
    import imagecodecs

    rgb = np.empty_like(raster.pixels)
    _transform(raster.pixels, rgb, imagecodecs.cms_profile("lab4"), "lab")
    return replace(raster, pixels=rgb, meaning="rgb", profile=b"").noted(
        "Colours were converted from Lab to sRGB."
    )


def _transform(source: NDArray[Any], out: NDArray[Any], profile: bytes, space: str) -> None:
    """Write `source` in sRGB into `out`, which may be the same array."""
    import imagecodecs

    srgb = imagecodecs.cms_profile("srgb")
    for top, bottom in bands(*source.shape[:2]):
        out[top:bottom] = imagecodecs.cms_transform(
            source[top:bottom], profile, srgb, colorspace=space, outcolorspace="rgb", intent=PERCEPTUAL
        )


def _described(profile: bytes) -> str | None:
    """Return the profile's own name, None if it cannot be read."""
    from io import BytesIO

    from PIL import ImageCms

    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (OSError, ValueError, ImageCms.PyCMSError):
        return None
    return "".join(c for c in name if c.isprintable()).strip() or "an unnamed profile"
