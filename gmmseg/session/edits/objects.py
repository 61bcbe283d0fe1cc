"""Edits of the objects of a document."""

from collections.abc import Callable
from dataclasses import replace

from gmmseg.session.document import Document, Edit
from gmmseg.session.objects import COLOURS, Colour, Cut, Mark, Object


def add_object(mark: Mark) -> Edit:
    """Return the edit that makes a new object of a mark; it comes last."""

    def edit(document: Document) -> Document:
        used = {object_.colour for object_ in document.objects}
        key = 1 + max((object_.key for object_ in document.objects), default=0)
        colour = next((c for c in COLOURS if c not in used), COLOURS[key % len(COLOURS)])
        return replace(document, objects=(*document.objects, Object(key, f"object {key}", colour, (mark,))))

    return edit


def add_mark(key: int, mark: Mark) -> Edit:
    """Return the edit that adds a mark to an object."""
    return _changing(key, lambda object_: replace(object_, marks=(*object_.marks, mark)))


def replace_last_mark(key: int, mark: Mark) -> Edit:
    """Return the edit that puts a mark in place of an object's last one."""
    return _changing(key, lambda object_: replace(object_, marks=(*object_.marks[:-1], mark)))


def remove_mark(key: int, index: int) -> Edit:
    """Return the edit that takes a mark away; an object without marks goes."""

    def edit(document: Document) -> Document:
        left = _changing(key, lambda o: replace(o, marks=(*o.marks[:index], *o.marks[index + 1 :])))(document)
        return replace(left, objects=tuple(object_ for object_ in left.objects if object_.marks))

    return edit


def remove_object(key: int) -> Edit:
    """Return the edit that takes an object away."""
    return lambda document: replace(document, objects=tuple(o for o in document.objects if o.key != key))


def rename_object(key: int, name: str) -> Edit:
    """Return the edit that names an object; an empty name changes nothing."""
    name = " ".join(name.split())
    return _changing(key, lambda object_: replace(object_, name=name or object_.name))


def recolour_object(key: int, colour: Colour) -> Edit:
    """Return the edit that colours an object."""
    return _changing(key, lambda object_: replace(object_, colour=colour))


def hide_object(key: int, is_hidden: bool = True) -> Edit:
    """Return the edit that hides an object, or shows it again."""
    return _changing(key, lambda object_: replace(object_, hidden=is_hidden))


def set_cut(key: int, cut: Cut) -> Edit:
    """Return the edit that sets the mask of an object, if its marks are still those."""
    return _changing(key, lambda object_: object_.taking(cut) if object_.marks == cut.marks else object_)


def _changing(key: int, change: Callable[[Object], Object]) -> Edit:
    def edit(document: Document) -> Document:
        objects = tuple(change(object_) if object_.key == key else object_ for object_ in document.objects)
        if all(a is b or (a == b and a.cut is b.cut) for a, b in zip(objects, document.objects, strict=True)):
            return document
        return replace(document, objects=objects)

    return edit
