"""The shared library of kernels: machine code that was made when gmmseg was built, called without Numba.

Beside the library lies a table (JSON) of what is in it. Nothing is called but by a signature that the table
has, with arrays of just that type and order: a wrong call in machine code would end the process, so it is
refused here.
"""

import ctypes
import hashlib
import json
import os
import platform
import struct
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gmmseg.jit_kernels.signatures import READ_ONLY, flat, writeable

PACKAGE = Path(__file__).parent.parent
FOLDER = PACKAGE / "jit_kernels" / "library"
TABLE = FOLDER / "kernels.json"
CPU = "GMMSEG_CPU"  # "native": compile with Numba for all that this processor can; labels differ a little
SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
DONE = {0, -2}  # Numba's status of a function that returned a value, or nothing
SIZES = {
    "float32": "f4x",
    "float64": "d",
    "bool": "?7x",
}  # how a number fills eight bytes; whole numbers fill them themselves
RETURNED = {"float32": "f", "float64": "d", "int64": "q", "bool": "?", "int32": "i", "uint8": "B"}


class SharedLibrary:
    """Functions of a shared library by kernel and signature."""

    def __init__(self, path: Path, table: dict[str, Any]) -> None:
        self.code = ctypes.CDLL(str(path))
        self._kernels = {(kernel["name"], tuple(kernel["arguments"])): kernel for kernel in table["kernels"]}

    def caller(self, name: str, signature: tuple[str, ...]) -> Callable[..., Any] | None:
        """Return what calls a kernel with arguments of these types; None where there is no code for them."""
        kernel = self._kernels.get((name, tuple(writeable(each) for each in signature)))
        if kernel is None:
            return None
        for given, may in zip(flat(signature), kernel["read_only"], strict=True):
            if "[" in given and given.endswith(READ_ONLY) and not may:
                return None  # the kernel may write into it
        return caller_of(getattr(self.code, kernel["symbol"]), kernel)

    def supported(self) -> bool:
        """Return whether this processor has the instructions that the library is made of."""
        return bool(self.code.gmmseg_supported())


def caller_of(function: Any, kernel: dict[str, Any]) -> Callable[..., Any]:
    """Return a Python function that packs arguments into words of eight bytes and calls machine code.

    An array is what Numba takes it for: two pointers to who owns it (none), its size, the size of an item,
    its address, its shape, and its strides in bytes.
    """
    function.argtypes, function.restype = [ctypes.c_void_p, ctypes.c_char_p], ctypes.c_int32
    types = flat(kernel["arguments"])
    pack = struct.Struct("".join(map(_packed, types))).pack
    arrays = ["[" in each for each in types]
    returned = kernel["returns"]
    result = (
        struct.Struct("".join(RETURNED[each] for each in flat([returned]))) if returned != "none" else None
    )
    nested = any(each.startswith("(") for each in kernel["arguments"])
    several = returned.startswith("(")
    name = kernel["name"]

    def call(*arguments: Any) -> Any:
        words: list[Any] = []
        for is_array, each in zip(arrays, _members(arguments) if nested else arguments, strict=True):
            if is_array:
                address = each.__array_interface__["data"][0]
                words += (0, 0, each.size, each.itemsize, address, *each.shape, *each.strides)
            else:
                words.append(each)
        if result is None:
            status = function(None, pack(*words))
        else:
            memory = ctypes.create_string_buffer(result.size)
            status = function(ctypes.addressof(memory), pack(*words))
        if status not in DONE:
            raise MemoryError(f"the kernel {name} could not get the memory that it needs")
        if result is None:
            return None
        values = result.unpack(memory.raw)
        return values if several else values[0]

    return call


def _members(arguments: tuple[Any, ...]) -> list[Any]:
    members = []
    for each in arguments:
        members += _members(each) if isinstance(each, tuple) else [each]
    return members


def _packed(type_name: str) -> str:
    if "[" not in type_name:
        return SIZES.get(type_name, "Q" if type_name == "uint64" else "q")
    axes = int(type_name[type_name.index("[") + 1 : type_name.index("]")])
    return "qqqqQ" + "q" * 2 * axes


@cache
def shared_library() -> SharedLibrary | None:
    """Return the library for this processor and these sources, or None: kernels are then compiled."""
    if os.environ.get(CPU) == "native":
        return None
    try:
        table = json.loads(TABLE.read_text(encoding="utf-8"))
        if table["sources"] != fingerprint() or table["machine"] != platform.machine().lower():
            return None
        library = SharedLibrary(FOLDER / table["file"], table)
        return library if library.supported() else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # there is none, or it is none of ours


@cache
def fingerprint() -> str:
    """Return a mark of all kernels' sources: some take constants from others, so each stands for all."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*kernels*.py")):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
