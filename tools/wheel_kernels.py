"""A hook of hatchling: a wheel brings the shared library of kernels along, if it was built before.

Such a wheel is for one kind of system, but for every Python: the library knows nothing of Python. Without
the library the wheel fits every system, and kernels are compiled on first use.
"""

import json
import platform
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What a library built here runs on: linux needs the C library of that version, macOS that system.
SYSTEMS = {"linux": "manylinux_2_17_{machine}", "darwin": "macosx_11_0_{machine}", "win32": "win_{machine}"}


class KernelsHook(BuildHookInterface):
    """Adds the library's files and the system's tag to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tell hatchling what to add; an editable install finds the library where it lies."""
        folder = Path(self.root, "gmmseg", "jit_kernels", "library")
        table = folder / "kernels.json"
        if version == "editable" or not table.is_file() or sys.platform not in SYSTEMS:
            return
        names = [table.name, json.loads(table.read_text(encoding="utf-8"))["file"]]
        build_data["force_include"] |= {
            str(folder / name): f"gmmseg/jit_kernels/library/{name}" for name in names
        }
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{SYSTEMS[sys.platform].format(machine=platform.machine().lower())}"
