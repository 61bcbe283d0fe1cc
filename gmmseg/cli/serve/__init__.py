"""`gmmseg serve`: models as a service over HTTP."""

from gmmseg.cli.serve.command import serve

__all__ = ["serve"]
