"""One COCO file of the objects of all pictures of a folder.

It is put together from the files of the pictures, which are results like others: a run that was stopped goes
on, and the file then holds everything.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.plan import Plan
from gmmseg.io.atomic import writing
from gmmseg.version import __version__

KIND = "objects-coco"  # of the files of pictures
NAME = "gmmseg-batch-objects-coco.json"


def write(plan: Plan, manifest: Manifest) -> Path | None:
    """Write the file, and return its path; None where pictures have no such files.

    Pictures are in the plan's order, under their names in it, and numbered from 1; so are annotations, each
    with its number in its picture as `object`. Categories of one name are one, in the order in which they
    are met first: that of the classes of the first picture.
    """
    if KIND not in plan.recipe.kinds:
        return None
    path = plan.folder / NAME
    with writing(path, overwrite=True) as temporary, temporary.open("w", encoding="utf-8") as file:
        _write(file, _files(plan, manifest))
    return path


def _write(file: IO[str], contents: Iterator[tuple[str, dict[str, Any]]]) -> None:
    """Write annotations as they come, one picture in memory at a time; pictures and categories after them."""
    images: list[dict[str, Any]] = []
    categories: dict[str, int] = {}
    n = 0
    info = {"description": f"Objects of a folder of pictures, found by gmmseg {__version__}"}
    file.write(f'{{"info":{_text(info)},"licenses":[],"annotations":[')
    for name, content in contents:
        images.append({**content["images"][0], "id": len(images) + 1, "file_name": name})
        known = {
            each["id"]: categories.setdefault(each["name"], len(categories) + 1)
            for each in content["categories"]
        }
        for each in content["annotations"]:
            n += 1
            own = {"id": n, "image_id": len(images), "category_id": known[each["category_id"]]}
            file.write(("," if n > 1 else "") + _text({**each, **own, "object": each["id"]}))
    named = [{"id": number, "name": name, "supercategory": ""} for name, number in categories.items()]
    file.write(f'],"images":{_text(images)},"categories":{_text(named)}}}')


def _text(values: Any) -> str:
    return json.dumps(values, separators=(",", ":"))


def _files(plan: Plan, manifest: Manifest) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and content of the file of each picture that has one; what is gone since is left out."""
    for picture in plan.pictures:
        for name, _, mark in manifest.lines.get(picture.name, {}).get("files", ()):
            if mark.partition(" ")[0] != KIND:
                continue
            content = None
            with suppress(FileNotFoundError, ValueError):
                content = json.loads((plan.folder / name).read_text(encoding="utf-8"))
            if content is not None:
                yield picture.name, content
