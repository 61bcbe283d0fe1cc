"""How segmentations are shown: drawn on axes, and in notebooks. `imaging/display.py` is handed this module.

What draws and writes is imported when it is asked for: the package imports this module at its start.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gmmseg.imaging.segmentation import Segmentation


def plot(segmentation: "Segmentation", ax: "Axes | None", *, opacity: float) -> "Axes":
    """Draw a segmentation on axes, or on new ones, as `Segmentation.plot` says."""
    from gmmseg.plots.segmentation import draw

    return draw(segmentation, ax, opacity=opacity)


def html(segmentation: "Segmentation") -> str:
    """Return what notebooks show of a segmentation."""
    from gmmseg.io.notebook import markup

    return markup(segmentation)


def png(segmentation: "Segmentation") -> bytes:
    """Return the picture under the colours of its segments as a PNG file, for what shows no HTML."""
    from gmmseg.io.notebook import png as encoded

    return encoded(segmentation)
