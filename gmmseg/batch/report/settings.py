"""What a fit was told to do, in words for the page about a batch."""

from gmmseg.settings import Settings

WORDS = {
    "n_components": "segments",
    "method": "method",
    "covariance_type": "covariances",
    "colour": "colour space",
    "position": "weight of the place",
    "texture": "texture",
    "start": "start",
    "restarts": "starts compared",
    "tolerance": "least gain of a step",
    "max_iterations": "most steps",
    "noise": "smallest spread",
    "smoothing": "smoothing",
    "detail": "detail of regions",
    "min_region": "smallest region in pixels",
    "seed": "seed",
}


def told(settings: Settings) -> str:
    """Return every setting and its value on one line."""
    return "; ".join(f"{words} {_shown(getattr(settings, name))}" for name, words in WORDS.items())


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"
