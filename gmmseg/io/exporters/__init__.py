"""Segmentation to files: a table of kinds, and the one function that writes them."""

from gmmseg.io.exporters.exporting import KINDS, export

__all__ = ["KINDS", "export"]
