"""Soft edges: a generated picture whose opacity and colours are known."""

import numpy as np
import pytest

from gmmseg.imaging.cutting.soft_edges import matte, soft_cutout
from gmmseg.imaging.filters.gaussian import gaussian_blur

SIZE = 96


def scene(softness, seed=0, radius=30.0, contrast=1.0):
    """Return opacity, foreground, background and their mixture, with texture in both colours."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[: SIZE * 4, : SIZE * 4] / 4 + 0.125
    angle = np.arctan2(rows - 48, columns - 48)
    fine = (np.hypot(rows - 48, columns - 48) < radius + 4 * np.sin(5 * angle)).astype(np.float32)
    alpha = fine.reshape(SIZE, 4, SIZE, 4).mean(axis=(1, 3))
    if softness:
        alpha = gaussian_blur(alpha, softness)
    grain = [gaussian_blur(rng.normal(0, 0.25, (SIZE, SIZE, 3)).astype(np.float32), 2) for _ in range(2)]
    front = np.clip(np.array([0.8, 0.35, 0.2]) + grain[0], 0, 1).astype(np.float32)
    back = np.array([0.8, 0.35, 0.2]) + contrast * np.array([-0.65, 0.3, 0.55])
    back = np.clip(back + grain[1], 0, 1).astype(np.float32)
    mixed = alpha[..., None] * front + (1 - alpha)[..., None] * back
    return alpha, front, back, mixed


def on_black(alpha, colours):
    return alpha[..., None] * colours


@pytest.mark.parametrize("softness", [0, 1.0, 1.5])
@pytest.mark.parametrize("shift", [0, 1])
def test_no_fringe_of_the_background_is_left(softness, shift):
    alpha, front, back, mixed = scene(softness)
    mask = np.roll(alpha > 0.5, shift, axis=1)
    edge = gaussian_blur(np.abs(np.gradient(mask.astype(np.float32))[1]), 2) > 0.02

    found, colours = matte(mixed, mask)

    truth = on_black(alpha, front)
    ours = np.abs(on_black(found, colours) - truth)[edge].mean()
    hard = np.abs(on_black(mask.astype(np.float32), mixed) - truth)[edge].mean()
    assert ours < 0.5 * hard
    assert np.abs(found - alpha)[edge].mean() < 0.5 * np.abs(mask - alpha)[edge].mean()
    way = (back - front) / np.linalg.norm(back - front, axis=2, keepdims=True)
    seen = edge & (found > 0.1)
    fringe = [((c - front) * way).sum(axis=2)[seen].mean() for c in (colours, mixed)]
    assert abs(fringe[0]) < 0.15 * fringe[1]


def test_far_from_the_boundary_nothing_changes():
    alpha, _, _, mixed = scene(1.0)
    mask = alpha > 0.5

    found, colours = matte(mixed, mask)

    assert (found[44:52, 44:52] == 1).all()
    assert (found[:6] == 0).all()
    np.testing.assert_array_equal(colours[44:52, 44:52], mixed[44:52, 44:52])


def test_where_colours_say_nothing_the_prior_decides():
    picture = np.full((30, 30, 3), 0.5, np.float32)
    mask = np.zeros((30, 30), bool)
    mask[10:20, 10:20] = True
    prior = np.where(mask, np.float32(0.75), np.float32(0.25))

    found, _ = matte(picture, mask, prior)

    assert found[10, 15] == pytest.approx(0.75)
    assert found[9, 15] == pytest.approx(0.25)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_cutout_is_cropped_and_has_the_pictures_bits(kind, channels):
    white = np.iinfo(kind).max
    picture = np.full((40, 50, channels), white // 8, kind)
    mask = np.zeros((40, 50), bool)
    mask[10:20, 0:30] = True
    picture[mask] = white // 2

    cutout = soft_cutout(picture, mask)

    assert cutout.pixels.dtype == kind
    assert cutout.left == 0
    assert 7 <= cutout.top <= 10
    inner = cutout.pixels[14 - cutout.top, 12]
    assert inner.tolist() == [white // 2] * 3 + [white]
    assert (cutout.pixels[cutout.pixels[..., 3] == 0] == 0).all()


def test_a_pixel_and_nothing_and_everything_are_cutouts_too():
    picture = np.full((9, 9, 3), 40, np.uint8)
    picture[4, 4] = 240
    one = np.zeros((9, 9), bool)
    one[4, 4] = True

    assert soft_cutout(picture, np.zeros((9, 9), bool)).pixels.shape == (0, 0, 4)
    assert soft_cutout(picture, np.ones((9, 9), bool)).pixels[..., 3].min() == 255
    found = soft_cutout(picture, one)
    assert found.pixels[4 - found.top, 4 - found.left, :3].min() > 200
