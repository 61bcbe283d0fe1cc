"""`gmmseg cut`: a picture and what marks an object in, the object out."""

import time
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from gmmseg.cli import requests
from gmmseg.cli.main import DONE
from gmmseg.cli.options import PREPARING, READING, all_of, split_list
from gmmseg.cli.reporting import print_json, shown
from gmmseg.cli.requests import settings
from gmmseg.errors import BadSeedsError, counted
from gmmseg.imaging.channels.prepare import prepared
from gmmseg.imaging.image import Image
from gmmseg.io.atomic import check_is_no_input
from gmmseg.io.readers.images import SAFE, read

Clicks = tuple[tuple[float, float, bool], ...]
SUFFIX = ".png"
GREYEST = 2**16 - 1  # of grey values; the label of a colour that is not nearly black is above it


class NumbersOption(click.ParamType[tuple[float, ...]]):
    """A fixed number of numbers with commas between."""

    def __init__(self, names: str, inside: bool | None = None) -> None:
        self.name, self.inside = names, inside

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[float, ...]:
        """Return the numbers that a word means, and for clicks whether they are inside, or fail."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(float(part) for part in value.split(","))
        except ValueError:
            numbers = ()
        if len(numbers) != self.name.count(",") + 1 or not np.isfinite(numbers).all():
            self.fail(f"{value!r} is not {self.name} in pixels.", parameter, context)
        return numbers if self.inside is None else (*numbers, self.inside)


@click.command(
    "cut",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg cut photo.jpg --box 40,30,300,220
  gmmseg cut photo.jpg --click 120,90 --not 30,200 -o dog.png
  gmmseg cut photo.jpg --strokes marks.png --cutout -o dog.png
  gmmseg cut photo.jpg --box 40,30,300,220 --cutout --soft --crop -o dog.png

\b
Exit status: 0 done, 1 it failed, 2 the command was wrong, 130 interrupted.
""",
)
@click.argument("picture", type=click.Path(path_type=Path))
@click.option(
    "--box", type=NumbersOption("x0,y0,x1,y1"), metavar="X0,Y0,X1,Y1", help="A box around the object."
)
@click.option(
    "--click",
    "inside",
    type=NumbersOption("x,y", inside=True),
    multiple=True,
    metavar="X,Y",
    help="A pixel of the object; may be repeated.",
)
@click.option(
    "--not",
    "outside",
    type=NumbersOption("x,y", inside=False),
    multiple=True,
    metavar="X,Y",
    help="A pixel beside the object; may be repeated. Counted after all --click.",
)
@click.option(
    "--strokes",
    type=click.Path(path_type=Path),
    metavar="PICTURE",
    help="A picture of the same size whose values are 0 nothing, 1 object, 2 background.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="PNG to write.  [default: the picture's name with _object.png, in this folder]",
)
@click.option("--cutout", is_flag=True, help="Write the object itself on transparent ground, not its mask.")
@click.option("--soft", is_flag=True, help="Soft edges: pixels at the boundary are as opaque as they are the "
              "object's, and have its colour alone, without a fringe of the background.")  # fmt: skip
@click.option("--crop", is_flag=True, help="Write no more than the box around the object.")
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@all_of(PREPARING[:2])
@all_of(READING)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def cut(picture: Path, *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Cut one object out of PICTURE and write its mask.

    Mark the object with a box around it, with pixels in it and beside it, or with strokes. The mask is
    white in the object; the picture itself is never changed.
    """
    begin = time.perf_counter()
    output = given["output"] or Path(f"{picture.stem}_object{SUFFIX}")
    if output.suffix.lower() != SUFFIX:
        raise click.UsageError(f"The output {output.name!r} must end in {SUFFIX}.")
    check_is_no_input(output, [path for path in (picture, given["strokes"]) if path])
    mask = _found(picture, output, given)
    result: dict[str, Any] = {
        "path": str(picture),
        "file": str(output),
        "pixels": int(mask.sum()),
        "percent": round(100 * float(mask.mean()), 4),
        "box": _extent(mask),
        "seconds": round(time.perf_counter() - begin, 3),
    }
    if as_json:
        print_json(result)
    elif not quiet:
        click.echo(
            f"{shown(result['path'])}: object of {counted(result['pixels'], 'pixel')} "
            f"({result['percent']:.1f} %), "
            f"{result['seconds']:.1f} s\n  wrote {shown(result['file'])}"
        )
    return DONE


def _found(picture: Path, output: Path, given: dict[str, Any]) -> NDArray[np.bool_]:
    """Return the object's mask, and write it or the object."""
    from gmmseg.imaging.cutting.cutter import Cutter, ObjectSeeds

    reading = requests.one_page(given) | {name: given[name] for name in ("max_pixels", "alpha")}
    if given["allow_formats"]:
        reading["formats"] = (*SAFE, *(word.upper() for word in split_list(given["allow_formats"])))
    image = read(picture, **{name: value for name, value in reading.items() if value})
    image = prepared(image, settings(given).preparation)
    clicks: Clicks = (*given["inside"], *given["outside"])
    strokes = _strokes(given["strokes"])
    seeds = ObjectSeeds.accepted((image.height, image.width), given["box"], clicks, strokes)
    mask = Cutter(image).mask(seeds)
    _write(output, _drawn(image, mask, given), overwrite=given["overwrite"])
    return mask


def _drawn(image: Image, mask: NDArray[np.bool_], given: dict[str, Any]) -> NDArray[np.uint8]:
    """Return the mask (h, w), or the object (h, w, 4), with the edges and of the size that are asked for."""
    from gmmseg.imaging.cutting.soft_edges import soft_cutout
    from gmmseg.imaging.rendering.composite import as_shown

    picture = as_shown(image)
    out = np.dstack([picture, mask.astype(np.uint8) * np.uint8(255)])
    if given["soft"]:
        found = soft_cutout(picture, mask)
        height, width = found.pixels.shape[:2]
        out[...] = 0
        out[found.top : found.top + height, found.left : found.left + width] = found.pixels
    box = _extent(out[..., 3] > 0) if given["crop"] else None
    if box is not None:
        left, top, right, bottom = box
        out = np.ascontiguousarray(out[top:bottom, left:right])
    return out if given["cutout"] else np.ascontiguousarray(out[..., 3])


def _strokes(path: Path | None) -> NDArray[np.integer] | None:
    if path is None:
        return None
    from gmmseg.io.readers.label_maps import read as read_labels

    maps = read_labels(path)
    if len(maps) > 1:
        raise BadSeedsError(f"{path.name} holds {len(maps)} maps", "Give one map of strokes")
    if maps[0].max() > GREYEST:
        raise BadSeedsError(
            f"the strokes in {shown(path.name)} are in colours",
            "Save them in grey or with a palette, with 0 for nothing, 1 for the object, 2 for the rest",
        )
    return maps[0]


def _write(path: Path, picture: NDArray[np.uint8], *, overwrite: bool) -> None:
    from gmmseg.io.atomic import writing
    from gmmseg.io.exporters.png import write_picture

    with writing(path, overwrite=overwrite) as temporary:
        write_picture(temporary, picture)


def _extent(mask: NDArray[np.bool_]) -> list[int] | None:
    """Return x0, y0, x1, y1 around a mask, ends not included; None where it is empty."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    if not len(columns):
        return None
    return [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1]
