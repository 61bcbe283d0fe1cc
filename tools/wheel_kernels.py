"""A hook of hatchling for both distributions, gmmseg and gmmseg-core.

A wheel brings the shared library of kernels along, if it was built before. Such a wheel is for one kind of
system, but for every Python: the library knows nothing of Python. Without the library the wheel of gmmseg
fits every system, and kernels are compiled on first use; gmmseg-core is not built without it.
"""

import json
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TREE = Path(__file__).resolve().parent.parent
# What a library built here runs on: linux needs the C library of that version, macOS that system.
SYSTEMS = {"linux": "manylinux_2_17_{machine}", "darwin": "macosx_11_0_{machine}", "win32": "win_{machine}"}
WINDOW = "gui"  # the room of gmmseg that gmmseg-core leaves out
BESIDE = ("LICENSE", "resources/report.css")  # the package, and in gmmseg-core inside it


class KernelsHook(BuildHookInterface):
    """Adds the library's files and the system's tag to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tell hatchling what to add; an editable install finds the library where it lies."""
        if version == "editable":
            return
        is_core = self.metadata.core.name == "gmmseg-core"
        added = dict(core_files()) if is_core else {}
        folder = TREE / "gmmseg" / "jit_kernels" / "library"
        table = folder / "kernels.json"
        if table.is_file() and sys.platform in SYSTEMS:
            names = [table.name, json.loads(table.read_text(encoding="utf-8"))["file"]]
            added |= {str(folder / name): f"gmmseg/jit_kernels/library/{name}" for name in names}
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{SYSTEMS[sys.platform].format(machine=platform.machine().lower())}"
        elif is_core:
            raise FileNotFoundError("Build the kernels first: python tools/build_kernels.py --all")
        build_data["force_include"] |= added


def core_files() -> Iterator[tuple[str, str]]:
    """Yield each file of gmmseg-core and its place in the wheel: all of gmmseg but its window."""
    package = TREE / "gmmseg"
    for file in sorted(package.rglob("*")):
        place = file.relative_to(package)
        if file.suffix in {".py", ".txt", ".typed"} and place.parts[0] != WINDOW:
            yield str(file), f"gmmseg/{place.as_posix()}"
    for name in BESIDE:
        yield str(TREE / name), f"gmmseg/{name}"
