"""Tiles that cannot be read: where they lie and why, told once for all passes over a picture."""

from dataclasses import dataclass, field
from threading import Lock

NAMED = 3  # places in one sentence


@dataclass(eq=False)
class DamagedTiles:
    """Parts of a picture that could not be decoded.

    Attributes
    ----------
    found : dict
        For the row and column of the first pixel of each: height, width and what the decoder said.
    """

    found: dict[tuple[int, int], tuple[int, int, str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, place: tuple[int, int], size: tuple[int, int], reason: str) -> None:
        """Note that a part cannot be read."""
        with self._lock:
            self.found.setdefault(place, (*size, reason))

    @property
    def sentence(self) -> str:
        """What to tell people; empty where all could be read."""
        if not self.found:
            return ""
        places = sorted(self.found)
        named = [
            f"row {row}, column {column} ({self.found[row, column][1]} x {self.found[row, column][0]} pixels)"
            for row, column in places[:NAMED]
        ]
        n, more = len(places), len(places) - len(named)
        begin = "One tile" if n == 1 else f"{n} tiles"
        rest = f" and {more} more" if more > 0 else ""
        reason = self.found[places[0]][2]
        return (
            f"{begin} could not be read ({reason}), at {'; '.join(named)}{rest}: pixels there are label 0. "
            f"Get a whole copy of the file."
        )
