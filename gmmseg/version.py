"""The version of gmmseg, and nothing else."""

__version__ = "0.1.0.dev0"
