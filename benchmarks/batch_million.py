"""What a million pictures cost whoever drives a batch: seconds to the first, memory, and time for each.

Pictures are hard links to one small file. Workers answer at once and label nothing, so that what is measured
is the driver alone. A first run is stopped soon. Then a record is made as of a run that was killed before the
last hundred pictures, and the run goes on from there to its end.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from PIL import Image

import gmmseg
from gmmseg.batch import ImageOutcome, ImageStart, Plan, Recipe, Run, run
from gmmseg.batch.manifest import NAME

A_FOLDER = 10_000  # pictures; file systems allow some 65,000 links to one file
LEFT = 100  # pictures that the run that is made again finds undone
SHAPE = (32, 32, 3)
CLASS = {"number": 1, "name": "segment 1", "pixels": 512, "percent": 50.0, "mean_colour": [128, 64, 32]}
CLASS |= {"regions": 2, "uncertainty": 0.0123456789}
DRIFT = {"light": "green", "reason": "1 % of the pixels unexplained", "fall": 0.1, "unexplained": 0.01}
DRIFT |= {"shift": 0.02, "badness": 0.04}


def made(folder: Path, n: int) -> None:
    """Make n pictures in folders."""
    pixels = np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8)
    for begin in range(0, n, A_FOLDER):
        place = folder / "in" / f"plate_{begin // A_FOLDER:04d}"
        place.mkdir(parents=True)
        first = place / f"well_{begin:07d}.png"
        Image.fromarray(pixels).save(first)
        for number in range(begin + 1, min(begin + A_FOLDER, n)):
            os.link(first, place / f"well_{number:07d}.png")


class AtOnce:
    """In a worker's place: writes a file for labels and answers at once."""

    files: tuple[Path, int] = (Path(), 10**9)  # a file that others are links to, and how many there are
    lock = Lock()

    def __init__(self, *_: Any, **__: Any) -> None:
        self.pids: list[int] = []

    def ask(self, task: dict[str, Any]) -> dict[str, Any]:
        """Return what a worker says of a picture in which there are three classes."""
        name = f"{task['stem']}_labels.png"
        path = Path(task["folder"], name)
        with self.lock:
            source, links = AtOnce.files
            if links >= A_FOLDER:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(bytes(512))
                AtOnce.files = path, 1
            else:
                try:
                    os.link(source, path)
                except FileNotFoundError:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    os.link(source, path)
                AtOnce.files = source, links + 1
        answer = {"log_likelihood": -4.56789, "drift": DRIFT, "classes": [CLASS] * 3, "notes": []}
        return {**answer, "status": "done", "files": [[name, 512, "labels"]]}

    def end(self, *_: Any) -> None:
        """Nothing is to be ended."""


def driven(folder: Path, stop: int) -> None:
    """Drive a run and tell what it cost; one that is stopped ends after so many pictures."""
    run.WorkerProcess = AtOnce  # type: ignore[misc, assignment]
    model = gmmseg.segment(np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8), 3, position=0).model
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, clock = time.process_time(), time.monotonic()
    plan = Plan.of([folder / "in"], folder / "out", Recipe("model", model, kinds=("labels",)))
    listed = time.process_time() - began
    work = Run(plan, workers=1)
    first, n, fresh, worked = (0.0, 0.0), 0, 0, 0.0
    for event in work.events():
        if isinstance(event, ImageStart) and not any(first):
            first = time.process_time() - began, time.monotonic() - clock
        if isinstance(event, ImageOutcome):
            n, fresh, worked = n + 1, fresh + event.fresh, time.process_time() - began
            if n == stop:
                break
    whole = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {len(plan.pictures):,} pictures listed after {listed:.1f} s of processor")
    print(f"  the first begun after {first[0]:.1f} s of processor, {first[1]:.1f} s by the clock")
    print(f"  {n:,} seen to, {fresh:,} of them fresh: {1e6 * (worked - first[0]) / n:.0f} us each", end="")
    print(f", tables and record {1e6 * (whole - worked) / len(plan.pictures):.0f} us a picture")
    print(f"  peak memory {peak:.0f} MB, {before:.0f} MB before", flush=True)


def completed(folder: Path, n: int) -> None:
    """Make the record, and the files, of a run that was killed before the last pictures of n."""
    path = folder / "out" / NAME
    with path.open(encoding="utf-8") as file:
        header = next(file)
        line = next(values for values in map(json.loads, file) if values["status"] == "done")
    with path.open("w", encoding="utf-8") as file:
        file.write(header)
        worker = AtOnce()
        for number in range(n - LEFT):
            stem = f"plate_{number // A_FOLDER:04d}/well_{number:07d}"
            (folder / "out" / f"{stem}_labels.png").unlink(missing_ok=True)
            files = worker.ask({"stem": stem, "folder": str(folder / "out")})["files"]
            values = {**line, "picture": f"{stem}.png", "stem": stem, "files": files}
            file.write(json.dumps(values, sort_keys=True) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True, help="one that is not there yet")
    parser.add_argument("--stop", type=int, default=20_000, help="pictures after which the first run ends")
    parser.add_argument("--drive", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.drive:
        driven(chosen.folder, chosen.stop)
        return
    made(chosen.folder, chosen.pictures)
    words = [sys.executable, __file__, "--folder", str(chosen.folder), "--drive"]
    try:
        print("a first run, stopped", flush=True)  # each in a process: memory is what one has had at most
        subprocess.run([*words, "--stop", str(chosen.stop)], check=True)
        completed(chosen.folder, chosen.pictures)
        print(f"gone on with, {LEFT} left", flush=True)
        subprocess.run([*words, "--stop", "0"], check=True)
    finally:
        shutil.rmtree(chosen.folder)


if __name__ == "__main__":
    main()
