"""Where the picture lies on the screen."""

from dataclasses import dataclass, replace

LEAST, MOST = 0.001, 100.0  # screen pixels per picture pixel
VISIBLE = 8  # screen pixels that the shorter side of a fitted picture has at least, if it is long and thin
MARGIN = 16  # screen pixels left free around a picture that is fitted


@dataclass(frozen=True)
class Viewport:
    """A scale and a place; every unit is a device pixel.

    Attributes
    ----------
    scale : float
        Screen pixels per picture pixel.
    x, y : float
        Where the picture's top left corner is, from the view's own.
    """

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def fitting(cls, view: tuple[float, float], picture: tuple[int, int]) -> "Viewport":
        """Return the camera that shows all of a picture (width, height) in the middle of a view."""
        room = max(view[0] - 2 * MARGIN, 1), max(view[1] - 2 * MARGIN, 1)
        scale = min(room[0] / picture[0], room[1] / picture[1])
        scale = max(scale, min(1.0, VISIBLE / min(picture)))
        scale = min(max(scale, LEAST), MOST)
        x = (view[0] - picture[0] * scale) / 2
        y = (view[1] - picture[1] * scale) / 2
        return cls(scale, float(round(x)), float(round(y)))

    def at_scale(self, scale: float, point: tuple[float, float]) -> "Viewport":
        """Return the camera at another scale that keeps what lies under `point` there."""
        scale = min(max(scale, LEAST), MOST)
        ratio = scale / self.scale
        return Viewport(scale, point[0] - (point[0] - self.x) * ratio, point[1] - (point[1] - self.y) * ratio)

    def moved(self, dx: float, dy: float, view: tuple[float, float], picture: tuple[int, int]) -> "Viewport":
        """Return the camera moved by a way, but not so far that the picture is lost from view."""
        moved = replace(self, x=self.x + dx, y=self.y + dy)
        return moved.kept(view, picture)

    def kept(self, view: tuple[float, float], picture: tuple[int, int]) -> "Viewport":
        """Return the camera moved back until the picture reaches the middle of the view."""
        width, height = picture[0] * self.scale, picture[1] * self.scale
        x = min(max(self.x, view[0] / 2 - width), view[0] / 2)
        y = min(max(self.y, view[1] / 2 - height), view[1] / 2)
        return replace(self, x=x, y=y)

    def picture_point(self, x: float, y: float) -> tuple[float, float]:
        """Return the place in the picture, in its pixels, of a place in the view."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale
