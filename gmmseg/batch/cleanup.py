"""Half-written files that a killed run has left behind, removed."""

import os
import re
from contextlib import suppress
from pathlib import Path

from gmmseg.io.atomic import PREFIX
from gmmseg.io.locks import alive

ORPHAN = re.compile(re.escape(PREFIX) + r"(\d+)-[0-9a-f]{8}")


def sweep(folder: Path) -> list[Path]:
    """Remove temporary files of processes that have ended, in a folder and those in it; return them."""
    swept = []
    for place, _, files in os.walk(folder):
        for name in files:
            found = ORPHAN.fullmatch(name)
            if found and not alive(int(found[1])):
                path = Path(place, name)
                with suppress(OSError):  # someone else's: it stays
                    path.unlink()
                    swept.append(path)
    return swept
