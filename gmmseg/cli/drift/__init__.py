"""`gmmseg drift`: whether models that serve should be refitted."""

from gmmseg.cli.drift.command import drift

__all__ = ["drift"]
