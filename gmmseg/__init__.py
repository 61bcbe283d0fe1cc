"""Turn pictures into masks with Gaussian mixtures.

The names below are loaded on first use, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0.dev0"

_HOMES = {
    "BayesianGaussianMixture": "gmmseg.mixture.estimator_bayesian",
    "GaussianMixture": "gmmseg.mixture.estimator",
    "GmmsegError": "gmmseg.errors",
    "Image": "gmmseg.imaging.image",
    "Model": "gmmseg.imaging.model",
    "Segmentation": "gmmseg.imaging.segmentation",
    "Settings": "gmmseg.pipeline",
    "cut": "gmmseg.api",
    "read": "gmmseg.io.images",
    "segment": "gmmseg.api",
}

__all__ = [
    "BayesianGaussianMixture",
    "GaussianMixture",
    "GmmsegError",
    "Image",
    "Model",
    "Segmentation",
    "Settings",
    "__version__",
    "cut",
    "read",
    "segment",
]

if TYPE_CHECKING:
    from gmmseg.api import cut, segment
    from gmmseg.errors import GmmsegError
    from gmmseg.imaging.image import Image
    from gmmseg.imaging.model import Model
    from gmmseg.imaging.segmentation import Segmentation
    from gmmseg.io.images import read
    from gmmseg.mixture.estimator import GaussianMixture
    from gmmseg.mixture.estimator_bayesian import BayesianGaussianMixture
    from gmmseg.settings import Settings


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'gmmseg' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
