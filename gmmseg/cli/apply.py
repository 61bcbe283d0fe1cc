"""`gmmseg apply`: a model and pictures in, masks out."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import click

from gmmseg.batch.stack import Apply
from gmmseg.cli import object_choice, requests
from gmmseg.cli.options import (
    PREPARING,
    READING,
    WITH_CLUSTER,
    WITH_REGIONS,
    WITH_REJECT,
    WITH_STREAM,
    WITH_THREADS,
    WRITING,
    all_of,
    setting,
)
from gmmseg.cli.pictures import PictureRun, work_through
from gmmseg.cli.requests import StackKindsCommand
from gmmseg.cli.stacks import Openers
from gmmseg.cli.table_results import apply_to_tables
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io import table_models
from gmmseg.io.stacks import STACK_KINDS
from gmmseg.job import Progress, Workers
from gmmseg.pipeline import applying


@click.command(
    "apply",
    cls=StackKindsCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg apply cells.gmm.json photo.jpg
  gmmseg apply cells.gmm.json *.tif --export labels-tif,table -o masks
  gmmseg apply customers.gmm.json new-customers.csv -o out

\b
Exit status: 0 all done, 1 some picture failed (the others are done) or nothing could begin,
2 the command was wrong (nothing is done), 130 interrupted.
For a folder there is gmmseg batch, which uses several processes and can go on where it was stopped.
""",
)
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@all_of(WRITING)
@setting("--detail", "detail", "SHARE", "How finely regions are divided, where they are written.")
@setting("--min-region", "min_region", "PIXELS", "Regions below this size join a neighbour.")
@all_of(PREPARING)
@all_of((WITH_REGIONS, WITH_REJECT, WITH_THREADS))
@all_of(READING)
@WITH_STREAM
@WITH_CLUSTER
@object_choice.with_object_options
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def apply(model: Path, pictures: tuple[Path, ...], *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Give PICTURES the segments of MODEL and write masks.

    MODEL is a file that gmmseg fit has written. The pictures must have the same channels as those that it
    was made from, and channels with names are found by them; --channels says which stand for the model's
    where they have other names. The picture it was made from gets the labels that gmmseg segment gives it.
    Where it was fitted with --objects, objects are made and measured in the same way.

    A model that gmmseg cluster has written takes tables (CSV or Parquet) in place of pictures: their rows
    get its clusters, and columns are found by name.
    """
    if table_models.is_one(model):
        return apply_to_tables(model, pictures, as_json=as_json, quiet=quiet)
    chosen = requests.with_channels(Model.load(model).using_regions(given["regions"]), given)
    objects = object_choice.requested(given, chosen.objects)
    regions = {"detail": given["detail"], "min_region": given["min_region"]}

    def pipeline(image: Image, workers: Workers) -> Generator[Progress, None, Segmentation]:
        return applying(image, chosen, workers, **regions)

    def prepare(openers: Openers, workers: Workers) -> Generator[Progress, None, Apply]:  # noqa: ARG001 - as others
        yield Progress("Labelling", 0.0)
        return pipeline

    request = PictureRun(
        pipeline,
        {"model": str(model)},
        given["threads"],
        requests.reading(given),
        **requests.writing(given, STACK_KINDS, default=object_choice.default_kinds(objects)),
        objects=objects,
        pages=requests.pages(given),
        prepare=prepare,
        is_explicit=bool(given["kinds"]),
        stream=given["stream"],
        cluster=given["cluster"],
    )
    return work_through(pictures, request, as_json=as_json, quiet=quiet)
