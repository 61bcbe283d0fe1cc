"""Shards of a batch: runs that share nothing but folders, as arrays of jobs are, and their records joined.

Each shard takes the pictures whose names a hash gives to it, and keeps a manifest of its own; joined, they
are the manifest and tables of one run.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from gmmseg.batch import folder_lock, object_annotations, object_tables, summary
from gmmseg.batch.folder_lock import locked
from gmmseg.batch.manifest import BEGUN, Manifest
from gmmseg.batch.manifest_lines import ManifestLine
from gmmseg.batch.picture_list import PictureList, names_of
from gmmseg.batch.plan import Plan
from gmmseg.errors import BadSettingError, NoPicturesError

MOST = 100_000
NAME = re.compile(r"gmmseg-batch\.(\d+)of(\d+)\.jsonl")
TEXT = re.compile(r"(\d{1,6})/(\d{1,6})")


@dataclass(frozen=True)
class Shard:
    """One of so many parts of a batch.

    Attributes
    ----------
    number : int
        Which, from 1.
    n_shards : int
        How many there are.
    """

    number: int
    n_shards: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the shard that a text says, as 3/200.

        Raises
        ------
        BadSettingError
            If it says none.
        """
        found = TEXT.fullmatch(text.strip())
        number, n = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= number <= n <= MOST:
            raise BadSettingError("shard", text, f"a part and how many there are, as 3/200, up to {MOST:,}")
        return cls(number, n)

    def has(self, name: str) -> bool:
        """Return whether the picture of that name is its own."""
        mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8]
        return int.from_bytes(mark, "big") % self.n_shards == self.number - 1

    @property
    def manifest_name(self) -> str:
        """Name of the file that its manifest is."""
        return f"gmmseg-batch.{self.number}of{self.n_shards}.jsonl"

    def plan(self, whole: Plan) -> Plan:
        """Return its part of a plan; that of a shard without pictures has none."""
        own = PictureList(picture for picture in whole.pictures if self.has(picture.name))
        return replace(whole, pictures=own, manifest_name=self.manifest_name)


def manifests(folder: Path) -> list[Manifest]:
    """Return the manifests of the shards in a folder, by their numbers."""
    found = [match for path in folder.glob("gmmseg-batch.*of*.jsonl") if (match := NAME.fullmatch(path.name))]
    found.sort(key=lambda each: (int(each[2]), int(each[1])))
    return [Manifest.of(folder, each[0]) for each in found]


@dataclass(frozen=True)
class JoinedShards:
    """What joining the shards of a plan gave.

    Attributes
    ----------
    lines : mapping of str to dict
        What the joined manifest says of each picture of the plan, looked up when it is asked for.
    missing : tuple of str
        Names of pictures that no shard has come to an end with.
    """

    lines: Mapping[str, ManifestLine]
    missing: tuple[str, ...]


class PlanLines(Mapping[str, ManifestLine]):
    """What a manifest says of the pictures of a plan, in the plan's order."""

    def __init__(self, plan: Plan, lines: Mapping[str, ManifestLine]) -> None:
        self._plan, self._lines = plan, lines

    def __getitem__(self, name: str) -> ManifestLine:
        return self._lines[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in names_of(self._plan.pictures) if name in self._lines)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def join(plan: Plan) -> JoinedShards:
    """Write the manifest and the tables of a plan from the manifests of its shards, which are then removed.

    Where pictures are missing, theirs stay, so that shards that are run again go on.

    Raises
    ------
    NoPicturesError
        If there is no shard's manifest in the folder, nor one of a whole run.
    BusyFolderError
        If a run is writing to the folder.
    """
    with ExitStack() as stack:
        stack.enter_context(locked(plan.folder))
        shards = manifests(plan.folder)
        for each in shards:  # one that runs again would lose its record
            stack.enter_context(locked(plan.folder, folder_lock.name_of(each.path.name)))
        whole = Manifest.of(plan.folder)
        if not shards and whole.is_new:
            raise NoPicturesError(
                "there is no record of a shard in the folder of results", "Run shards first"
            )
        digest = plan.recipe.digest
        whole.open({"recipe": digest})
        for line in _ended(shards):
            if line.get("recipe") == digest or line["picture"] not in whole.lines:
                whole.add(line)
        missing = tuple(
            name for name in names_of(plan.pictures) if not _is_done(whole.lines.get(name), digest)
        )
        summary.write(plan, whole)
        object_tables.write(plan, whole)
        object_annotations.write(plan, whole)
        whole.close(names_of(plan.pictures))
        if not missing:
            for each in shards:
                each.path.unlink(missing_ok=True)
            folder_lock.remove_stale(plan.folder)
    return JoinedShards(PlanLines(plan, whole.lines), missing)


def _is_done(line: ManifestLine | None, digest: str) -> bool:
    return line is not None and line["status"] != BEGUN and line["recipe"] == digest


def _ended(shards: list[Manifest]) -> Iterator[ManifestLine]:
    """Yield the lines about pictures that a shard has come to an end with."""
    for manifest in shards:
        for line in manifest.lines.values():
            if line["status"] != BEGUN:
                yield line
