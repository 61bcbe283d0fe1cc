"""What of gmmseg and of other packages goes into a bundle."""

import re
from pathlib import Path

# Other programs that gmmseg is a part of, compilers, and parts of libraries that it does not use.
EXCLUDED = [
    *("napari", "npe2", "magicgui", "superqt", "ipywidgets", "IPython", "jupyter_client", "snakemake"),
    *("numba", "llvmlite", "torch", "dask", "pandas", "polars", "xarray", "pyarrow", "vispy", "pytest"),
    *("tkinter", "PyQt5", "PyQt6", "PySide2", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtDesigner"),
]


def hidden_imports(module: str) -> bool:
    """Return whether a module of gmmseg, which may be imported by name only, belongs into a bundle."""
    return not module.startswith("gmmseg.plugins")


def kernel_sources(root: Path) -> list[tuple[str, str]]:
    """Return the kernels' sources and their folders: the library is used only where it was made of these."""
    files = sorted((root / "gmmseg").rglob("*kernels*.py"))
    return [(str(file), file.parent.relative_to(root).as_posix()) for file in files]


def version_of(root: Path) -> str:
    """Return the version that the package says it has."""
    found = re.search(r'__version__ = "(.+)"', (root / "gmmseg" / "version.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]
