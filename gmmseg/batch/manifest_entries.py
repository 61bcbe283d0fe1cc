"""Entries of the manifest about a picture: begun, ended, failed, and what stays known in each case.

An entry names every file that was written for its picture, whichever run did it, as long as all were made
from the same picture in the same way: `["a_labels.png", 512, "labels"]` is its name, its size and its
kind, empty where the first version wrote it. The entry of a picture that is being processed, or was when
its process was killed, lists in `doing` the kinds that were being written; files of these kinds alone may
exist without being named, and the kinds stay listed until they are written.
"""

from collections.abc import Iterable
from typing import Any

from gmmseg.batch.manifest import BEGUN, DONE, FAILED, SKIPPED
from gmmseg.batch.picture import Picture
from gmmseg.batch.reference_model import FACTS, FileHashes
from gmmseg.io.exporters import KINDS

ManifestLine = dict[str, Any]

DECISIVE = ("stem", "recipe", "sha256", "page", "axis")  # what an entry was made from, and in which way


def entry_of(picture: Picture, digest: str) -> ManifestLine:
    """Return how a line of the manifest about a picture begins, for a recipe of that digest."""
    return {"picture": picture.name, "stem": picture.stem, "recipe": digest, **_page(picture)}


def _page(picture: Picture) -> ManifestLine:
    """Return which page of its file a picture is; nothing where a file is one picture."""
    found = {"page": picture.page, "axis": picture.axis}
    return {name: value for name, value in found.items() if value is not None}


def with_file_hash(
    line: ManifestLine, picture: Picture, hashes: FileHashes, known: ManifestLine | None = None
) -> ManifestLine:
    """Return the line with what the file says now; raise `UnreadableImageError` if that cannot be known.

    A large file of which size and time of change are as in the line that is `known` is not read.
    """
    facts = hashes.facts(picture)
    digest = hashes.known(picture, known) or hashes.of(picture)
    return {**line, "sha256": digest} | ({} if facts is None else {FACTS: facts})


def same(known: ManifestLine | None, line: ManifestLine) -> ManifestLine:
    """Return what is known where it is of the same file, made in the same way; else nothing."""
    alike = known is not None and all(known.get(name) == line.get(name) for name in DECISIVE)
    return known if known is not None and alike and known["status"] != FAILED else {}


def is_left_out(known: ManifestLine) -> bool:
    """Return whether nothing is written for a picture, whatever kinds are asked for."""
    return known.get("status") == SKIPPED


def half_written(known: ManifestLine | None, line: ManifestLine) -> frozenset[str]:
    """Return the kinds of files that a run was killed in the middle of writing in a picture's place."""
    if known is None or known.get("stem") != line["stem"]:
        return frozenset()
    return frozenset(known.get("doing", ()))


def begun_entry(line: ManifestLine, known: ManifestLine | None, kinds: Iterable[str]) -> ManifestLine:
    """Return the line about a picture whose files of `kinds` are written now; those of others stay known."""
    base, now = same(known, line), list(kinds)
    doing = [*now, *sorted(half_written(known, line).difference(now))]
    kept = [each for each in base.get("files", ()) if _kind(each) not in now]
    facts = {**base, "files": kept} if kept else {}
    return {**facts, **line, "status": BEGUN, "doing": doing}


def ended_entry(before: ManifestLine, answer: ManifestLine, kinds: Iterable[str]) -> ManifestLine:
    """Return the line about a picture that was begun for files of `kinds`, and of which `answer` came."""
    line = {name: value for name, value in before.items() if name != "doing"}
    if answer["status"] == FAILED:
        return {name: line[name] for name in ("picture", *DECISIVE, FACTS) if name in line} | answer
    files = sorted([*line.get("files", ()), *answer["files"]], key=_place)
    doing = [kind for kind in before["doing"] if kind not in kinds]
    return {**line, **answer, "files": files} | ({"doing": doing} if doing else {})


def completed_entry(known: ManifestLine) -> ManifestLine:
    """Return the line about a picture that a killed run had begun, and of which nothing is left to do."""
    return {**known, "status": DONE} if known["status"] == BEGUN else known


def failed_entry(failed: ManifestLine, known: ManifestLine | None) -> ManifestLine:
    """Return what stays known when a picture has failed: files that are there, and what may be torn.

    Where its process was killed, `known` is what was begun, since there may be such files then.
    """
    if known is None:
        return failed
    if known.get("files"):
        return completed_entry(known)
    doing = half_written(known, failed)
    return {**failed, "doing": sorted(doing)} if doing else failed


def _place(file: list[Any]) -> int:
    """Return the place of a file's kind among all; kinds that only another version knows are last."""
    kind, every = _kind(file), list(KINDS)
    return every.index(kind) if kind in every else len(every)


def _kind(file: list[Any]) -> str:
    """Return the kind of a file, which its mark begins with."""
    return str(file[2]).partition(" ")[0]
