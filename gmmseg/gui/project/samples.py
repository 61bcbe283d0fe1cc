"""The names of the sample pictures."""

from pathlib import Path

from gmmseg.gui.translation import mark, tr

NAMES = {"ihc": mark("tissue")}  # where its file is called otherwise
OTHERS = (
    *(mark("astronaut"), mark("chelsea"), mark("coffee"), mark("coins"), mark("retina"), mark("rocket")),
)


def name_of(file: Path) -> str:
    """Return what people call a sample picture."""
    return tr(NAMES.get(file.stem, file.stem))
