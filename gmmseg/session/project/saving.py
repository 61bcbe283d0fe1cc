"""Saving: from the open documents to a project file."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from gmmseg.errors import CannotWriteError, ChangedProjectError
from gmmseg.io import projects
from gmmseg.io.atomic import shown
from gmmseg.io.file_reference import Fingerprint
from gmmseg.job import Progress, Workers
from gmmseg.session.contents import ProjectFile
from gmmseg.session.document import Document
from gmmseg.session.history import History
from gmmseg.session.images import NO_OTHERS, OtherImages
from gmmseg.session.project.encoding import encoded


@dataclass(frozen=True, eq=False)
class SaveRequest:
    """What is to be saved where.

    Attributes
    ----------
    document : Document
        What there is to see.
    history : History
        What was before.
    path : Path
        The file.
    project : ProjectFile or None
        Its own file, if this one only keeps it until it is saved.
    seen : Fingerprint or None
        What the file was when it was opened or saved last; None where it may be replaced whatever it is.
    others : OtherImages
        The project's other pictures.
    """

    document: Document
    history: History
    path: Path
    project: ProjectFile | None = None
    seen: Fingerprint | None = None
    others: OtherImages = NO_OTHERS


def saving(
    order: SaveRequest,
    _workers: Workers,
    *,
    backups: int = projects.BACKUPS,
) -> Generator[Progress, None, Fingerprint]:
    """Yield progress and return the fingerprint of the file that was written.

    Where histories are so long that the file could not be read again, they are left out.

    Raises
    ------
    ChangedProjectError
        If the file is there and not as it was seen last.
    CannotWriteError
        As `projects.write` says.
    """
    yield Progress(f"Saving {order.path.name}", 0.5)
    document, path = order.document, order.path
    if order.seen is not None and path.exists() and not order.seen.fits(path):
        raise ChangedProjectError(shown(path))
    assert document.source is not None
    never = [] if document.source.path is None else [document.source.path]
    never += [page.contents.reference.was_at(page.folder) for page in order.others.pages]
    try:
        values = encoded(document, order.history, path.parent, order.project, order.others)
        return Fingerprint.of(projects.write(values, path, never=never, backups=backups))
    except CannotWriteError as error:
        if error.remedy != projects.TOO_LARGE:
            raise
    values = encoded(document, History(), path.parent, order.project, order.others.bare())
    return Fingerprint.of(projects.write(values, path, never=never, backups=backups))
