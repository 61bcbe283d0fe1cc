"""The saved state: for every open picture its project file, and what was last saved there."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from gmmseg.io.file_reference import Fingerprint
from gmmseg.session.document import Document
from gmmseg.session.open_image import OpenImage

SavedContent = tuple[Any, ...]


def saved_content(document: Document) -> SavedContent:
    """Return a document without what can be computed again, for comparison."""
    return (
        document.settings,
        document.segment_styles,
        document.groups,
        document.reordered,
        tuple(replace(object_, cut=None) for object_ in document.objects),
        document.strokes,
        document.changes,
        document.locks,
        document.object_options,
        document.corrections,
        document.repaints,
        document.pixel_size,
        document.styles,
        document.model,
    )


class SavedState:
    """Knows where each picture's project lies and whether a document differs from what is saved there.

    A picture that was just opened counts as saved: nobody has done anything to it yet.
    """

    def __init__(self) -> None:
        self._saved: WeakKeyDictionary[OpenImage, SavedContent | None] = WeakKeyDictionary()
        self._project_paths: WeakKeyDictionary[OpenImage, Path | None] = WeakKeyDictionary()
        self._seen: WeakKeyDictionary[OpenImage, Fingerprint | None] = WeakKeyDictionary()

    def project_path(self, document: Document) -> Path | None:
        """Return the project's file of a document; None if it has none yet."""
        return None if document.source is None else self._project_paths.get(document.source)

    def seen(self, document: Document) -> Fingerprint | None:
        """Return what the project's file was when it was opened or saved last, as far as is known."""
        return None if document.source is None else self._seen.get(document.source)

    def is_saved(self, document: Document) -> bool:
        """Whether nothing would be lost with a document."""
        if document.source is None or document.source not in self._saved:
            return True
        return self._saved[document.source] == saved_content(document)

    def begin(
        self,
        document: Document,
        project_path: Path | None = None,
        *,
        seen: Fingerprint | None = None,
        is_saved: bool = True,
    ) -> None:
        """Take note of a document that was just opened, and of where and as what it is saved."""
        if document.source is not None:
            self._project_paths[document.source] = project_path
            self._seen[document.source] = seen
            self._saved[document.source] = saved_content(document) if is_saved else None

    def meet(self, document: Document) -> None:
        """Take note of a document, if its picture is new."""
        if document.source is not None and document.source not in self._saved:
            self.begin(document)

    def save(self, saved: Document, project_path: Path, seen: Fingerprint | None = None) -> None:
        """Take note that a document was saved."""
        self.begin(saved, project_path, seen=seen)

    def follow(self, before: Document, after: Document) -> None:
        """Take note that the engine, not a person, made one document of another."""
        if after is not before and after.source is not None and self.is_saved(before):
            self._saved[after.source] = saved_content(after)
