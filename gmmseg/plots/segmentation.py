"""A segmentation to be seen: the picture under the colours of its segments, with their names and shares."""

from typing import TYPE_CHECKING

from gmmseg.errors import BadSettingError
from gmmseg.imaging.rendering.composite import as_shown
from gmmseg.imaging.rendering.render import overlay
from gmmseg.plots.style import check_is_installed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gmmseg.imaging.segmentation import Segmentation

MOST_NAMES = 20  # of segments in the legend


def draw(segmentation: "Segmentation", axes: "Axes | None" = None, *, opacity: float = 0.5) -> "Axes":
    """Draw a picture under the colours of its segments, in pixels, and return where it was drawn.

    Parameters
    ----------
    segmentation : Segmentation
        What to draw.
    axes : Axes, optional
        Where to; by default a new figure of pyplot, which notebooks show by themselves.
    opacity : float
        Of the colours, from 0 (boundaries alone) to 1 (the picture is hidden).
    """
    check_is_installed()
    from matplotlib.patches import Patch

    if not 0 <= opacity <= 1:
        raise BadSettingError("opacity", opacity, "a number from 0 to 1")
    if axes is None:
        from matplotlib import pyplot as plt

        axes = plt.subplots(layout="constrained")[1]
    colours = [segment.colour for segment in segmentation.model.segments]
    axes.imshow(overlay(as_shown(segmentation.image), segmentation.labels, colours, opacity))
    axes.set_title(segmentation.image.name, loc="left", fontsize=9)
    handles = [
        Patch(color=(red / 255, green / 255, blue / 255), label=f"{row.name}, {row.percent:.1f} %")
        for (red, green, blue), row in zip(colours, segmentation.rows(), strict=True)
    ]
    more = f"and {len(handles) - MOST_NAMES} more" if len(handles) > MOST_NAMES else ""
    axes.legend(
        handles=handles[:MOST_NAMES],
        title=more,
        loc="upper left",
        bbox_to_anchor=(1, 1),
        frameon=False,
        fontsize=8,
    )
    return axes
