"""Edits of how segments look to people: names, colours, order, which are hidden, which are taken for one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gmmseg.session.document import (
    UNNAMED,
    Colour,
    Document,
    Edit,
    SegmentStyle,
    unused_colours,
    unused_names,
    with_request,
)
from gmmseg.session.edits.segments import is_locked


def rename_segment(index: int, name: str) -> Edit:
    """Return the edit that names a segment; an empty name changes nothing."""
    name = " ".join(name.split())

    def edit(document: Document) -> Document:
        if name in ("", document.looks[index].name):
            return document
        return _looking(index, name=name, given=bool(UNNAMED.fullmatch(name)))(document)

    return edit


def recolour_segment(index: int, colour: Colour) -> Edit:
    """Return the edit that colours a segment."""
    return _looking(index, colour=colour)


def hide_segment(index: int, is_hidden: bool = True) -> Edit:
    """Return the edit that hides a segment, or shows it again."""
    return _looking(index, hidden=is_hidden)


def show_only(index: int) -> Edit:
    """Return the edit that hides every other segment; all come back if it is alone already."""

    def edit(document: Document) -> Document:
        others = [look for i, look in enumerate(document.looks) if i != index]
        already = all(look.hidden for look in others) and not document.looks[index].hidden
        looks = tuple(
            replace(look, hidden=not already and i != index) for i, look in enumerate(document.looks)
        )
        return replace(document, looks=looks)

    return edit


def show_all(document: Document) -> Document:
    """Return the document with every segment in view."""
    return replace(document, looks=tuple(replace(look, hidden=False) for look in document.looks))


def move_segment(index: int, to: int) -> Edit:
    """Return the edit that puts a segment before the one that is now at place `to`."""

    def edit(document: Document) -> Document:
        looks = list(document.looks)
        look = looks.pop(index)
        looks.insert(to - (to > index), look)
        if tuple(looks) == document.looks:
            return document
        return replace(document, looks=tuple(looks), reordered=True)

    return edit


def merge_segments(indices: Sequence[int]) -> Edit:
    """Return the edit that makes one segment of several, called and coloured as the first of them.

    Where one of them is locked, all of them stay.
    """

    def edit(document: Document) -> Document:
        chosen = sorted(set(indices))
        if len(chosen) < 2 or not document.is_settled or any(is_locked(document, i) for i in chosen):
            return document
        first = document.looks[chosen[0]]
        components = tuple(sorted(c for i in chosen for c in document.looks[i].components))
        look = replace(first, components=components, hidden=False)
        looks = tuple(
            look if i == chosen[0] else kept
            for i, kept in enumerate(document.looks)
            if i == chosen[0] or i not in chosen
        )
        return with_request(replace(document, looks=looks))

    return edit


def unmerge_segment(index: int) -> Edit:
    """Return the edit that takes a merged segment apart again, unless it is locked."""

    def edit(document: Document) -> Document:
        look = document.looks[index]
        if len(look.components) < 2 or not document.is_settled or is_locked(document, index):
            return document
        free = unused_colours(document.looks, len(look.components) - 1)
        parts = [replace(look, components=look.components[:1])]
        names = unused_names({kept.name for kept in document.looks}, len(free))
        parts += [SegmentStyle(n, c, (k,)) for n, c, k in zip(names, free, look.components[1:], strict=True)]
        looks = (*document.looks[:index], *parts, *document.looks[index + 1 :])
        return with_request(replace(document, looks=looks))

    return edit


def _looking(index: int, **changes: Any) -> Edit:
    def edit(document: Document) -> Document:
        look = replace(document.looks[index], **changes)
        if look == document.looks[index]:
            return document
        return replace(document, looks=(*document.looks[:index], look, *document.looks[index + 1 :]))

    return edit
