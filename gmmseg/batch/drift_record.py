"""A rolling record of how pictures differ from a model's training, and whether the model should be refitted.

A line of JSON for each picture that a service has labelled, the newest last. What is said of it rests on the
share of pictures that the model does not explain, with Wilson's interval: Wilson (1927), "Probable inference,
the law of succession, and statistical inference", JASA 22(158), 209-212.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

from gmmseg.errors import BadDriftRecordError, CannotWriteError, GmmsegError
from gmmseg.io.atomic import REASONS, shown, writing
from gmmseg.io.locks import Lock, LockedError

MOST_ENTRIES = 10_000  # that are kept; a file may have twice as many before the older half goes
LARGEST = 64_000_000  # bytes
PICTURES = "-pictures"  # how the name of the folder ends that flagged pictures are kept in, beside the record
FLAGGED = ("red", "amber")
Verdict = Literal["too few", "fine", "watch", "refit"]

# A model's own kind of pictures (frames of one video, see `drift`) is red once in 24 and not green six times.
FEWEST = 20  # pictures for a verdict
RED, FLAGGED_SHARE = 0.10, 0.35  # that the share of red pictures, and of red and amber ones, is surely above
_LIGHTS = ("green", "amber", "red", "unknown")
_KEPT = re.compile(r"[0-9a-f]{64}(\.[A-Za-z0-9.]{1,12})?")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class DriftEntry:
    """What was seen of one picture.

    Attributes
    ----------
    time : str
        When, UTC as 2026-11-30T12:00:00+00:00.
    model, digest : str
        The model's name and the SHA-256 of its file, hexadecimal.
    light : {"green", "amber", "red", "unknown"}
        How it differs from the training.
    fall, unexplained, shift : float
        As `drift.Drift` has them.
    kept : str
        Name of the file that the picture was kept in, empty where it was not.
    """

    time: str
    model: str
    digest: str
    light: str
    fall: float
    unexplained: float
    shift: float
    kept: str = ""

    @classmethod
    def of(cls, line: object) -> Self | None:
        """Return the entry that a line of JSON says, None where it is none; nothing in a file is trusted."""
        if not isinstance(line, dict):
            return None
        texts = [line.get(name, "") for name in ("time", "model", "digest", "light", "kept")]
        numbers = [line.get(name) for name in ("fall", "unexplained", "shift")]
        if not all(isinstance(each, str) and len(each) <= 200 for each in texts):
            return None
        if not all(isinstance(each, (int, float)) and abs(each) <= 1e30 for each in numbers):
            return None
        when, model, digest, light, kept = texts
        fall, unexplained, shift = (float(each) for each in numbers if each is not None)
        if light not in _LIGHTS or not _DIGEST.fullmatch(digest) or not (not kept or _KEPT.fullmatch(kept)):
            return None
        return cls(when, model, digest, light, fall, unexplained, shift, kept)


class DriftRecord:
    """The record in a file, which a service adds to; one process at a time.

    Parameters
    ----------
    path : Path
        The file; made if it is not there.
    keep : int
        Flagged pictures that are kept beside it, the newest.

    Raises
    ------
    BadDriftRecordError
        If the file is something else, or another process adds to it.
    CannotWriteError
        If it cannot be written.
    """

    def __init__(self, path: Path, keep: int = 0) -> None:
        self.path, self.folder, self._keep = path, kept_folder(path), keep
        try:
            self._lock = Lock.acquire(path.with_name(f".{path.name}.lock"))
        except LockedError:
            reason = "another service adds to it"
            raise BadDriftRecordError(path.name, reason, "Give each a --monitor of its own") from None
        try:
            known = entries(path) if path.exists() else []
            with path.open("ab+") as file:
                file.seek(max(0, file.tell() - 1))
                if file.read() not in (b"", b"\n"):  # a line was cut short: the next is to stand alone
                    file.write(b"\n")
            if keep:
                self.folder.mkdir(mode=0o700, exist_ok=True)
        except BaseException as error:
            self._lock.release()
            if isinstance(error, OSError) and not isinstance(error, GmmsegError):
                raise _explained(error, path) from error
            raise
        self._n_lines = len(known)
        latest = dict.fromkeys(
            each.kept for each in reversed(known) if each.kept
        )  # each once, the newest first
        self._kept = [name for name in reversed(latest) if (self.folder / name).exists()]

    def close(self) -> None:
        """Let others add to the record."""
        self._lock.release()

    def add(self, entry: DriftEntry, picture: bytes | None = None, suffix: str = "") -> DriftEntry:
        """Add an entry, keep its picture if it is flagged and there is one, and return the entry.

        Raises
        ------
        CannotWriteError
            If the disk is full or the folder gone; the record stays whole.
        """
        try:
            if picture is not None and self._keep and entry.light in FLAGGED:
                entry = self._with_picture(entry, picture, suffix)
            with self.path.open("ab", buffering=0) as file:
                file.write(json.dumps(asdict(entry), sort_keys=True).encode() + b"\n")
            self._n_lines += 1
            if self._n_lines > 2 * MOST_ENTRIES:
                self._shorten()
        except OSError as error:
            raise _explained(error, self.path) from error
        return entry

    def _with_picture(self, entry: DriftEntry, picture: bytes, suffix: str) -> DriftEntry:
        import hashlib

        name = hashlib.sha256(picture).hexdigest() + suffix
        if name in self._kept:
            self._kept.remove(name)  # it becomes the newest
        else:
            with writing(self.folder / name, overwrite=True) as temporary:
                temporary.write_bytes(picture)
        self._kept.append(name)
        while len(self._kept) > self._keep:
            (self.folder / self._kept.pop(0)).unlink(missing_ok=True)
        return DriftEntry(**{**asdict(entry), "kept": name})

    def _shorten(self) -> None:
        newest = entries(self.path)[-MOST_ENTRIES:]
        lines = (json.dumps(asdict(each), sort_keys=True).encode() + b"\n" for each in newest)
        with writing(self.path, overwrite=True) as temporary:
            temporary.write_bytes(b"".join(lines))
        self._n_lines = len(newest)


def kept_folder(path: Path) -> Path:
    """Return the folder that flagged pictures of a record are kept in."""
    return path.with_name(f"{path.name}{PICTURES}")


def entries(path: Path) -> list[DriftEntry]:
    """Return what a record says, the oldest first; lines that were cut short are passed over.

    Raises
    ------
    BadDriftRecordError
        If it cannot be read, or has lines and none of them is an entry.
    """
    try:
        if not path.is_file():  # a pipe would be waited for
            reason = "it is not a file" if path.exists() else "there is no such file"
            raise BadDriftRecordError(path.name, reason, "Give the file of gmmseg serve --monitor")
        if path.stat().st_size > LARGEST:
            raise BadDriftRecordError(path.name, f"it is larger than {LARGEST / 1e6:g} MB", "Begin another")
        lines = path.read_bytes().splitlines()
    except OSError as error:
        reason = f"the system says {str(error.strerror).lower()!r}"
        raise BadDriftRecordError(path.name, reason, "Check its path and permissions") from None
    found = [entry for line in lines if (entry := DriftEntry.of(_parsed(line))) is not None]
    if lines and not found:
        raise BadDriftRecordError(path.name, "no line of it is an entry", "Give another file")
    return found


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def flagged_pictures(path: Path, digest: str = "") -> tuple[list[Path], list[str]]:
    """Return the kept pictures that a model did not explain, and the names of the models that saw them.

    With the `digest` of a model's file only those that this model saw.
    """
    chosen = [each for each in entries(path) if each.kept and each.light in FLAGGED]
    if digest:
        chosen = [each for each in chosen if each.digest == digest]
    folder = kept_folder(path)
    names = dict.fromkeys(each.kept for each in chosen)
    files = [folder / name for name in names if (folder / name).is_file()]
    return files, sorted({each.model for each in chosen if (folder / each.kept).is_file()})


@dataclass(frozen=True)
class DriftVerdict:
    """What the newest pictures say of a model.

    Attributes
    ----------
    model, digest : str
        Its name and the SHA-256 of its file.
    verdict : {"too few", "fine", "watch", "refit"}
        Whether to refit it.
    reason : str
        The numbers, in words.
    n : int
        Pictures that were judged: "unknown" ones do not count.
    lights : dict of str to int
        How many of the pictures have each light.
    red, flagged : tuple of two floats
        Share of red pictures, and of red and amber ones: the ends of their 95 % intervals.
    unexplained : float
        Mean share of unexplained pixels, 0 to 1.
    halves : tuple of two floats
        Share of red and amber pictures in the older and the newer half.
    first, last : str
        When the oldest and the newest of them were seen.
    kept : int
        How many flagged pictures were kept to refit from.
    """

    model: str
    digest: str
    verdict: Verdict
    reason: str
    n: int
    lights: dict[str, int]
    red: tuple[float, float]
    flagged: tuple[float, float]
    unexplained: float
    halves: tuple[float, float]
    first: str
    last: str
    kept: int


def verdicts(found: Iterable[DriftEntry], last: int = 200) -> list[DriftVerdict]:
    """Return a verdict on each model, by the `last` pictures that its newest version has seen."""
    newest: dict[str, list[DriftEntry]] = {}
    for entry in found:
        own = newest.setdefault(entry.model, [])
        if own and own[-1].digest != entry.digest:
            own.clear()  # it was refitted
        own.append(entry)
    return [_verdict(own[-last:]) for _, own in sorted(newest.items())]


def _verdict(own: Sequence[DriftEntry]) -> DriftVerdict:
    judged = [each for each in own if each.light != "unknown"]
    lights = {light: sum(each.light == light for each in own) for light in _LIGHTS}
    n, n_red = len(judged), lights["red"]
    n_flagged = n_red + lights["amber"]
    red, flagged = _interval(n_red, n), _interval(n_flagged, n)
    half = n // 2
    halves = (_share(judged[:half]), _share(judged[half:]))
    verdict, reason = _judgement(n, n_red, n_flagged, red, flagged)
    return DriftVerdict(
        own[-1].model,
        own[-1].digest,
        verdict,
        reason,
        n,
        lights,
        red,
        flagged,
        sum(each.unexplained for each in judged) / max(1, n),
        halves,
        own[0].time,
        own[-1].time,
        len({each.kept for each in own if each.kept}),
    )


def _judgement(
    n: int, n_red: int, n_flagged: int, red: tuple[float, float], flagged: tuple[float, float]
) -> tuple[Verdict, str]:
    if n < FEWEST:
        return "too few", f"{n} of the {FEWEST} pictures that a verdict takes"
    counts = f"{n_red} of {n} pictures are red (95 % interval {red[0]:.0%} to {red[1]:.0%})"
    if red[0] > RED:
        return "refit", f"{counts}, surely more than {RED:.0%}"
    also = f"{n_flagged} red or amber ({flagged[0]:.0%} to {flagged[1]:.0%})"
    if flagged[0] > FLAGGED_SHARE:
        return "watch", f"{counts}, and {also}, surely more than {FLAGGED_SHARE:.0%}"
    return "fine", f"{counts}, {also}"


def _interval(count: int, n: int) -> tuple[float, float]:
    """Return the ends of Wilson's 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    from scipy.stats import binomtest

    found = binomtest(count, n).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def _share(some: Sequence[DriftEntry]) -> float:
    return sum(each.light in FLAGGED for each in some) / max(1, len(some))


def _explained(error: OSError, path: Path) -> CannotWriteError:
    if isinstance(error, CannotWriteError):
        return error
    reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
    return CannotWriteError(shown(path), reason, remedy)
