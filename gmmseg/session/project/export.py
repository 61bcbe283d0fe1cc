"""Export of a project, picture by picture: all files of a picture or none, checked before the first."""

from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import AlreadyThereError, DiskFullError, GmmsegError
from gmmseg.imaging.objects.objects import Objects
from gmmseg.imaging.rendering.composite import Styles
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.atomic import shown
from gmmseg.io.exporters import KINDS, OBJECT_KINDS, export, foresee, objects
from gmmseg.io.naming import distinct, stems
from gmmseg.job import Progress, Workers
from gmmseg.session.compute.found_objects import ObjectRequest, objects_of
from gmmseg.session.compute.object_cutting import ObjectCutter
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.images import ProjectImage
from gmmseg.session.project.project import Project, ReadImage, relabelling_document, showing

OF_FOUND = "objects-"  # how the names of kinds begin that are about objects found in segments


@dataclass(frozen=True, eq=False)
class ExportableImage:
    """What a project shows of one picture: labels, objects, names.

    Attributes
    ----------
    segmentation : Segmentation
        Under the names, colours and numbers that people gave.
    objects : tuple of (str, ndarray of shape (h, w), bool)
        Name and mask of each object.
    visible : tuple of int
        Numbers of the segments that people have not hidden.
    wanted : ObjectRequest or None
        How objects are found in its segments and corrected; None where nobody asked.
    styles : tuple of ChannelStyle or None
        How its channels are shown; None for the usual way.
    """

    segmentation: Segmentation
    objects: tuple[tuple[str, NDArray[np.bool_]], ...]
    visible: tuple[int, ...]
    wanted: ObjectRequest | None = None
    styles: Styles | None = None

    @cached_property
    def found_objects(self) -> Objects | None:
        """The objects that the window shows; None where it shows none: errors are those of `finding`."""
        return None if self.wanted is None else objects_of(self.wanted)

    @classmethod
    def of(
        cls, document: Document, objects: Iterable[tuple[str, NDArray[np.bool_]]] | None = None
    ) -> "ExportableImage":
        """Return what there is to see of an answered document; its objects are those that are cut out."""
        cuts = (
            (object_.name, object_.cut.levels[0].astype(bool))
            for object_ in document.objects
            if object_.cut is not None
        )
        visible = tuple(number for number, style in enumerate(document.segment_styles, 1) if not style.hidden)
        wanted = ObjectRequest.of(document)
        shown = tuple(cuts if objects is None else objects)
        return cls(document.segmentation(), shown, visible, wanted, document.styles)


def reproducing(project: Project | ReadImage, workers: Workers) -> Generator[Progress, None, ExportableImage]:
    """Yield progress and return the labels and masks that the window shows of a picture of a project."""
    document, request = project.document, project.document.request
    assert document.source is not None
    assert request is not None
    job = (
        partial(answering, request, None)
        if project.fit is None
        else partial(relabelling_document, request, project.fit)
    )
    result = yield from job(workers)
    cutter, objects = ObjectCutter(document.source.image), []
    for object_ in document.objects:
        yield Progress(f"Selecting {object_.name}", 0.9)
        objects.append((object_.name, cutter.mask(object_.marks)))
    return ExportableImage.of(with_result(result)(document), objects)


def reproducing_page(
    page: ProjectImage, path: Path, workers: Workers
) -> Generator[Progress, None, tuple[ReadImage, ExportableImage]]:
    """Yield progress and return a picture of the project at `path`, read, and what it shows."""
    shown = yield from showing(page, path, workers)
    found = yield from reproducing(shown, workers)
    return shown, found


@dataclass(frozen=True)
class ExportOptions:
    """Which files are written of a picture, and where.

    Attributes
    ----------
    folder : Path
        Where to.
    kinds : tuple of str
        Keys of `KINDS` and `OBJECT_KINDS`.
    overwrite : bool
        Whether files that are there may be replaced.
    opacity : float
        Of the colours in the overlay.
    segments : tuple of int, "visible" or None
        Only these, or those that people see; all for None.
    kept : collection of Path
        Files of pictures that were written before, which stay as they are.
    """

    folder: Path
    kinds: tuple[str, ...]
    overwrite: bool = False
    opacity: float = 0.5
    segments: tuple[int, ...] | Literal["visible"] | None = None
    kept: Collection[Path] = ()

    def write(self, exportable: ExportableImage, stem: str) -> list[Path]:
        """Write the files of a picture and return their paths; errors are those of `export`."""
        image = exportable.segmentation.image
        needs_found = any(kind.startswith(OF_FOUND) for kind in self.kinds)
        return export(
            exportable.segmentation,
            self.folder,
            self._of(KINDS),
            stem=stem,
            overwrite=self.overwrite,
            opacity=self.opacity,
            segments=exportable.visible if self.segments == "visible" else self.segments,
            objects=exportable.objects,
            found_objects=exportable.found_objects if needs_found else None,
            styles=exportable.styles,
            also=objects.outputs(image, exportable.objects, self._of(OBJECT_KINDS), exportable.styles),
            kept=self.kept,
        )

    def foresee(self, leaves: "Sequence[ExportItem]") -> None:
        """Raise now what writing pictures would raise: one error that names all files in the way."""
        there: list[str] = []
        for leaf in leaves:
            also = objects.suffixes(leaf.objects, self._of(OBJECT_KINDS))
            try:
                foresee(self.folder, self._of(KINDS), leaf.stem, overwrite=self.overwrite, also=also)
            except AlreadyThereError as error:
                there += error.files
        if there:
            raise AlreadyThereError(tuple(there), shown(self.folder))

    def _of(self, table: dict[str, str]) -> list[str]:
        return [kind for kind in self.kinds if kind in table]


@dataclass(frozen=True, eq=False)
class ExportItem:
    """A picture that is to be written.

    Attributes
    ----------
    name : str
        What people call it.
    stem : str
        How the names of its files begin.
    content : ExportableImage or ProjectImage
        What is seen of it, or the page that this is found from.
    """

    name: str
    stem: str
    content: ExportableImage | ProjectImage

    @property
    def objects(self) -> tuple[str, ...]:
        """The names of its objects."""
        if isinstance(self.content, ExportableImage):
            return tuple(name for name, _ in self.content.objects)
        return tuple(object_.name for object_ in self.content.document.objects)

    def opening(self, path: Path, workers: Workers) -> Generator[Progress, None, ExportableImage]:
        """Yield progress and return what is seen of it, in the project at `path`."""
        if isinstance(self.content, ExportableImage):
            return self.content
        _, found = yield from reproducing_page(self.content, path, workers)
        return found


@dataclass(frozen=True)
class ExportOutcome:
    """The outcome for one picture: its files, or a sentence about what went wrong."""

    name: str
    files: tuple[Path, ...]
    problem: str = ""


def items_of(
    contents: Sequence[tuple[str, int, ExportableImage | ProjectImage]], template: str
) -> tuple[ExportItem, ...]:
    """Return what is to be written of pictures, each with a stem of its own.

    `contents` has the name of each, how many segments it has, and what is seen of it. In the template
    {name} stands for a picture's name without its ending, {k} for the number of segments.
    """
    distinct_stems = stems([Path(name) for name, _, _ in contents])
    filled = [
        template.replace("{name}", word).replace("{k}", str(k)).strip()
        for word, (_, k, _) in zip(distinct_stems, contents, strict=True)
    ]
    own = distinct([(word, "") for word in filled])
    return tuple(ExportItem(name, stem, each) for stem, (name, _, each) in zip(own, contents, strict=True))


def exporting(
    leaves: Sequence[ExportItem],
    edition: ExportOptions,
    path: Path,
    report: Callable[[ExportOutcome], object],
    workers: Workers,
) -> Generator[Progress, None, None]:
    """Yield progress and write pictures of the project at `path`, telling of each what came of it.

    One that cannot be written does not keep the others back; a full disk does.

    Raises
    ------
    AlreadyThereError
        If files are in the way of any picture; nothing is written then.
    CannotWriteError
        If the folder is closed to us.
    """
    edition.foresee(leaves)
    for i, leaf in enumerate(leaves):
        running = leaf.opening(path, workers)
        try:
            found = yield from _part(running, i, len(leaves), f"Exporting {leaf.name}")
            files = tuple(edition.write(found, leaf.stem))
            report(ExportOutcome(leaf.name, files))
            edition = replace(edition, kept=(*edition.kept, *files))
        except DiskFullError as error:
            report(ExportOutcome(leaf.name, (), str(error)))
            return
        except GmmsegError as error:
            report(ExportOutcome(leaf.name, (), str(error)))


def _part(
    running: Generator[Progress, None, ExportableImage], place: int, n: int, stage: str
) -> Generator[Progress, None, ExportableImage]:
    """Yield the progress of one part of n, and return its result."""
    yield Progress(stage, place / n)
    while True:
        try:
            step = next(running)
        except StopIteration as end:
            return end.value
        yield Progress(stage, (place + 0.9 * step.fraction) / n)
