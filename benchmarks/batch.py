"""How fast a batch labels a folder with a model that is there, and what it takes.

Small pictures: 500 of 0.15 MP, labels and overlay written; the peer is a loop of Pillow and scikit-learn's
`predict` over some of the same pictures, with the same features, mixture and files. Large ones: 4 MP. The
memory is the most that all processes of the batch hold together. Needs the measuring data (GMMSEG_DATA).
"""

import argparse
import os
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
from PIL import Image as Pillow
from skimage.color import rgb2lab
from sklearn.mixture import GaussianMixture

import gmmseg
from gmmseg.batch import ImageOutcome, Plan, Recipe, Run
from gmmseg.imaging.model import Model
from gmmseg.imaging.rendering.render import overlay

DATA = Path(os.environ.get("GMMSEG_DATA", Path(__file__).parents[2] / "shared" / "data"))
N_SMALL, N_PEER, N_LARGE, LARGE = 500, 24, 16, (2448, 1632)


class Memory:
    """The most that this process and its children hold together, bytes, while it is watched."""

    def __init__(self) -> None:
        self.most, self._ended = 0, threading.Event()
        self._watching = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            family = ["self", *_children()]
            self.most = max(self.most, sum(_resident(each) for each in family))


def _children() -> list[str]:
    """Return the processes that the threads of this one have started; to ask all there are takes too long."""
    found: list[str] = []
    for status in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended meanwhile
            found += status.read_text().split()
    return found


def _resident(pid: str) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def small(folder: Path, n: int) -> list[Path]:
    """Fill a folder with `n` pictures of 0.15 MP, links to those of the measuring data in turn."""
    photos = sorted((DATA / "bsds500" / "images").rglob("*.jpg"))
    folder.mkdir()
    paths = []
    for number in range(n):
        path = folder / f"{number:04d}.jpg"
        path.write_bytes(photos[number % len(photos)].read_bytes())
        paths.append(path)
    return paths


def large(folder: Path, n: int) -> list[Path]:
    """Fill a folder with `n` photos of 4 MP."""
    photos = sorted((DATA / "large_photos").rglob("*.jpg"))
    folder.mkdir()
    paths = []
    for number in range(n):
        path = folder / f"{number:04d}.jpg"
        with Pillow.open(photos[number % len(photos)]) as photo:
            photo.convert("RGB").resize(LARGE).save(path, quality=92)
        paths.append(path)
    return paths


def walked(folder: Path, out: Path, model: Model, workers: int | None) -> tuple[float, float]:
    """Return the seconds that a batch takes, from nothing to the table, and those of processors it uses.

    The latter hardly depend on what else the machine is doing.
    """
    begin, used = time.perf_counter(), _used()
    run = Run(Plan.of([folder], out, Recipe("model", model)), workers=workers)
    states = [event.line["status"] for event in run.events() if isinstance(event, ImageOutcome)]
    assert set(states) == {"done"}
    return time.perf_counter() - begin, _used() - used


def _used() -> float:
    """Return the seconds of processors that this process and those that it has ended have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peer(paths: list[Path], out: Path, model: Model) -> float:
    """Return the seconds that a loop of Pillow and scikit-learn takes for the same files."""
    out.mkdir()
    mixture, features = model.mixture, model.features
    theirs = GaussianMixture(mixture.n_components)
    theirs.weights_, theirs.means_ = mixture.weights, mixture.means
    theirs.covariances_ = mixture.full_covariances
    theirs.precisions_cholesky_ = np.linalg.cholesky(np.linalg.inv(mixture.full_covariances))
    colours = [segment.colour for segment in model.segments]
    palette = np.asarray([(0, 0, 0), *colours], np.uint8).tobytes()
    begin = time.perf_counter()
    for path in paths:
        picture = np.asarray(Pillow.open(path).convert("RGB"))
        height, width = picture.shape[:2]
        rows, columns = np.mgrid[:height, :width] / (max(height, width) - 1)
        raw = np.dstack([rgb2lab(picture), rows, columns]).reshape(-1, 5)
        labels = theirs.predict((raw - features.centre) / features.scale).reshape(height, width) + 1
        image = Pillow.fromarray(labels.astype(np.uint8))
        image.putpalette(palette)
        image.save(out / f"{path.stem}_labels.png")
        mixed = overlay(picture, labels, colours, 0.5)
        Pillow.fromarray(mixed).save(out / f"{path.stem}_overlay.png")
    return time.perf_counter() - begin


def main() -> None:
    """Print what was asked: pictures and megapixels a second, the ratio, the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=N_SMALL)
    parser.add_argument("--workers", type=int, help="processes, instead of one for each processor")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        paths = small(home / "small", chosen.pictures)
        model = gmmseg.segment(paths[0], 5).model
        with Memory() as memory:
            seconds, used = walked(home / "small", home / "out", model, chosen.workers)
        rate, each = len(paths) / seconds, 1e3 * used / len(paths)
        theirs = N_PEER / peer(paths[:N_PEER], home / "peer", model)
        held = f"memory {memory.most / 1e6:.0f} MB (asked: 1500)"
        print(f"small: {rate:.1f} pictures/s (asked: 12), {each:.0f} ms of a processor each, {held}")
        seconds, _ = walked(home / "small", home / "bare", replace(model, smoothing=0.0), chosen.workers)
        bare = len(paths) / seconds
        print(f"the same without smoothing, as the peer does it: {bare:.1f} pictures/s")
        ratios = f"ratio {rate / theirs:.1f}, without smoothing {bare / theirs:.1f} (asked: 10)"
        print(f"peer: {theirs:.2f} pictures/s; {ratios}", flush=True)
        photos = large(home / "large", N_LARGE)
        with Memory() as memory:
            seconds, used = walked(home / "large", home / "out-large", model, chosen.workers)
        size = len(photos) * LARGE[0] * LARGE[1] / 1e6
        held = f"memory {memory.most / 1e6:.0f} MB (asked: 1500)"
        print(f"large: {size / seconds:.1f} MP/s (asked: 6), {size / used:.1f} on one processor, {held}")


if __name__ == "__main__":
    main()
