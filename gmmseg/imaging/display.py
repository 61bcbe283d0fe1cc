"""Results that show themselves, in plots and notebooks: by functions handed in from the floors that can.

`gmmseg/__init__.py` hands them in, so that they are there whichever module is imported first.
"""

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Display(Protocol):
    """What knows how to show a segmentation: the module `gmmseg/presentation.py` does."""

    def plot(self, segmentation: Any, ax: "Axes | None", *, opacity: float) -> "Axes":
        """Draw a segmentation, on new axes where none are given, and return them."""

    def html(self, segmentation: Any) -> str:
        """Return a segmentation as HTML."""

    def png(self, segmentation: Any) -> bytes:
        """Return a segmentation as a PNG file."""


class Displayed:
    """A result that people look at; `display` is set once, when the package is imported."""

    display: ClassVar[Display]

    def plot(self, ax: "Axes | None" = None, *, opacity: float = 0.5) -> "Axes":
        """Draw the picture under the colours of its segments, with their names and shares.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to; by default a new figure of pyplot, which notebooks show by themselves.
        opacity : float
            Of the colours, from 0 (boundaries alone) to 1 (the picture is hidden).

        Returns
        -------
        matplotlib.axes.Axes
            Where it was drawn; rows and columns of the picture are its units.

        Raises
        ------
        BadSettingError
            If `opacity` is not from 0 to 1.
        """
        return self.display.plot(self, ax, opacity=opacity)

    def _repr_html_(self) -> str:
        return self.display.html(self)

    def _repr_png_(self) -> bytes:
        return self.display.png(self)
