"""Whatever fails while any kind is written, files are old or new and nothing else is left."""

import errno
import io
import os
import re
import resource
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gmmseg.errors import CannotWriteError, DiskFullError, GmmsegError
from gmmseg.imaging.image import Image
from gmmseg.io.exporters import KINDS, export, report_plots
from gmmseg.plots import segments, style

FAULTS = (
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EIO, "Input/output error"),
    OSError(errno.EACCES, "Permission denied"),
    KeyboardInterrupt(),
)
OUTLINES = re.compile(r"geojson|geopackage|labelme|yolo|qupath|coco$|svg|rois?$")


def contents(folder):
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


class FaultyFile:
    """Hands everything on to a file, but counts what is written and fails at the n-th."""

    def __init__(self, file, count):
        self._file, self._count = file, count

    def __getattr__(self, name):
        if name == "fileno":  # else a library could write around the count
            raise AttributeError(name)
        return getattr(self._file, name)

    def write(self, data):
        self._count()
        return self._file.write(data)

    def __iter__(self):
        return iter(self._file)

    def __enter__(self):
        return self

    def __exit__(self, *caught):
        self._file.close()


class Faults:
    """Makes the n-th opening or writing of a file fail."""

    def __init__(self, patch, fault, nth):
        self.fault, self.nth, self.seen = fault, nth, 0
        self.open = Path.open
        patch.setattr(Path, "open", lambda path, mode="r", **options: self.opened(path, mode, **options))

    def count(self):
        self.seen += 1
        if self.seen == self.nth:
            raise self.fault

    def opened(self, path, mode, **options):
        self.count()
        file = self.open(path, mode, **options)
        return file if isinstance(file, io.TextIOBase) else FaultyFile(file, self.count)


def outcome(segmentation, folder, kind):
    try:
        return export(segmentation, folder, [kind], overwrite=True)
    except BaseException as error:  # noqa: BLE001 - an interrupt is one of the outcomes
        return error


@pytest.fixture
def drawn_once(monkeypatch):
    """Draw each plot of a segmentation once: matplotlib takes a second, and what fails is the writing."""

    def keep(module, name):
        draw, results = getattr(module, name), {}

        def found(subject, *how):
            shown = getattr(
                subject, "segmentation", subject
            )  # of a context, of which each export has another
            if (id(shown), *how) not in results:
                results[id(shown), *how] = shown, draw(subject, *how)
            return results[id(shown), *how][1]

        monkeypatch.setattr(module, name, found)

    for module, name in (
        (segments, "segmentation_figure"),
        (style, "encoded"),
        (report_plots, "confidence"),
        (report_plots, "components"),
    ):
        keep(module, name)


@pytest.mark.parametrize("kind", KINDS)
def test_whichever_write_fails_what_was_there_stays(make, tmp_path, drawn_once, kind):
    old = export(make(), tmp_path, [kind])
    before = contents(tmp_path)
    rng = np.random.default_rng(9)
    changed = make(rng.integers(0, 256, (5, 7, 3), np.uint8))

    for fault in FAULTS:
        for nth in range(1, 200):
            with pytest.MonkeyPatch.context() as patch:
                faults = Faults(patch, fault, nth)
                result = outcome(changed, tmp_path, kind)
            if faults.seen < nth:
                assert result == old
                break
            assert isinstance(result, (GmmsegError, KeyboardInterrupt)), result
            assert contents(tmp_path) == before
        for name, data in before.items():
            (tmp_path / name).write_bytes(data)


@pytest.fixture
def short_files():
    """Let this process write no file of more than 4 kB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture(scope="module")
def large(make):
    """Return what makes a segmentation whose files of a kind are large: noise in 16 bits."""
    small = make()
    rng = np.random.default_rng(3)
    image = Image.from_array(rng.integers(0, 65536, (300, 400, 3), np.uint16), name="photo")

    def noisy(kind):
        labels = np.ones((300, 400), np.uint8)
        noise = labels[: 30 if OUTLINES.search(kind) else 150]  # its outlines take long
        noise[:] = rng.integers(1, 4, noise.shape, np.uint8)
        return replace(small, image=image, labels=labels)

    return noisy


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in {"table", "parquet", "regions", "objects-cutouts"}]
)  # small files
def test_a_limit_of_the_account_is_reported_and_leaves_nothing(large, tmp_path, short_files, kind):
    with pytest.raises(CannotWriteError) as caught:
        export(large(kind), tmp_path, [kind])

    assert str(caught.value).endswith(
        ": it is larger than this disk or account allows. Choose another disk or write less."
    )
    assert contents(tmp_path) == {}


@pytest.fixture
def full_disk(tmp_path):
    """Return a folder on a disk of 8 kB."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8k", "gmmseg", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in {"table", "parquet", "regions"}]
)  # small files
def test_a_full_disk_is_reported_with_numbers_and_leaves_what_was_there(large, full_disk, kind):
    (full_disk / "precious").write_bytes(b"old")

    with pytest.raises(DiskFullError) as caught:
        export(large(kind), full_disk, [kind])

    assert "the disk is full" in str(caught.value)
    assert caught.value.needed > 0
    assert contents(full_disk) == {"precious": b"old"}
