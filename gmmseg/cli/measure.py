"""`gmmseg measure`: pictures in, a table of their objects out."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import click

from gmmseg.batch import object_tables
from gmmseg.batch.stack import Apply, apply_of, fitting_stack
from gmmseg.cli import object_choice, requests
from gmmseg.cli.object_choice import KINDS, OBJECT_OPTIONS, WITH_GROUPS
from gmmseg.cli.options import READING, SETTINGS, WITH_REGIONS, WRITING, all_of
from gmmseg.cli.pictures import PictureRun, work_through
from gmmseg.cli.reporting import shown
from gmmseg.cli.requests import KindsCommand
from gmmseg.cli.stacks import Openers
from gmmseg.errors import AlreadyThereError
from gmmseg.imaging.model import Model
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.objects.objects import Objects
from gmmseg.imaging.objects.summary import summarise_groups
from gmmseg.io.atomic import writing
from gmmseg.io.exporters.object_files import write_csv
from gmmseg.io.exporters.registry import make_folder
from gmmseg.job import Progress, Workers
from gmmseg.pipeline import applying, segmenting

GROUPS = "gmmseg-objects-groups.csv"


@click.command(
    "measure",
    cls=KindsCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg measure cells.tif -k 2
  gmmseg measure cells.tif -k 3 --classes 2,3 --typical-size 20 --pixel-size 0.25um
  gmmseg measure plots/*/*.tif -k 2 --groups folder
  gmmseg measure *.tif --model cells.gmm.json --exclude-border --fill-holes -o tables

\b
Exit status: 0 all done, also where there are no objects, 1 some picture failed (the others are done) or
nothing could begin, 2 the command was wrong (nothing is done), 130 interrupted.
docs/objects.md says what each column is, and what other programs call it.
""",
)
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@all_of(OBJECT_OPTIONS)
@WITH_GROUPS
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
    each, photo_objects_overlay.png shows their outlines. With --groups, gmmseg-objects-groups.csv has a row
    for each group of pictures and class: mean and standard deviation of the pictures' values. Give a
    --model then, so that a class is the same thing in all of them.
    """
    groups = _Groups.of(pictures, given) if given["groups"] else None
    model = Model.load(given["model"]).using_regions(given["regions"]) if given["model"] else None
    requests.check_is_fit(given, model)
    settings = requests.settings(given)
    detail, least = settings.detail, settings.min_region

    def prepare(openers: Openers, workers: Workers) -> Generator[Progress, None, Apply]:
        fitted = model or (yield from fitting_stack(openers, settings, workers))
        yield Progress("Labelling", 0.0)
        return apply_of(fitted, settings)

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
        objects=object_choice.requested(given, model.objects if model else None),
        prepare=prepare,
        is_explicit=True,
        take=None if groups is None else groups.take,
    )
    status = work_through(pictures, request, as_json=as_json, quiet=quiet)
    if groups is not None:
        path = groups.write()
        if path is not None and not (as_json or quiet):
            click.echo(f"the groups are in {shown(path)}")
    return status


@dataclass(frozen=True)
class _Groups:
    """Pictures' groups, and the tables of classes that were found of each.

    Attributes
    ----------
    group_of : callable
        From the name of a picture to its group, None for one of none.
    path : Path
        The table to write.
    overwrite : bool
        Whether it may replace a file.
    tables : list of (str, ObjectTable)
        Group and table of each picture so far.
    """

    group_of: Callable[[str], str | None]
    path: Path
    overwrite: bool
    tables: list[tuple[str, ObjectTable]] = field(default_factory=list)

    @classmethod
    def of(cls, pictures: Sequence[Path], given: dict[str, Any]) -> Self:
        """Return the groups that are asked for, none of them with a picture; what is wrong is raised now."""
        path = given["folder"] / GROUPS
        if path.exists() and not given["overwrite"]:
            raise AlreadyThereError((shown(path.name),), shown(path.parent))
        group_of = object_tables.groups([each.as_posix() for each in pictures], given["groups"])
        return cls(group_of, path, given["overwrite"])

    def take(self, path: Path, objects: Objects) -> None:
        """Add what was found in a picture to its group."""
        group = self.group_of(path.as_posix())
        if group is not None:
            self.tables.append((group, objects.summary))

    def write(self) -> Path | None:
        """Write the table; return its path, or None where nothing was found that could be in it."""
        if not self.tables:
            return None
        make_folder(self.path.parent)
        with writing(self.path, overwrite=self.overwrite) as temporary:
            write_csv(temporary, summarise_groups(self.tables))
        return self.path
