"""`gmmseg evaluate`: how well results agree with truths, as a table, CSV or JSON.

Segments of any number are matched before they are compared; objects and classes have figures of their own.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import click
import numpy as np

from gmmseg.cli import evaluation_tables as tables
from gmmseg.cli.reporting import print_error, record_of
from gmmseg.errors import GmmsegError, NothingToCompareError, counted
from gmmseg.imaging.class_metrics import ClassAgreement, class_agreement
from gmmseg.imaging.metrics import MEASURES, Agreement, agreement
from gmmseg.imaging.object_metrics import ObjectAgreement, object_agreement
from gmmseg.io.atomic import check_is_no_input, shown, writing
from gmmseg.io.exporters.table import safe
from gmmseg.io.readers import label_maps
from gmmseg.io.readers.annotations import object_maps

FORMATS = ("table", "csv", "json")
TITLES = dict(
    zip(
        MEASURES,
        (
            "IoU",
            "Dice",
            "accuracy",
            "ARI",
            "NMI",
            "VI",
            "covering",
            "PRI",
            "bound. P",
            "bound. R",
            "bound. F",
        ),
        strict=True,
    )
)
MEAN = "mean"

HOW = ("matched", "numbers")

AgreementRows = list[tuple[str, Agreement]]


@click.command(
    "evaluate",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg evaluate photo_labels.png truth.png
  gmmseg evaluate masks truths --ending _labels
  gmmseg evaluate masks truths --ending _regions --format csv -o figures.csv
  gmmseg evaluate cells_objects.tif truth.tif --objects
  gmmseg evaluate masks truths --ending _labels --by-class matched --json

\b
Exit status: 0 done, 1 some pair could not be compared (the others are) or none, 2 the command was wrong,
130 interrupted.
""",
)
@click.argument("result", type=click.Path(path_type=Path))
@click.argument("truth", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", help="What to write.  [default: table]"
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option(
    "--objects", is_flag=True, help="Compare objects: each number but 0 is one, as in NAME_objects.tif."
)
@click.option(
    "--by-class",
    type=click.Choice(HOW),
    help="Figures of each class of the truth and the confusion matrix; classes are matched by common area, "
    "or are the same where their numbers are.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write instead of the screen.",
)
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@click.option("--ignore", type=int, metavar="N", help="Label of the truth that marks pixels to leave out.")
@click.option(
    "--ending",
    default="",
    metavar="TEXT",
    help="In folders: what follows the truth's name in the result's, as -labels in photo-labels.png.",
)
def evaluate(
    result: Path,
    truth: Path,
    form: str,
    objects: bool,
    by_class: str | None,
    output: Path | None,
    overwrite: bool,
    ignore: int | None,
    ending: str,
) -> None:
    """Compare the label map RESULT with TRUTH, two files or two folders of files of the same names.

    A truth may hold the maps of several annotators (an .npz with 'segs', annotators by height by width):
    figures are means over them. Labels are names: segments are matched before they are compared.

    \b
    IoU, Dice   overlap of matched segments; 0 counts as background
    accuracy    share of pixels in matched segments
    ARI, NMI    adjusted Rand index, normalised mutual information
    VI          variation of information in bits; lower is better
    covering    covering of the truth by the result
    PRI         probabilistic Rand index
    bound.      precision, recall and F of the boundary, within 0.75 % of the diagonal

    With --objects or --by-class, the truth may also be annotations: COCO's JSON (for a folder of results,
    one file of all pictures), LabelMe's JSON, QuPath's GeoJSON, YOLO's text, ImageJ's regions or OME-Zarr.

    \b
    With --objects:
    AP          average precision as COCO's, mean of those for an IoU from 0.50 to 0.95
    AJI         aggregated Jaccard index
    PQ, SQ, RQ  panoptic, segmentation and recognition quality
    splits      objects of the truth that were divided
    merges      objects of the result that join several of the truth
    count err.  difference of the numbers of objects over that of the truth
    precision, recall, F1, mean IoU of matched objects, and AP, for each least IoU of a match
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    compared, texts = _way(objects, by_class)
    rows: list[tuple[str, Any]] = []
    failures: dict[str, GmmsegError] = {}
    together = list(pairs(result, truth, ending, annotations=objects or by_class is not None))
    if output is not None:
        check_is_no_input(output, [path for _, *both in together for path in both])
    for name, first, second in together:
        try:
            which = {} if compared is compare else {"picture": name}
            rows.append((name, compared(first, second, ignore=ignore, **which)))
        except GmmsegError as error:
            if not result.is_dir():
                raise
            failures[name] = error
            print_error(f"skipped {name}: {error}")
    if not rows:
        raise NothingToCompareError("no pair of files could be compared", "Mend what was told above")
    text = texts[FORMATS.index(form)](rows)
    if failures and form == "json":
        text = _with_errors(text, failures)
    if output is None:
        click.echo(text, nl=False)
    else:
        with writing(output, overwrite=overwrite) as temporary:
            temporary.write_text(text, encoding="utf-8")
    if failures:
        raise SystemExit(1)


def _way(objects: bool, by_class: str | None) -> tuple[Callable[..., Any], tuple[Callable[[Any], str], ...]]:
    """Return what compares two files, and what writes the figures in each of `FORMATS`."""
    if objects and by_class is not None:
        raise click.UsageError("--objects and --by-class compare different things: choose one.")
    if objects:
        return compare_objects, (tables.object_table, tables.object_csv, tables.object_json)
    if by_class is not None:
        compared = partial(compare_classes, matched=by_class == "matched")
        return compared, (tables.class_table, tables.class_csv, tables.class_json)
    return compare, (as_table, as_csv, as_json)


def compare_objects(
    result: Path, truth: Path, *, ignore: int | None = None, picture: str = ""
) -> ObjectAgreement:
    """Return the agreement of the objects of two files; the mean over truths where there are several.

    `picture` is what the picture is called in annotations of several.
    """
    found = label_maps.read(result)[0]
    if truth.suffix.lower() in object_maps.SUFFIXES:
        height, width = found.shape
        annotated = object_maps.read(truth, (height, width), picture=picture)
        for note in annotated.notes:
            click.echo(f"gmmseg: {shown(truth.name)}: {note}", err=True)
        return object_agreement(found, annotated.labels, ignore=ignore)
    rows = [object_agreement(found, each, ignore=ignore) for each in label_maps.read(truth)]
    return ObjectAgreement.mean(rows)


def compare_classes(
    result: Path, truth: Path, *, matched: bool, ignore: int | None = None, picture: str = ""
) -> ClassAgreement:
    """Return the agreement of each class of two files; over the pixels of all truths together.

    `picture` is what the picture is called in annotations of several.
    """
    found = label_maps.read(result)[0]
    if truth.suffix.lower() in object_maps.SUFFIXES:
        height, width = found.shape
        annotated = object_maps.read_classes(truth, (height, width), picture=picture)
        named = ", ".join(f"{number} {name}" for number, name in enumerate(annotated.names, 1))
        for note in (f"Classes of the truth: {named}.", *annotated.notes):
            click.echo(f"gmmseg: {shown(truth.name)}: {shown(note)}", err=True)
        return class_agreement(found, annotated.labels, matched=matched, ignore=ignore)
    rows = [class_agreement(found, each, matched=matched, ignore=ignore) for each in label_maps.read(truth)]
    return ClassAgreement.total(rows)


def compare(result: Path, truth: Path, *, ignore: int | None = None) -> Agreement:
    """Return the agreement of one result file, of one map, with one truth file, of one or several."""
    return agreement(label_maps.read(result)[0], label_maps.read(truth), ignore=ignore)


def pairs(
    result: Path, truth: Path, ending: str = "", *, annotations: bool = False
) -> Iterator[tuple[str, Path, Path]]:
    """Yield name, result and truth of every pair; in folders files pair by name without suffix.

    With `annotations`, truths may be files of these, where there is no label map of that name.
    """
    if annotations and truth.suffix.lower() == ".json" and truth.is_file() and result.is_dir():
        named = {PurePosixPath(name).stem: truth for name in object_maps.pictures(truth)}
        yield from _matched(_label_files(result), named, ending)
        return
    is_folder = truth.is_dir() and truth.suffix.lower() != ".zarr"
    if not (result.is_dir() and is_folder):
        if result.is_dir() or is_folder:
            for path in (result, truth):
                if not path.exists():
                    raise NothingToCompareError(f"{shown(path)} is not there", "Check its name and folder")
            raise NothingToCompareError(
                f"{result.name} and {truth.name} are a file and a folder, not two of a kind",
                "Give two files or two folders",
            )
        yield result.stem, result, truth
        return
    truths = _label_files(truth)
    if annotations:
        truths = _files(truth, object_maps.SUFFIXES) | truths
    yield from _matched(_label_files(result), truths, ending)


def _matched(
    results: dict[str, Path], truths: dict[str, Path], ending: str
) -> Iterator[tuple[str, Path, Path]]:
    found = [
        (stem, results[stem + ending], path) for stem, path in truths.items() if stem + ending in results
    ]
    if not found:
        raise NothingToCompareError(
            f"of {len(results)} results and {len(truths)} truths no two files have the same name",
            "Name them alike, or say with --ending what follows in the results' names",
        )
    alone = [
        path.name if path.stem == stem else stem
        for stem, path in truths.items()
        if stem + ending not in results
    ]
    if alone:  # a mean without them must not be taken for that of all
        click.echo(
            f"gmmseg: {len(alone)} of {counted(len(truths), 'truth')} have no result and do not count, "
            f"the first: {shown(alone[0])}",
            err=True,
        )
    yield from found


def _label_files(folder: Path) -> dict[str, Path]:
    return _files(folder, label_maps.SUFFIXES)


def _files(folder: Path, suffixes: Sequence[str]) -> dict[str, Path]:
    return {
        path.stem.removesuffix(".geojson"): path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in suffixes
    }


def mean(rows: AgreementRows) -> Agreement:
    """Return the mean over pictures."""
    values = np.array([[getattr(row, measure) for measure in MEASURES] for _, row in rows])
    return Agreement(*values.mean(axis=0).tolist())


def as_table(rows: AgreementRows) -> str:
    """Return one line per measure for one picture, one line per picture and the mean for several."""
    if len(rows) == 1:
        return "".join(f"{TITLES[measure]:<10}{getattr(rows[0][1], measure):>8.4f}\n" for measure in MEASURES)
    width = max(len("picture"), *(len(name) for name, _ in rows))
    lines = [_line("picture", TITLES.values(), width)]
    for name, row in [*rows, (MEAN, mean(rows))]:
        lines.append(_line(name, (f"{getattr(row, measure):.4f}" for measure in MEASURES), width))
    return "".join(lines)


def _line(name: str, cells: Iterable[str], width: int) -> str:
    return f"{name:<{width}}" + "".join(f"{cell:>10}" for cell in cells) + "\n"


def as_csv(rows: AgreementRows) -> str:
    """Return a header, one row per picture and, of several, the mean."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["picture", *MEASURES])
    for name, row in [*rows, *([(MEAN, mean(rows))] if len(rows) > 1 else [])]:
        writer.writerow([safe(name), *(f"{getattr(row, measure):.6f}" for measure in MEASURES)])
    return out.getvalue()


def _with_errors(text: str, failures: dict[str, GmmsegError]) -> str:
    """Return a JSON text with what was wrong with pairs that could not be compared."""
    errors = {name: record_of(error) for name, error in failures.items()}
    return json.dumps(json.loads(text) | {"errors": errors}, indent=2) + "\n"


def as_json(rows: AgreementRows) -> str:
    """Return an object with the figures of every picture and their mean."""
    found = {"mean": asdict(mean(rows)), "pictures": {name: asdict(row) for name, row in rows}}
    return json.dumps(found, indent=2) + "\n"
