"""Tables of the objects of all pictures: of each object, of classes, of groups of pictures.

They are put together from the tables of the pictures, which are results like others: a run that was stopped
goes on, and the tables then hold everything.
"""

import csv
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.plan import Plan
from gmmseg.errors import BadSettingError, BadTableError
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.objects.summary import summarise_groups
from gmmseg.io.atomic import shown, writing
from gmmseg.io.exporters.object_files import write_csv
from gmmseg.io.exporters.table import safe
from gmmseg.tables.comparison import PICTURE_COLUMNS
from gmmseg.tables.table import DataTable

TABLES = {  # kinds of files of a picture, and the table that they are put together to
    "objects-csv": "gmmseg-batch-objects.csv",
    "objects-summary-csv": "gmmseg-batch-objects-summary.csv",
}
GROUPS = "gmmseg-batch-objects-groups.csv"
BY_FOLDER = "folder"
LARGEST_FILE = 64_000_000  # bytes, of one that tells the groups
EXPECTED = "folder, or a CSV file with the columns picture and group"


def with_tables(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return kinds of files with those that the tables are put together from."""
    return tuple(dict.fromkeys((*kinds, *TABLES)))


def write(plan: Plan, manifest: Manifest) -> list[Path]:
    """Write the tables of a plan's pictures, in their order; none where objects are not asked for."""
    if plan.recipe.objects is None:
        return []
    return [_joined(plan, manifest, kind, plan.folder / name) for kind, name in TABLES.items()]


def _joined(plan: Plan, manifest: Manifest, kind: str, path: Path) -> Path:
    """Write the tables of one kind below each other: what a picture's lacks is empty in its rows."""
    header = list(dict.fromkeys(name for _, names, _ in _tables(plan, manifest, kind) for name in names))
    with (
        writing(path, overwrite=True) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        rows = csv.DictWriter(file, header, restval="", lineterminator="\n")
        if header:
            rows.writeheader()
        for picture, names, cells in _tables(plan, manifest, kind):
            for row in cells:
                rows.writerow({**dict(zip(names, row, strict=False)), "image": safe(picture)})
    return path


def _tables(
    plan: Plan, manifest: Manifest, kind: str
) -> Iterator[tuple[str, list[str], Iterator[list[str]]]]:
    """Yield of each picture that has such a file its name, the names of the columns, and the rows."""
    for picture in plan.pictures:
        line = manifest.lines.get(picture.name, {})
        for name, _, mark in line.get("files", ()):
            if mark.partition(" ")[0] != kind:
                continue
            with suppress(FileNotFoundError), (plan.folder / name).open(encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                yield picture.name, next(rows, []), rows


def write_groups(plan: Plan, grouping: str) -> Path:
    """Write a row for each group of pictures and class, each picture counting once; return its path.

    Raises
    ------
    BadSettingError
        If groups come from a file that is none, or that names none of the pictures.
    """
    group_of = groups([picture.name for picture in plan.pictures], grouping)
    manifest = Manifest.of(plan.folder)
    tables = [
        (group, _parsed(names, list(rows)))
        for picture, names, rows in _tables(plan, manifest, "objects-summary-csv")
        if (group := group_of(picture)) is not None
    ]
    path = plan.folder / GROUPS
    with writing(path, overwrite=True) as temporary:
        write_csv(temporary, summarise_groups(tables))
    return path


def groups(names: Collection[str], grouping: str) -> Callable[[str], str | None]:
    """Return what tells the group of a picture by its name: its folder, or what a CSV file says of it.

    Raises
    ------
    BadSettingError
        If the file is none, or says nothing of any of the pictures that have `names`.
    """
    if grouping == BY_FOLDER:
        return lambda name: str(PurePosixPath(name).parent)
    known = _parsed_groups(Path(grouping))

    def group_of(name: str) -> str | None:
        return known.get(name, known.get(PurePosixPath(name).name))

    if all(group_of(name) is None for name in names):
        raise BadSettingError("groups", grouping, f"{EXPECTED}; this one names none of the pictures")
    return group_of


def members(table: DataTable, grouping: str) -> list[str] | None:
    """Return the group of each row of a table by its picture; None where a column has that name.

    Raises
    ------
    BadSettingError
        If the file that tells the groups is none, or names none of the pictures.
    NoSuchColumnError
        If there is neither such a column nor such a file.
    BadTableError
        If no column says which picture a row is of.
    """
    if grouping in table.columns or (grouping != BY_FOLDER and not Path(grouping).is_file()):
        table.check_has([grouping])
        return None
    column = next((name for name in PICTURE_COLUMNS if name in table.columns), None)
    if column is None:
        goes_by = "the folder of each row's picture" if grouping == BY_FOLDER else "each row's picture"
        problem = (
            f"group {grouping!r} goes by {goes_by}, and no column is called {' or '.join(PICTURE_COLUMNS)}"
        )
        raise BadTableError(table.name, problem, f"Group by a column instead: {', '.join(table.names[:30])}")
    pictures = table.texts(column)
    group_of = groups(set(pictures), grouping)
    return [group_of(picture) or "" if picture else "" for picture in pictures]


def _parsed_groups(path: Path) -> Mapping[str, str]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadSettingError("groups", shown(path), f"at most {LARGEST_FILE / 1e6:g} MB large")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"picture", "group"} <= set(rows.fieldnames or ()):
                raise BadSettingError("groups", shown(path), EXPECTED)
            return {row["picture"]: row["group"] or "" for row in rows if row["picture"]}
    except (OSError, UnicodeDecodeError, csv.Error):
        raise BadSettingError("groups", shown(path), EXPECTED) from None


def _parsed(names: Sequence[str], rows: Sequence[Sequence[str]]) -> ObjectTable:
    """Return the table that text tells: an empty cell is not a number."""
    columns: dict[str, Any] = {}
    for index, name in enumerate(names):
        cells = [row[index] for row in rows]
        if name in ("image", "class_name"):
            columns[name] = cells
        elif name == "class":
            columns[name] = np.array([int(cell) for cell in cells], np.int64)
        else:
            columns[name] = np.array([float(cell) if cell else math.nan for cell in cells])
    return ObjectTable(columns)
