"""Say what gmmseg consists of: python tools/components.py licences|sbom [FILE].

`licences` writes a page on what a wheel brings and what it is installed with, `sbom` the list of components
as CycloneDX JSON. Both ask what is installed in this environment, the second with versions.
"""

import importlib.metadata
import json
import re
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LICENCE = "BSD-3-Clause"
SHORT = 80  # characters of what is a licence's name and not its text
NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
SPDX = re.compile(r"[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*")
PAGE = """# Licences

gmmseg is under the [BSD 3-Clause licence](https://spdx.org/licenses/BSD-3-Clause.html), its icons and
style included.

**In a wheel** lie besides its code the library of kernels, compiled from gmmseg's own sources, and the
sample pictures. Their table is in `sample_images/README.md`: each is in the public domain, CC0 or
without known restrictions.

**Installed with it** are these libraries, each from its own makers and under its own licence, as they
state it; none is copied into gmmseg. Qt (PySide6) is under the LGPL: you may replace it by a build of
your own. Libraries behind a + are needed by others here.

| library | licence |
|---|---|
"""


def needed(name: str = "gmmseg") -> dict[str, Distribution]:
    """Return every library that is installed with one, by name; extras are left out."""
    found: dict[str, Distribution] = {}
    ahead = [name]
    while ahead:
        each = ahead.pop()
        key = re.sub(r"[-_.]+", "-", each).lower()
        try:
            distribution = importlib.metadata.distribution(each)
        except importlib.metadata.PackageNotFoundError:
            continue
        if key not in found:
            found[key] = distribution
            ahead += direct(distribution)
    return found


def direct(distribution: Distribution) -> list[str]:
    """Return the names of what a library needs on every system; what hangs on a marker is left out."""
    wanted = [each for each in distribution.requires or () if ";" not in each]
    return [found[0] for each in wanted if (found := NAME.match(each))]


def licence_of(distribution: Distribution) -> str:
    """Return the licence that a library states: as an expression, in a line of its own or by a classifier."""
    metadata = distribution.metadata
    said = metadata.get("License-Expression") or ""
    classifiers = [each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or ()
                   if each.startswith("License :: ") and each != "License :: OSI Approved"]  # fmt: skip
    text = (metadata.get("License") or "").strip()
    short = text if len(text) <= SHORT and "\n" not in text else ""
    return said or short or ", ".join(classifiers) or "see its files"


def licences() -> str:
    """Return the page on licences."""
    own = {re.sub(r"[-_.]+", "-", each).lower() for each in direct(importlib.metadata.distribution("gmmseg"))}
    rows = [
        f"| {name if name in own else f'+ {name}'} | {licence_of(found)} |"
        for name, found in sorted(needed().items(), key=lambda each: (each[0] not in own, each[0]))
        if name != "gmmseg"
    ]
    return PAGE + "\n".join(rows) + "\n"


def sbom() -> dict[str, Any]:
    """Return the components of an installed gmmseg as CycloneDX 1.5 has them."""
    found = needed()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "component": component("gmmseg", found["gmmseg"], "application"),
        },
        "components": [component(n, each, "library") for n, each in sorted(found.items()) if n != "gmmseg"],
        "dependencies": list(dependencies(found)),
    }


def component(name: str, distribution: Distribution, kind: str) -> dict[str, Any]:
    """Return one component: its name, its version, where it is from, its licence."""
    licence = licence_of(distribution)
    stated = {"expression": licence} if SPDX.fullmatch(licence) and _is_stated(distribution) else None
    purl = f"pkg:pypi/{name}@{distribution.version}"
    return {
        "type": kind,
        "bom-ref": purl,
        "name": name,
        "version": distribution.version,
        "purl": purl,
        "licenses": [stated or {"license": {"name": licence}}],
    }


def _is_stated(distribution: Distribution) -> bool:
    return "License-Expression" in distribution.metadata


def dependencies(found: dict[str, Distribution]) -> Iterator[dict[str, Any]]:
    """Yield what each component needs."""
    refs = {name: f"pkg:pypi/{name}@{each.version}" for name, each in found.items()}
    for name, distribution in sorted(found.items()):
        keys = {re.sub(r"[-_.]+", "-", each).lower() for each in direct(distribution)}
        yield {"ref": refs[name], "dependsOn": sorted(refs[key] for key in keys if key in refs)}


if __name__ == "__main__":
    if sys.argv[1:2] not in (["licences"], ["sbom"]):
        sys.exit("Say which: python tools/components.py licences|sbom [FILE]")
    text = licences() if sys.argv[1] == "licences" else json.dumps(sbom(), indent=2) + "\n"
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(text, encoding="utf-8")
    else:
        print(text, end="")
