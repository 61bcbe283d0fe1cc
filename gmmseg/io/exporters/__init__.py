"""Segmentation to files: a table of kinds, and the one function that writes them."""

from gmmseg.io.exporters.exporting import KINDS, available, export, foresee
from gmmseg.io.exporters.objects import OBJECT_KINDS

__all__ = ["KINDS", "OBJECT_KINDS", "available", "export", "foresee"]
