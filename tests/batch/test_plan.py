"""What is to be done, and what results are called."""

import pytest

from gmmseg.batch import Plan, Recipe
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.plan import check, stem_of
from gmmseg.errors import BadSettingError


def plan(folder, out, names, **options):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return Plan.of([folder], out, Recipe(), **options)


def test_results_lie_as_their_pictures_do_and_never_share_a_name(tmp_path):
    names = ("a.png", "a.jpg", "sub/a.png", "sub/b.c.tif")

    found = plan(tmp_path / "in", tmp_path / "out", names)

    assert {each.name: each.stem for each in found.pictures} == {
        "a.jpg": "a_jpg",
        "a.png": "a_png",
        "sub/a.png": "sub/a",
        "sub/b.c.tif": "sub/b.c",
    }


def test_a_template_names_results(tmp_path):
    names = ("x/a.png", "b.png")

    found = plan(tmp_path / "in", tmp_path / "out", names, template="{number:03d}-{stem}")

    assert [each.stem for each in found.pictures] == ["001-b", "002-a"]


def test_results_of_an_earlier_run_in_the_same_folder_are_left_out(tmp_path):
    names = ("a.png", "a_labels.png", "a_mask_2_sky.png", "b_labels.png", "sub/a_overlay.png")

    found = plan(tmp_path, tmp_path, names)

    assert [each.name for each in found.pictures] == ["a.png", "b_labels.png", "sub/a_overlay.png"]
    assert found.results == ("a_labels.png", "a_mask_2_sky.png")


def test_results_of_pictures_that_would_share_a_name_or_have_a_long_one_are_left_out(tmp_path):
    long = "x" * 250
    names = ("a.png", "a.jpg", "a_jpg_labels.png", f"{long}.png", f"{'x' * 230}~0123abcd_labels.png")

    found = plan(tmp_path, tmp_path, names)

    assert [each.name for each in found.pictures] == ["a.jpg", "a.png", f"{long}.png"]


def test_what_an_earlier_run_has_written_is_left_out_whatever_it_is_called(tmp_path, found):
    manifest = Manifest.of(tmp_path)
    manifest.open({})
    manifest.add(
        {
            "picture": "gone.png",
            "status": "done",
            "files": [["b.png", 0, "labels"]],
            **found,
        }
    )
    manifest.close()

    chosen = plan(tmp_path, tmp_path, ("a.png", "b.png"))

    assert ([each.name for each in chosen.pictures], chosen.results) == (["a.png"], ("b.png",))


def test_what_looks_like_a_result_elsewhere_is_a_picture(tmp_path):
    found = plan(tmp_path / "in", tmp_path / "out", ("a.png", "a_mask.png"))

    assert [each.name for each in found.pictures] == ["a.png", "a_mask.png"]


BAD = [
    "{stem.__class__}",
    "{0}",
    "{stem!r}",
    "{stem:999999999}",
    "/{stem}",
    "../{stem}",
    "same",
    "{",
    "{where}",
]


@pytest.mark.parametrize("template", BAD)
def test_a_template_that_reaches_elsewhere_is_refused(template):
    with pytest.raises(BadSettingError) as caught:
        check(template)

    assert str(caught.value) == (
        f"Setting template is {template!r}, but it must be "
        "a name with {folder}, {stem}, {suffix}, {number} that stays in its folder."
    )


def test_names_cannot_lead_out_of_the_folder():
    assert stem_of("a/../../etc/x.png", 1, "{folder}/{stem}") == "a/etc/x"
    assert stem_of(".png", 1, "{folder}/{stem}") == ".png"


def test_on_windows_a_template_has_no_reserved_characters(monkeypatch):
    monkeypatch.setattr("gmmseg.batch.plan.os.name", "nt")
    try:
        check("{stem}_{number:03d}")
        with pytest.raises(BadSettingError) as caught:
            check("{stem}:a?{number:03d}")
    finally:
        monkeypatch.undo()

    assert str(caught.value) == (
        "Setting template is '{stem}:a?{number:03d}', but it must be without : ?, which Windows reserves."
    )
    check("{stem}:a?")
