"""What is made of a picture before its pixels become samples, as a value; `channels/prepare.py` makes it."""

from dataclasses import dataclass

Range = tuple[float, float]

ALL = "all"  # channels, as they are
USUAL = "usual"  # stains: hematoxylin, eosin and DAB, by published vectors
SEARCHED = -1.0  # the size of an object that is looked for in the picture


@dataclass(frozen=True)
class Preparation:
    """What is made of a picture before its pixels become samples.

    Attributes
    ----------
    channels : str
        Names, numbers and expressions, with commas between; "all" for all as they are.
    stains : str
        How stains are told apart, where some are among the channels: see `stains.accepted`.
    flatten : float
        Typical object in pixels, for light to be made even; 0 leaves it, `SEARCHED` looks for the size.
    ranges : tuple of (float, float)
        Of each channel what stands for 0 and 1 where some are computed; empty before that is known.
    is_bright : tuple of bool
        For each channel whether the background is bright; empty before that is known.
    is_found_by_name : bool
        Whether nobody asked for it, and channels were only put into the order of a model's.
    """

    channels: str = ALL
    stains: str = USUAL
    flatten: float = 0.0
    ranges: tuple[Range, ...] = ()
    is_bright: tuple[bool, ...] = ()
    is_found_by_name: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether pictures are taken as they are."""
        return self.channels == ALL and self.flatten == 0

    @property
    def is_even(self) -> bool:
        """Whether drifting light leaves no mark: it was taken out, or channels were computed."""
        return self.flatten != 0 or bool(self.ranges)


AS_IT_IS = Preparation()
