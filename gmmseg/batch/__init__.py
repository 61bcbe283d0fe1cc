"""Batches: a folder of pictures through one model, by several processes, reported as events.

The names below are loaded on first use: a worker needs none of them, and starts sooner without.
"""

from importlib import import_module
from typing import TYPE_CHECKING

_MODULES = {
    **dict.fromkeys(
        ("ImageStart", "Event", "ImageOutcome", "ModelProgress", "WorkerRefusal", "EarlyEnd"),
        "gmmseg.batch.events",
    ),
    **dict.fromkeys(("Picture", "Plan"), "gmmseg.batch.plan"),
    "Recipe": "gmmseg.batch.recipe",
    "Run": "gmmseg.batch.run",
}

__all__ = [
    "EarlyEnd",
    "Event",
    "ImageOutcome",
    "ImageStart",
    "ModelProgress",
    "Picture",
    "Plan",
    "Recipe",
    "Run",
    "WorkerRefusal",
]

if TYPE_CHECKING:
    from gmmseg.batch.events import EarlyEnd, Event, ImageOutcome, ImageStart, ModelProgress, WorkerRefusal
    from gmmseg.batch.plan import Picture, Plan
    from gmmseg.batch.recipe import Recipe
    from gmmseg.batch.run import Run


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'gmmseg.batch' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
