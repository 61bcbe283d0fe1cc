"""Previews of each kind of export, made of the open document."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.gui.canvas import layers, views
from gmmseg.gui.canvas.layers import Layer
from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.imaging.regional.probabilities import Probabilities
from gmmseg.imaging.rendering import render
from gmmseg.imaging.segmentation import margin, novelty
from gmmseg.mixture import em
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.document import Document
from gmmseg.session.open_image import OpenImage

WIDTH, HEIGHT = 84, 56
PAPER = (250, 250, 250)
INK = (150, 150, 155)
GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
CHECKER = (238, 200)  # the two tones of a checkerboard

RgbImage = NDArray[np.uint8]


def drawn(kind: str, document: Document, ratio: float = 1.0) -> RgbImage:
    """Return the thumbnail of a kind of export, (HEIGHT, WIDTH, 3) times `ratio` screen pixels."""
    assert document.result is not None
    assert document.source is not None
    preview = PreviewData(
        document, document.result, document.source, round(WIDTH * ratio), round(HEIGHT * ratio)
    )
    return DRAWERS.get(kind, PreviewData.labels)(preview)


@dataclass(frozen=True, eq=False)
class PreviewData:
    """A document cut to the size of a thumbnail, which the middle of its picture fills."""

    document: Document
    result: SegmentationResult
    source: OpenImage
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return self.source.levels[0].shape[1], self.source.levels[0].shape[0]

    @property
    def camera(self) -> Viewport:
        """The camera that sees the middle of the picture."""
        scale = max(self.width / self.size[0], self.height / self.size[1])
        return Viewport(
            scale, (self.width - self.size[0] * scale) / 2, (self.height - self.size[1] * scale) / 2
        )

    def layer(self, layer: Layer) -> RgbImage:
        """Return a layer, (height, width, 4)."""
        return layers.drawn(layer, self.camera, layers.VisiblePart(0, 0, self.width, self.height), self.size)

    def picture(self) -> RgbImage:
        """Return the picture."""
        levels = self.source.levels
        channels = (Layer(tuple(level[..., c] for level in levels), GREYS) for c in range(3))
        return np.dstack([self.layer(channel)[..., 0] for channel in channels])

    def under(self, view: str, opacity: float = 0.5) -> RgbImage:
        """Return the picture under a view."""
        layer = views.label_layer(self.document, next(v for v in views.VIEWS if v.name == view), opacity, -1)
        assert layer is not None
        over = self.layer(layer)
        alpha = over[..., 3:].astype(np.float32) / 255
        return np.rint(self.picture() * (1 - alpha) + over[..., :3] * alpha).astype(np.uint8)

    def labels(self) -> RgbImage:
        """Return the label map in its colours."""
        return self.under("segments")

    def numbers(self) -> RgbImage:
        """Return the label map in greys, one for each number."""
        owners = self.document.owners
        greys = np.rint((owners + 1) * 255 / max(owners.max() + 1, 1)).astype(np.uint8)
        return self.layer(Layer(self.result.levels, np.repeat(greys[:, None], 4, axis=1)))[..., :3].copy()

    def mask(self) -> RgbImage:
        """Return the mask of the first segment."""
        table = np.repeat(np.where(self.document.owners == 0, np.uint8(255), np.uint8(0))[:, None], 4, axis=1)
        return self.layer(Layer(self.result.levels, table))[..., :3].copy()

    def cutout(self, mask: RgbImage) -> RgbImage:
        """Return what lies in a mask on a checkerboard."""
        rows, columns = np.mgrid[: self.height, : self.width] // 6
        tones = np.where((rows + columns) % 2, *CHECKER).astype(np.uint8)[..., None]
        return np.where(mask > 0, self.picture(), tones)

    def object_mask(self) -> RgbImage:
        """Return the mask of the last object that is cut out."""
        cuts = [object_.cut for object_ in self.document.objects if object_.cut is not None]
        if not cuts:
            return np.zeros((self.height, self.width, 3), np.uint8)
        flags = np.array([[0] * 4, [255] * 4], np.uint8)
        return self.layer(Layer(cuts[-1].levels, flags))[..., :3].copy()

    @property
    def indices(self) -> NDArray[np.intp]:
        """Flat indices of the pixels that are seen, (height, width)."""
        camera, (width, height) = self.camera, self.size
        columns = ((np.arange(self.width) + 0.5 - camera.x) / camera.scale).astype(np.intp)
        rows = ((np.arange(self.height) + 0.5 - camera.y) / camera.scale).astype(np.intp)
        return np.clip(rows, 0, height - 1)[:, None] * width + np.clip(columns, 0, width - 1)

    def probabilities(self) -> NDArray[np.float32]:
        """Return the probability of each segment in the answer's order, (height, width, n_segments)."""
        segmentation = self.result.segmentation
        found = Probabilities.of(segmentation.image, segmentation.model).at(self.indices.ravel())
        return found.reshape(self.height, self.width, -1)

    def probability(self) -> NDArray[np.float32]:
        """Return the probability of the first segment."""
        return self.probabilities()[..., self.document.owners[1:] == 0].sum(axis=-1)

    def uncertainty(self) -> RgbImage:
        """Return how undecided pixels are."""
        p = self.probabilities()
        entropy = -(p * np.log(np.maximum(p, np.finfo(np.float32).tiny))).sum(axis=2)
        return render.uncertainty_picture(entropy / np.float32(np.log(max(p.shape[2], 2))))

    def margin(self) -> RgbImage:
        """Return how close the two most probable segments are."""
        p = self.probabilities()
        return render.uncertainty_picture(1 - margin(p.reshape(-1, p.shape[2])).reshape(p.shape[:2]))

    def density(self) -> RgbImage:
        """Return how well the model explains pixels."""
        segmentation = self.result.segmentation
        model, indices = segmentation.model, self.indices
        scores = em.scores(model.features.at(segmentation.image, indices.ravel()), model.mixture)
        found = novelty(scores.astype(np.float64), model, segmentation.sampled.scores)
        return render.uncertainty_picture(found.reshape(indices.shape))

    def outlines(self) -> RgbImage:
        """Return the segments' boundaries on paper."""
        out = np.full((self.height, self.width, 3), PAPER, np.uint8)
        labels = self.labels().astype(np.int32) @ (1, 256, 65536)
        edges = np.zeros(labels.shape, bool)
        edges[:-1] |= labels[:-1] != labels[1:]
        edges[:, :-1] |= labels[:, :-1] != labels[:, 1:]
        out[edges] = self.labels()[edges]
        return out

    def matte(self) -> RgbImage:
        """Return the picture on a checkerboard, as opaque as the first segment is probable."""
        rows, columns = np.mgrid[: self.height, : self.width] // 6
        tones = np.where((rows + columns) % 2, *CHECKER)[..., None]
        share = self.probability()[..., None]
        return np.rint(self.picture() * share + tones * (1 - share)).astype(np.uint8)

    def table(self) -> RgbImage:
        """Return lines of a table."""
        out = np.full((HEIGHT, WIDTH, 3), PAPER, np.uint8)
        for y in range(8, HEIGHT - 4, 10):
            for x, wide in ((8, 20), (34, 12), (52, 12)):
                out[y : y + 3, x : x + wide] = INK
        return out


DRAWERS: dict[str, Callable[[PreviewData], RgbImage]] = {
    "overlay": lambda preview: preview.under("overlay"),
    "table": PreviewData.table,
    "labels-tif": PreviewData.numbers,
    "masks": PreviewData.mask,
    "cutouts": lambda preview: preview.cutout(preview.mask()),
    "object-masks": PreviewData.object_mask,
    "object-cutouts": lambda preview: preview.cutout(preview.object_mask()),
    "object-soft": lambda preview: preview.cutout(preview.object_mask()),
    "mean": lambda preview: preview.under("mean"),
    "boundaries": lambda preview: preview.under("boundaries"),
    "uncertainty": PreviewData.uncertainty,
    "margin": PreviewData.margin,
    "density": PreviewData.density,
    "maps-tif": PreviewData.density,
    "probability-maps": lambda preview: (
        np.rint(preview.probability() * 255).astype(np.uint8)[..., None].repeat(3, 2)
    ),
    "probabilities": lambda preview: render.probability_picture(preview.probability()),
    "probabilities-ome": lambda preview: render.probability_picture(preview.probability()),
    "probabilities-h5": lambda preview: render.probability_picture(preview.probability()),
    "probabilities-npz": lambda preview: render.probability_picture(preview.probability()),
    "mattes": PreviewData.matte,
    "geojson": PreviewData.outlines,
    "qupath-gz": PreviewData.outlines,
    "geopackage": PreviewData.outlines,
    "probabilities-cog": lambda preview: render.probability_picture(preview.probability()),
    "qupath": PreviewData.outlines,
    "imagej-roi": PreviewData.outlines,
    "coco": PreviewData.outlines,
    "coco-rle": PreviewData.mask,
    "labelme": PreviewData.outlines,
    "yolo": PreviewData.outlines,
    "svg": PreviewData.outlines,
    "parquet": PreviewData.table,
    "statistics": PreviewData.table,
    "plots": PreviewData.table,
    "report": PreviewData.table,
}
