"""`gmmseg segment`: pictures in, masks out."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import click

from gmmseg import __version__
from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.options import READING, SETTINGS, Within, all_of, words
from gmmseg.cli.reporting import Watch, complain, watching
from gmmseg.cli.results import Result, described, summary
from gmmseg.errors import GmmsegError
from gmmseg.io.exporters import KINDS, available, export, foresee
from gmmseg.io.formats import EXTRA, SAFE
from gmmseg.io.images import read
from gmmseg.io.naming import results_among, stems, without_repeats
from gmmseg.pipeline import Job, Progress, segmenting
from gmmseg.settings import Number, Settings

DEFAULT_FOLDER = "gmmseg-out"
DEFAULT_EXPORTS = ("labels", "overlay")


@dataclass(frozen=True)
class Request:
    """What one run is to do with each picture."""

    settings: Settings
    threads: int | None
    reading: dict[str, Any]
    folder: Path
    kinds: list[str]
    writing: dict[str, Any]


class SegmentCommand(click.Command):
    """Lists in its help the kinds of files that can be written."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the kinds before the examples."""
        with formatter.section("Kinds of export"):
            formatter.write_dl(
                [*KINDS.items(), ("all", "All of these, as far as their libraries are installed.")]
            )
        super().format_epilog(context, formatter)


@click.command(
    "segment",
    cls=SegmentCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg segment photo.jpg
  gmmseg segment photo.jpg -k 3 --position 0.5 -o masks
  gmmseg segment *.tif --export labels-tif,table --overwrite
  gmmseg segment photo.jpg --export all --json

\b
Exit status: 0 all done, 1 some picture failed (the others are done),
2 the command was wrong (nothing is done), 130 interrupted.
""",
)
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@all_of(SETTINGS)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_FOLDER,
    show_default=True,
    metavar="FOLDER",
    help="Where the files go; made if it is not there.",
)
@click.option("--export", "kinds", multiple=True, metavar="KIND,...", help="What to write, see below.")
@click.option("--overwrite", is_flag=True, help="Replace files that exist.")
@click.option(
    "--opacity", type=Within(Number(0, 1)), metavar="SHARE", help="Opacity of the colours in the overlay."
)
@all_of(READING)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def segment(pictures: tuple[Path, ...], *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Find segments in PICTURES and write masks.

    Each picture is divided into segments of similar colour. The files are named after the picture:
    photo_labels.png, photo_overlay.png and so on. Pictures themselves are never changed.
    """
    request = _request(given)
    paths = _to_do(pictures)
    results: list[Result] = []
    with watching(len(paths), quiet=quiet) as watch:
        try:
            for path, stem in zip(paths, stems(paths), strict=True):
                watch.begin(path.name)
                results.append(_attempt(path, stem, request, watch))
                if not (quiet or as_json or "error" in results[-1]):
                    with watch.aside():
                        click.echo(summary(results[-1]))
        finally:  # when interrupted, too, what is done is told
            if as_json:
                with watch.aside():
                    click.echo(json.dumps(_document(request, results), indent=2))
    return FAILED if any("error" in result for result in results) else DONE


def _request(given: dict[str, Any]) -> Request:
    """Return what the options ask for; wrong ones are named now, before any work is done."""
    settings = Settings(**{field.name: given[field.name] for field in fields(Settings)})
    reading = {"page": given["page"], "max_pixels": given["max_pixels"], "formats": given["allow_formats"]}
    if reading["formats"]:
        reading["formats"] = (*SAFE, *_formats(words(reading["formats"])))
    writing = {"overwrite": given["overwrite"], "opacity": given["opacity"]}
    return Request(
        settings,
        given["threads"],
        {name: value for name, value in reading.items() if value},
        given["folder"],
        _kinds(words(given["kinds"])),
        {name: value for name, value in writing.items() if value is not None},
    )


def _formats(asked: list[str]) -> list[str]:
    for word in asked:
        if word.upper() not in (*SAFE, *EXTRA):
            sentence = f"There is no format {word!r} to allow: choose from {', '.join(EXTRA)}."
            raise click.UsageError(sentence, click.get_current_context())
    return [word.upper() for word in asked]


def _kinds(asked: list[str]) -> list[str]:
    if "all" in asked:
        return list(available())
    for kind in asked:
        if kind not in KINDS:
            raise click.UsageError(
                f"There is no kind of export {kind!r}: choose from {', '.join(KINDS)}, all."
            )
    return asked or list(DEFAULT_EXPORTS)


def _to_do(pictures: Sequence[Path]) -> list[Path]:
    """Return the pictures to segment; those left out are named."""
    paths = without_repeats(pictures)
    results = results_among(paths)
    for path, picture in results.items():
        complain(f"skipped, it looks like a result of {picture.name}; give it alone to segment it.", path)
    return [path for path in paths if path not in results]


def _attempt(path: Path, stem: str, request: Request, watch: Watch) -> Result:
    """Return what was found in a picture, or why nothing was."""
    try:
        return _result(path, stem, request, watch)
    except GmmsegError as error:
        sentence = str(error)
    except MemoryError:
        sentence = "There is not enough memory for it. Close other programs, or make the picture smaller."
    except Exception as error:  # the wall around one picture: the others go on
        if os.environ.get("GMMSEG_DEBUG"):
            raise
        sentence = f"This is a fault in gmmseg, please report it: {type(error).__name__}: {error}"
    with watch.aside():
        complain(sentence, path)
    return {"path": str(path), "error": sentence}


def _result(path: Path, stem: str, request: Request, watch: Watch) -> Result:
    begin = time.perf_counter()
    foresee(request.folder, request.kinds, stem, overwrite=request.writing["overwrite"])
    image = read(path, **request.reading)
    job = Job(lambda workers: segmenting(image, request.settings, workers), threads=request.threads)
    found = job.run(watch.step)
    watch.step(Progress("Writing", 0.95))
    files = export(found, request.folder, request.kinds, stem=stem, **request.writing)
    return {
        **described(found),
        "path": str(path),
        "files": [str(file) for file in files],
        "seconds": round(time.perf_counter() - begin, 3),
    }


def _document(request: Request, results: list[Result]) -> dict[str, Any]:
    return {"gmmseg": __version__, "settings": asdict(request.settings), "pictures": results}
