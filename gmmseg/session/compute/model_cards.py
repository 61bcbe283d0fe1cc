"""What segments are, and a whole model in words, as jobs for the window."""

from collections.abc import Generator

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.inspection.component_cards import SegmentCard, component_cards
from gmmseg.inspection.description import ModelDescription, describe
from gmmseg.inspection.model_comparison import ModelComparison, compare_models
from gmmseg.job import Progress, Workers
from gmmseg.settings import Settings


def making_cards(
    segmentation: Segmentation, workers: Workers
) -> Generator[Progress, None, tuple[SegmentCard, ...]]:
    """Yield progress and return a card for each segment."""
    yield Progress("Describing segments", 0.1)
    workers.pause()
    return component_cards(segmentation)


def describing(
    segmentation: Segmentation, settings: Settings | None, workers: Workers
) -> Generator[Progress, None, ModelDescription]:
    """Yield progress and return the model in words; `settings` are those of its fit, if there was one."""
    yield Progress("Describing the model", 0.1)
    workers.pause()
    return describe(segmentation, settings=settings)


def comparing(
    first: Model, second: Model, image: Image, workers: Workers
) -> Generator[Progress, None, ModelComparison]:
    """Yield progress and return how two models differ on a picture."""
    yield Progress("Comparing models", 0.1)
    return compare_models(first, second, image, threads=workers.n_threads)
