"""Colours of segments (Okabe and Ito 2008; Oklab, Ottosson 2020), and colour maps of numbers from 0 to 1.

Okabe and Ito (2008), "Color universal design". Ottosson (2020), "A perceptual color space for image
processing".
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
ROUNDS = 8  # of exchanging colours: it ends sooner

# Okabe and Ito (2008), "Color universal design": told apart by colour-blind people too.
OKABE_ITO: tuple[Colour, ...] = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (213, 94, 0),
    (240, 228, 66),
    (90, 90, 90),
)

# Every fifth of the 256 colours of two maps by Smith and van der Walt (2015, CC0): even steps to the eye,
# in print without colour and to colour-blind people. Between them, straight lines are true to 1 in 255.
VIRIDIS = (
    "440154 46085c 471063 481769 481d6f 482475 472a7a 46307e 453781 433d84 414287 3f4889 3d4e8a "
    "3a538b 38598c 355e8d 33638d 31688e 2e6d8e 2c718e 2a768e 297b8e 27808e 25848e 23898e 218e8d "
    "20928c 1f978b 1e9c89 1fa188 21a585 24aa83 28ae80 2eb37c 35b779 3dbc74 46c06f 50c46a 5ac864 "
    "65cb5e 70cf57 7cd250 89d548 95d840 a2da37 b0dd2f bddf26 cae11f d8e219 e5e419 f1e51d fde725"
)
MAGMA = (
    "000004 02020b 050416 090720 0e0b2b 140e36 1a1042 21114e 29115a 311165 390f6e 420f75 4a1079 "
    "52137c 5a167e 621980 6a1c81 721f81 792282 812581 892881 912b81 992d80 a1307e aa337d b2357b "
    "ba3878 c23b75 ca3e72 d2426f d9466b e04c67 e75263 ec5860 f1605d f4695c f7725c f97b5d fb8560 "
    "fc8e64 fd9869 fea16e feaa74 feb47b febd82 fec68a fecf92 fed89a fde2a3 fdebac fcf4b6 fcfdbf"
)


def palette(n: int) -> tuple[Colour, ...]:
    """Return `n` colours that differ, red, green and blue from 0 to 255.

    The first eight are those of Okabe and Ito; each further one is the candidate, in even steps of
    lightness, hue and strength, that is farthest from all before it. A longer palette begins with
    the shorter one; after 1088 colours it repeats.
    """
    longest = len(OKABE_ITO) + len(_candidates())
    colours = _ordered(max(len(OKABE_ITO), 1 << (min(n, longest) - 1).bit_length()) if n else 0)
    return tuple(colours[i % longest] for i in range(n))


def deal(borders: NDArray[np.floating]) -> tuple[Colour, ...]:
    """Return a colour of the palette for each segment, such that those with a long border differ most.

    They begin in the order of the palette and are exchanged in pairs as long as that helps.

    Parameters
    ----------
    borders : ndarray of shape (n, n)
        How long the border between two segments is, in any unit; symmetric.
    """
    n = len(borders)
    colours = palette(n)
    if n < 2:
        return colours
    places = oklab(np.array(colours, np.uint8))
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    nearness = 1 / (distances + np.eye(n)) ** 2
    np.fill_diagonal(nearness, 0)
    weights = np.asarray(borders, float).copy()
    np.fill_diagonal(weights, 0)
    weights = np.sqrt(weights / max(weights.max(), 1e-9))  # short borders count, too
    given = np.arange(n)
    cost = float((weights * nearness[np.ix_(given, given)]).sum())
    for _ in range(ROUNDS):
        before = cost
        for a in range(n):
            for b in range(a + 1, n):
                given[[a, b]] = given[[b, a]]
                other = float((weights * nearness[np.ix_(given, given)]).sum())
                if other < cost - 1e-12:
                    cost = other
                else:
                    given[[a, b]] = given[[b, a]]
        if cost == before:
            break
    return tuple(colours[i] for i in given)


@cache
def _ordered(n: int) -> tuple[Colour, ...]:
    """Return at least `n` colours of the palette, or all there are."""
    candidates = _candidates()
    chosen = [np.array(colour, np.uint8) for colour in OKABE_ITO]
    places = oklab(candidates)
    distances = np.full(len(candidates), np.inf)
    for colour in OKABE_ITO:
        distances = np.minimum(distances, ((places - oklab(np.array([colour], np.uint8))) ** 2).sum(1))
    for _ in range(min(n - len(chosen), len(candidates))):
        farthest = int(distances.argmax())
        chosen.append(candidates[farthest])
        distances = np.minimum(distances, ((places - places[farthest]) ** 2).sum(1))
        distances[farthest] = -1
    return tuple((int(red), int(green), int(blue)) for red, green, blue in chosen)


@cache
def _candidates() -> NDArray[np.uint8]:
    """Return colours (n, 3) in even steps of lightness, hue and strength, none almost white or black."""
    from colorsys import hls_to_rgb

    colours = [
        hls_to_rgb(hue / 36, lightness / 100, strength)
        for lightness in range(20, 90, 7)
        for hue in range(36)
        for strength in (1.0, 0.65, 0.3)
    ]
    return np.rint(np.array(colours) * 255).astype(np.uint8)


def oklab(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return lightness and two opponent colours (n, 3) of sRGB colours (n, 3); Ottosson (2020)."""
    unit = colours / 255
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(linear @ CONES.T)
    return np.asarray(cones @ OPPONENTS.T)


CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
OPPONENTS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@cache
def ramp(anchors: str) -> NDArray[np.uint8]:
    """Return 256 colours (256, 3) along a colour map given by its anchors."""
    values = np.array([list(bytes.fromhex(anchor)) for anchor in anchors.split()], float)
    at, everywhere = np.linspace(0, 255, len(values)), np.arange(256)
    channels = [np.interp(everywhere, at, values[:, channel]) for channel in range(3)]
    colours = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    colours.flags.writeable = False
    return colours
