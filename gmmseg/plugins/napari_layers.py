"""Pictures, segmentations, models and projects as layers of napari, and layers as pictures.

A layer is what napari's readers return: its data, how it is shown, and its kind.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.assets import path as asset
from gmmseg.errors import BadArrayError, NoPicturesError
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.rendering.composite import as_shown
from gmmseg.imaging.seeds import NamedSeeds, classes_in
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.models import SUFFIX as MODEL
from gmmseg.io.projects import is_project
from gmmseg.job import Job, Workers
from gmmseg.pipeline import apply

NapariLayer = tuple[Any, dict[str, Any], str]
Reader = Callable[[Any], list[NapariLayer]]
CLEAR = (0.0, 0.0, 0.0, 0.0)
PLACES = ("scale", "translate", "units")  # where a layer lies, which its labels share


def image_of(layer: Any, step: Sequence[int] = ()) -> Image:
    """Return the plane of an image layer that is shown, as a picture.

    Parameters
    ----------
    layer : napari.layers.Image
        Of two axes, or more of which the last two are rows and columns; red, green and blue come after them
        where `layer.rgb` says so. Of several resolutions the finest is taken.
    step : sequence of int
        Which plane along each axis before the rows, as `viewer.dims.current_step` has it.

    Raises
    ------
    BadArrayError
        If the layer has one axis only, or values that are none of a picture.
    """
    data = layer.data[0] if layer.multiscale else layer.data
    axes = data.ndim - bool(layer.rgb)
    if axes < 2:
        raise BadArrayError(f"The layer {layer.name!r} has {axes} axis", "two at least, rows and columns")
    before = axes - 2
    places = [*step[len(step) - axes :][:before], *[0] * before][:before]
    plane = np.asarray(data[tuple(min(place, n - 1) for place, n in zip(places, data.shape, strict=False))])
    return Image.from_array(plane, name=layer.name, channel_axis=2 if layer.rgb else None)


def seeds_of(layer: Any, image: Image, step: Sequence[int] = ()) -> NamedSeeds:
    """Return the classes that are painted in a Labels layer, of which 0 is none: each number is a class.

    Raises
    ------
    BadStrokesError
        If the layer has another size than the picture, or less than two classes.
    """
    data = layer.data[0] if layer.multiscale else layer.data
    before = data.ndim - 2
    places = step[len(step) - data.ndim :][:before] if before else ()
    painted = np.asarray(data[tuple(min(place, n - 1) for place, n in zip(places, data.shape, strict=False))])
    numbers = np.unique(painted[painted > 0])
    ranks = np.searchsorted(numbers, painted) + 1  # classes without a gap, whatever colours were painted with
    classes = classes_in(np.where(painted > 0, ranks, 0), (image.height, image.width))
    return NamedSeeds(classes, tuple(f"class {number}" for number in numbers.tolist()))


def place_of(layer: Any) -> dict[str, Any]:
    """Return where the rows and columns of a layer lie, for layers of the same plane."""
    ndim = layer.ndim
    return {name: tuple(getattr(layer, name))[ndim - 2 :] for name in PLACES if hasattr(layer, name)}


def labels_layer(found: Segmentation, **place: Any) -> NapariLayer:
    """Return the labels of a segmentation as a Labels layer under its segments' colours and names."""
    segments = found.model.segments
    colours: dict[int | None, tuple[float, ...]] = {0: CLEAR, None: CLEAR}
    colours |= {number: (*np.divide(each.colour, 255), 1.0) for number, each in enumerate(segments, 1)}
    rows = found.rows()
    features = {
        "segment": ["unassigned", *(row.name for row in rows)],
        "percent": [np.nan, *(row.percent for row in rows)],
        "pixels": [np.nan, *(row.pixels for row in rows)],
    }
    shown = {
        "name": f"{found.image.name}: segments",
        "colormap": colours,
        "features": features,
        "opacity": 0.5,
        "metadata": {"gmmseg": found},
        **place,
    }
    return np.array(found.labels), shown, "labels"


def probability_layers(found: Segmentation, **place: Any) -> list[NapariLayer]:
    """Return the probability of each segment at each pixel as an Image layer, 0 to 1."""
    return [
        (
            values,
            {
                "name": f"{found.image.name}: probability of {segment.name}",
                "contrast_limits": (0.0, 1.0),
                "colormap": "magma",
                "blending": "additive",
                "visible": False,
                "metadata": {"gmmseg_segment": number},
                **place,
            },
            "image",
        )
        for number, (segment, values) in enumerate(
            zip(found.model.segments, found.probabilities, strict=True), 1
        )
    ]


def picture_layer(image: Image) -> NapariLayer:
    """Return a picture as an Image layer, in micrometres where its file says how large a pixel is."""
    shown: dict[str, Any] = {"name": image.name, "rgb": True}
    if image.pixel_size is not None:
        shown |= {"scale": image.pixel_size, "units": ("um", "um")}
    return as_shown(image), shown, "image"


def mask_layer(name: str, mask: NDArray[np.bool_], **place: Any) -> NapariLayer:
    """Return an object that was cut out as a Labels layer of its own."""
    return mask.astype(np.uint8), {"name": name, **place}, "labels"


def project_layers(path: str | Path) -> list[NapariLayer]:
    """Return the pictures of a project, their segments as people left them, and the objects cut out.

    Raises
    ------
    UnreadableProjectError
        If the file is not a whole project.
    LostPictureError
        If a picture of it is not found.
    """
    from gmmseg.session.project.export import ExportableImage, reproducing_page
    from gmmseg.session.project.project import pages_in

    file, layers = Path(path), list[NapariLayer]()
    for page in pages_in(file):

        def seen(workers: Workers, page: Any = page) -> Any:
            return reproducing_page(page, file, workers)

        shown: ExportableImage = Job(seen).run()[1]
        picture = picture_layer(shown.segmentation.image.source)
        place = {name: picture[1][name] for name in PLACES if name in picture[1]}
        layers += [picture, labels_layer(shown.segmentation, **place)]
        layers += [mask_layer(name, mask, **place) for name, mask in shown.objects]
    return layers


def model_layers(path: str | Path) -> list[NapariLayer]:
    """Return the labels that the model in a file gives the image layer that is selected in napari.

    Raises
    ------
    UnreadableModelError
        If the file is not a model.
    NoPicturesError
        If no image layer is open.
    OtherFeaturesError
        If the picture has other channels than the model looks at.
    """
    from napari import current_viewer

    model, viewer = Model.load(path), current_viewer()
    layer = None if viewer is None else chosen_image(viewer)
    if layer is None:
        what = f"no picture is open that the model {Path(path).name} could label"
        raise NoPicturesError(what, "Open one, then the model again")
    found = apply(model, image_of(layer, viewer.dims.current_step))
    return [labels_layer(found, **place_of(layer))]


def chosen_image(viewer: Any) -> Any:
    """Return the image layer that is selected, or else the uppermost; None where there is none."""
    from napari.layers import Image as ImageLayer

    images = [layer for layer in viewer.layers if isinstance(layer, ImageLayer)]
    chosen = [layer for layer in images if layer in viewer.layers.selection]
    return (chosen or images or [None])[-1]


def reader_of(path: Any) -> Reader | None:
    """Return what reads a file of gmmseg, a model or a project; None for every other (napari's own form)."""
    if isinstance(path, (str, Path)):
        if is_project(path):
            return project_layers
        if Path(path).name.lower().endswith(MODEL):
            return model_layers
    return None


def sample(name: str) -> list[NapariLayer]:
    """Return a sample picture as an Image layer."""
    from gmmseg.io.readers.images import read

    image = read(asset("sample_images", name))
    return [picture_layer(image)]


def coffee() -> list[NapariLayer]:
    """Return the cup of coffee."""
    return sample("coffee.png")


def glands() -> list[NapariLayer]:
    """Return the stained glands."""
    return sample("ihc.png")


def coins() -> list[NapariLayer]:
    """Return the coins, with a Labels layer in which some pixels of coins and of the ground are marked."""
    picture = sample("coins.png")[0]
    painted = np.zeros(picture[0].shape[:2], np.uint8)
    painted[48:62, 38:52] = painted[50:64, 93:107] = 1  # coins
    painted[95:105, 100:300] = 2  # the ground between them
    return [picture, (painted, {"name": "coins.png: classes", "opacity": 0.7}, "labels")]
