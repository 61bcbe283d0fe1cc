"""`gmmseg fit`: pictures in, a model out."""

import time
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np

from gmmseg.batch.drift_record import flagged_pictures
from gmmseg.batch.workers.pooled_fit import Refusal, pooling
from gmmseg.cli import object_choice, requests
from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.options import FIT_WITHOUT_MODEL, READING, WITH_SEEDS, all_of
from gmmseg.cli.progress import watching
from gmmseg.cli.reporting import RefusedPictures, print_error, print_json, record_of, shown
from gmmseg.errors import AlreadyThereError, GmmsegError, NoModelError, NoPicturesError, counted
from gmmseg.image_fits import criterion_of
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Provenance
from gmmseg.imaging.seeds import NamedSeeds
from gmmseg.inspection.model_comparison import refitted
from gmmseg.io.models import SUFFIX, digest_of
from gmmseg.io.naming import without_repeats
from gmmseg.io.readers.annotations import seed_files
from gmmseg.io.readers.images import read
from gmmseg.io.readers.pages import ChosenPage
from gmmseg.job import Job
from gmmseg.mixture.fitting.model_selection import CRITERIA
from gmmseg.pipeline import about_pruning
from gmmseg.settings import AUTO, Settings
from gmmseg.version import __version__


@click.command(
    "fit",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg fit photo.jpg -k 4 -o photo.gmm.json
  gmmseg fit day1.tif day2.tif day3.tif -o cells.gmm.json
  gmmseg fit day1.tif day2.tif --seeds annotations -o cells.gmm.json
  gmmseg fit --from-flagged drift.jsonl --parent cells.gmm.json -o cells-2.gmm.json
  gmmseg apply cells.gmm.json day4.tif

\b
Exit status: 0 done, 1 a picture could not be used (the model is of the others) or there is no model,
2 the command was wrong (nothing is done), 130 interrupted.
""",
)
@click.argument("pictures", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Model file to write.  [default: the first picture's name with .gmm.json]")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@click.option("--weigh", type=click.Choice(["equal", "pixels"]), default="equal",
              help="Whether several pictures count alike or by size.  [default: equal]")  # fmt: skip
@click.option("--parent", type=click.Path(path_type=Path), metavar="FILE",
              help="The model that this one is refitted from: segments like its own have their names and "
                   "colours, and the file tells its hash and a version one higher.")  # fmt: skip
@click.option("--from-flagged", "flagged", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Take the pictures, too, that gmmseg serve --monitor FILE --keep has kept as a model did "
                   "not explain them: that of --parent, where there are several.")  # fmt: skip
@click.option(
    "--dated", is_flag=True, help="Write the day into the model; else the same fit gives the same file."
)
@all_of(FIT_WITHOUT_MODEL)
@all_of(READING)
@WITH_SEEDS
@object_choice.WITH_OBJECTS
@all_of(object_choice.OBJECT_OPTIONS)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def fit(pictures: tuple[Path, ...], *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Make a model from PICTURES and write it to a file of a few kB.

    Several pictures are fitted together, so that a class is the same thing in all of them. The model can
    be read by people and programs, and applied to other pictures with gmmseg apply and gmmseg batch. With
    --objects, these make objects of its classes, too. With --seeds, its segments are the classes of
    annotations.
    """
    objects = object_choice.requested(given)
    parent = None if given["parent"] is None else Model.load(given["parent"])
    begin, paths = time.perf_counter(), _paths(pictures, given, parent)
    output = given["output"] or Path(f"{paths[0].stem}{SUFFIX}")
    if output.suffix.lower() != ".json":
        raise click.UsageError(f"The output {output.name!r} must end in .json.")
    if output.exists() and not given["overwrite"]:  # refused before the work, not after it
        raise AlreadyThereError((shown(output.name),), shown(output.parent))
    refused: list[dict[str, Any]] = []
    told = RefusedPictures()

    def refuse(index: int, error: GmmsegError) -> None:
        place = str(paths[index]) if not pages[index].name else f"{paths[index]} {pages[index].name}"
        refused.append({"path": place, "error": record_of(error)})
        told.print(str(error), place)

    found = [each for path in paths for each in _pages(path, given, refused)]
    paths, pages = [path for path, _ in found], [page for _, page in found]
    model = _fitted(paths, pages, given, refuse, quiet=quiet) if found else None
    if model is None:
        if as_json:
            print_json({"gmmseg": __version__, "errors": refused})
        return FAILED
    day = datetime.now().astimezone().date().isoformat() if given["dated"] else ""
    if parent is not None:
        model = refitted(model, parent, day)
    elif day:
        model = replace(model, provenance=Provenance(date=day))
    model = model.with_objects(objects)
    model.save(output, overwrite=given["overwrite"])
    notes = about_number(model, requests.settings(given)) if given["seeds"] is None else []
    result = described(model) | {
        "notes": notes,
        "file": str(output),
        "seconds": round(time.perf_counter() - begin, 3),
    }
    if as_json:
        print_json(result | ({"errors": refused} if refused else {}))
    elif not quiet:
        click.echo("\n".join(summary(result, len(refused))))
    return FAILED if refused else DONE


def _paths(pictures: tuple[Path, ...], given: dict[str, Any], parent: Model | None) -> list[Path]:
    """Return the files that are given, and those that a service has kept, each once."""
    paths = without_repeats((*pictures, *_flagged(given, parent)))
    if not paths:
        raise click.UsageError("Give pictures, or a record of a service with --from-flagged.")
    return paths


def _flagged(given: dict[str, Any], parent: Model | None) -> list[Path]:
    """Return the pictures that a service has kept since a model did not explain them."""
    records: tuple[Path, ...] = given["flagged"]
    if not records:
        return []
    if given["output"] is None:
        raise click.UsageError("The pictures of a service have no names: say where the model goes with -o.")
    digest = "" if parent is None else digest_of(parent)
    found = [flagged_pictures(record, digest) for record in records]
    names = sorted({name for _, several in found for name in several})
    files = list({file.name: file for some, _ in found for file in some}.values())  # named by what they hold
    where = ", ".join(shown(record) for record in records)
    if len(names) > 1:
        problem = f"The pictures in {where} were unlike those of {len(names)} models, {', '.join(names)}"
        raise click.UsageError(f"{problem}: choose one with --parent.")
    if not files:
        by = "" if parent is None else " by that parent"
        raise NoPicturesError(
            f"no picture that was flagged{by} is kept beside {where}",
            "Run gmmseg serve with --monitor and --keep",
        )
    return files


def _pages(path: Path, given: dict[str, Any], refused: list[dict[str, Any]]) -> list[tuple[Path, ChosenPage]]:
    """Return the pages of a file that are asked for; none where it cannot be read, which is printed."""
    reading = requests.reading(given)
    how = {name: reading[name] for name in ("max_pixels", "formats") if name in reading}
    try:
        return [(path, page) for page in requests.pages(given).of(path, **how)]
    except GmmsegError as error:
        refused.append({"path": str(path), "error": record_of(error)})
        print_error(str(error), path)
        return []


def _fitted(
    paths: list[Path], pages: list[ChosenPage], given: dict[str, Any], refuse: Refusal, *, quiet: bool
) -> Model | None:
    """Return the model of pictures, or None where none can be used, which was printed of each."""
    settings, reading = requests.settings(given), requests.reading(given)
    openers = [
        partial(read, path, **reading, **page.reading) for path, page in zip(paths, pages, strict=True)
    ]
    least = 1 if len(openers) > 1 else 2  # of several pictures, all together must have two
    seeds = None if given["seeds"] is None else partial(_seeds, given["seeds"], least)
    job = Job(
        lambda workers: pooling(openers, settings, given["weigh"], workers, refused=refuse, seeds=seeds),
        threads=given["threads"],
    )
    with watching(1, quiet=quiet) as watch:
        watch.begin(f"Fitting, {counted(len(paths), 'picture')} given")
        try:
            return job.run(watch.step)
        except NoModelError:
            return None
        except GmmsegError as error:
            if len(paths) > 1:
                raise
            refuse(0, error)
            return None


def _seeds(path: Path, least: int, _number: int, image: Image) -> NamedSeeds:
    return seed_files.read(path, image, least=least)


def about_number(model: Model, settings: Settings) -> list[str]:
    """Return a note on the number of segments, where it was chosen automatically; else nothing."""
    n, noun = len(model.segments), "segment" if len(model.segments) == 1 else "segments"
    if settings.inference == "variational":
        return [about_pruning(model.mixture.n_components, settings.most_components)]
    if settings.candidates is not None:
        low, high = settings.candidates
        by = "what the method goes by" if settings.criterion == AUTO else CRITERIA[criterion_of(settings)]
        return [f"Found {n} {noun}: of {low} to {high}, by {by}."]
    return []


def described(model: Model) -> dict[str, Any]:
    """Return what a model is as values that JSON knows."""
    assert model.training is not None
    shares = np.bincount(model.owners, model.training.shares, len(model.segments))
    return {
        "features": list(model.features.names),
        "segments": [
            {**asdict(segment), "components": len(segment.components), "percent": round(100 * share, 4)}
            for segment, share in zip(model.segments, shares.tolist(), strict=True)
        ],
        "pictures": len(model.training.pictures),
        "log_likelihood": model.training.mean,
    }


def summary(result: dict[str, Any], n_refused: int = 0) -> list[str]:
    """Return lines that say what a model is; so many pictures were given that could not be used."""
    n, pictures = len(result["segments"]), result["pictures"]
    of = f"{pictures:,} of {counted(pictures + n_refused, 'picture')}" if n_refused else ""
    origin = f"{counted(n, 'segment')} from {of or counted(pictures, 'picture')}"
    lines = [f"{origin} by {', '.join(result['features'])}, {result['seconds']:.1f} s"]
    lines += [
        f"  {number:3d}  {each['percent']:5.1f} %  {shown(each['name'])}"
        for number, each in enumerate(result["segments"], 1)
    ]
    lines += [f"  note: {shown(note)}" for note in result["notes"]]
    return [*lines, f"  wrote {shown(result['file'])}"]
