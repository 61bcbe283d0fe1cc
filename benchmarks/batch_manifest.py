"""What it takes to open the manifest of many pictures, look each up and put them in order, against SQLite.

A manifest of made lines is opened as the next run does it; the same lines go into a table of SQLite, by name.
"""

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gmmseg.batch.manifest import NAME, Manifest

CLASS = {"number": 1, "name": "segment 1", "pixels": 512, "percent": 50.0, "mean_colour": [128, 64, 32]}
CLASS |= {"regions": 2, "uncertainty": 0.0123456789}
DRIFT = {"light": "green", "reason": "1 % of the pixels unexplained", "log_likelihood": -4.56789}
DRIFT |= {"fall": 0.1, "unexplained": 0.01, "shift": 0.02, "badness": 0.04}


def line(number: int) -> bytes:
    values = {
        "picture": f"{number // 1000:04d}/{number:07d}.png",
        "stem": f"{number:07d}",
        "recipe": "a" * 64,
    }
    values |= {"sha256": f"{number:064x}", "status": "done", "files": [["a_labels.png", 512, "labels"]]}
    values |= {"log_likelihood": -4.56789, "drift": DRIFT, "classes": [CLASS] * 3, "notes": []}
    return json.dumps(values, sort_keys=True).encode() + b"\n"


def made(folder: Path, n: int) -> None:
    with (folder / NAME).open("wb") as file:
        file.write(b'{"format": "gmmseg batch", "recipe": "r", "version": 2}\n')
        file.writelines(line(number) for number in range(n))


def told(what: str, n: int, begin: float, before: float) -> None:
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {what}: {seconds:.1f} s of processor, {1e6 * seconds / n:.0f} us a line, {peak - before:+.0f} MB"
    )


def by_lines(folder: Path, n: int) -> None:
    """Open a manifest, look every picture up, and put it in order."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.process_time()
    manifest = Manifest.of(folder)
    told("opened", n, begin, before)
    begin = time.process_time()
    for number in range(0, n, 10):
        assert manifest.lines.get(f"{number // 1000:04d}/{number:07d}.png") is not None
    told("a tenth looked up", n // 10, begin, before)
    begin = time.process_time()
    manifest.open({"recipe": "r"})
    manifest.close(f"{number // 1000:04d}/{number:07d}.png" for number in range(n))
    told("in order", n, begin, before)


def by_table(folder: Path, n: int) -> None:
    """Make a table of the same lines, and look every picture up."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.process_time()
    base = sqlite3.connect(folder / "m.sqlite")
    base.execute("create table lines (picture text primary key, line blob) without rowid")
    with base, (folder / NAME).open("rb") as file:
        next(file)
        base.executemany(
            "insert or replace into lines values (?, ?)",
            ((json.loads(text)["picture"], text) for text in file),
        )
    told("SQLite: filled", n, begin, before)
    begin = time.process_time()
    for number in range(0, n, 10):
        name = f"{number // 1000:04d}/{number:07d}.png"
        (text,) = base.execute("select line from lines where picture = ?", (name,)).fetchone()
        json.loads(text)
    told("SQLite: a tenth looked up", n // 10, begin, before)
    base.close()
    print(f"  {(folder / NAME).stat().st_size / n:.0f} bytes a line in the manifest", end="")
    print(f", {(folder / 'm.sqlite').stat().st_size / n:.0f} in the table")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--part", choices=["lines", "table"])
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if chosen.part:
        (by_lines if chosen.part == "lines" else by_table)(chosen.folder, chosen.pictures)
        return
    with tempfile.TemporaryDirectory() as scratch:
        made(Path(scratch), chosen.pictures)
        print(f"{chosen.pictures:,} pictures")
        for part in (
            "lines",
            "table",
        ):  # each in a process of its own: memory is what a process has had at most
            words = ["--part", part, "--folder", scratch, "--pictures", str(chosen.pictures)]
            subprocess.run([sys.executable, __file__, *words], check=True)


if __name__ == "__main__":
    main()
