"""Decorators that make kernels, and the choice of the machine code for the types a kernel is called with.

The shared library, if there is one for this processor and these sources, holds the code for every signature
in `signatures.txt`. What it lacks is compiled by Numba, which takes seconds, and half a second to import.
The library is made from Numba's own code: both roads give the same bits for the same compilation. Another
compilation may differ in the last digits where sums may be rearranged.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock
from typing import Any, NoReturn

from gmmseg.jit_kernels.library_kernels import shared_library
from gmmseg.jit_kernels.signatures import key_of, signature_of

FAST = frozenset({"reassoc", "contract", "nsz", "arcp", "nnan", "ninf"})
RECORD = "GMMSEG_RECORD_SIGNATURES"  # a file that gets every signature that is used, a line each
_compiling = RLock()  # a kernel of another module is asked for inside


class KernelFunction:
    """A function of arrays and numbers that runs as machine code, without the interpreter's lock."""

    def __init__(self, name: str, compiler: Callable[[], Any], description: str | None = None) -> None:
        """Take the name as `signatures.txt` has it, and what makes a dispatcher of Numba's."""
        self.name, self.__doc__ = name, description
        self._compiler = compiler
        self._dispatcher: Any = None
        self._callers: dict[tuple[Any, ...], Callable[..., Any]] = {}

    def __call__(self, *arguments: Any) -> Any:
        """Run the machine code for arguments of these types."""
        key = key_of(arguments)
        caller = self._callers.get(key)
        if caller is None:
            caller = self._callers[key] = self.code_for(arguments)
        return caller(*arguments)

    def dispatcher(self) -> Any:
        """Return the function as Numba compiles it."""
        with _compiling:
            if self._dispatcher is None:
                self._dispatcher = self._compiler()
        return self._dispatcher

    @property
    def _numba_type_(self) -> Any:
        """Return what this is inside another kernel: Numba asks for it by this name."""
        return self.dispatcher()._numba_type_

    def code_for(self, arguments: tuple[Any, ...]) -> Callable[..., Any]:
        """Return the machine code for arguments of these types: the library's if it has it, else Numba's."""
        signature = signature_of(arguments)
        if RECORD in os.environ:
            _record(self.name, signature)
        library = shared_library()
        found = library.caller(self.name, signature) if library and signature else None
        return found or self.dispatcher()


class PartFunction(KernelFunction):
    """A function for use inside kernels: compiled without the entry that Python would call it by."""

    def __call__(self, *_: Any) -> NoReturn:
        """Refuse: a call without an entry would end the process.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(f"{self.name} is a part of kernels: write a kernel that calls it")


def _record(name: str, signature: Iterable[str] | None) -> None:
    with Path(os.environ[RECORD]).open("a", encoding="utf-8") as file:
        file.write(f"{name}({'; '.join(signature or ['?'])})\n")


def kernel_with(fastmath: Iterable[str] = (), *, kept: bool = True) -> Callable[..., KernelFunction]:
    """Return a decorator for functions with the given freedoms of arithmetic (LLVM's fast-math flags).

    `kept` is for what Python calls; what only other kernels call is part of their code and need not be.
    """

    def decorate(function: Callable[..., Any]) -> KernelFunction:
        def compiler() -> Any:
            from gmmseg.jit_kernels.numba_kernels import dispatcher

            return dispatcher(function, frozenset(fastmath), kept=kept)

        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        return (KernelFunction if kept else PartFunction)(name, compiler, function.__doc__)

    return decorate


def kernel(function: Callable[..., Any]) -> KernelFunction:
    """Return `function` as a kernel whose arithmetic may be rearranged: the fastest."""
    return kernel_with(FAST)(function)


def exact_kernel(function: Callable[..., Any]) -> KernelFunction:
    """Return the same as `kernel`, but with the arithmetic as it is written: what is not finite stays so."""
    return kernel_with()(function)


def part(function: Callable[..., Any]) -> KernelFunction:
    """Return `function` for use inside kernels."""
    return kernel_with(FAST, kept=False)(function)


def exact_part(function: Callable[..., Any]) -> KernelFunction:
    """Return `function` for use inside kernels, with the arithmetic as it is written."""
    return kernel_with(kept=False)(function)
