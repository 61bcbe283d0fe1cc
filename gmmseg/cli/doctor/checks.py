"""What `gmmseg doctor` looks at: each check says what was found and, where it can be mended, how."""

import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gmmseg.errors import GmmsegError
from gmmseg.version import __version__

DISTRIBUTIONS = ("gmmseg", "gmmseg-core")  # the second is without the window
NOT_FOR_USERS = {"bench", "dev", "docs", "test"}  # extras
TIMEOUT = 20.0  # seconds in which a window must be possible
MEMORY = 1e9  # bytes that should be free
WINDOW = "from PySide6.QtWidgets import QApplication; print(QApplication([]).platformName())"
VARIABLES = re.compile(
    "GMMSEG_|NUMBA_|QT_(QPA|SCALE|PLUGIN)|OMP_NUM_THREADS$|DISPLAY$|WAYLAND_DISPLAY$|XDG_CACHE"
)
REQUIREMENT = re.compile(r"""([\w.-]+)\s*(?:>=\s*([\d.]+))?[^;]*(?:;.*extra == ['"]([\w-]+)['"])?""")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    section, name : str
        What it belongs to and what it is.
    value : str
        What was found.
    state : str
        "ok", "note" for what could be better or is not needed, or "problem".
    advice : str
        What to do about it.
    """

    section: str
    name: str
    value: str
    state: str = "ok"
    advice: str = ""


def every_check() -> Iterator[Check]:
    """Yield what was found, section after section."""
    for section, check in SECTIONS:
        try:
            yield from check()
        except ImportError as error:  # what is missing is listed under Libraries
            yield Check(
                section, "not known", f"to look takes {error.name}, which cannot be loaded", "problem"
            )


def system() -> Iterator[Check]:
    """Yield the versions of gmmseg, Python and the system."""
    section = "System"
    yield Check(section, "gmmseg", f"{__version__} in {Path(__file__).parents[2]}")
    yield Check(
        section,
        "Python",
        f"{platform.python_version()} ({platform.python_implementation()}), {sys.executable}",
    )
    yield Check(section, "system", f"{platform.platform()}, {platform.machine()}")


def machine() -> Iterator[Check]:
    """Yield the processor with its instructions, and the memory."""
    from gmmseg.job import available_threads

    section = "Machine"
    yield Check(section, "processor", processor())
    yield Check(section, "instructions", instructions())
    yield Check(section, "threads", f"{available_threads()} of {os.cpu_count() or 1} processors may be used")
    import psutil

    memory = psutil.virtual_memory()
    value = f"{memory.available / 1e9:.1f} GB free of {memory.total / 1e9:.1f} GB"
    if memory.available < MEMORY:
        yield Check(section, "memory", value, "note", "Close other programs before you open large pictures.")
    else:
        yield Check(section, "memory", value)


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Return the name of the processor, as far as the system tells it."""
    try:
        named = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        named = None
    return named[1] if named else platform.processor() or platform.machine()


def instructions() -> str:
    """Return the sets of vector instructions that NumPy has found."""
    import numpy as np

    sets = np.show_config(mode="dicts").get("SIMD Extensions", {})
    return " ".join([*sets.get("baseline", ()), *sets.get("found", ())]) or "none that NumPy knows"


def distribution() -> str:
    """Return the name that gmmseg is installed by: the first, if it is by none."""
    return next((name for name in DISTRIBUTIONS if installed(name)), DISTRIBUTIONS[0])


def requirements() -> Iterator[tuple[str, str, str]]:
    """Yield name, least version and extra ("" where it is always needed) of each library that is named."""
    for line in importlib.metadata.requires(distribution()) or ():
        if found := REQUIREMENT.match(line):
            yield found[1], found[2] or "", found[3] or ""


def installed(name: str) -> str | None:
    """Return the version of a library, or None if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def is_older(version: str, least: str) -> bool:
    """Return whether a version is below the least that is needed, by the numbers that it begins with."""
    have, need = _numbers(version), _numbers(least)
    length = max(len(have), len(need))
    return have + [0] * (length - len(have)) < need + [0] * (length - len(need))


def _numbers(version: str) -> list[int]:
    release = re.split(r"[^\d.]", version, maxsplit=1)[0]
    return [int(each) for each in release.split(".") if each]


def libraries() -> Iterator[Check]:
    """Yield each library that gmmseg always needs."""
    section = "Libraries"
    try:
        needed = [(name, least) for name, least, extra in requirements() if not extra]
    except importlib.metadata.PackageNotFoundError:
        yield Check(
            section, DISTRIBUTIONS[0], "not installed as a package: what it needs is not known", "note",
            "Install it with pip, or set it up with make setup.",
        )  # fmt: skip
        return
    for name, least in needed:
        version = installed(name)
        if version is None:
            yield Check(section, name, "missing", "problem", f"pip install '{name}>={least}'")
        elif is_older(version, least):
            value = f"{version}, but at least {least} is needed"
            yield Check(section, name, value, "problem", f"pip install --upgrade '{name}>={least}'")
        else:
            yield Check(section, name, version)


def extras() -> Iterator[Check]:
    """Yield what can be added, and the command that brings it."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    try:
        for name, least, extra in requirements():
            if extra and extra not in NOT_FOR_USERS:
                wanted.setdefault(extra, []).append((name, least))
    except importlib.metadata.PackageNotFoundError:
        return
    for extra, members in sorted(wanted.items()):
        missing = [name for name, least in members if (v := installed(name)) is None or is_older(v, least)]
        names = ", ".join(name for name, _ in members)
        if missing:
            value = (
                f"without {', '.join(missing)}" if len(missing) < len(members) else f"{names}: not installed"
            )
            yield Check("Extras", extra, value, "note", f"pip install '{distribution()}[{extra}]'")
        else:
            yield Check("Extras", extra, names)


def kernels() -> Check:
    """Return whether the library of compiled kernels is in use, or why it is not."""
    from gmmseg.jit_kernels import library_kernels

    name, build = "library", "Build it: python tools/build_kernels.py, or install a wheel for this system."
    if library_kernels.shared_library() is not None:
        table = json.loads(library_kernels.TABLE.read_text(encoding="utf-8"))
        return Check("Kernels", name, f"in use: {table['file']}, {counted_kernels(table)}")
    if os.environ.get(library_kernels.CPU) == "native":
        return Check("Kernels", name, "not in use: GMMSEG_CPU=native compiles for this processor", "note",
                     "Unset it for the same labels as on other machines.")  # fmt: skip
    reason = why_no_library(library_kernels.TABLE)
    return Check(
        "Kernels", name, f"not in use: {reason}; kernels are compiled at the first start", "note", build
    )


def counted_kernels(table: dict[str, list[object]]) -> str:
    """Return how many kernels a library has, one for each kind of arguments."""
    return f"{len(table['kernels'])} kernels"


def why_no_library(path: Path) -> str:
    """Return why the library that a table tells of is not used."""
    from gmmseg.jit_kernels.library_kernels import SharedLibrary, fingerprint

    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["machine"] != platform.machine().lower():
            return f"it is for {table['machine']}"
        if table["sources"] != fingerprint():
            return "it was made of other sources"
        library = SharedLibrary(path.parent / table["file"], table)
    except FileNotFoundError:
        return "there is none"
    except OSError as error:
        return f"the system cannot load it ({error})"
    except (ValueError, KeyError, TypeError, AttributeError):
        return "its table is damaged"
    return "it could be used now" if library.supported() else "this processor lacks its instructions"


def cache_folder() -> Check:
    """Return where compiled kernels are kept."""
    section, name = "Kernels", "cache folder"
    try:
        from gmmseg.jit_kernels.numba_kernels import folder
    except ModuleNotFoundError:
        value = "none: without Numba there are the kernels of the library only"
        return Check(section, name, value, "note", f"pip install '{distribution()}[jit]'")
    except (GmmsegError, ImportError) as error:
        return Check(section, name, str(error), "problem")
    place = folder()
    if place is None:
        return Check(section, name, "cannot be written, or others could write to it", "problem",
                     "Set NUMBA_CACHE_DIR to a folder of your own, or mend permissions.")  # fmt: skip
    return Check(section, name, str(place))


def window(code: str = WINDOW, timeout: float = TIMEOUT) -> Check:
    """Return whether the window can be opened; Qt ends a process that has no display, so another one asks."""
    section, name = "Window", "Qt"
    if find_spec("gmmseg.gui") is None:
        return Check(section, name, "gmmseg-core comes without a window", "note", "pip install gmmseg")
    try:
        done = subprocess.run(  # noqa: S603 - this Python, with code of our own
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Check(section, name, f"did not start within {timeout:g} s", "problem", display_advice())
    if done.returncode == 0:
        return Check(section, name, f"the window can be opened, platform {done.stdout.strip()}")
    messages = [line for line in done.stderr.splitlines() if line.strip()]
    if not messages:
        reason = f"exit status {done.returncode}"
    else:  # Python's last line says what happened, Qt's first
        reason = messages[-1 if messages[0].startswith("Traceback") else 0].strip()
    value = f"no window can be opened: {reason}"
    if "No module named" in reason:
        return Check(section, name, value, "note", "pip install 'gmmseg[window]'")
    return Check(section, name, value, "problem" if has_display() else "note", display_advice())


def has_display() -> bool:
    """Return whether a window is to be expected here."""
    if platform.system() in ("Windows", "Darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def display_advice() -> str:
    """Return what to do where no window can be opened."""
    if not has_display():
        return "There is no display here; commands such as gmmseg segment need none."
    if platform.system() == "Linux":
        libraries = "libegl1 libgl1 libxcb-cursor0 libxkbcommon-x11-0"
        return f"Look whether the display is there; on Debian and Ubuntu: sudo apt install {libraries}."
    return "Install PySide6-Essentials anew, and look at what Qt says."


def variables() -> Iterator[Check]:
    """Yield the environment variables that change what gmmseg does."""
    for name, value in sorted(os.environ.items()):
        if VARIABLES.match(name):
            yield Check("Environment", name, value)


def kernel_checks() -> Iterator[Check]:
    """Yield the checks of the kernels."""
    yield kernels()
    yield cache_folder()


SECTIONS: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
    ("System", system),
    ("Machine", machine),
    ("Libraries", libraries),
    ("Extras", extras),
    ("Kernels", kernel_checks),
    ("Window", lambda: iter([window()])),
    ("Environment", variables),
)
