"""Signatures of kernels, written as text: `float32[2]C`, `int64`, `(float64, float64)`.

An array is its type, its number of axes and its order in memory: C (rows), F (columns) or A (any other).
`r` behind it says that it may be read only, `u` that its numbers do not lie at multiples of their size.
"""

from typing import Any

import numpy as np

BOOLEAN, INTEGER, FLOAT = "bool", "int64", "float64"
READ_ONLY, UNALIGNED = "r", "u"


def key_of(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what decides which machine code arguments need, as something that can be looked up at once."""
    return tuple(
        [
            (each.dtype, each.ndim, each.flags.num)
            if isinstance(each, np.ndarray)
            else key_of(each)
            if isinstance(each, tuple)
            else type(each)
            for each in arguments
        ]
    )


def signature_of(arguments: tuple[Any, ...]) -> tuple[str, ...] | None:
    """Return the types of arguments as text; None where one is no array, number or tuple of these."""
    types = [_type_of(each) for each in arguments]
    return None if None in types else tuple(str(each) for each in types)


def _type_of(argument: Any) -> str | None:
    if isinstance(argument, np.ndarray):
        return _array_type(argument)
    if isinstance(argument, tuple):
        members = signature_of(argument)
        return None if members is None else f"({', '.join(members)})"
    if isinstance(argument, np.generic):
        return argument.dtype.name if argument.dtype.kind in "biuf" else None
    return {bool: BOOLEAN, int: INTEGER, float: FLOAT}.get(type(argument))


def _array_type(array: np.ndarray[Any, Any]) -> str | None:
    if array.ndim == 0 or array.dtype.kind not in "biuf" or not array.dtype.isnative:
        return None
    flags = array.flags
    order = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"
    marks = ("" if flags.writeable else READ_ONLY) + ("" if flags.aligned else UNALIGNED)
    return f"{array.dtype.name}[{array.ndim}]{order}{marks}"


def members_of(tuple_type: str) -> list[str]:
    """Return the types in a tuple's type."""
    members, depth = [""], 0
    for sign in tuple_type[1:-1]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            members.append("")
        else:
            members[-1] += sign
    return [member.strip() for member in members if member.strip()]


def flat(signature: tuple[str, ...] | list[str]) -> list[str]:
    """Return the types of a signature with those of tuples in their place."""
    types = []
    for each in signature:
        types += flat(members_of(each)) if each.startswith("(") else [each]
    return types


def writeable(type_name: str) -> str:
    """Return an array's type, or a tuple's, without the mark that it may be read only."""
    if type_name.startswith("("):
        return f"({', '.join(writeable(member) for member in members_of(type_name))})"
    return type_name.removesuffix(READ_ONLY) if "[" in type_name else type_name
