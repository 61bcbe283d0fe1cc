"""`gmmseg export`: projects in, their files out, as the window would write them."""

import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from gmmseg.cli import requests
from gmmseg.cli.options import WITH_PIXEL_SIZE, WITH_THREADS, WRITING, all_of, split_list
from gmmseg.cli.pictures import one_by_one
from gmmseg.cli.progress import Watch
from gmmseg.cli.results import ResultRecord, described, objects_described
from gmmseg.errors import GmmsegError
from gmmseg.imaging.units import PixelSize
from gmmseg.io.exporters import KINDS, OBJECT_KINDS, foresee
from gmmseg.io.naming import distinct, stems, without_repeats
from gmmseg.job import Job, Progress, Workers


class AllKindsCommand(requests.KindsCommand):
    """Lists in its help the kinds of files of objects, too."""

    listed = MappingProxyType({**KINDS, **OBJECT_KINDS})


@dataclass(frozen=True)
class ProjectExport:
    """What one run is to do with each project."""

    picture: Path | None
    threads: int | None
    folder: Path
    kinds: list[str]
    object_kinds: list[str]
    writing: dict[str, Any]
    pixel_size: PixelSize | None = None


@click.command(
    "export",
    cls=AllKindsCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg export photo.gmmseg
  gmmseg export photo.gmmseg --export labels-tif,object-masks -o masks
  gmmseg export photo.gmmseg --picture moved/photo.jpg --export all

\b
Exit status: 0 all done, 1 some project failed (the others are done) or nothing could begin,
2 the command was wrong (nothing is done), 130 interrupted.
""",
)
@click.argument("projects", nargs=-1, required=True, type=click.Path(path_type=Path))
@all_of(WRITING)
@click.option("--picture", type=click.Path(path_type=Path), metavar="FILE",
              help="Where the project's picture is now, if it is not found.")  # fmt: skip
@all_of((WITH_PIXEL_SIZE, WITH_THREADS))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def export(projects: tuple[Path, ...], *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Write the files of PROJECTS that were saved in the window.

    Labels and objects are those that the window showed. The files are named after the project:
    photo_labels.png, photo_overlay.png and so on; where it has several pictures, after both:
    photo_cat_labels.png. The project itself is never changed.
    """
    request, items = _request(given), _items(without_repeats(projects))
    if request.picture and len(items) > 1:
        raise click.UsageError("--picture says where one picture is: give one project of one picture.")
    pages = {stem: page for _, stem, page in items}
    return one_by_one(
        [path for path, _, _ in items],
        partial(_result, request, pages),
        lambda results: {"projects": results},
        as_json=as_json,
        quiet=quiet,
        result_stems=list(pages),
    )


def _items(paths: list[Path]) -> list[tuple[Path, str, Any]]:
    """Return for each picture of each project its project, what its results are called, and its page.

    There is no page where a project has one picture, or cannot be read: the sentence about that comes later.
    """
    from gmmseg.session.project.project import pages_in

    wanted: list[tuple[Path, str, str, Any]] = []
    for path, stem in zip(paths, stems(paths), strict=True):
        try:
            pages = pages_in(path)
        except GmmsegError:
            pages = ()
        names = stems([Path(page.name) for page in pages])
        if len(pages) > 1:
            wanted += [(path, f"{stem}_{name}", "", page) for name, page in zip(names, pages, strict=True)]
        else:
            wanted.append((path, stem, path.suffix[1:], None))
    distinct_stems = distinct([(word, suffix) for _, word, suffix, _ in wanted])
    return [(path, word, page) for (path, _, _, page), word in zip(wanted, distinct_stems, strict=True)]


def _request(given: dict[str, Any]) -> ProjectExport:
    requested = split_list(given["kinds"])
    everything = "all" in requested
    mine = [kind for kind in OBJECT_KINDS if kind in requested or everything]
    others = tuple(kind for kind in requested if kind not in OBJECT_KINDS)
    default = () if mine else requests.DEFAULT_EXPORTS
    how = requests.writing({**given, "kinds": others})
    return ProjectExport(
        given["picture"],
        given["threads"],
        how["folder"],
        requests.kinds(others, default),
        mine,
        how["writing"],
        given["pixel_size"],
    )


def _result(
    request: ProjectExport, pages: dict[str, Any], path: Path, stem: str, watch: Watch
) -> ResultRecord:
    from gmmseg.io.exporters.context import object_rows
    from gmmseg.session.project.export import ExportableImage, ExportOptions

    begin = time.perf_counter()
    foresee(request.folder, request.kinds, stem, overwrite=request.writing["overwrite"])

    function = partial(_reproduced, request, path, pages[stem])
    project, found = Job(function, threads=request.threads).run(watch.step)
    assert isinstance(found, ExportableImage)
    found = _sized(found, request.pixel_size)
    watch.step(Progress("Writing", 0.95))
    edition = ExportOptions(request.folder, (*request.kinds, *request.object_kinds), **request.writing)
    files = edition.write(found, stem)
    request.writing["kept"].update(files)
    result = described(found.segmentation)
    return {
        **result,
        "notes": [*project.notes, *result["notes"]],
        "path": str(path),
        "picture": str(project.document.source.path),
        "settings": asdict(project.document.settings),
        "objects": objects_described(object_rows(found.segmentation.image, found.objects)),
        "files": [str(file) for file in files],
        "seconds": round(time.perf_counter() - begin, 3),
    }


def _sized(found: Any, size: PixelSize | None) -> Any:
    """Return what is to be exported with pixels of a size that is given by hand, if one is."""
    if size is None:
        return found
    segmentation = found.segmentation
    return replace(
        found, segmentation=replace(segmentation, image=replace(segmentation.image, pixel_size=size))
    )


def _reproduced(request: ProjectExport, path: Path, page: Any, workers: Workers) -> Any:
    """Yield progress and return the project or its page, opened, and what it shows."""
    from gmmseg.session.project.export import reproducing, reproducing_page
    from gmmseg.session.project.project import opening

    if page is not None:
        return (yield from reproducing_page(page, path, workers))
    project = yield from opening(path, workers, request.picture)
    found = yield from reproducing(project, workers)
    return project, found
