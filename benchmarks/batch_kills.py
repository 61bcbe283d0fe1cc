"""What is lost when a batch is killed again and again: nothing is torn, lost or done twice.

A batch of small pictures is killed with all its processes at random moments and taken up again, until it
comes to its end; then every file is compared with those of a batch that was left alone.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

import gmmseg

COMMAND = [sys.executable, "-m", "gmmseg", "batch", "-q", "--workers", "2"]


def pictures(folder: Path, n: int) -> None:
    folder.mkdir()
    rng = np.random.default_rng(0)
    hills = np.add.outer(np.sin(np.arange(160) / 20), np.cos(np.arange(240) / 30))[..., None] * 40 + 128
    for number in range(n):
        noisy = hills + rng.normal(0, 12, (160, 240, 3)) + rng.normal(0, 3, 3)
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(folder / f"{number:03d}.png")


def contents(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def torn(folder: Path) -> int:
    """Return how many files under a final name cannot be read whole."""
    n = 0
    for path in folder.rglob("*.png"):
        if path.name.startswith("."):
            continue
        try:
            with Image.open(path) as picture:
                picture.load()
        except (OSError, SyntaxError):
            n += 1
    return n


def done_twice(folder: Path) -> int:
    """Return how many pictures the manifest calls done more than once."""
    manifest = folder / "gmmseg-batch.jsonl"
    if not manifest.exists():
        return 0
    lines = manifest.read_bytes().split(b"\n")[:-1]
    found = Counter(line["picture"] for line in map(json.loads, lines) if line.get("status") == "done")
    return sum(n > 1 for n in found.values())


def killed(words: list[str], after: float) -> bool:
    """Start a batch and kill it and its workers after some seconds; return whether it had ended before."""
    process = subprocess.Popen(words, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
        return True
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--pictures", type=int, default=120)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    rng = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        pictures(home / "in", chosen.pictures)
        model = gmmseg.segment(home / "in" / "000.png", 4).model.save(home / "m.gmm.json")
        common = ["--model", str(model), "--export", "labels,overlay,table"]
        begin = time.perf_counter()
        subprocess.run([*COMMAND, str(home / "in"), str(home / "whole"), *common], check=True)
        whole = time.perf_counter() - begin
        kills = rips = twice = 0
        words = [*COMMAND, str(home / "in"), str(home / "broken"), *common]
        while kills < chosen.kills:
            if killed(words, rng.uniform(0.2, 0.25 * whole + 1)):
                words.append("--overwrite")  # all is done: begin again, to be killed some more
                subprocess.run(["rm", "-r", str(home / "broken")], check=True)
                continue
            kills += 1
            rips += torn(home / "broken")
            twice += done_twice(home / "broken")
        subprocess.run(words, check=True)
        expected, found = contents(home / "whole"), contents(home / "broken")
        lost = len(expected.keys() - found.keys())
        over = len(found.keys() - expected.keys())
        print(f"{kills} kills: {rips} torn, {lost} lost, {twice} twice, {over} left over")
        print(f"identical to an undisturbed run: {expected == found}")


if __name__ == "__main__":
    main()
