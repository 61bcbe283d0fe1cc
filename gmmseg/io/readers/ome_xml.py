"""OME-XML metadata, read in one pass and in bounded time.

The text comes with the file and may be hostile: it is neither matched by patterns that backtrack nor made
into a tree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, prod
from xml.parsers import expat

MOST_ELEMENTS = (
    200_000  # ten thousand planes, each with what a microscope knows of it, have a quarter of that
)
_AXES = "XYZCT"


class TooMuchTextError(ValueError):
    """There is more in a text than anybody writes; the message says what, to follow "have"."""


@dataclass
class Pixels:
    """One picture of several planes, as the text describes it.

    Attributes
    ----------
    attributes : mapping of str to str
        Its attributes.
    parts : list of mappings
        Those of the elements that say which pages hold its planes.
    channels : list of mappings
        Those of its channels.
    """

    attributes: Mapping[str, str]
    parts: list[Mapping[str, str]] = field(default_factory=list)
    channels: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def n_planes(self) -> int:
        """How many planes are declared, in time, depth and channels."""
        return prod(_whole(self.attributes.get(f"Size{axis}")) for axis in _AXES[2:])

    @property
    def n_pixels(self) -> int:
        """How many pixels each of them has, as the file declares."""
        return prod(_whole(self.attributes.get(f"Size{axis}")) for axis in _AXES[:2])


@dataclass
class Description:
    """What a text says.

    Attributes
    ----------
    pictures : list of Pixels
        In their order.
    longest : float
        The most values that an axis is declared to have.
    is_damaged : bool
        Whether the text ceases to be XML somewhere.
    """

    pictures: list[Pixels] = field(default_factory=list)
    longest: float = 0.0
    is_damaged: bool = False


def described(text: str) -> Description:
    """Return what a text says, up to where it ceases to be XML.

    Raises
    ------
    TooMuchTextError
        If it has more elements than `MOST_ELEMENTS`, or defines words that stand for others.
    """
    found = Description()
    reader = expat.ParserCreate("utf-8")
    n_elements = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal n_elements
        n_elements += 1
        if n_elements > MOST_ELEMENTS:
            raise TooMuchTextError(f"more than {MOST_ELEMENTS:,} elements")
        _note(found, name.rpartition(":")[2], attributes)

    def refuse(*_: object) -> None:
        raise TooMuchTextError("words of their own")

    reader.StartElementHandler = begin
    reader.EntityDeclHandler = refuse  # a few of them, each made of others, unfold to any length
    try:
        reader.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        found.is_damaged = True  # what comes before counts; the picture is read without the rest
    finally:  # they know the reader's own callers, and would keep the text as long as these
        reader.StartElementHandler = reader.EntityDeclHandler = None
    return found


def _note(found: Description, element: str, attributes: dict[str, str]) -> None:
    if element.endswith("Pixels"):
        found.pictures.append(Pixels(attributes))
    elif element == "pixels":  # Leica's
        found.pictures.append(Pixels({}))
    elif (element == "dimension" or element.endswith("TiffData")) and found.pictures:
        found.pictures[-1].parts.append(attributes)
    elif element == "Channel" and found.pictures:
        found.pictures[-1].channels.append(attributes)
    elif element[:-1].endswith("Along"):
        found.longest = max(found.longest, _n_steps(attributes))


def _n_steps(attributes: dict[str, str]) -> float:
    try:
        step = float(attributes.get("Step", 1))
        steps = (float(attributes["End"]) - float(attributes.get("Start", 0))) / step + 1
    except (KeyError, ValueError, ZeroDivisionError):
        return 0.0
    return min(inf, abs(steps))  # not a number is as good as endless


def _whole(text: str | None) -> int:
    """Return a count; 1 where none is declared that could be one."""
    try:
        return max(1, int(text or 1))
    except ValueError:
        return 1
