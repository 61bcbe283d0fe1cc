"""Are plain pictures divided as anybody would? Drawn ones, whose truth is known to the pixel, beside a peer.

Every kind is what people bring from bench and field: few classes, sensor noise, soft edges, uneven light.
The truth is the class, not the piece: all coins are one. The figure is the adjusted Rand index with it.
`oracle` is about what a pixel's colour and place can tell at best: a Gaussian per class, fitted to the truth.

Run: python benchmarks/quality_plain.py [--kind KIND,...] [--seeds N,...] [--only METHOD,...] [--write FOLDER]

Figures to report are those of the seeds "held-out" (100 to 102, the default); to tune constants, use nothing
but `--kind dev --seeds dev` (0 to 2), so that other pictures and other kinds of picture can confirm.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter, median_filter, uniform_filter
from scipy.spatial import cKDTree
from skimage.color import rgb2lab
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.mixture import GaussianMixture

import gmmseg
from gmmseg.imaging.metrics import Overlaps, adjusted_rand
from gmmseg.imaging.regions.connected_components import connected_components

Floats = NDArray[np.float64]
Labels = NDArray[np.integer]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8] | NDArray[np.uint16]
Pair = tuple[Pixels, Labels]
Shape = tuple[int, int]
Disc = tuple[float, float, float]  # row, column, radius

SEEDS = {"dev": (0, 1, 2), "held-out": (100, 101, 102)}
SOFT = 0.7  # blur of the lens, pixels
FITTED = 20_000  # pixels that the peer's mixture is fitted to
WORDS = (
    "the",
    "light",
    "falls",
    "from",
    "one",
    "side",
    "and",
    "every",
    "grain",
    "of",
    "sand",
    "has",
    "its",
    "shade",
)


# What all kinds are made of.


def size(rng: Generator) -> Shape:
    """Return a height and a width, pixels."""
    return int(rng.integers(240, 401)), int(rng.integers(320, 601))


def fog(rng: Generator, shape: Shape, scale: float) -> Floats:
    """Return smooth noise of mean 0 and standard deviation 1 whose grains measure about `scale` pixels."""
    found = gaussian_filter(rng.standard_normal(shape), scale, mode="reflect")
    return np.asarray((found - found.mean()) / found.std())


def light(rng: Generator, shape: Shape, low: float = 0.1, high: float = 0.25) -> Floats:
    """Return how bright it is, at most 1, (h, w, 1): it falls by `low` to `high` from a side or a lamp."""
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    if rng.random() < 0.5:
        fall = np.cos(angle) * rows + np.sin(angle) * columns
    else:
        fall = (rows - 0.5 * np.cos(angle)) ** 2 + (columns - 0.5 * np.sin(angle)) ** 2
    fall = (fall - fall.min()) / (fall.max() - fall.min())
    return np.asarray(1 - rng.uniform(low, high) * fall)[:, :, None]


def varied(rng: Generator, *colours: tuple[int, ...], by: float = 8) -> Floats:
    """Return colours that are a little different in every picture, (n, channels)."""
    return np.array(colours) + rng.uniform(-by, by, np.shape(colours))


def exposed(
    rng: Generator, scene: Floats, lit: ArrayLike = 1.0, *, noise: float | None = None, soft: float = SOFT
) -> NDArray[np.uint8]:
    """Return what an 8-bit camera makes of a scene from 0 to 255, (h, w, channels), or (h, w) if grey."""
    seen = gaussian_filter(scene, (soft, soft, 0)) * np.asarray(lit)
    deviation = rng.uniform(2, 6) if noise is None else noise
    common = rng.standard_normal(seen.shape[:2])[:, :, None]  # half of what one sees in a photograph is grey
    each = rng.standard_normal(seen.shape)
    grain = each if seen.shape[2] == 1 else np.sqrt(0.5) * (common + each)
    pixels = np.clip(np.rint(seen + deviation * grain), 0, 255).astype(np.uint8)
    return pixels[:, :, 0] if pixels.shape[2] == 1 else pixels


def ellipse(shape: Shape, centre: tuple[float, float], axes: tuple[float, float], angle: float = 0) -> Floats:
    """Return the distance from the centre as a share of the way to the edge: the ellipse is below 1."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    down, right = rows - centre[0], columns - centre[1]
    along = np.cos(angle) * down + np.sin(angle) * right
    across = np.cos(angle) * right - np.sin(angle) * down
    return np.asarray(np.hypot(along / axes[0], across / axes[1]))


def scattered(rng: Generator, shape: Shape, n: int, radii: tuple[float, float], gap: float) -> list[Disc]:
    """Return up to `n` discs at least `gap` apart, a few of them cut off by the frame."""
    found: list[Disc] = []
    for _ in range(40 * n):
        row, column, radius = rng.uniform(0, shape[0]), rng.uniform(0, shape[1]), rng.uniform(*radii)
        if len(found) < n and _free(found, row, column, radius + gap):
            found.append((row, column, radius))
    return found


def _free(discs: list[Disc], row: float, column: float, radius: float) -> bool:
    return all(np.hypot(row - r, column - c) >= radius + other for r, c, other in discs)


def cells_of(rng: Generator, shape: Shape, n: int) -> NDArray[np.intp]:
    """Return a partition into `n` polygons, (h, w) from 0: what is nearest to each of as many sites."""
    sites = rng.uniform(0, 1, (n, 2)) * shape
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    places = np.stack([rows, columns], axis=2).reshape(-1, 2)
    return np.asarray(cKDTree(sites).query(places)[1], np.intp).reshape(shape)


def from_fine(fine: Labels, colours: Floats, factor: int) -> tuple[Floats, Labels]:
    """Return anti-aliased colours, (h, w, 3), and the class that covers most, of labels drawn larger."""
    height, width = fine.shape[0] // factor, fine.shape[1] // factor
    blocks = fine.reshape(height, factor, width, factor)
    shares = np.stack([(blocks == k).mean(axis=(1, 3)) for k in range(len(colours))], axis=2)
    return shares @ colours, shares.argmax(axis=2)


# The kinds: each draws a picture and its truth, (h, w) from 0.


def plants(rng: Generator) -> Pair:
    """Seedlings on crumbly soil, part of it in the shade."""
    shape = size(rng)
    soil, leaf = varied(rng, (124, 94, 70), (88, 140, 60))
    truth = np.zeros(shape, int)
    scene = soil + (9 * fog(rng, shape, 1.3) + 5 * fog(rng, shape, 7))[:, :, None]
    for row, column, radius in scattered(rng, shape, int(rng.integers(8, 15)), (24, 46), 4):
        turn, n = rng.uniform(0, 2 * np.pi), int(rng.integers(5, 9))
        for angle in turn + 2 * np.pi * np.arange(n) / n + rng.normal(0, 0.12, n):
            centre = row + 0.55 * radius * np.cos(angle), column + 0.55 * radius * np.sin(angle)
            here = ellipse(shape, centre, (0.5 * radius, 0.2 * radius), angle) < 1
            truth[here] = 1
            scene[here] = leaf * rng.uniform(0.86, 1.12)
    scene += (truth * 3 * fog(rng, shape, 3))[:, :, None]
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    side = np.cos(angle) * rows + np.sin(angle) * columns + rng.uniform(-0.3, 0.3)
    shade = 1 - rng.uniform(0.15, 0.25) * gaussian_filter((side > 0).astype(float), 6)
    return exposed(rng, scene, shade[:, :, None]), truth


def fields(rng: Generator) -> Pair:
    """Five fields from above, side by side."""
    shape = size(rng)
    truth = cells_of(rng, shape, 5)
    while np.bincount(truth.reshape(-1), minlength=5).min() < 0.08 * truth.size:
        truth = cells_of(rng, shape, 5)
    colours = varied(rng, (200, 180, 112), (98, 132, 62), (148, 108, 78), (158, 174, 92), (66, 88, 58))
    scene = colours[truth] + (rng.uniform(2, 5, 5)[truth] * fog(rng, shape, 1.5))[:, :, None]
    return exposed(rng, scene, light(rng, shape, 0.05, 0.12)), truth


def discs(rng: Generator) -> Pair:
    """Dark discs on a ground that is brighter on one side: grey."""
    shape = size(rng)
    truth = np.zeros(shape, int)
    for row, column, radius in scattered(rng, shape, int(rng.integers(14, 30)), (9, 26), 4):
        truth[ellipse(shape, (row, column), (radius, radius)) < 1] = 1
    colours = varied(rng, (178,), (106,), by=6)
    return exposed(rng, colours[truth], light(rng, shape, 0.15, 0.25)), truth


def coins(rng: Generator) -> Pair:
    """Coins of one metal that touch each other, on a table under a lamp."""
    shape = size(rng)
    found = [(shape[0] / 2, shape[1] / 2, 30.0)]
    for _ in range(3000):
        row, column, other = found[int(rng.integers(len(found)))]
        angle, radius = rng.uniform(0, 2 * np.pi), rng.uniform(22, 36)
        apart = other + radius
        row, column = row + apart * np.cos(angle), column + apart * np.sin(angle)
        inside = radius < row < shape[0] - radius and radius < column < shape[1] - radius
        if len(found) < 16 and inside and _free(found, row, column, radius - 1e-6):
            found.append((row, column, radius))
    metals, tables = ((178, 126, 88), (176, 174, 168)), ((62, 78, 108), (58, 86, 70))
    metal, table = varied(rng, metals[rng.integers(2)], tables[rng.integers(2)])
    truth = np.zeros(shape, int)
    scene = table + (3 * fog(rng, shape, 1))[:, :, None]
    relief = 9 * fog(rng, shape, 2)
    for row, column, radius in found:
        far = ellipse(shape, (row, column), (radius, radius))
        here = far < 1
        truth[here] = 1
        rim = 16 * np.exp(-(((far - 0.93) / 0.04) ** 2))
        inner = np.where(far < 0.8, relief, 0)
        scene[here] = (metal * rng.uniform(0.93, 1.07) + (rim + inner)[:, :, None])[here]
    return exposed(rng, scene, light(rng, shape)), truth


def grains(rng: Generator) -> Pair:
    """Polished section of three phases under the microscope: grey, noisy, a little out of focus."""
    shape = size(rng)
    n = int(rng.integers(50, 100))
    phases = rng.choice(3, n, p=(0.45, 0.33, 0.22))
    greys = varied(rng, (82,), (128,), (176,), by=5)[phases] + rng.normal(0, 3, (n, 1))
    cells = cells_of(rng, shape, n)
    lit = light(rng, shape, 0.04, 0.1)
    return exposed(rng, greys[cells], lit, noise=rng.uniform(5, 8), soft=0.8), phases[cells]


def blobs(rng: Generator) -> Pair:
    """Bright spots on a graded ground: grey, 16 bits, of which the camera used a part."""
    shape = size(rng)
    level = np.zeros(shape)
    for row, column, radius in scattered(rng, shape, int(rng.integers(20, 45)), (7, 16), 5):
        axes, angle = (radius, radius * rng.uniform(0.7, 1)), rng.uniform(0, np.pi)
        far = ellipse(shape, (row, column), axes, angle)
        inside = np.clip((1 - far) * radius / 2.4 + 0.5, 0, 1)  # the edge is 2.4 pixels wide
        level = np.maximum(level, inside * rng.uniform(0.85, 1.15))
    ground = 2400 + 6000 * (1 - light(rng, shape, 0.15, 0.25)[:, :, 0])
    seen = ground + rng.uniform(3400, 4200) * level
    seen += rng.standard_normal(shape) * 3.2 * np.sqrt(seen)
    return np.clip(np.rint(seen), 0, 65535).astype(np.uint16), (level > 0.5).astype(int)


def silhouette(rng: Generator) -> Pair:
    """Trees and hills, black, before an evening sky."""
    shape = size(rng)
    down = np.linspace(0, 1, shape[0])[:, None, None]
    top, low, black = varied(rng, (86, 122, 186), (246, 200, 150), (18, 16, 20), by=6)
    scene = np.broadcast_to(top + (low - top) * down, (*shape, 3)).copy()
    glow = ellipse(shape, (0.75 * shape[0], rng.uniform(0.2, 0.8) * shape[1]), (90, 140))
    scene += 30 * np.exp(-(glow**2))[:, :, None]
    crest = shape[0] * (0.8 + 0.05 * fog(rng, (1, shape[1]), 50)[0])
    black_here = np.arange(shape[0])[:, None] > crest
    for _ in range(int(rng.integers(3, 7))):
        column = rng.uniform(0.05, 0.95) * shape[1]
        foot, tall = crest[int(column)], rng.uniform(60, 120)
        trunk = ellipse(shape, (foot - tall / 2, column), (tall / 2 + 8, 4))
        black_here |= trunk < 1
        for _ in range(14):
            centre = foot - tall + rng.normal(0, 10), column + rng.normal(0, 13)
            black_here |= ellipse(shape, centre, (rng.uniform(7, 14),) * 2) < 1
    scene[black_here] = black
    return exposed(rng, scene), black_here.astype(int)


def horizon(rng: Generator) -> Pair:
    """Sky over land, both graded."""
    shape = size(rng)
    down = np.linspace(0, 1, shape[0])[:, None, None]
    top, haze, far, near = varied(rng, (96, 144, 206), (186, 208, 226), (136, 140, 92), (88, 96, 52))
    edge = shape[0] * (rng.uniform(0.4, 0.6) + 0.02 * fog(rng, (1, shape[1]), 30)[0])
    truth = (np.arange(shape[0])[:, None] > edge).astype(int)
    split = edge.mean() / shape[0]
    sky = top + (haze - top) * np.clip(down / split, 0, 1)
    land = far + (near - far) * np.clip((down - split) / (1 - split), 0, 1)
    rough = (6 * fog(rng, shape, 1.5) + 4 * fog(rng, shape, 9))[:, :, None]
    return exposed(rng, np.where(truth[:, :, None] == 1, land + rough, sky)), truth


def stains(rng: Generator) -> Pair:
    """Stained tissue: white, pink, and purple nuclei."""
    shape = size(rng)
    white, pink, purple = varied(rng, (238, 233, 238), (222, 162, 192), (112, 74, 146), by=6)
    gaps = fog(rng, shape, 16)
    truth = np.where(gaps > np.quantile(gaps, rng.uniform(0.72, 0.85)), 0, 1)
    fibres = 4 * fog(rng, shape, 1.5) + 4 * fog(rng, shape, 10)
    scene = np.where(truth[:, :, None] == 0, white, pink + fibres[:, :, None] * (0.6, 1.2, 0.8))
    for row, column, radius in scattered(rng, shape, int(rng.integers(130, 220)), (5, 9), 2):
        if truth[int(row), int(column)] == 0:
            continue
        axes, angle = (radius, radius * rng.uniform(0.6, 1)), rng.uniform(0, np.pi)
        here = ellipse(shape, (row, column), axes, angle) < 1
        truth[here] = 2
        scene[here] = purple * rng.uniform(0.88, 1.12) + fibres[here, None]
    return exposed(rng, scene, light(rng, shape, 0.03, 0.1)), truth


def text(rng: Generator) -> Pair:
    """Text on paper, photographed under uneven light."""
    shape, factor = size(rng), 4
    page = Picture.new("L", (shape[1] * factor, shape[0] * factor), 0)
    pen, height = ImageDraw.Draw(page), int(rng.integers(34, 46)) * factor
    font = ImageFont.load_default(height)
    for row in range(height // 2, page.height - height, int(1.35 * height)):
        line = " ".join(rng.choice(WORDS, 14))
        pen.text((height // 2, row), line, fill=1, font=font, stroke_width=factor // 3)
    fine = np.asarray(page).astype(int)
    fine[:, -height // 2 :] = 0  # the margin cuts lines off
    scene, truth = from_fine(fine, varied(rng, (230, 224, 210), (48, 45, 52), by=6), factor)
    return exposed(rng, scene, light(rng, shape, 0.15, 0.25), soft=0.5), truth


def textures(rng: Generator) -> Pair:
    """Grit beside cloth: each pixel says little, its surroundings enough."""
    shape = size(rng)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    grit, cloth = varied(rng, (112, 104, 92), (152, 140, 122), by=4)
    across = (columns - shape[1] / 2) + rng.uniform(-0.6, 0.6) * (rows - shape[0] / 2)
    truth = (across + 18 * fog(rng, shape, 30) > 0).astype(int)
    angle, period = rng.uniform(0, np.pi), rng.uniform(4, 6)
    weave = np.sin(2 * np.pi * (np.cos(angle) * rows + np.sin(angle) * columns) / period)
    weave += np.sin(2 * np.pi * (np.cos(angle) * columns - np.sin(angle) * rows) / period)
    rough = np.where(truth == 0, 13 * fog(rng, shape, 0.8), 11 * weave)
    colours = np.stack([grit, cloth])
    return exposed(rng, colours[truth] + rough[:, :, None], light(rng, shape, 0.03, 0.08)), truth


def checkerboard(rng: Generator) -> Pair:
    """Squares of two colours, a little askew."""
    shape = size(rng)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    side, angle = rng.uniform(32, 60), rng.uniform(-0.2, 0.2)
    down = np.floor((np.cos(angle) * rows + np.sin(angle) * columns) / side)
    right = np.floor((np.cos(angle) * columns - np.sin(angle) * rows) / side)
    truth = ((down + right) % 2).astype(int)
    pairs = (
        ((206, 190, 152), (110, 76, 60)),
        ((226, 226, 222), (52, 54, 60)),
        ((212, 176, 96), (70, 104, 132)),
    )
    return exposed(rng, varied(rng, *pairs[rng.integers(3)])[truth], light(rng, shape, 0.1, 0.18)), truth


def product(rng: Generator) -> Pair:
    """One coloured thing with its shadow on a plain ground."""
    shape = size(rng)
    hues = (188, 62, 52), (58, 96, 168), (70, 134, 78), (214, 134, 46)
    colour, ground = varied(rng, hues[rng.integers(4)], (206, 203, 196))
    centre = rng.uniform(0.4, 0.55) * shape[0], rng.uniform(0.4, 0.6) * shape[1]
    axes, angle = (
        (shape[0] * rng.uniform(0.22, 0.3), shape[0] * rng.uniform(0.18, 0.28)),
        rng.uniform(0, np.pi),
    )
    far = ellipse(shape, centre, axes, angle)
    truth = (far < 1).astype(int)
    under = ellipse(shape, (centre[0] + 0.6 * axes[0], centre[1] + 25), (axes[0] * 0.7, axes[1] * 1.3)) < 1
    shadow = 1 - rng.uniform(0.3, 0.42) * gaussian_filter(under.astype(float), 14)
    lamp = ellipse(shape, (centre[0] - 0.4 * axes[0], centre[1] - 0.35 * axes[1]), axes, angle)
    body = colour * (1.12 - 0.34 * np.clip(lamp, 0, 1.5) ** 1.5)[:, :, None]
    body = body + 60 * np.exp(-((lamp / 0.12) ** 2))[:, :, None]
    scene = np.where(truth[:, :, None] == 1, body, ground * shadow[:, :, None])
    return exposed(rng, scene, light(rng, shape, 0.05, 0.15)), truth


def cells(rng: Generator) -> Pair:
    """Fluorescent cells of unequal brightness on black: grey."""
    shape = size(rng)
    scene, truth = np.full(shape, rng.uniform(8, 14)), np.zeros(shape, int)
    uneven = 0.12 * fog(rng, shape, 3)
    for row, column, radius in scattered(rng, shape, int(rng.integers(16, 32)), (13, 26), -2):
        axes, angle = (radius, radius * rng.uniform(0.65, 1)), rng.uniform(0, np.pi)
        far = ellipse(shape, (row, column), axes, angle)
        here = far < 1
        truth[here] = 1
        scene[here] = (rng.uniform(75, 190) * (1 - 0.25 * far**2) * (1 + uneven))[here]
    lit = gaussian_filter(scene, SOFT) * light(rng, shape)[:, :, 0]
    seen = rng.poisson(lit * 2) / 2 + rng.normal(0, 2, shape)  # two electrons a level
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8), truth


def pie(rng: Generator) -> Pair:
    """Chart in four flat colours with its legend: anti-aliased, free of noise."""
    shape, factor = size(rng), 4
    rows, columns = np.mgrid[: shape[0] * factor, : shape[1] * factor] / factor
    middle, radius = (shape[0] / 2, shape[1] * 0.42), min(0.42 * shape[0], 0.36 * shape[1])
    down, right = rows - middle[0], columns - middle[1]
    turn = (np.arctan2(down, right) / (2 * np.pi) + rng.random()) % 1
    ends = np.cumsum(rng.dirichlet((6, 6, 6)))
    fine = np.where(np.hypot(down, right) < radius, 1 + np.searchsorted(ends[:2], turn), 0)
    for slice_, row in enumerate((0.3, 0.42, 0.54), start=1):
        key = (np.abs(rows - row * shape[0]) < 8) & (np.abs(columns - 0.88 * shape[1]) < 12)
        fine[key] = slice_
    palettes = (
        ((255, 255, 255), (66, 133, 244), (234, 67, 53), (251, 188, 5)),
        ((255, 255, 255), (31, 119, 180), (255, 127, 14), (44, 160, 44)),
        ((247, 244, 234), (94, 60, 108), (212, 120, 110), (120, 170, 160)),
    )
    scene, truth = from_fine(fine, np.array(palettes[rng.integers(3)], float), factor)
    return np.rint(scene).astype(np.uint8), truth


def bands(rng: Generator) -> Pair:
    """Stripes of three colours that recur."""
    shape = size(rng)
    n = int(rng.integers(5, 10))
    ends = np.cumsum(rng.dirichlet(np.full(n, 12.0)))
    stripes = np.searchsorted(ends[:-1], np.linspace(0, 1, shape[0])) % 3
    truth = np.repeat(stripes[:, None], shape[1], axis=1)
    colours = varied(rng, (186, 84, 70), (222, 204, 168), (82, 108, 140), by=14)
    return exposed(rng, colours[truth], light(rng, shape, 0.1, 0.2)), truth


def coast(rng: Generator) -> Pair:
    """Water, sand and vegetation from the air."""
    shape = size(rng)
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    inland = np.cos(angle) * rows + np.sin(angle) * columns + 0.18 * fog(rng, shape, 22)
    low, high = np.quantile(inland, (rng.uniform(0.3, 0.42), rng.uniform(0.56, 0.68)))
    truth = (inland > low).astype(int) + (inland > high)
    water, sand, green = varied(rng, (58, 100, 122), (208, 190, 152), (84, 108, 64))
    depth = 22 * np.exp(-np.clip(low - inland, 0, None) / 0.2)[:, :, None] * (0.6, 1, 0.9)
    dunes, crowns = 4 * fog(rng, shape, 4)[:, :, None], 11 * fog(rng, shape, 2)[:, :, None]
    choices = [truth[:, :, None] == 0, truth[:, :, None] == 1]
    return exposed(rng, np.select(choices, [water + depth, sand + dunes], green + crowns)), truth


def beads(rng: Generator) -> Pair:
    """Beads of three colours on a tray, each with its own shading."""
    shape = size(rng)
    tray, *hues = varied(rng, (198, 196, 190), (172, 62, 60), (64, 98, 160), (88, 140, 84))
    scene, truth = np.broadcast_to(tray, (*shape, 3)).copy(), np.zeros(shape, int)
    for row, column, radius in scattered(rng, shape, int(rng.integers(40, 70)), (10, 17), 0):
        k = int(rng.integers(3))
        here = ellipse(shape, (row, column), (radius, radius)) < 1
        lamp = ellipse(shape, (row - 0.3 * radius, column - 0.3 * radius), (radius, radius))
        truth[here] = k + 1
        scene[here] = hues[k] * (1.1 - 0.22 * lamp[here, None] ** 2)
    return exposed(rng, scene, light(rng, shape, 0.1, 0.2)), truth


KINDS: dict[str, Callable[[Generator], Pair]] = {
    "plants": plants,
    "discs": discs,
    "coins": coins,
    "cells": cells,
    "fields": fields,
    "coast": coast,
    "grains": grains,
    "stains": stains,
    "silhouette": silhouette,
    "horizon": horizon,
    "text": text,
    "checkerboard": checkerboard,
    "blobs": blobs,
    "textures": textures,
    "product": product,
    "beads": beads,
    "bands": bands,
    "pie": pie,
}
SETS = {"dev": tuple(KINDS)[::2], "held-out": tuple(KINDS)[1::2]}  # what is alike is parted


def picture(kind: str, seed: int) -> Pair:
    """Return a picture and its truth; the same for the same seed whatever other kinds there are."""
    return KINDS[kind](np.random.default_rng([seed, crc32(kind.encode())]))


def pictures(
    seed0: int = 0, n: int = 3, kinds: Iterable[str] = tuple(KINDS)
) -> Iterator[tuple[str, int, Pair]]:
    """Yield kind, seed, and picture with truth, for `n` seeds from `seed0`."""
    for kind in kinds:
        for seed in range(seed0, seed0 + n):
            yield kind, seed, picture(kind, seed)


# The methods: pixels and truth to labels; what each may know of the truth is said.


def ours(pixels: Pixels, truth: Labels) -> Labels:  # noqa: ARG001 - knows nothing
    return gmmseg.segment(pixels).labels


def ours_five(pixels: Pixels, truth: Labels) -> Labels:  # noqa: ARG001 - knows nothing
    return gmmseg.segment(pixels, 5, position=0.5).labels


def scikit_learn(pixels: Pixels, truth: Labels) -> Labels:
    """Return the labels of a mixture that knows how many classes there are."""
    features = standardised(pixels)
    some = np.random.default_rng(0).choice(len(features), min(FITTED, len(features)), replace=False)
    mixture = GaussianMixture(len(np.unique(truth)), random_state=0).fit(features[some])
    return mixture.predict(features).reshape(truth.shape)


def oracle(pixels: Pixels, truth: Labels) -> Labels:
    """Return the best of what Gaussians fitted to the classes say, of pixels as they are and without grain.

    Where spreads are equal or edges blurred a common covariance parts classes better than one for each.
    """
    found = [
        gaussians(model, median_filter(pixels, (grain, grain, 1)[: pixels.ndim]), truth)
        for model in (QuadraticDiscriminantAnalysis(reg_param=1e-4), LinearDiscriminantAnalysis())
        for grain in (1, 3)
    ]
    return max(found, key=lambda labels: adjusted_rand(Overlaps.between(labels, truth)))


def gaussians(
    model: QuadraticDiscriminantAnalysis | LinearDiscriminantAnalysis, pixels: Pixels, truth: Labels
) -> Labels:
    """Return the class of highest probability; a pixel whose 8 neighbours mostly differ joins them."""
    features = standardised(pixels)
    some = np.random.default_rng(0).choice(len(features), min(FITTED, len(features)), replace=False)
    guess = model.fit(features[some], truth.reshape(-1)[some]).predict(features).reshape(truth.shape)
    own = np.array([guess == k for k in range(truth.max() + 1)], np.float32)
    votes = uniform_filter(own, (0, 3, 3)) + 0.15 * own  # its own counts more: thin strokes stay
    return np.argmax(votes, axis=0)


def standardised(pixels: Pixels) -> Floats:
    """Return L, a, b (or grey), row and column of every pixel, (h w, 5 or 3), each of deviation 1."""
    colours = pixels[:, :, None].astype(float) if pixels.ndim == 2 else rgb2lab(pixels)
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    features = np.concatenate([colours, np.stack([rows, columns], axis=2)], axis=2)
    features = features.reshape(-1, features.shape[2])
    return np.asarray((features - features.mean(axis=0)) / features.std(axis=0))


METHODS: dict[str, Callable[[Pixels, Labels], Labels]] = {
    "ours": ours,
    "ours-5": ours_five,
    "scikit-learn": scikit_learn,
    "oracle": oracle,
}


def measured(method: str, pixels: Pixels, truth: Labels) -> tuple[float, int, int, float]:
    """Return the adjusted Rand index, how many segments, how many connected pieces, and seconds."""
    begin = time.perf_counter()
    labels = METHODS[method](pixels, truth)
    seconds = time.perf_counter() - begin
    agreed = adjusted_rand(Overlaps.between(labels, truth))
    return agreed, len(np.unique(labels)), connected_components(labels)[1], seconds


def compare(kinds: list[str], seeds: list[int], methods: list[str]) -> None:
    ours(*picture(kinds[0], seeds[0]))  # compile
    print(f"{len(kinds)} kinds, seeds {seeds}: adjusted Rand index, segments, pieces (means over seeds)")
    print(f"{'':24}{'truth':<12}" + "".join(f"{method:<20}" for method in methods))
    table = np.zeros((len(kinds), len(methods), 4))
    for i, kind in enumerate(kinds):
        pairs = [picture(kind, seed) for seed in seeds]
        for j, method in enumerate(methods):
            table[i, j] = np.mean([measured(method, *pair) for pair in pairs], axis=0)
        classes = np.mean([len(np.unique(truth)) for _, truth in pairs])
        pieces = np.mean([connected_components(truth)[1] for _, truth in pairs])
        half = next(name for name, members in SETS.items() if kind in members)
        shown = "".join(f"{ari:.3f} {n:4.1f} {m:6.0f}    " for ari, n, m, _ in table[i])
        print(f"{kind:<14}{half:<10}{classes:3.0f} {pieces:4.0f}    {shown}", flush=True)
    for name, members in {"all": tuple(KINDS), **SETS}.items():
        summarise(name, table[[kind in members for kind in kinds]])
    print(f"{'seconds a picture':<36}" + "".join(f"{mean:<20.2f}" for mean in table[:, :, 3].mean(axis=0)))


def summarise(name: str, table: Floats) -> None:
    """Print the mean over kinds and its standard error; pictures of one kind are no independent samples."""
    n = len(table)
    if n < 2:
        return
    means, errors = table[:, :, 0].mean(axis=0), table[:, :, 0].std(axis=0, ddof=1) / np.sqrt(n)
    shown = [f"{mean:.3f} ± {error:.3f}" for mean, error in zip(means, errors, strict=True)]
    print(f"{f'mean, {name} ({n} kinds)':<36}" + "".join(f"{one:<20}" for one in shown))


def write(folder: Path, kinds: list[str], seeds: list[int]) -> None:
    """Write every picture as KIND-SEED.png and its truth, in greys from black to white, beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        for seed in seeds:
            pixels, truth = picture(kind, seed)
            Picture.fromarray(pixels).save(folder / f"{kind}-{seed}.png")
            greys = (truth * (255 // max(1, truth.max()))).astype(np.uint8)
            Picture.fromarray(greys).save(folder / f"{kind}-{seed}-truth.png")
    print(f"{len(kinds) * len(seeds)} pictures and their truths are in {folder}.")


def chosen(parser: argparse.ArgumentParser, given: str, sets: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the names that are meant, in their order; end the program at one that does not exist."""
    known = {name: (name,) for members in sets.values() for name in members} | sets
    wanted = [name for word in given.split(",") for name in known.get(word, ())]
    if unknown := [word for word in given.split(",") if word not in known]:
        parser.error(f"there is no {unknown[0]!r}: choose from {', '.join(known)}")
    return wanted


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", default="all", help="all, dev, held-out, or some of " + ", ".join(KINDS))
    parser.add_argument("--seeds", default="held-out", help="dev (0,1,2), held-out (100,101,102), or numbers")
    parser.add_argument("--only", default=",".join(METHODS), help="which of " + ", ".join(METHODS))
    parser.add_argument(
        "--write", type=Path, metavar="FOLDER", help="write the pictures instead of measuring"
    )
    given = parser.parse_args()
    kinds = chosen(parser, given.kind, {"all": tuple(KINDS), **SETS})
    methods = chosen(parser, given.only, {"all": tuple(METHODS)})
    try:
        seeds = list(SEEDS.get(given.seeds) or map(int, given.seeds.split(",")))
    except ValueError:
        parser.error(f"--seeds is {given.seeds!r}: give dev, held-out, or whole numbers such as 0,1,2")
    if given.write:
        write(given.write, kinds, seeds)
    else:
        compare(kinds, seeds, methods)


if __name__ == "__main__":
    main()
