"""What was dropped on the window: the one picture to open, and what to say about the rest."""

from pathlib import Path

from PySide6.QtCore import QMimeData

PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".jp2", ".ppm", ".pgm", ".mpo"}
LOOKED_AT = 10_000  # entries of a folder; a larger one is no folder of pictures to try


def picture_in(dropped: QMimeData) -> tuple[Path | None, str]:
    """Return the picture to open, or None, and a sentence for people, or nothing."""
    files = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    if not files:
        return None, "Only files can be dropped here: save the picture first, then drop its file."
    first = files[0]
    if first.is_dir():
        return _in_folder(first)
    return first, ""


def files_in(dropped: QMimeData) -> list[Path]:
    """Return the files that were dropped, each once, in order; folders are none."""
    files = dict.fromkeys(Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile())
    return [file for file in files if not file.is_dir()]


def folder_in(dropped: QMimeData) -> Path | None:
    """Return the folder that was dropped, if it was one."""
    files = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    return files[0] if files and files[0].is_dir() else None


def _in_folder(folder: Path) -> tuple[Path | None, str]:
    try:
        entries = [entry for entry, _ in zip(folder.iterdir(), range(LOOKED_AT), strict=False)]
    except OSError as error:
        return None, f"The folder {folder.name} cannot be read: {error.strerror}."
    pictures = sorted(file for file in entries if file.suffix.lower() in PICTURES)
    if not pictures:
        return None, f"The folder {folder.name} has no pictures in it."
    return pictures[0], f"Opened {pictures[0].name}, the first of {len(pictures)} pictures in {folder.name}."
