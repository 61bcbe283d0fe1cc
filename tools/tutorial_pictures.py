"""Make what docs/tutorial.md works on and shows, in docs/tutorial/: python tools/tutorial_pictures.py.

A bed of seedlings at five dates is drawn by chance, the same with every run, so that its true cover is
known; the other jobs take sample pictures. Models are fitted and saved, and results
are drawn.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter

import gmmseg
from gmmseg.assets import path
from gmmseg.cli.main import run
from gmmseg.imaging.model import RegionUse
from gmmseg.imaging.rendering.colours import palette
from gmmseg.imaging.rendering.render import overlay
from gmmseg.io.readers.images import read

FOLDER = Path(__file__).parent.parent / "docs" / "tutorial"
SHAPE = 200, 300
DATES = ("04-12", "04-26", "05-10", "05-24", "06-07")
SIZES = (7.0, 10.0, 14.0, 18.0, 22.0)  # of the longest leaves, pixels
QUALITY = 88

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
# Around cup and saucer, x0, y0, x1, y1, and a pixel inside the cup: as the tutorial gives them.
BOX = (64, 20, 510, 395)
CLICK = (270, 60, True)


def leaves(size: float) -> Mask:
    """Return where the leaves of a bed of seedlings are, (h, w), when the longest are of that size."""
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    covered = np.zeros(SHAPE, bool)
    for y in range(25, SHAPE[0], 50):
        for x in range(25, SHAPE[1], 50):
            middle = np.array([y, x]) + rng.normal(0, 4, 2)
            vigour = rng.uniform(0.6, 1.0)
            for turn in rng.uniform(0, np.pi / 5, 1) + np.arange(5) * 2 * np.pi / 5:
                length = size * vigour
                v, u = rows - middle[0], columns - middle[1]
                along = np.cos(turn) * u + np.sin(turn) * v - 0.55 * length
                across = np.cos(turn) * v - np.sin(turn) * u
                covered |= (along / (0.55 * length)) ** 2 + (across / (0.25 * length)) ** 2 < 1
    return covered


def bed(number: int) -> tuple[Picture, Mask]:
    """Return the picture of one date, (h, w, 3), and where its leaves are."""
    rng = np.random.default_rng(number)
    covered = leaves(SIZES[number])
    grain = sum(gaussian_filter(rng.normal(0, 1, SHAPE), sigma) * sigma for sigma in (0.7, 2, 6))
    soil = np.array([112, 84, 62]) + 16 * grain[..., None]
    shade = gaussian_filter(rng.normal(0, 1, SHAPE), 1.5)
    green = np.array([86, 142, 54]) + 40 * shade[..., None]
    light = 0.95 + 0.1 * np.linspace(0, 1, SHAPE[1])[None, :, None] + 0.02 * number
    soft = gaussian_filter(covered.astype(float), 0.4)[..., None]
    picture = (green * soft + soil * (1 - soft)) * light + rng.normal(0, 3, (*SHAPE, 3))
    return np.clip(picture, 0, 255).astype(np.uint8), covered


def save(picture: Picture, name: str, width: int = 900) -> None:
    """Write a picture of the page, no wider than that."""
    whole = Image.fromarray(picture)
    if whole.width > width:
        whole = whole.resize((width, round(whole.height * width / whole.width)), Image.Resampling.LANCZOS)
    whole.save(FOLDER / name, quality=QUALITY)


def side_by_side(*pictures: Picture) -> Picture:
    """Return pictures of one height beside each other, white between them."""
    gap = np.full((pictures[0].shape[0], 6, 3), 255, np.uint8)
    return np.concatenate([part for picture in pictures for part in (picture, gap)][:-1], axis=1)


def cup() -> None:
    """Draw the cup that is cut out: by a box alone, and after a click on what was left out."""
    picture = read(path("sample_images", "coffee.png")).pixels
    masks = gmmseg.cut(picture, box=BOX), gmmseg.cut(picture, box=BOX, clicks=[CLICK])
    parts = (np.where(mask[..., None], picture, 255).astype(np.uint8) for mask in masks)
    save(side_by_side(framed(picture), *parts), "cup.jpg", 1000)


def framed(picture: Picture) -> Picture:
    """Return a picture with the box drawn on it."""
    shown = picture.copy()
    left, top, right, bottom = BOX
    outer = np.zeros(shown.shape[:2], bool)
    outer[top:bottom, left:right] = True
    outer[top + 3 : bottom - 3, left + 3 : right - 3] = False
    shown[outer] = 255, 255, 255
    return shown


def season() -> None:
    """Draw the beds, fit their model, and draw its segments."""
    folder = FOLDER / "season"
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"2026-{date}.jpg" for date in DATES]
    for number, file in enumerate(files):
        Image.fromarray(bed(number)[0]).save(file, quality=QUALITY)
    model = fitted(files, ("soil", "plants"), "plants.gmm.json", "--noise", "0.2", regions="none")
    found = [gmmseg.apply(model, file) for file in files]
    colours = [segment.colour for segment in model.segments]
    above = side_by_side(*(each.image.pixels for each in found))
    below = side_by_side(*(overlay(each.image.pixels, each.labels, colours, 0.6) for each in found))
    save(np.concatenate([above, below]), "season.jpg", 1000)


def coins() -> None:
    """Fit the model of coins and draw what is counted, each coin in a colour of its own."""
    file = path("sample_images", "coins.png")
    model = fitted(
        [file], ("ground", "coins"), "coins.gmm.json", "--objects", "--min-area", "300", regions="all"
    )
    found = gmmseg.apply(model, file)
    numbers = found.objects().labels
    grey = np.repeat(found.image.pixels, 3, axis=2)
    coloured = overlay(grey, numbers.astype(np.uint16), palette(int(numbers.max())), 0.5)
    save(side_by_side(grey, coloured), "coins.jpg")


def fitted(
    pictures: list[Path], names: tuple[str, ...], file: str, *words: str, regions: RegionUse
) -> gmmseg.Model:
    """Fit a model of so many segments to pictures, give them names, and save it for the page.

    `regions` are the pictures whose regions it asks: all, as coins are large, or none, as leaves are small.
    """
    place = FOLDER / file
    command = ["fit", *map(str, pictures), "-k", str(len(names)), *words, "-o", str(place), "--overwrite"]
    assert run([*command, "--quiet"], open_window=len) == 0
    model = gmmseg.Model.load(place)
    named = zip(model.segments, names, strict=True)
    model = replace(
        model.using_regions(regions), segments=tuple(replace(segment, name=name) for segment, name in named)
    )
    model.save(place, overwrite=True)
    return model


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    cup()
    season()
    coins()
