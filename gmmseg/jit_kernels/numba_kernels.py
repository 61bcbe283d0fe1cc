"""Compile functions with Numba and keep the machine code in a private folder from one start to the next.

Numba's cache is pickle: whoever can write it can run code. So it lives in a folder that belongs to the
user, closed to everyone else, and whose name changes with everything that the code depends on. A cache that
is damaged is discarded and made anew; where none can be kept, kernels work without.
"""

import os
import stat
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

import numba
from numba.core import config
from numba.core.caching import FunctionCache

from gmmseg.errors import NothingCompiledError
from gmmseg.jit_kernels.library_kernels import CPU, fingerprint

if config.DISABLE_JIT:  # some kernels call single instructions of the processor, which Python does not have
    raise NothingCompiledError("NUMBA_DISABLE_JIT", os.environ.get("NUMBA_DISABLE_JIT", "1"))


def _import_array_functions() -> None:
    """Import Numba's array functions without SciPy, which they only ask whether it is there.

    Importing it takes as long as Numba itself. Whatever multiplies matrices in compiled code still asks
    again, and then imports it.
    """
    from numba.np import linalg

    ask = getattr(linalg, "ensure_blas", None)
    if ask is None:  # another Numba
        return
    linalg.ensure_blas = _ask_for_scipy
    try:
        import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = ask


def _ask_for_scipy() -> None:
    if find_spec("scipy") is None:
        raise ImportError


def _aim_at_a_fixed_processor() -> None:
    """Have Numba make code for every x86-64 processor with AVX2, so that the same labels come out of all.

    Sums run in lanes: code for longer vectors adds in another order. There is no effect in a program that
    has compiled something before.
    """
    import llvmlite.binding as llvm

    if os.environ.get(CPU) == "native" or not llvm.get_process_triple().startswith("x86_64"):
        return
    host = llvm.get_host_cpu_features()
    if all(host.get(feature) for feature in X86_64_V3):
        config.CPU_NAME = "x86-64-v3"
        config.CPU_FEATURES = ",".join(f"+{feature}" for feature in X86_64_V3)


# What the System V ABI for x86-64 calls level 3, in LLVM's words.
X86_64_V3 = (
    *(
        "64bit",
        "avx",
        "avx2",
        "bmi",
        "bmi2",
        "cmov",
        "cx16",
        "cx8",
        "f16c",
        "fma",
        "fxsr",
        "lzcnt",
        "mmx",
        "movbe",
        "popcnt",
    ),
    *("sahf", "sse", "sse2", "sse3", "sse4.1", "sse4.2", "ssse3", "xsave"),
)
_import_array_functions()
_aim_at_a_fixed_processor()

PLACING = Lock()  # of threads that import kernels at once, one would take back the folder that another reads


class ForgivingCache(FunctionCache):  # type: ignore[misc]  # Numba is untyped
    """Numba's cache of one function, which forgets what it cannot read and skips what it cannot write."""

    def load_overload(self, signature: Any, context: Any) -> Any:
        """Return the machine code kept for a signature, or None."""
        try:
            return super().load_overload(signature, context)
        except Exception:  # noqa: BLE001 - a damaged pickle may raise anything at all
            self.forget()
            return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep machine code, if that is possible."""
        try:
            super().save_overload(signature, result)
        except Exception:  # noqa: BLE001 - a cache that cannot be written costs time only
            self.forget()

    def forget(self) -> None:
        """Delete the index, which makes Numba ignore the rest."""
        try:
            self.flush()
        except OSError:
            self.disable()


def keep(dispatcher: Any) -> Any:
    """Return a function of Numba's with its machine code kept on disk in the private folder."""
    private = folder()
    if private is None:
        return dispatcher
    with PLACING:
        before = config.CACHE_DIR
        config.CACHE_DIR = str(private)  # the user's own Numba functions keep their place
        try:
            dispatcher._cache = ForgivingCache(dispatcher.py_func)  # noqa: SLF001 - as enable_caching does
        except (RuntimeError, OSError):
            pass  # no place for this function: it is compiled at every start
        finally:
            config.CACHE_DIR = before
    return dispatcher


def dispatcher(function: Callable[..., Any], fastmath: frozenset[str], *, kept: bool) -> Any:
    """Return `function` as Numba compiles it, without the interpreter's lock; `kept` on disk.

    Nothing calls kernels as C functions, and Python calls only those that are kept. Numba's entries for
    the others would be a tenth of the time that compiling takes.
    """
    entries = {"no_cfunc_wrapper": True, "no_cpython_wrapper": not kept}
    made = numba.njit(nogil=True, error_model="numpy", fastmath=set(fastmath), **entries)(function)
    return keep(made) if kept else made


@cache
def folder() -> Path | None:
    """Return the private folder for compiled code, made if necessary; None where there can be none."""
    import platformdirs

    from gmmseg.version import __version__

    base = os.environ.get("NUMBA_CACHE_DIR") or str(Path(platformdirs.user_cache_dir("gmmseg")) / "numba")
    private = Path(base) / f"gmmseg-{__version__}-{numba.__version__}-{fingerprint()}"
    try:
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = private.stat()
        if hasattr(os, "getuid") and (
            status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)
        ):
            return None  # someone else could have put code there
        with tempfile.TemporaryFile(dir=private):
            return private
    except OSError:
        return None


def compiled(source: str, name: str, known: dict[str, Any]) -> ModuleType:
    """Return a module of kernels, given its source and what the names in it that it does not define mean.

    The source is written beside the machine code, which Numba looks for by the source's file, and so
    that it can be read; what runs is the given text, never what is found on disk.
    """
    private = folder()
    path = Path(f"<{name}>") if private is None else private / f"{name}.py"
    if private is not None and not _holds(path, source):
        try:
            with tempfile.NamedTemporaryFile("w", dir=private, delete=False, encoding="utf-8") as file:
                file.write(source)
            Path(file.name).replace(path)
        except OSError:
            pass  # the kernels are then compiled at every start
    module = ModuleType(f"{__package__}.{name}")
    sys.modules[module.__name__] = module  # where Numba looks for it when it reads its cache
    module.__dict__.update(known)
    exec(compile(source, str(path), "exec"), module.__dict__)  # noqa: S102 - the text is our own
    return module


def _holds(path: Path, source: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == source
    except (OSError, UnicodeDecodeError):
        return False
