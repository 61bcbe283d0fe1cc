"""Commands on several pictures, one after another: read, process, write, report; a bad one is skipped."""

import os
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from gmmseg.cli import object_choice, requests
from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.progress import Watch, watching
from gmmseg.cli.reporting import RefusedPictures, print_error, print_json, record_of
from gmmseg.cli.results import ResultRecord, described, summary
from gmmseg.cli.stacks import Prepare, StackRun, stack_summary
from gmmseg.errors import GmmsegError, SeedsOfPagesError
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.label_file import LabelFile
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.objects.objects import Objects
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.exporters import export, foresee
from gmmseg.io.exporters.registry import check_in_bands
from gmmseg.io.naming import results_among, stems, without_repeats
from gmmseg.io.readers.pages import FIRST, PageChoice
from gmmseg.io.readers.tiled.opening import may_be_in_bands, open_picture
from gmmseg.io.stacks import STACK_KINDS
from gmmseg.job import Job, Progress, Workers
from gmmseg.version import __version__

BAND_KINDS = ("labels-cog", "table")  # of pictures larger than memory, where nothing else is said
Pipeline = Callable[[Image, Workers], Generator[Progress, None, Segmentation]]
Work = Callable[[Path, str, Watch], ResultRecord]


@dataclass(frozen=True)
class PictureRun:
    """What one run is to do with each picture.

    Attributes
    ----------
    pipeline : callable
        From a picture and workers to a segmentation, by way of progress.
    facts : dict
        What JSON says of the run beside its pictures.
    threads : int or None
        Threads to work on.
    reading, writing : dict
        What `io.images.read` and `io.exporters.export` take by name.
    folder : Path
        Where files go.
    kinds : list of str
        Which files.
    objects : ObjectOptions or None
        How objects are made, where they are asked for.
    pages : PageChoice
        Which pages of each file are pictures.
    prepare : callable or None
        What makes of several pages of a file what labels each of them.
    is_explicit : bool
        Whether the kinds were typed, not chosen by default.
    take : callable or None
        Is given each picture's path and objects.
    stream : bool or None
        Whether pictures are read in bands; None where they are large.
    cluster : str or None
        Where bands of these are worked on, as `requests.cluster` takes it.
    client : distributed.Client or None
        Of that cluster, while pictures are worked on.
    """

    pipeline: Pipeline
    facts: dict[str, Any]
    threads: int | None
    reading: dict[str, Any]
    folder: Path
    kinds: list[str]
    writing: dict[str, Any]
    objects: ObjectOptions | None = None
    pages: PageChoice = FIRST
    prepare: Prepare | None = None
    is_explicit: bool = False
    take: Callable[[Path, Objects], object] | None = None
    stream: bool | None = False
    cluster: str | None = None
    client: Any = None


def work_through(pictures: Sequence[Path], request: PictureRun, *, as_json: bool, quiet: bool) -> int:
    """Work on all pictures and return the exit status."""

    def document(results: list[ResultRecord]) -> dict[str, Any]:
        return {**request.facts, "pictures": results}

    with requests.cluster(request.cluster, quiet=quiet or as_json) as client:
        work = partial(_result, replace(request, client=client))
        return one_by_one(_to_do(pictures), work, document, as_json=as_json, quiet=quiet)


def one_by_one(
    paths: Sequence[Path],
    work: Work,
    document: Callable[[list[ResultRecord]], dict[str, Any]],
    *,
    as_json: bool,
    quiet: bool,
    result_stems: Sequence[str] | None = None,
) -> int:
    """Do `work` on each of `paths`, print the results as text or JSON, and return the exit status.

    Parameters
    ----------
    paths : sequence of Path
        Pictures or projects, each once.
    work : callable
        Takes a path, the stem of its results' names and what shows progress; returns what was found.
    document : callable
        Makes of all results the JSON beside the version.
    as_json, quiet : bool
        Whether to print JSON at the end instead of lines in between; whether to print nothing.
    result_stems : sequence of str, optional
        The stems, where they do not go by `paths` alone.
    """
    results: list[ResultRecord] = []
    refused = RefusedPictures()
    with watching(len(paths), quiet=quiet) as watch:
        try:
            for path, stem in zip(paths, result_stems or stems(paths), strict=True):
                watch.begin(path.name)
                results.append(_attempted(partial(work, path, stem, watch), path, watch, refused))
                if not (quiet or as_json or "error" in results[-1]):
                    with watch.aside():
                        summarise = stack_summary if "pages" in results[-1] else summary
                        click.echo(summarise(results[-1]))
        finally:  # what is done is printed when interrupted, too
            if as_json:
                with watch.aside():
                    print_json({"gmmseg": __version__, **document(results)})
    return FAILED if any(_has_failed(result) for result in results) else DONE


def _has_failed(result: ResultRecord) -> bool:
    return "error" in result or any("error" in page for page in result.get("pages", ()))


def _to_do(pictures: Sequence[Path]) -> list[Path]:
    """Return the pictures to segment; those left out are named."""
    paths = without_repeats(pictures)
    results = results_among(paths)
    for path, picture in results.items():
        print_error(f"skipped, it looks like a result of {picture.name}; give it alone to segment it.", path)
    return [path for path in paths if path not in results]


def _attempted(
    work: Callable[[], ResultRecord], path: Path, watch: Watch, refused: RefusedPictures
) -> ResultRecord:
    """Return what was found in the picture or project at `path`, or why nothing was."""
    try:
        return work()
    except Exception as error:  # the wall around one picture: the others go on
        if os.environ.get("GMMSEG_DEBUG") and not isinstance(error, (GmmsegError, MemoryError)):
            raise
        record = record_of(error)
    with watch.aside():
        refused.print(record["message"], path)
    return {"path": str(path), "error": record}


def in_bands(request: PictureRun, image: Image, stem: str) -> PictureRun:
    """Return what is to be done with a picture larger than memory: the files that can be had of it.

    Its labels are kept beside the results until these are written: when the command is ended by force, the
    same command goes on where it was.
    """
    kinds = request.kinds if request.is_explicit else BAND_KINDS
    check_in_bands(image, kinds, with_objects=request.objects is not None)
    LabelFile.beside(request.folder / stem).take(image)
    return replace(request, kinds=list(kinds))


def _where(workers: Workers, request: PictureRun, image: Image, reading: dict[str, Any]) -> Workers:
    """Return the workers of a cluster for a picture larger than memory, where there is one; else these."""
    if request.client is None:
        return workers
    from gmmseg.batch.banded.cluster_workers import on_cluster

    return on_cluster(workers, request.client, image, {**request.reading, **reading})


def _result(request: PictureRun, path: Path, stem: str, watch: Watch) -> ResultRecord:
    begin = time.perf_counter()
    how = {name: request.reading[name] for name in ("max_pixels", "formats") if name in request.reading}
    pages = request.pages.of(path, **how)
    if len(pages) > 1 or any(kind in STACK_KINDS for kind in request.kinds):
        kinds = request.kinds if request.is_explicit else ()
        if request.prepare is None:
            raise SeedsOfPagesError(path.name, len(pages))
        return StackRun(
            path,
            pages,
            request.prepare,
            kinds,
            request.reading,
            request.writing,
            request.folder,
            request.threads,
            request.objects,
            request.take,
        ).result(stem, watch)
    page, stem = pages[0], pages[0].stem(stem)
    replaces = request.writing["overwrite"]
    if not may_be_in_bands(path, stream=request.stream):  # else some kinds of files cannot be had
        foresee(request.folder, request.kinds, stem, overwrite=replaces)
    image = open_picture(path, stream=request.stream, **request.reading, **page.reading)
    if image.is_lazy:
        request = in_bands(request, image, stem)
        foresee(request.folder, request.kinds, stem, overwrite=replaces)
    job = Job(
        lambda workers: request.pipeline(image, _where(workers, request, image, page.reading)),
        threads=request.threads,
    )
    found = job.run(watch.step)
    objects, about_objects = None, {}
    if request.objects is not None:
        watch.step(Progress("Objects", 0.9))
        objects = found.objects(options=request.objects, threads=request.threads)
        about_objects = {"found_objects": object_choice.described(objects)}
        if request.take is not None:
            request.take(path, objects)
    watch.step(Progress("Writing", 0.95))
    files = export(found, request.folder, request.kinds, stem=stem, found_objects=objects, **request.writing)
    request.writing["kept"].update(files)
    if image.is_lazy:
        LabelFile.of(image).remove()
    return {
        **described(found),
        **about_objects,
        "path": str(path),
        "files": [str(file) for file in files],
        "seconds": round(time.perf_counter() - begin, 3),
    }
