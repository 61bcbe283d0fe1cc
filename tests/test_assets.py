"""The files that come with the package are found in both layouts."""

from pathlib import Path

import pytest

from gmmseg import assets
from gmmseg.errors import MissingAssetError


@pytest.fixture
def package(tmp_path: Path, monkeypatch) -> Path:
    """Return an empty package folder that `assets` takes for its own."""
    folder = tmp_path / "site" / "gmmseg"
    folder.mkdir(parents=True)
    monkeypatch.setattr(assets, "PACKAGE", folder)
    return folder


def test_a_checkout_has_the_folders_beside_the_package(package):
    (package.parent / "resources").mkdir()

    assert assets.folder("resources") == package.parent / "resources"


def test_a_wheel_has_the_folders_inside_and_they_come_first(package):
    (package.parent / "resources").mkdir()
    (package / "resources").mkdir()

    assert assets.folder("resources") == package / "resources"


def test_a_missing_folder_is_named_with_what_to_do(package):
    with pytest.raises(MissingAssetError) as caught:
        assets.folder("resources")

    assert str(caught.value) == (
        f"resources is missing: it was found neither in {package} nor beside it. "
        f"Install gmmseg again, it is incomplete."
    )


def test_a_missing_file_is_named_with_its_folder(package):
    (package / "resources").mkdir()

    with pytest.raises(MissingAssetError, match=r"^resources/icons/none\.svg is missing:"):
        assets.path("resources", "icons", "none.svg")


def test_a_file_is_found(package):
    (package / "resources").mkdir()
    (package / "resources" / "icon.svg").touch()

    assert assets.path("resources", "icon.svg") == package / "resources" / "icon.svg"


def test_the_sample_images_are_the_ones_its_readme_gives_sources_for():
    readme = assets.path("sample_images", "README.md").read_text(encoding="utf-8")
    listed = [line.split("`")[1] for line in readme.splitlines() if line.startswith("| `")]

    assert [file.name for file in assets.sample_images()] == listed


def test_sample_pictures_are_known(tmp_path):
    assert assets.is_sample(assets.sample_images()[0])
    assert not assets.is_sample(tmp_path / "photo.png")
