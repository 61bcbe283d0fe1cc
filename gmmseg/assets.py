"""Paths of the files that come with the package, in a checkout and in an installed wheel."""

from pathlib import Path
from typing import Literal

from gmmseg.errors import MissingAssetError

Asset = Literal["resources", "sample_images"]
PACKAGE = Path(__file__).parent
PICTURES = {".png", ".jpg"}


def folder(name: Asset) -> Path:
    """Return the folder of that name.

    A wheel packs it under the package, a checkout has it beside. The package is asked first: what
    lies beside an installed package belongs to others.

    Raises
    ------
    MissingAssetError
        If it is in neither place.
    """
    for parent in (PACKAGE, PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise MissingAssetError(name, PACKAGE)


def path(name: Asset, *parts: str) -> Path:
    """Return the file or folder `parts` inside the folder `name`.

    Raises
    ------
    MissingAssetError
        If there is no such file.
    """
    found = folder(name).joinpath(*parts)
    if not found.exists():
        raise MissingAssetError("/".join((name, *parts)), PACKAGE)
    return found


def sample_images() -> list[Path]:
    """Return the sample pictures, by name."""
    return sorted(file for file in folder("sample_images").iterdir() if file.suffix in PICTURES)


def is_sample(picture: Path) -> bool:
    """Return whether a file is one of the sample pictures."""
    return any(
        (parent / "sample_images").resolve() == picture.resolve().parent
        for parent in (PACKAGE, PACKAGE.parent)
    )
