"""All files of an export are written, or none."""

import os

import pytest

from gmmseg.errors import (
    AlreadyThereError,
    BadSettingError,
    CannotWriteError,
    MissingLibraryError,
    NoSuchSegmentError,
)
from gmmseg.io.exporters import KINDS, available, export, foresee, registry


def contents(folder):
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_files_are_named_after_the_picture(segmentation, tmp_path):
    paths = export(segmentation, tmp_path / "new" / "folder", ["labels", "table"])

    assert [path.name for path in paths] == ["photo_labels.png", "photo_table.csv"]
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == {path.name for path in paths}


@pytest.fixture(scope="module")
def whole(make, tmp_path_factory):
    """Return a segmentation, a folder with files of every kind of it, and their paths; none changes them."""
    segmentation, folder = make(), tmp_path_factory.mktemp("whole")
    return segmentation, folder, export(segmentation, folder, KINDS)


def test_every_kind_can_be_written_together(whole):
    _, folder, paths = whole

    assert {path.relative_to(folder).parts[0] for path in paths} == {path.name for path in folder.iterdir()}
    assert all(path.stat().st_size > 0 for path in paths)


def test_all_stands_for_every_kind_as_on_the_command_line(whole, tmp_path, monkeypatch):
    segmentation, _, each = whole
    everything = segmentation.save(tmp_path / "all", ["all"])
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    without = segmentation.save(tmp_path / "without", ["table", "all"])

    assert [path.name for path in everything] == [path.name for path in each]
    assert without[0].name == "photo_table.csv"
    assert len(without) == len(set(without)) < len(everything)
    assert "photo_RoiSet.zip" not in {path.name for path in without}


def test_all_kinds_are_available_with_their_libraries():
    assert available() == tuple(KINDS)


def test_a_kind_whose_library_is_missing_is_reported_before_anything_is_made(
    segmentation, tmp_path, monkeypatch
):
    monkeypatch.setattr(registry, "find_spec", lambda name: None)

    with pytest.raises(MissingLibraryError) as caught:
        export(segmentation, tmp_path / "new", ["labels", "imagej-roi"])

    assert str(caught.value) == (
        "Cannot write imagej-roi: it needs the library roifile, which is not installed. "
        "Install it with pip install 'gmmseg[imagej]'."
    )
    assert not (tmp_path / "new").exists()
    assert "imagej-roi" not in available()
    assert "labels" in available()


def test_the_same_export_gives_the_same_bytes(whole, tmp_path):
    segmentation, folder, _ = whole

    export(segmentation, tmp_path, KINDS)

    assert contents(tmp_path) == contents(folder)


def test_nothing_is_written_when_one_file_is_there(segmentation, tmp_path):
    (tmp_path / "photo_table.csv").write_text("precious")

    with pytest.raises(AlreadyThereError) as caught:
        export(segmentation, tmp_path, ["labels", "overlay", "table"])

    assert contents(tmp_path) == {"photo_table.csv": b"precious"}
    assert str(caught.value) == (
        f"photo_table.csv already exists in {tmp_path}, and nothing was written. "
        "Allow overwriting, or choose another folder."
    )


def test_a_second_export_is_refused_and_changes_nothing(whole):
    segmentation, folder, _ = whole
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}

    with pytest.raises(AlreadyThereError, match="more of these files already exist in"):
        export(segmentation, folder, KINDS)

    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_overwriting_replaces_when_requested(segmentation, tmp_path):
    (tmp_path / "photo_table.csv").write_text("old")

    export(segmentation, tmp_path, ["table"], overwrite=True)

    assert (tmp_path / "photo_table.csv").read_text().startswith("segment,name")


def test_only_files_of_kinds_that_may_be_are_replaced(segmentation, tmp_path):
    export(segmentation, tmp_path, ["labels", "table"])
    before = contents(tmp_path)
    for name in before:
        (tmp_path / name).write_text("other")

    with pytest.raises(AlreadyThereError, match=r"photo_table.csv already exists in"):
        export(segmentation, tmp_path, ["labels", "table"], overwrite={"labels"})
    refused = contents(tmp_path)
    export(segmentation, tmp_path, ["labels", "mean"], overwrite={"labels"})

    assert set(refused.values()) == {b"other"}
    after = contents(tmp_path)
    assert after["photo_labels.png"] == before["photo_labels.png"]
    assert after["photo_table.csv"] == b"other"
    assert "photo_mean.png" in after


def test_opacity_changes_files_of_the_kinds_that_say_so_and_no_others(segmentation, tmp_path):
    for kind in KINDS:
        export(segmentation, tmp_path / "faint" / kind, [kind], opacity=0.2)
        export(segmentation, tmp_path / "dense" / kind, [kind], opacity=0.8)

    changed = {
        kind for kind in KINDS if contents(tmp_path / "faint" / kind) != contents(tmp_path / "dense" / kind)
    }
    assert changed == {kind for kind, facts in registry.EXPORTERS.items() if facts.has_opacity}


def test_names_too_long_begin_alike_whichever_kinds_are_written(segmentation, tmp_path):
    stem = "x" * 243

    names = [
        export(segmentation, tmp_path, [kind], stem=stem)[0].name for kind in ("table", "probabilities-ome")
    ]

    assert len({name.split("_")[0] for name in names}) == 1


def test_an_unknown_kind_is_refused_before_anything_is_made(segmentation, tmp_path):
    with pytest.raises(BadSettingError) as caught:
        export(segmentation, tmp_path / "new", ["labels", "hologram"])

    assert (
        str(caught.value) == f"Setting export is 'hologram', but it must be one of {', '.join(KINDS)}, all."
    )
    assert not (tmp_path / "new").exists()


def test_an_opacity_out_of_range_is_refused(segmentation, tmp_path):
    with pytest.raises(BadSettingError) as caught:
        export(segmentation, tmp_path, ["overlay"], opacity=1.5)

    assert str(caught.value) == "Setting opacity is 1.5, but it must be a number from 0 to 1."


def test_a_segment_that_does_not_exist_is_refused(segmentation, tmp_path):
    with pytest.raises(NoSuchSegmentError):
        export(segmentation, tmp_path, ["labels"], segments=[4])

    assert contents(tmp_path) == {}


def test_a_file_in_place_of_the_folder_is_reported(segmentation, tmp_path):
    (tmp_path / "out").write_text("a file")

    with pytest.raises(CannotWriteError) as caught:
        export(segmentation, tmp_path / "out", ["labels"])

    assert str(caught.value) == (
        f"Cannot write {tmp_path}/out: a file of that name is in its place. Choose another folder."
    )


@pytest.mark.parametrize("stem", ["é" * 127, "x" * 255, "\udcff" * 254])
def test_a_name_too_long_is_shortened_with_a_mark_of_its_own(segmentation, tmp_path, stem):
    first = export(segmentation, tmp_path, ["labels", "table"], stem=stem)
    second = export(segmentation, tmp_path, ["labels", "table"], stem=stem[:-1] + "y")

    assert len({*first, *second}) == 4
    assert all(path.exists() and 240 < len(os.fsencode(path.name)) <= 255 for path in [*first, *second])
    stems = {path.name.rpartition("_")[0] for path in first}
    assert len(stems) == 1


@pytest.mark.parametrize("stem", ["two\nlines", "-x", "100%s", "a'\";b", "\udcff", "ü", "u\u0308", " . "])
def test_odd_names_are_kept(segmentation, tmp_path, stem):
    (path,) = export(segmentation, tmp_path, ["table"], stem=stem)

    assert path == tmp_path / f"{stem}_table.csv"
    assert path.exists()


def test_a_name_cannot_lead_out_of_the_folder(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path / "in", ["table"], stem="../../out")

    assert path.parent == tmp_path / "in"
    assert path.name == "..-..-out_table.csv"


def test_one_kind_may_be_given_as_a_word(segmentation, tmp_path):
    assert [path.name for path in export(segmentation, tmp_path, "table")] == ["photo_table.csv"]


@pytest.mark.parametrize("kind", KINDS)
def test_files_in_the_way_are_foreseen_before_the_work(make, tmp_path, kind):
    foresee(tmp_path, [kind], "photo", overwrite=False)
    export(make(names=("segment 1", "segment 2", "segment 3")), tmp_path, [kind])

    with pytest.raises(AlreadyThereError):
        foresee(tmp_path, [kind], "photo", overwrite=False)
    foresee(tmp_path, [kind], "photo", overwrite=True)
    foresee(tmp_path, [kind], "other", overwrite=False)


def test_a_closed_folder_is_foreseen_and_none_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)  # as root, every folder is open

    with pytest.raises(CannotWriteError) as caught:
        foresee(tmp_path / "new" / "folder", ["labels"], "photo", overwrite=False)

    assert "its folder may not be written to" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_left_behind_is_reported(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    with pytest.raises(CannotWriteError) as caught:
        foresee("out", ["labels"], "a", overwrite=False)

    assert str(caught.value) == (
        "Cannot write out: the folder that you are in is not there any more. Go to another folder first."
    )
    foresee(tmp_path / "out", ["labels"], "a", overwrite=False)
