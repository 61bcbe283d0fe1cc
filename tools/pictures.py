"""Draw the pictures of the README anew: `xvfb-run -a .venv/bin/python tools/pictures.py`."""

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QTimer

import gmmseg
from gmmseg.assets import path
from gmmseg.gui.app.application import application
from gmmseg.gui.app.main_window import MainWindow

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
IN_WINDOW = path("sample_images", "astronaut.png")
BEFORE = path("sample_images", sys.argv[1] if len(sys.argv) > 1 else "coffee.png")
SIZE = 1280, 800
PATIENCE = 12_000  # ms in which the window has found segments and finished fading them in


def window() -> None:
    """Save what the window looks like with segments in it."""
    app = application()
    main = MainWindow()
    main.resize(*SIZE)
    main.show()
    main.open(IN_WINDOW)

    def shoot() -> None:
        main.grab().save(str(FOLDER / "window.png"))
        main.close()
        app.quit()

    QTimer.singleShot(PATIENCE, shoot)
    app.exec()


def before_and_after() -> None:
    """Save a picture beside its overlay and its mean colours."""
    segmentation = gmmseg.segment(BEFORE)
    folder = FOLDER / "parts"
    parts = [BEFORE, *segmentation.save(folder, ["overlay", "mean"], overwrite=True)]
    pictures = [Image.open(part).convert("RGB") for part in parts]
    width, height = pictures[0].size
    strip = Image.new("RGB", (width * len(pictures), height))
    for i, picture in enumerate(pictures):
        strip.paste(picture, (i * width, 0))
    strip.save(FOLDER / "before-after.jpg", quality=90)
    for part in parts[1:]:
        part.unlink()
    folder.rmdir()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    window()
    before_and_after()
