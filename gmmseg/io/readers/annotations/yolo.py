"""YOLO's text: a row an object, its class from 0 and the corners of its polygon or box from 0 to 1.

Ultralytics' rows: `class x1 y1 x2 y2 x3 y3 ...` for a polygon, `class x y width height` for a box around a
middle; a number more at the end is how sure a program was. Names of classes stand in data.yaml or
classes.txt, beside the file or above it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gmmseg.io.readers.annotations.annotation import Annotation, PictureSize
from gmmseg.io.readers.annotations.rasterising import Patch, drawn, filled

BOX = 4  # numbers of one
FEWEST = 6  # numbers of a polygon
LISTS = ("data.yaml", "data.yml", "dataset.yaml", "classes.txt", "obj.names")
NEARBY = 3  # folders in which they are looked for: of the file, and above
LARGEST_LIST = 2**24  # bytes
DECIMALS = 2  # of a pixel, to which corners are rounded: they have six digits of the side
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")  # within quotes
SHORT = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "N": "\x85", "_": "\xa0"}
NUMBER = re.compile(r"\s*(?:-\s+|(\d+)\s*:\s+)(.*)")  # a line of a list in YAML, with or without a number


def shapes(text: str, shape: PictureSize, names: dict[int, str]) -> Iterator[Annotation]:
    """Yield an object for each row; polygons are filled with their sides, as trainers fill them."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            first, *rest = [float(token) for token in line.split()]
        except ValueError:
            raise ValueError(f"row {number} is not of numbers") from None
        if first < 0 or first != int(first):
            raise ValueError(f"row {number} begins with {first:g}, which is no class")
        owner = int(first)
        if names and owner not in names:
            raise ValueError(f"row {number} is of class {owner}, and the list of classes has {len(names)}")
        if len(rest) % 2:
            rest = rest[:-1]
        yield Annotation(None, names.get(owner, f"class {owner}"), _patch(rest, shape, number))


def _patch(values: list[float], shape: PictureSize, number: int) -> Patch:
    height, width = shape
    if not np.isfinite(values).all() or (len(values) != BOX and len(values) < FEWEST):
        raise ValueError(f"row {number} has {len(values)} numbers after its class: a box has 4, a polygon 6")
    if len(values) == BOX:
        x, y, w, h = values
        corners = np.array([(-w, -h), (w, -h), (w, h), (-w, h)]) / 2 + (x, y)
        return filled([(corners * (width, height)).round(DECIMALS)], shape)
    return drawn((np.array(values).reshape(-1, 2) * (width, height)).round(DECIMALS), shape)


def class_names(path: Path) -> dict[int, str]:
    """Return the names of the classes by their numbers, from the nearest list of them; none where none is."""
    for folder in list(path.absolute().parents)[:NEARBY]:
        for name in LISTS:
            listed = folder / name
            if listed.is_file() and listed.stat().st_size <= LARGEST_LIST:
                text = listed.read_text(encoding="utf-8-sig")
                is_yaml = listed.suffix in {".yaml", ".yml"}
                found = _from_yaml(text) if is_yaml else dict(enumerate(text.split("\n")))
                named = {number: each.strip() for number, each in found.items() if each.strip()}
                if named:
                    return named
    return {}


def _from_yaml(text: str) -> dict[int, str]:
    """Return what stands under `names` in a YAML file: a list or numbered, on one line or several."""
    lines = iter(text.splitlines())
    first = next((line for line in lines if re.match(r"names\s*:", line)), None)
    if first is None:
        return {}
    inline = first.split(":", 1)[1].strip()
    if inline.startswith(("[", "{")):
        return _from_flow(inline, lines)
    found: dict[int, str] = {}
    for line in lines:
        match = NUMBER.fullmatch(line)
        if match is None:
            if line.strip() and not line.lstrip().startswith("#"):
                break
            continue
        found[int(match[1]) if match[1] else len(found)] = _scalar(match[2])
    return found


def _from_flow(begin: str, lines: Iterator[str]) -> dict[int, str]:
    """Return a list `[a, b]` or `{0: a, 1: b}`, which may go on in the next lines."""
    closing = "]" if begin[0] == "[" else "}"
    text = begin
    for line in lines:
        if closing in text:
            break
        text += " " + line.strip()
    tokens = re.findall(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\[\]{}]+", text[1 : text.rfind(closing)])
    found: dict[int, str] = {}
    number: int | None = None
    for token in (token.strip() for token in tokens):
        match = re.fullmatch(r"(\d+)\s*:\s*(.*)", token)
        if match and closing == "}":
            number, token = int(match[1]), match[2]  # noqa: PLW2901 - what is left of it
        if token:
            found[len(found) if number is None else number] = _scalar(token)
            number = None
    return found


def _scalar(text: str) -> str:
    """Return a word of YAML without its quotes, or the comment behind it."""
    text = text.strip()
    if text.startswith("'"):
        return text[1 : text.rfind("'")].replace("''", "'")
    if not text.startswith('"'):
        return text.split(" #")[0].strip()
    return ESCAPE.sub(_unescaped, text[1 : text.rfind('"')])


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else SHORT.get(match[4], match[4])
