"""Several pages of one file: a model for all, files of each page, and files of the whole stack."""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gmmseg.batch.stack import Apply, label_pages
from gmmseg.cli import object_choice
from gmmseg.cli.progress import Watch
from gmmseg.cli.reporting import print_error, record_of, shown
from gmmseg.cli.results import ResultRecord, described
from gmmseg.errors import DifferentPagesError, GmmsegError, counted
from gmmseg.imaging.image import Image
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.objects.objects import Objects
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.exporters import export, foresee
from gmmseg.io.exporters.object_files import PAGED, writing_pages
from gmmseg.io.readers.images import read
from gmmseg.io.readers.pages import ChosenPage
from gmmseg.io.stacks import STACK_KINDS, StackContext, StackGrid, StackWriter, foresee_stack, writing_stack
from gmmseg.job import Job, Progress, Workers

STACK_DEFAULT = ("stack-tif", "pages")
UNEVEN_DEFAULT = ("labels", "overlay", "pages")  # of pages that differ in size

Openers = Sequence[Callable[[], Image]]
Prepare = Callable[[Openers, Workers], Generator[Progress, None, Apply]]


@dataclass(frozen=True)
class StackRun:
    """What is to be done with the pages of one file.

    Attributes
    ----------
    path : Path
        The file.
    pages : sequence of ChosenPage
        Which of its pages.
    prepare : callable
        From what opens each page, and workers, to what labels a page, by way of progress.
    kinds : sequence of str
        Which files; empty for those that go without saying.
    reading, writing : dict
        What `io.images.read` and `io.exporters.export` take by name.
    folder : Path
        Where files go.
    threads : int or None
        Threads to work on.
    objects : ObjectOptions or None
        How objects are made on each page, where they are asked for.
    take : callable or None
        Is given the file's path and the objects of each page.
    """

    path: Path
    pages: Sequence[ChosenPage]
    prepare: Prepare
    kinds: Sequence[str]
    reading: dict[str, Any]
    writing: dict[str, Any]
    folder: Path
    threads: int | None
    objects: ObjectOptions | None = None
    take: Callable[[Path, Objects], object] | None = None

    def result(self, stem: str, watch: Watch) -> ResultRecord:
        """Return what was found on all pages, with the files written."""
        begin = time.perf_counter()
        own, joint, tables = self._divided()
        overwrite = self.writing["overwrite"]
        foresee_stack(self.folder, joint, stem, overwrite=overwrite)
        foresee(self.folder, tables, stem, overwrite=overwrite)
        for page in self.pages if own else ():
            foresee(self.folder, own, page.stem(stem), overwrite=overwrite)
        openers = [partial(read, self.path, **self.reading, **page.reading) for page in self.pages]
        apply = Job(lambda workers: self.prepare(openers, workers), threads=self.threads).run(
            lambda step: watch.step(Progress(step.stage, 0.2 * step.fraction))
        )
        results: list[ResultRecord] = []
        files: list[Path] = []
        with ExitStack() as stack:
            writer: StackWriter | None = None
            add, paths = stack.enter_context(writing_pages(self.folder, tables, stem, overwrite=overwrite))
            files += paths
            for number, found in enumerate(label_pages(openers, apply, threads=self.threads)):
                page = self.pages[number]
                about = {"page": page.number or number + 1, "page_name": page.name}
                if isinstance(found, GmmsegError):
                    with watch.aside():
                        print_error(str(found), f"{self.path} {page.name}")
                    results.append({**about, "error": record_of(found)})
                    continue
                if joint and writer is None:
                    context = self._context(found)
                    writer, paths = stack.enter_context(
                        writing_stack(self.folder, joint, stem, context, overwrite=overwrite)
                    )
                    files += paths
                rows = found.rows()
                if writer is not None:
                    writer.add(number, found, rows)
                objects, about_objects = self._objects(found)
                if objects is not None:
                    add(page.name, objects)
                how = {"stem": page.stem(stem), "found_objects": objects, **self.writing}
                written = export(found, self.folder, own, **how) if own else []
                self.writing["kept"].update(written)
                files += written
                listed = [str(file) for file in written]
                results.append({**about, **described(found, rows), **about_objects, "files": listed})
                watch.step(Progress(page.name or "Labelling", 0.2 + 0.8 * (number + 1) / len(self.pages)))
        return {
            "path": str(self.path),
            "pages": results,
            "files": [str(file) for file in files],
            "seconds": round(time.perf_counter() - begin, 3),
        }

    def _objects(self, found: Segmentation) -> tuple[Objects | None, ResultRecord]:
        """Return the objects of a page and their record for JSON; nothing where they are not requested."""
        if self.objects is None:
            return None, {}
        objects = found.objects(options=self.objects, threads=self.threads)
        if self.take is not None:
            self.take(self.path, objects)
        return objects, {"found_objects": object_choice.described(objects)}

    def _divided(self) -> tuple[list[str], list[str], list[str]]:
        """Return the kinds of files of each page, those of the stack, and its tables of objects."""
        kinds = self.kinds
        uneven = self._first_unlike()
        if not kinds:
            kinds = STACK_DEFAULT if uneven is None else UNEVEN_DEFAULT
            kinds = kinds if self.objects is None else (*kinds, *object_choice.KINDS)
        joint = [kind for kind in kinds if kind in STACK_KINDS]
        if uneven is not None and any(kind != "pages" for kind in joint):
            raise uneven
        tables = [kind for kind in kinds if kind in PAGED and self.objects is not None]
        return [kind for kind in kinds if kind not in STACK_KINDS and kind not in tables], joint, tables

    def _first_unlike(self) -> DifferentPagesError | None:
        """Return a sentence on the first page of another size than page 1; None if there is none."""
        every = [page.series for page in self.pages if page.series is not None]
        for each in every:
            if (each.height, each.width) != (every[0].height, every[0].width):
                return DifferentPagesError(self.path.name, every[0].size_and_type, each.size_and_type)
        return None

    def _context(self, first: Segmentation) -> StackContext:
        grid = StackGrid.of(self.pages)
        return StackContext(self.path.name, grid, self.pages, first.model.segments, first.image)


def stack_summary(result: ResultRecord) -> str:
    """Return a few lines that say what was found on the pages, and where the files are."""
    done = [page for page in result["pages"] if "error" not in page]
    n = counted(len(result["pages"]), "page")
    n_segments = len(done[0]["segments"]) if done else 0
    lines = [f"{shown(result['path'])}: {counted(n_segments, 'segment')} on {n}, {result['seconds']:.1f} s"]
    lines += [f"  note: {shown(note)}" for note in dict.fromkeys(n for page in done for n in page["notes"])]
    for number in range(n_segments):
        rows = [page["segments"][number] for page in done]
        shares = [row["percent"] for row in rows]
        mean = sum(shares) / len(shares)
        extent = f"{min(shares):.1f} to {max(shares):.1f}"
        lines.append(f"  {number + 1:3d}  {mean:5.1f} %  ({extent})  {shown(rows[0]['name'])}")
    objects = [page["found_objects"] for page in done if "found_objects" in page]
    if objects:
        lines.append(f"  {counted(sum(each['count'] for each in objects), 'object')} on {n}")
        lines += [
            f"  note: {shown(note)}" for note in dict.fromkeys(n for each in objects for n in each["notes"])
        ]
    return "\n".join([*lines, *_written(result["files"])])


def _written(files: Sequence[str]) -> list[str]:
    """Return lines that name files, of many the first and the last."""
    if len(files) <= 6:
        return [f"  wrote {shown(file)}" for file in files]
    return [f"  wrote {shown(files[0])}", f"  and {len(files) - 2} more files", f"  to {shown(files[-1])}"]
