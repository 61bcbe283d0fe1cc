"""Arithmetic on channels, as `(b4 - b3) / (b4 + b3)`: parsed by hand, never run as code.

Operator precedence is resolved by the shunting-yard algorithm: Dijkstra (1961), "Making a translator for
ALGOL 60", APIC Bulletin 7, 3-11. The result is a list of steps for a stack, so that neither parsing nor
computing recurses.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

LONGEST = 500  # characters
DEEPEST = 20  # levels of brackets, and operators that wait for their right side

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"""
    r"""|"(?P<double>[^"]+)"|'(?P<single>[^']+)'"""
    r"""|(?P<name>[^\W\d]\w*)|(?P<sign>[-+*/()]))"""
)
_BINDS = {
    "+": 1,
    "-": 1,
    "*": 2,
    "/": 2,
    "negative": 3,
}  # of two that follow each other, the tighter is first

Floats = NDArray[np.float64]


class NotAnExpressionError(ValueError):
    """A text is no expression; the message says why, to follow a colon."""


@dataclass(frozen=True)
class Token:
    """A word of an expression.

    Attributes
    ----------
    kind : {"number", "name", "sign"}
        What it is.
    text : str
        As it stands there, a name without its quotes.
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Expression:
    """An expression of channels.

    Attributes
    ----------
    tokens : tuple of Token
        Its words, with signs of multiplication where they were left out.
    steps : tuple of Token
        The same in the order in which a stack takes them; the sign "negative" has one operand.
    """

    tokens: tuple[Token, ...]
    steps: tuple[Token, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the expression in a text.

        Raises
        ------
        NotAnExpressionError
            If it is none, longer than `LONGEST` or deeper than `DEEPEST`.
        """
        if len(text) > LONGEST:
            raise NotAnExpressionError(f"it has {len(text)} characters, and {LONGEST} are allowed")
        tokens = _tokens(text)
        return cls(tokens, _steps(tokens))

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it, each once, in the order they come."""
        return tuple(dict.fromkeys(token.text for token in self.tokens if token.kind == "name"))

    @property
    def weight(self) -> tuple["Expression", float] | None:
        """What is left without the number that it ends in being multiplied by, and that; None without one."""
        *rest, last = self.steps
        before = rest[-1] if rest else last
        ends = len(self.tokens) > 2 and self.tokens[-2:] == (Token("sign", "*"), before)
        if len(rest) < 2 or last != Token("sign", "*") or before.kind != "number" or not ends:
            return None
        return Expression(_outside(self.tokens[:-2]), tuple(rest[:-1])), float(before.text)

    def renamed(self, called: Callable[[str], str]) -> str:
        """Return its text with each name replaced by what it is called, in quotes where it has to be."""
        parts = (quoted(called(token.text)) if token.kind == "name" else token.text for token in self.tokens)
        return "".join(parts)

    def value(self, channels: Mapping[str, Floats]) -> Floats:
        """Return its value at each pixel, given each named channel, (n,); not finite where it has none."""
        stack: list[Floats] = []
        with np.errstate(all="ignore"):  # what has no value is masked by the caller
            for token in self.steps:
                if token.kind == "number":
                    stack.append(np.float64(token.text))  # type: ignore[arg-type]  # numpy spreads it
                elif token.kind == "name":
                    stack.append(channels[token.text])
                elif token.text == "negative":
                    stack.append(-stack.pop())
                else:
                    right, left = stack.pop(), stack.pop()
                    stack.append(_OPERATIONS[token.text](left, right))
        return stack.pop()


_OPERATIONS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


def quoted(name: str) -> str:
    """Return a name as it is written in an expression: in quotes unless it is a plain word."""
    if re.fullmatch(r"[^\W\d]\w*", name):
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'


def _outside(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return tokens without brackets around all of them."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text == "(" and token.kind == "sign") - (token.text == ")" and token.kind == "sign")
        if depth == 0 and place < len(tokens) - 1:
            return tokens
    return tokens[1:-1] if tokens[0] == Token("sign", "(") else tokens


def _tokens(text: str) -> tuple[Token, ...]:
    found: list[Token] = []
    place, text = 0, text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotAnExpressionError(f"{text[place:].strip()[:1]!r} cannot stand there")
        place = match.end()
        kind = "name" if match.lastgroup in ("double", "single") else str(match.lastgroup)
        token = Token(kind, match[str(match.lastgroup)])
        before = found[-1] if found else None
        begins = token.kind == "name" or token == Token("sign", "(")
        if before is not None and before.kind == "number" and begins:  # 2g is twice g
            found.append(Token("sign", "*"))
        found.append(token)
    if not found:
        raise NotAnExpressionError("it is empty")
    return tuple(found)


def _steps(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    steps: list[Token] = []
    waiting: list[str] = []
    after_value = False
    for token in tokens:
        if token.kind != "sign":
            if after_value:
                raise NotAnExpressionError(f"there is no sign before {token.text[:40]!r}")
            steps.append(token)
            after_value = True
        else:
            after_value = _take_sign(token.text, waiting, steps, after_value=after_value)
        if len(waiting) > DEEPEST:
            raise NotAnExpressionError(f"it is nested more than {DEEPEST} deep")
    if not after_value:
        raise NotAnExpressionError(f"nothing follows {tokens[-1].text!r}")
    if "(" in waiting:
        raise NotAnExpressionError("a bracket is not closed")
    steps += [Token("sign", sign) for sign in reversed(waiting)]
    return tuple(steps)


def _take_sign(sign: str, waiting: list[str], steps: list[Token], *, after_value: bool) -> bool:
    """Move what a sign ends from those that wait to the steps; return whether a value stands before now."""
    if sign == "(":
        if after_value:
            raise NotAnExpressionError("there is no sign before a bracket")
        waiting.append(sign)
        return False
    if not after_value:
        if sign in "+-":
            waiting += ["negative"] if sign == "-" else []
            return False
        raise NotAnExpressionError(f"nothing stands before {sign!r}")
    binds = _BINDS.get(sign, 0)
    while waiting and waiting[-1] != "(" and _BINDS[waiting[-1]] >= binds:
        steps.append(Token("sign", waiting.pop()))
    if sign != ")":
        waiting.append(sign)
        return False
    if not waiting:
        raise NotAnExpressionError("a bracket is closed that was not opened")
    waiting.pop()
    return True
