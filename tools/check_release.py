"""Check that a release is whole: python tools/check_release.py [WHEEL...]. docs/releasing.md says when.

Version, changelog, citation and tag must agree, and each wheel must bring the library of kernels, icons and
sample pictures. Prints a line for each thing that is not so and exits with 1 if there is any.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
FINAL = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")
BESIDE = ("resources", "sample_images")  # folders that lie beside the package, and in it once installed


def version_in(root: Path) -> str:
    """Return the version that the package says it has."""
    text = (root / "gmmseg" / "version.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    return found[1] if found else "none"


def agreement(root: Path) -> Iterator[str]:
    """Yield what contradicts the version in the changelog and the citation."""
    version = version_in(root)
    if not FINAL.fullmatch(version):
        yield f"gmmseg/version.py says {version}, which is no version to release: take .dev off."
    changes = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## (.+)$", changes, re.MULTILINE)
    heading = first[1] if first else "nothing"
    if not re.fullmatch(rf"{re.escape(version)} \(\d{{4}}-\d\d-\d\d\)", heading):
        yield f"CHANGELOG.md begins with {heading!r} and not with '{version} (YYYY-MM-DD)'."
    yield from citation(root, version, heading)


def citation(root: Path, version: str, heading: str) -> Iterator[str]:
    """Yield what contradicts the version and its day in the citation."""
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    cited = dict(re.findall(r"^(version|date-released):\s*['\"]?([^'\"\n]+)", text, re.MULTILINE))
    if cited.get("version") != version:
        yield f"CITATION.cff says version {cited.get('version')} and not {version}."
    day = cited.get("date-released")
    if day is None or f"({day})" not in heading:
        yield f"CITATION.cff says date-released {day}, which is not the day in CHANGELOG.md."


def tag(root: Path) -> Iterator[str]:
    """Yield what is wrong with the tag of the commit that is checked out, if it has one."""
    done = subprocess.run(
        ["git", "tag", "--points-at", "HEAD"],  # noqa: S607 - git is where the user has it
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    tags = done.stdout.split()
    if tags and f"v{version_in(root)}" not in tags:
        yield f"The tag is {', '.join(tags)} and not v{version_in(root)}."


def contents(wheel: Path, root: Path) -> Iterator[str]:
    """Yield what a wheel lacks."""
    version = version_in(root)
    core = wheel.name.startswith("gmmseg_core-")
    if not wheel.name.startswith(f"{'gmmseg_core' if core else 'gmmseg'}-{version}-"):
        yield f"{wheel.name} is not of version {version}."
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    beside = ["gmmseg/LICENSE", "gmmseg/resources/report.css"] if core else assets(root)
    wanted = ["gmmseg/py.typed", "gmmseg/jit_kernels/library/kernels.json", *beside]
    missing = [name for name in wanted if name not in names]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        yield f"{wheel.name} lacks {', '.join(missing[:3])}{more}."
    if not any(re.fullmatch(r"gmmseg/jit_kernels/library/.+\.(so|dll|dylib)", name) for name in names):
        yield f"{wheel.name} brings no library of kernels: build it before the wheel."
    if core and any(name.startswith("gmmseg/gui/") for name in names):
        yield f"{wheel.name} brings the window, which gmmseg-core is without."


def assets(root: Path) -> list[str]:
    """Return what a wheel must bring from beside the package."""
    files = [file for folder in BESIDE for file in sorted((root / folder).rglob("*")) if file.is_file()]
    return [f"gmmseg/{file.relative_to(root).as_posix()}" for file in files]


def problems(root: Path, wheels: Sequence[Path] = ()) -> list[str]:
    """Return a line for each thing that is not so."""
    found = [*agreement(root), *tag(root)]
    for wheel in wheels:
        found += contents(wheel, root)
    return found


if __name__ == "__main__":
    told = problems(ROOT, [Path(word) for word in sys.argv[1:]])
    print("\n".join(told) or f"Version {version_in(ROOT)} is ready, {len(sys.argv) - 1} wheels were checked.")
    sys.exit(1 if told else 0)
