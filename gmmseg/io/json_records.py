"""JSON records from untrusted files: every value is checked as it is taken out.

Reading runs nothing and builds nothing but lists, dictionaries, texts and numbers; the size of the file,
the depth of nesting, repeated names and numbers that are not finite are checked before any value is used.
"""

import json
import math
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

DEEPEST = 16  # levels of lists and records inside each other
LONGEST_TEXT = 1000  # characters
LARGEST_WHOLE = 10**30  # larger ones are no use, and would not fit into a float
SHOWN = 40  # characters of a wrong value in a message

_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

ErrorFactory = Callable[[str, str, str], Exception]  # from field, what it is, what it must be


class NotARecordError(ValueError):
    """A file does not hold one record in JSON; the text says why."""


@dataclass(frozen=True)
class Record:
    """Named values, none of them trusted.

    Attributes
    ----------
    values : dict
        As JSON gives them.
    error : callable
        Makes the error to raise about a field.
    place : str
        What the names of fields begin with in messages.
    is_newer : bool
        Whether a newer gmmseg wrote them: then there may be fields that are unknown.
    """

    values: dict[str, Any]
    error: ErrorFactory
    place: str = ""
    is_newer: bool = False

    def only(self, *names: str) -> None:
        """Raise unless the fields are exactly these."""
        for name in self.values:
            if name not in names and not self.is_newer:
                raise self.error(f"{self.place}{_brief(name)}", "unknown", f"one of {', '.join(names)}")
        for name in names:
            if name not in self.values:
                raise self.error(f"{self.place}{name}", "missing", "there")

    def text(self, name: str, among: Sequence[str] = (), *, longest: int = LONGEST_TEXT) -> str:
        """Return a text, one of those given if any are."""
        value: Any = self.values.get(name)
        if not isinstance(value, str) or len(value) > longest:
            self._wrong(name, f"a text of at most {longest} characters")
        if among and value not in among:
            self._wrong(name, f"one of {', '.join(among)}")
        return value

    def texts(self, name: str, most: int) -> tuple[str, ...]:
        """Return a list of at most `most` texts."""
        values: Any = self.values.get(name)
        fine = isinstance(values, list) and len(values) <= most
        if not fine or not all(isinstance(each, str) and len(each) <= LONGEST_TEXT for each in values):
            self._wrong(name, f"a list of at most {most} texts")
        return tuple(values)

    def whole(self, name: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self._wrong(name, f"a whole number from {low} to {high}")
        return value

    def number(self, name: str, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        value: Any = self.values.get(name)
        if not _is_number(value) or not low <= value <= high:
            self._wrong(name, f"a number from {low:g} to {high:g}")
        return float(value)

    def numbers(
        self, name: str, shape: tuple[int, ...], low: float = -1e30, high: float = 1e30
    ) -> NDArray[np.float64]:
        """Return an array of this shape of numbers from `low` to `high`, given as lists of lists."""
        found = _flat(self.values.get(name), shape)
        if found is None or not all(_is_number(each) and low <= each <= high for each in found):
            size = " x ".join(str(n) for n in shape)
            noun = "number" if shape == (1,) else "numbers"
            self._wrong(name, f"{size} {noun} from {low:g} to {high:g}")
        return np.array(found, np.float64).reshape(shape)

    def record(self, name: str) -> "Record":
        """Return a record in this one."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            self._wrong(name, "a record with names")
        return replace(self, values=value, place=f"{self.place}{name}.")

    def records(self, name: str, most: int, least: int = 1) -> list["Record"]:
        """Return a list of `least` to `most` records."""
        values = self.values.get(name)
        if (
            not isinstance(values, list)
            or not least <= len(values) <= most
            or not all(isinstance(each, dict) for each in values)
        ):
            self._wrong(name, f"a list of {least} to {most} records")
        return [
            replace(self, values=each, place=f"{self.place}{name}[{index}].")
            for index, each in enumerate(values, 1)
        ]

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            self._wrong(name, "true or false")
        return value

    def wholes(self, name: str, low: int, high: int, most: int) -> tuple[int, ...]:
        """Return a list of at most `most` whole numbers from `low` to `high`."""
        values = self.values.get(name)
        fine = isinstance(values, list) and len(values) <= most
        if not fine or not all(type(each) is int and low <= each <= high for each in values or ()):
            self._wrong(name, f"a list of at most {most} whole numbers from {low} to {high}")
        return tuple(values or ())

    def _wrong(self, name: str, expected: str) -> NoReturn:
        missing = name not in self.values
        found = "missing" if missing else _brief(json.dumps(self.values[name]))
        raise self.error(f"{self.place}{name}", found, expected)


def read_record(path: Path, largest: int) -> dict[str, Any]:
    """Return the one record in a JSON file of at most `largest` bytes.

    Raises
    ------
    NotARecordError
        If the file is larger, no regular file, or something other than a record in JSON.
    OSError
        If it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # a pipe would be waited for, a device never end
            raise NotARecordError("it is not a file")
        content = file.read(largest + 1)
    if not content:
        raise NotARecordError("the file is empty")
    if len(content) > largest:
        raise NotARecordError(f"it is larger than {largest / 1e6:g} MB")
    return parse(content)


def parse(content: bytes) -> dict[str, Any]:
    """Return the one record in JSON text, or raise `NotARecordError`."""
    try:
        text = content.decode("utf-8-sig")  # editors of Windows begin a text with a mark
    except UnicodeDecodeError:
        raise NotARecordError("it is not text") from None
    if _depth(text) > DEEPEST:
        raise NotARecordError(f"its lists nest more than {DEEPEST} deep")
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except NotARecordError:
        raise
    except json.JSONDecodeError as error:
        raise NotARecordError(f"it is not JSON (at line {error.lineno}, column {error.colno})") from None
    except (ValueError, RecursionError) as error:
        raise NotARecordError(f"it is not JSON ({_brief(str(error))})") from None
    if not isinstance(found, dict):
        raise NotARecordError("it is JSON but not a record")
    return found


def dumps(record: dict[str, Any]) -> str:
    """Return a record as JSON text that people can read and compare: sorted, a list of numbers per line."""
    return "\n".join(_lines(record)) + "\n"


def _lines(value: Any, indent: str = "", name: str | None = None, end: str = "") -> Iterator[str]:
    begin, inner = indent + ("" if name is None else f"{json.dumps(name)}: "), indent + "  "
    if isinstance(value, dict) and value:
        items = sorted(value.items())
        yield f"{begin}{{"
        for index, (key, each) in enumerate(items, 1):
            yield from _lines(each, inner, key, "," if index < len(items) else "")
        yield f"{indent}}}{end}"
    elif isinstance(value, list) and any(isinstance(each, (dict, list)) for each in value):
        yield f"{begin}["
        for index, each in enumerate(value, 1):
            yield from _lines(each, inner, None, "," if index < len(value) else "")
        yield f"{indent}]{end}"
    else:
        yield f"{begin}{json.dumps(value, allow_nan=False)}{end}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        # Names stand in `found` as they came first: they come apart where one comes again.
        apart = (name for (name, _), known in zip(pairs, found, strict=False) if name != known)
        twice = next(apart, pairs[len(found)][0])
        raise NotARecordError(f"its field {_brief(twice)} is there twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise NotARecordError(f"it holds {constant}, which is not a number")


def _depth(text: str) -> int:
    """Return how deep lists and records may nest at most; brackets in texts count too, which does no harm."""
    brackets = np.frombuffer(text.encode("utf-8").translate(None, _NO_BRACKETS), np.uint8)
    steps = np.where((brackets == ord("[")) | (brackets == ord("{")), np.int32(1), np.int32(-1))
    return int(np.cumsum(steps, dtype=np.int32).max(initial=0))


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) <= LARGEST_WHOLE


def _flat(value: Any, shape: tuple[int, ...]) -> list[Any] | None:
    """Return the innermost values of lists of this shape, None if they have another."""
    if not isinstance(value, list) or len(value) != shape[0]:
        return None
    if len(shape) == 1:
        return value
    parts = [_flat(each, shape[1:]) for each in value]
    return None if any(part is None for part in parts) else [each for part in parts for each in part or ()]


def _brief(text: str) -> str:
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
