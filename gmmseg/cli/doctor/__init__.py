"""`gmmseg doctor`: what this computer gives gmmseg, and what is missing."""

from gmmseg.cli.doctor.command import doctor

__all__ = ["doctor"]
