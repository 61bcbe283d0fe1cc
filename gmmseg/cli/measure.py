"""`gmmseg measure`: pictures in, a table of their objects out."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from gmmseg.cli import object_choice, requests
from gmmseg.cli.object_choice import KINDS, OBJECT_OPTIONS
from gmmseg.cli.options import READING, SETTINGS, WITH_REGIONS, WRITING, all_of
from gmmseg.cli.pictures import PictureRun, work_through
from gmmseg.cli.requests import KindsCommand
from gmmseg.imaging.model import Model
from gmmseg.pipeline import applying, segmenting


@click.command(
    "measure",
    cls=KindsCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg measure cells.tif -k 2
  gmmseg measure cells.tif -k 3 --classes 2,3 --typical-size 20 --pixel-size 0.25um
  gmmseg measure *.tif --model cells.gmm.json --exclude-border --fill-holes -o tables

\b
Exit status: 0 all done, also where there are no objects, 1 some picture failed (the others are done) or
nothing could begin, 2 the command was wrong (nothing is done), 130 interrupted.
docs/objects.md says what each column is, and what other programs call it.
""",
)
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@all_of(OBJECT_OPTIONS)
@click.option("--model", "model", type=click.Path(path_type=Path), metavar="FILE",
              help="Apply this model in place of a fit.")  # fmt: skip
@WITH_REGIONS
@all_of(SETTINGS)
@all_of(WRITING)
@all_of(READING)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def measure(pictures: tuple[Path, ...], *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Find the objects in PICTURES and write a table of their measurements.

    Each picture is divided into segments of similar colour, its classes. Objects are the connected pieces of
    all classes but the largest, or of --classes, divided where they touch. photo_objects.csv has a row for
    each, photo_objects_overlay.png shows their outlines.
    """
    model = Model.load(given["model"]).asking(given["regions"]) if given["model"] else None
    requests.check_is_fit(given, model)
    settings = requests.settings(given)
    detail, least = settings.detail, settings.min_region
    facts = {"model": str(given["model"])} if model else {"settings": asdict(settings)}
    request = PictureRun(
        lambda image, workers: (
            applying(image, model, workers, detail=detail, min_region=least)
            if model
            else segmenting(image, settings, workers)
        ),
        facts,
        given["threads"],
        requests.reading(given),
        **requests.writing(given, default=KINDS),
        pages=requests.pages(given),
        objects=object_choice.asked(given, model.objects if model else None),
    )
    return work_through(pictures, request, as_json=as_json, quiet=quiet)
