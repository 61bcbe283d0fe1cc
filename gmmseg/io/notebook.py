"""How notebooks show a segmentation: its picture under the colours of its segments, and their table."""

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from gmmseg.imaging.rendering.render import RgbImage, overlay, thumbnail
from gmmseg.io.html import LARGEST_SIDE, Markup, encoded, text

if TYPE_CHECKING:
    from gmmseg.imaging.segmentation import Segmentation

SIDE = 360  # pixels of the picture beside a table
OPACITY = 0.5
MOST_ROWS = 20
ROUND = 'style="display: inline-block; width: 1em; height: 1em; border-radius: 2px; background: rgb{}"'
CELL = 'style="text-align: {}; padding: 1px 10px"'


def preview(segmentation: "Segmentation", side: int = LARGEST_SIDE) -> RgbImage:
    """Return the picture under the colours of its segments, (h, w, 3), at most `side` rows and columns.

    Each label is that of the pixel in the middle of its block.
    """
    picture = thumbnail(segmentation.image, side)
    rows, columns = (
        ((np.arange(few) + 0.5) * (many / few)).astype(np.intp)
        for few, many in zip(picture.shape[:2], segmentation.labels.shape, strict=True)
    )
    colours = [segment.colour for segment in segmentation.model.segments]
    return overlay(picture, segmentation.labels[np.ix_(rows, columns)], colours, OPACITY)


def png(segmentation: "Segmentation") -> bytes:
    """Return the picture under the colours of its segments as a PNG file."""
    from PIL import Image

    file = BytesIO()
    Image.fromarray(preview(segmentation)).save(file, format="PNG")
    return file.getvalue()


def markup(segmentation: "Segmentation") -> Markup:
    """Return a segmentation as HTML that needs no style of the page around it."""
    image, rows = segmentation.image, segmentation.rows()
    size = f"{image.width} × {image.height} pixels, {len(rows)} segment{'' if len(rows) == 1 else 's'}"
    head = "".join(
        f"<th {CELL.format(where)}>{title}</th>"
        for title, where in (("", "left"), ("segment", "left"), ("%", "right"), ("pixels", "right"))
    )
    body = "".join(
        f"<tr><td {CELL.format('left')}><span {ROUND.format(segment.colour)}></span></td>"
        f"<td {CELL.format('left')}>{text(row.name)}</td>"
        f"<td {CELL.format('right')}>{row.percent:.1f}</td>"
        f"<td {CELL.format('right')}>{row.pixels:,}</td></tr>"
        for row, segment in zip(rows[:MOST_ROWS], segmentation.model.segments, strict=False)
    )
    more = f"<p>and {len(rows) - MOST_ROWS} more</p>" if len(rows) > MOST_ROWS else ""
    notes = "".join(f"<p>{text(note)}</p>" for note in segmentation.every_note)
    source = encoded(preview(segmentation, SIDE))
    return Markup(
        '<div style="display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start">'
        f'<img alt="{text(image.name)} under the colours of its segments" src="{source}">'
        f"<div><p><b>{text(image.name)}</b><br>{text(size)}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}{notes}</div></div>"
    )
