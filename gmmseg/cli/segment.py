"""`gmmseg segment`: pictures in, masks out."""

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from gmmseg.batch.stack import STACK_FITS, Apply, apply_of, fitting_stack
from gmmseg.cli import object_choice, plotting, requests
from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.options import (
    FIT_WITHOUT_MODEL,
    READING,
    WITH_CLUSTER,
    WITH_SEEDS,
    WITH_STREAM,
    WRITING,
    all_of,
)
from gmmseg.cli.pictures import PictureRun, work_through
from gmmseg.cli.reporting import print_error, shown
from gmmseg.cli.requests import StackKindsCommand
from gmmseg.cli.stacks import Openers
from gmmseg.errors import AlreadyThereError
from gmmseg.imaging.image import Image
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.stacks import STACK_KINDS
from gmmseg.job import Progress, Workers
from gmmseg.pipeline import segmenting


@click.command(
    "segment",
    cls=StackKindsCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg segment photo.jpg
  gmmseg segment photo.jpg -k 3 --position 0.5 -o masks
  gmmseg segment photo.jpg -k 2-8 --criterion bic
  gmmseg segment photo.jpg --model variational
  gmmseg segment photo.jpg --plot model.pdf
  gmmseg segment *.tif --export labels-tif,table --overwrite
  gmmseg segment photo.jpg --export all --json
  gmmseg segment cells.tif -k 2 --objects --pixel-size 0.25um
  gmmseg segment cells.tif --seeds annotations.geojson
  gmmseg segment slide.svs --stream --method global -k 8
  gmmseg segment slide.svs --stream --method global -k 8 --cluster tcp://host:8786
  gmmseg segment stack.tif --page all -k 3 --export stack-imagej,pages

\b
Exit status: 0 all done, 1 some picture failed (the others are done) or nothing could begin,
2 the command was wrong (nothing is done), 130 interrupted.
""",
)
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@all_of(FIT_WITHOUT_MODEL)
@all_of(WRITING)
@all_of(READING)
@WITH_STREAM
@WITH_CLUSTER
@WITH_SEEDS
@object_choice.with_object_options
@click.option("--fit", type=click.Choice(STACK_FITS), default="pooled", show_default=True,
              help="Of several pages of a file: one model of all, or that of the first.")  # fmt: skip
@all_of(plotting.WITH_PLOT)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def segment(pictures: tuple[Path, ...], *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Find segments in PICTURES and write masks.

    Each picture is divided into segments of similar colour. The files are named after the picture:
    photo_labels.png, photo_overlay.png and so on. Pictures themselves are never changed. Several pages of
    one file have one model, so that a segment is the same thing on all of them. With --seeds, segments are
    the classes of annotations, and pixels that these mark keep their class. With --plot, densities, ellipses,
    spreads and merges of what one picture consists of are drawn, and how its fit went.
    """
    plot, drawn = given["plot"], []
    if plot is not None and len(pictures) > 1:
        raise click.UsageError(f"--plot draws one picture, and these are {len(pictures)}.")
    plotting.check(plot, pictures, given["folder"])
    if plot is not None and plot.exists() and not given["overwrite"]:
        raise AlreadyThereError((shown(plot.name),), shown(plot.parent))
    settings, objects = requests.settings(given), object_choice.requested(given)

    def prepare(openers: Openers, workers: Workers) -> Generator[Progress, None, Apply]:
        model = yield from fitting_stack(openers, settings, workers, fit=given["fit"])
        return apply_of(model, settings)

    def segment_one(image: Image, workers: Workers) -> Generator[Progress, None, Segmentation]:
        found = yield from segmenting(image, settings, workers, requests.seeds(given, image))
        if plot is not None:
            from gmmseg.plots.segments import segmentation_figure

            plotting.write(segmentation_figure, found, plot, given["look"], overwrite=given["overwrite"])
            drawn.append(plot)
        return found

    request = PictureRun(
        segment_one,
        {"settings": asdict(settings)} | ({"seeds": str(given["seeds"])} if given["seeds"] else {}),
        given["threads"],
        requests.reading(given),
        **requests.writing(given, STACK_KINDS, default=object_choice.default_kinds(objects)),
        objects=objects,
        pages=requests.pages(given),
        prepare=None if given["seeds"] else prepare,
        is_explicit=bool(given["kinds"]),
        stream=given["stream"],
        cluster=given["cluster"],
    )
    status = work_through(pictures, request, as_json=as_json, quiet=quiet)
    if plot is not None and status == DONE and not drawn:
        print_error("no plot was drawn: it is one of a picture, not of several pages.", pictures[0])
        return FAILED
    return status
