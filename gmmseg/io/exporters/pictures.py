"""Pictures for people: what the window shows, as PNG."""

from collections.abc import Iterator

from gmmseg.imaging import rendering
from gmmseg.io.exporters import png
from gmmseg.io.exporters.scene import Output, Scene


def overlay(scene: Scene) -> Iterator[Output]:
    """Yield the picture under the segments' colours."""
    yield Output(
        "_overlay.png",
        lambda path: png.write_picture(
            path, rendering.overlay(scene.picture, scene.labels, scene.colours, scene.opacity)
        ),
    )
