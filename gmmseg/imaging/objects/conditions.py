"""Conditions on the rows of a table, as `area > 50 and circularity < .8`: parsed by hand, never run as code.

A recursive descent: alternatives of terms, these of factors, these of comparisons; brackets nest to a depth
that is limited. Names are those of columns; their unit may be left out.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadConditionError
from gmmseg.imaging.objects.object_table import ObjectTable

LONGEST = 500  # characters
DEEPEST = 20  # brackets and negations inside each other
UNITS = (
    "",
    "_um2",
    "_mm2",
    "_m2",
    "_um",
    "_mm",
    "_m",
    "_px",
    "_deg",
)  # that may be left out, in the order of preference

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"""
    r"""|"(?P<double>[^"]*)"|'(?P<single>[^']*)'"""
    r"""|(?P<name>[^\W\d][\w.-]*)|(?P<sign><=|>=|==|!=|<>|&&|\|\||[<>=&|!()]))"""
)
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "=": np.equal,
    "==": np.equal,
    "!=": np.not_equal,
    "<>": np.not_equal,
}
_OPERATORS = {"&": "and", "&&": "and", "|": "or", "||": "or", "!": "not"}

RowMask = NDArray[np.bool_]
KindAndText = tuple[str, str]  # of a token


def rows_where(text: str, table: ObjectTable) -> RowMask:
    """Return for each row of a table whether a condition is true of it, (n,); of nothing, all are.

    Comparisons are <, <=, >, >=, = and != of a column with a number or a text, from either side or from both
    (10 < area < 50); they are joined by and, or, not and brackets. What is not a number meets none but !=.

    Raises
    ------
    BadConditionError
        If it cannot be understood, or names a column that is not there.
    """
    if not text.strip():
        return np.ones(len(table), bool)
    if len(text) > LONGEST:
        raise BadConditionError(text, f"it has {len(text)} characters, and at most {LONGEST} are read")
    parser = _Parser(text, table)
    found = parser.alternatives(0)
    if parser.ahead is not None:
        raise BadConditionError(text, f"{parser.ahead[1]!r} is one word too many")
    return found


def column_of(name: str, names: Sequence[str]) -> str | None:
    """Return the column that is meant by a name, which may lack its unit; None where there is none."""
    plain = name.lower()
    known = {each.lower(): each for each in reversed(names)}
    return next((known[plain + unit] for unit in UNITS if plain + unit in known), None)


class _Parser:
    """Words of a condition, taken one after another."""

    def __init__(self, text: str, table: ObjectTable) -> None:
        self._text, self._table = text, table
        self._tokens = self._split()
        self._place = 0

    @property
    def ahead(self) -> KindAndText | None:
        """The next word, None at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _split(self) -> list[KindAndText]:
        tokens, place = [], 0
        text = self._text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise BadConditionError(
                    self._text, f"{text[place:].strip()[:20]!r} is no word of a condition"
                )
            kind = str(match.lastgroup)
            word = match.group(kind)
            if kind == "name" and word.lower() in ("and", "or", "not"):
                kind, word = "sign", word.lower()
            elif kind in ("double", "single"):
                kind = "text"
            tokens.append((kind, _OPERATORS.get(word, word) if kind == "sign" else word))
            place = match.end()
        return tokens

    def _takes(self, *signs: str) -> str | None:
        """Return the next word and go on, if it is a sign among these."""
        if self.ahead is None or self.ahead[0] != "sign" or self.ahead[1] not in signs:
            return None
        self._place += 1
        return self._tokens[self._place - 1][1]

    def alternatives(self, depth: int) -> RowMask:
        """Return the rows of terms joined by `or`."""
        found = self._terms(depth)
        while self._takes("or"):
            found = found | self._terms(depth)
        return found

    def _terms(self, depth: int) -> RowMask:
        found = self._factor(depth)
        while self._takes("and"):
            found = found & self._factor(depth)
        return found

    def _factor(self, depth: int) -> RowMask:
        if depth > DEEPEST:
            raise BadConditionError(self._text, f"brackets are more than {DEEPEST} deep")
        if self._takes("not"):
            return ~self._factor(depth + 1)
        if self._takes("("):
            found = self.alternatives(depth + 1)
            if not self._takes(")"):
                raise BadConditionError(self._text, "a bracket is not closed")
            return found
        return self._comparison()

    def _comparison(self) -> RowMask:
        before = self._operand()
        found = np.ones(len(self._table), bool)
        sign = self._takes(*_COMPARED)
        if sign is None:
            word = "its end" if self.ahead is None else repr(self.ahead[1])
            raise BadConditionError(self._text, f"a comparison is missing before {word}")
        while sign is not None:
            after = self._operand()
            found = found & self._compared(before, sign, after)
            before, sign = after, self._takes(*_COMPARED)
        return found

    def _operand(self) -> KindAndText:
        if self.ahead is None or self.ahead[0] == "sign":
            word = "its end" if self.ahead is None else repr(self.ahead[1])
            raise BadConditionError(self._text, f"a column or number is missing before {word}")
        self._place += 1
        return self._tokens[self._place - 1]

    def _compared(self, before: KindAndText, sign: str, after: KindAndText) -> RowMask:
        tokens = (before, after)
        columns = [column_of(text, self._table.names) if kind == "name" else None for kind, text in tokens]
        for one, other in ((0, 1), (1, 0)):
            if columns[one] == "class" and columns[other] is None and tokens[other][0] != "number":
                columns[one] = "class_name"  # a class is meant by its name
        if columns[0] is None and columns[1] is None:
            unknown = next((text for kind, text in tokens if kind == "name"), None)
            reason = f"there is no column {unknown!r}" if unknown else "no column is compared"
            raise BadConditionError(self._text, reason)
        first, second = (
            self._values(token, column, other)
            for token, column, other in zip(tokens, columns, reversed(columns), strict=True)
        )
        if (first.dtype.kind == "U") != (second.dtype.kind == "U"):
            raise BadConditionError(self._text, "a number is compared with a text")
        return np.broadcast_to(_COMPARED[sign](first, second), len(self._table))

    def _values(self, token: KindAndText, column: str | None, other: str | None) -> NDArray[Any]:
        """Return the values of an operand; a word that is no column is a text where the other one is."""
        kind, text = token
        if column is not None:
            found = self._table[column]
            return found.astype(np.float64) if isinstance(found, np.ndarray) else np.asarray(found, np.str_)
        if kind == "number":
            return np.asarray(float(text))
        if kind == "name" and (other is None or isinstance(self._table[other], np.ndarray)):
            raise BadConditionError(self._text, f"there is no column {text!r}")
        return np.asarray(text, np.str_)
