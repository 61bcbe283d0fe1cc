"""The plan of a batch: its pictures, and the names of each one's results."""

import os
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Self

from gmmseg.batch.listing import Picture, listed, place_of, spread
from gmmseg.batch.manifest import NAME as MANIFEST
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.recipe import Recipe
from gmmseg.errors import BadSettingError
from gmmseg.io.exporters.registry import name_endings
from gmmseg.io.naming import distinct, result_of
from gmmseg.io.readers.images import MAX_PIXELS
from gmmseg.io.readers.pages import FIRST, PageChoice

__all__ = ["TEMPLATE", "Picture", "Plan", "Recipe"]

TEMPLATE = "{folder}/{stem}"
FIELDS = ("folder", "stem", "suffix", "number")
RESERVED = set('<>:"|?*')  # by Windows; behind a colon, what is written would be hidden
WIDTH = re.compile(r"(0?[1-9]d)?")  # as in {number:04d}


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes
    ----------
    pictures : tuple of Picture
        In their order; no two have the same stem.
    folder : Path
        Where results go.
    recipe : Recipe
        What is done with every picture.
    results : tuple of str
        Names of files that were left out because they look like results of others.
    overwrite : bool
        Whether files that are there may be replaced.
    manifest_name : str
        Name of the file that records what is done; a shard has one of its own.
    """

    pictures: tuple[Picture, ...]
    folder: Path
    recipe: Recipe
    results: tuple[str, ...] = ()
    overwrite: bool = False
    manifest_name: str = MANIFEST

    @property
    def is_shard(self) -> bool:
        """Whether it is a part of a plan, beside others that may be carried out at the same time."""
        return self.manifest_name != MANIFEST

    @classmethod
    def of(
        cls,
        inputs: Sequence[Path],
        folder: Path,
        recipe: Recipe,
        *,
        patterns: Sequence[str] = (),
        recursive: bool = True,
        template: str = TEMPLATE,
        overwrite: bool = False,
        pages: PageChoice = FIRST,
    ) -> Self:
        """Return the plan for pictures and folders of pictures; `listed` says how they are found.

        `pages` are those of each file that are pictures of their own; `listing.spread` says more.

        Raises
        ------
        NoPicturesError
            If there are none.
        BadSettingError
            If the template has unknown fields.
        """
        check(template)
        found = listed(inputs, patterns, recursive=recursive, without=folder)
        if recipe.page is None:
            found = spread(found, pages, max_pixels=recipe.max_pixels or MAX_PIXELS, formats=recipe.formats)
        wanted = [stem_of(each.name, number, template) for number, each in enumerate(found, 1)]
        kept, results = _without_results(found, wanted, folder)
        stems = distinct([(wanted[i], PurePosixPath(found[i].name).suffix[1:]) for i in kept])
        pictures = (replace(found[i], stem=stem) for i, stem in zip(kept, stems, strict=True))
        return cls(tuple(pictures), folder, recipe, results, overwrite)


def check(template: str) -> None:
    """Raise `BadSettingError` unless a template has known fields only and stays in its folder."""
    expected = f"a name with {', '.join(f'{{{name}}}' for name in FIELDS)} that stays in its folder"
    try:
        fields = [field for field in string.Formatter().parse(template) if field[1] is not None]
        names = {name for _, name, _, _ in fields}
        plain = all(not conversion and WIDTH.fullmatch(width or "") for _, _, width, conversion in fields)
        if not (plain and names <= set(FIELDS) and {"stem", "number"} & names):
            raise ValueError
        stem_of("a/b.png", 1, template)
    except (ValueError, IndexError, KeyError, AttributeError):
        raise BadSettingError("template", template, expected) from None
    if template.startswith(("/", "\\")) or ".." in template.replace("\\", "/").split("/"):
        raise BadSettingError("template", template, expected)
    reserved = sorted(RESERVED & {each for text, *_ in string.Formatter().parse(template) for each in text})
    if os.name == "nt" and reserved:
        raise BadSettingError("template", template, f"without {' '.join(reserved)}, which Windows reserves")


def stem_of(name: str, number: int, template: str) -> str:
    """Return how the names of the results of picture `name` begin, by a template."""
    way = PurePosixPath(name)
    folder = "" if str(way.parent) == "." else str(way.parent)
    filled = template.format(folder=folder, stem=way.stem, suffix=way.suffix[1:], number=number)
    parts = [part for part in filled.split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "picture"


def _without_results(
    found: Sequence[Picture], stems: Sequence[str], folder: Path
) -> tuple[list[int], tuple[str, ...]]:
    """Return the indices of pictures, and the names of what looks like results of others of them.

    Only a file that lies where results go can be one: one that an earlier run has written, or one whose
    name is that of a result of a picture here.
    """
    root = os.path.realpath(folder) + os.sep
    folders: dict[Path, str] = {}
    ways = {
        index: place.removeprefix(root)
        for index, each in enumerate(found)
        if (place := place_of(each.path, folders)).startswith(root)
    }
    if not ways:
        return list(range(len(found))), ()
    suffixes = [PurePosixPath(each.name).suffix[1:] for each in found]
    known = {*stems, *distinct(list(zip(stems, suffixes, strict=True)))}
    written, endings = Manifest.of(folder).files, name_endings()
    kept, results = [], []
    for index, each in enumerate(found):
        way = ways.get(index)
        if way is not None and (way in written or result_of(_word(way), known, endings) is not None):
            results.append(each.name)
        else:
            kept.append(index)
    return kept, tuple(results)


def _word(way: str) -> str:
    return os.path.splitext(way)[0]  # noqa: PTH122 - a Path would take longer, and there are many
