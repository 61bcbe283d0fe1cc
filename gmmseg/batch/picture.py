"""One picture of a batch: where it is, what it is called, and how the names of its results begin."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a batch.

    Attributes
    ----------
    location : str
        Where it is, as text: a path would take three times the memory, and there may be a million.
    name : str
        What it is called in the batch: its way from the folder that was given, with slashes. No two
        pictures of a batch have the same.
    stem : str
        How the names of its results begin: a way from the folder of results, with slashes. Empty until
        there is a plan.
    page : int, str or None
        Which page of the file, where the file has several that are pictures.
    axis : str or None
        Whose planes are its channels, if any's are.
    """

    location: str | Path
    name: str
    stem: str = ""
    page: int | str | None = None
    axis: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "location", os.fspath(self.location))

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.location)

    @property
    def reading(self) -> dict[str, Any]:
        """Which picture of the file it is, as `images.read` takes it by name; empty where there is one."""
        channels = {} if self.axis is None else {"axis": self.axis or None, "as_channels": True}
        return channels if self.page is None else {"page": self.page, **channels}
