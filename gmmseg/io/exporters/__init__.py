"""Exporters: segmentation to files, a module for each kind of file and one function that writes them all."""

from gmmseg.io.exporters.objects import OBJECT_KINDS
from gmmseg.io.exporters.registry import KINDS, available, export, export_objects, first_file, foresee

__all__ = ["KINDS", "OBJECT_KINDS", "available", "export", "export_objects", "first_file", "foresee"]
