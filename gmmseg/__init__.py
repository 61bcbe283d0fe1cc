"""Turn pictures into masks with Gaussian mixtures.

The names below are loaded on first use, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from gmmseg import presentation
from gmmseg.imaging.display import Displayed
from gmmseg.version import __version__

Displayed.display = presentation  # the one place that knows both floors

_MODULES = {
    "BayesianGaussianMixture": "gmmseg.mixture.sklearn.bayesian_mixture",
    "GaussianMixture": "gmmseg.mixture.sklearn.gaussian_mixture",
    "GmmsegError": "gmmseg.errors",
    "Image": "gmmseg.imaging.image",
    "Model": "gmmseg.imaging.model",
    "ObjectOptions": "gmmseg.imaging.object_options",
    "Segmentation": "gmmseg.imaging.segmentation",
    "Settings": "gmmseg.settings",
    "apply": "gmmseg.api",
    "cluster": "gmmseg.api",
    "compare": "gmmseg.api",
    "calibrate": "gmmseg.inspection.calibration",
    "compare_models": "gmmseg.inspection.model_comparison",
    "component_cards": "gmmseg.inspection.component_cards",
    "cut": "gmmseg.api",
    "describe": "gmmseg.inspection.description",
    "explain": "gmmseg.inspection.pixel_explanation",
    "interactive": "gmmseg.plugins.jupyter_widget",
    "preset": "gmmseg.io.preset_files",
    "read": "gmmseg.io.readers.images",
    "segment": "gmmseg.api",
    "segment_pages": "gmmseg.api",
    "segment_statistics": "gmmseg.imaging.segment_statistics",
    "sweep": "gmmseg.api",
}

__all__ = [
    "BayesianGaussianMixture",
    "GaussianMixture",
    "GmmsegError",
    "Image",
    "Model",
    "ObjectOptions",
    "Segmentation",
    "Settings",
    "__version__",
    "apply",
    "calibrate",
    "cluster",
    "compare",
    "compare_models",
    "component_cards",
    "cut",
    "describe",
    "explain",
    "interactive",
    "preset",
    "read",
    "segment",
    "segment_pages",
    "segment_statistics",
    "sweep",
]

if TYPE_CHECKING:
    from gmmseg.api import apply, cluster, compare, cut, segment, segment_pages, sweep
    from gmmseg.errors import GmmsegError
    from gmmseg.imaging.image import Image
    from gmmseg.imaging.model import Model
    from gmmseg.imaging.object_options import ObjectOptions
    from gmmseg.imaging.segment_statistics import segment_statistics
    from gmmseg.imaging.segmentation import Segmentation
    from gmmseg.inspection.calibration import calibrate
    from gmmseg.inspection.component_cards import component_cards
    from gmmseg.inspection.description import describe
    from gmmseg.inspection.model_comparison import compare_models
    from gmmseg.inspection.pixel_explanation import explain
    from gmmseg.io.readers.images import read
    from gmmseg.mixture.sklearn.bayesian_mixture import BayesianGaussianMixture
    from gmmseg.mixture.sklearn.gaussian_mixture import GaussianMixture
    from gmmseg.plugins.jupyter_widget import interactive
    from gmmseg.settings import Settings


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'gmmseg' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
