"""Labels in a file: parts that are done count, changes in place do not."""

import numpy as np
import pytest

from gmmseg.errors import DiskFullError
from gmmseg.imaging.labelling import label_file
from gmmseg.imaging.labelling.label_file import LabelFile, labelling_in_file

PIXELS = np.zeros((8, 5, 3), np.uint8)
WINNERS = np.arange(40) % 3


class Quarters:
    """Labels in four parts of ten; the third part has gaps."""

    def __init__(self):
        self.worked = []

    def parts(self):
        return range(4)

    def place(self, part):
        return np.array([20, 21, 27]) if part == 2 else slice(10 * part, 10 * part + 10)

    def winners(self, part, pause):
        pause()
        self.worked.append(part)
        return WINNERS[self.place(part)].astype(np.uint16)


class WithoutMask(Quarters):
    """The same without gaps."""

    def place(self, part):
        return slice(10 * part, 10 * part + 10)


def run(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def expected():
    labels = WINNERS + 1
    labels[[22, 23, 24, 25, 26, 28, 29]] = 0
    return labels.reshape(8, 5)


def test_labels_lie_in_a_file_without_a_name(in_bands):
    image = in_bands(PIXELS)

    labels, sizes = run(labelling_in_file(image, Quarters(), 3, "a", map))

    np.testing.assert_array_equal(labels, expected())
    np.testing.assert_array_equal(sizes, np.bincount(expected().reshape(-1), minlength=4)[1:])
    assert not labels.flags.writeable


def test_parts_that_are_done_count_when_work_is_taken_up(in_bands, tmp_path):
    first, second, other = Quarters(), Quarters(), Quarters()

    for labeller, key, ends_at in ((first, "a", 2), (second, "a", 4), (other, "b", 4)):
        image = in_bands(PIXELS)
        LabelFile(tmp_path / "bands").take(image)
        steps = labelling_in_file(image, labeller, 3, key, map)
        if ends_at == 4:
            labels, sizes = run(steps)
        else:
            for _ in range(ends_at):
                next(steps)
            steps.close()

    assert (first.worked, second.worked, other.worked) == ([0, 1], [2, 3], [0, 1, 2, 3])
    np.testing.assert_array_equal(labels, expected())
    assert sizes.sum() == 33
    LabelFile.of(image).remove()
    assert list(tmp_path.iterdir()) == []


def test_labels_that_were_changed_in_place_are_made_anew(in_bands, tmp_path):
    image, again = in_bands(PIXELS), Quarters()
    LabelFile(tmp_path / "bands").take(image)
    run(labelling_in_file(image, Quarters(), 3, "a", map))

    LabelFile.of(image).change(lambda found: 3 * (found > 0))
    run(labelling_in_file(image, again, 3, "a", map))

    assert again.worked == [0, 1, 2, 3]


def test_a_disk_without_room_is_named_before_anything_is_done(in_bands, monkeypatch, tmp_path):
    full = type("Usage", (), {"free": 7})
    monkeypatch.setattr(label_file.shutil, "disk_usage", lambda _: full)
    image = in_bands(PIXELS)
    LabelFile(tmp_path).take(image)

    with pytest.raises(DiskFullError):
        run(labelling_in_file(image, Quarters(), 3, "a", map))


def test_a_disk_that_fills_up_is_named(in_bands, monkeypatch, tmp_path):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    image = in_bands(PIXELS)
    LabelFile(tmp_path).take(image)
    steps = labelling_in_file(image, Quarters(), 3, "a", map)
    next(steps)
    monkeypatch.setattr(label_file, "write_at", refuse)

    with pytest.raises(DiskFullError):
        run(steps)


def test_arrays_are_kept_for_one_key(tmp_path):
    file, nameless = LabelFile(tmp_path / "bands"), LabelFile()

    for each in (file, nameless):
        each.keep("fit", "a", weights=np.arange(3.0))

    assert file.kept("fit", "a")["weights"].tolist() == [0, 1, 2]
    assert [file.kept("fit", "b"), file.kept("other", "a"), nameless.kept("fit", "a")] == [None] * 3
    (tmp_path / "bands" / "fit.npz").write_bytes(b"nonsense")
    assert file.kept("fit", "a") is None


def test_labels_of_an_earlier_mask_do_not_stay_between_those_of_now(in_bands, tmp_path):
    for labeller, key in ((WithoutMask(), "a"), (Quarters(), "b")):
        image = in_bands(PIXELS)
        LabelFile(tmp_path / "bands").take(image)
        labels, _ = run(labelling_in_file(image, labeller, 3, key, map))
        LabelFile.of(image).close()

    np.testing.assert_array_equal(labels, expected())


def test_results_of_different_stems_have_files_of_their_own(tmp_path):
    stems = ("a/b", "a-b", "a")

    assert len({LabelFile.beside(tmp_path / stem).folder for stem in stems}) == 3
