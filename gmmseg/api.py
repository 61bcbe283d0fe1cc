"""The Python door: one function from a file or an array to a segmentation."""

from os import PathLike

from numpy.typing import ArrayLike

from gmmseg.imaging.image import Image
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.pipeline import Job, Settings, segmenting


def segment(
    image: str | PathLike[str] | ArrayLike | Image,
    n_components: int = 5,
    *,
    mask: ArrayLike | None = None,
    threads: int | None = None,
    **settings: object,
) -> Segmentation:
    """Return the segmentation of a picture."""
    if isinstance(image, (str, PathLike)):
        from gmmseg.io.images import read

        picture = read(image)
    else:
        picture = image if isinstance(image, Image) else Image.from_array(image, mask=mask)
    chosen = Settings(n_components=n_components, **settings)  # type: ignore[arg-type]
    return Job(lambda workers: segmenting(picture, chosen, workers), threads=threads).run()
