"""Segmentation to files: a table of kinds, and the one function that writes them."""

from gmmseg.io.exporters.exporting import KINDS, export, foresee

__all__ = ["KINDS", "export", "foresee"]
