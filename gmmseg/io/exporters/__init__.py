"""Segmentation to files: a table of kinds, and the one function that writes them."""

from gmmseg.io.exporters.objects import OBJECT_KINDS
from gmmseg.io.exporters.registry import KINDS, available, export, foresee

__all__ = ["KINDS", "OBJECT_KINDS", "available", "export", "foresee"]
