"""Outlines as SVG: one path for each segment, in its colour."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from gmmseg.imaging.rendering.contours import Outline
from gmmseg.io.exporters.context import ExportContext, Output


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_outlines.svg", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write paths in pixels of the picture, stairs made straight, holes left open."""
    height, width = context.labels.shape
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    with path.open("w", encoding="utf-8") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n')
        for number, name in zip(context.numbers, context.names, strict=True):
            file.write(_path(context, number, name))
        file.write("</svg>\n")


def _path(context: ExportContext, number: int, name: str) -> str:
    label = "".join(c if c.isprintable() else "\ufffd" for c in name)
    fill = "#{:02x}{:02x}{:02x}".format(*context.colours[number - 1])
    drawn = "".join(_drawn(outline) for outline in context.outlines_of(number))
    return (
        f'<path id="segment-{number}" data-name="{escape(label)}" fill="{fill}" fill-rule="evenodd" '
        f'd="{drawn}"><title>{escape(label)}</title></path>\n'
    )


def _drawn(outline: Outline) -> str:
    rings = outline.simplified().rings
    return "".join("M" + "L".join(f"{x} {y}" for x, y in ring.tolist()) + "Z" for ring in rings)
