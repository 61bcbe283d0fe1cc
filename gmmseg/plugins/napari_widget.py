"""The widget of the plugin of napari: segments of the picture that is shown, live, as a Labels layer.

It is made of magicgui's widgets, which work with whatever Qt napari itself uses.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from magicgui.widgets import (
    CheckBox,
    ComboBox,
    Container,
    FileEdit,
    FloatSlider,
    Label,
    PushButton,
    Slider,
)
from napari.layers import Image as ImageLayer
from napari.layers import Labels
from napari.utils.notifications import show_warning
from superqt.utils import ensure_main_thread

from gmmseg.errors import BadSettingError, GmmsegError
from gmmseg.imaging.features.features import COLOUR_SPACES
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.models import SUFFIX
from gmmseg.pipeline import apply
from gmmseg.plugins import napari_layers as layers
from gmmseg.plugins.resegmentation import LatestSegmentation, Question, SegmentationOutcome
from gmmseg.settings import AUTO, METHODS, Settings

if TYPE_CHECKING:
    from napari.viewer import Viewer

MOST_SEGMENTS, MOST_SMOOTHING = 16, 4.0  # where the sliders end
GUESS = 5  # segments that the slider shows until their number is chosen
DEFAULTS = Settings()
WIDTH = 340  # pixels, so that sliders show their numbers
HINTS = {
    "segments": "How many kinds of area the picture falls into.",
    "automatic": "As many segments as the picture itself speaks for.",
    "smoothing": "More removes specks and ragged edges; 0 labels every pixel by itself.",
    "method": "Regional: what looks alike is one segment, wherever it lies. Global: one mixture on "
    "colour and place.",
    "classes": "A Labels layer in which pixels of two or more classes are painted: the segments are these.",
}


def named(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return choices for people: abbreviations in capitals, words with a capital letter."""
    return [(word.upper() if word in {"rgb", "hsv"} else word.capitalize(), word) for word in names]


class SegmentationPanel(Container):  # type: ignore[misc]  # magicgui is not there for type checkers
    """Segments an image layer while sliders move.

    Parameters
    ----------
    napari_viewer : napari.Viewer
        Whose layers are segmented, and which gets the results.

    Attributes
    ----------
    segmentation : Segmentation or None
        The newest that is shown; None before the first.
    """

    def __init__(self, napari_viewer: "Viewer") -> None:
        super().__init__(labels=True)
        self._viewer = napari_viewer
        self.segmentation: Segmentation | None = None
        self._picture: tuple[Any, tuple[int, ...], Image] | None = None
        self._latest = LatestSegmentation(self._on_answer)
        self.image = ComboBox(choices=self._images, nullable=True, label="Image")
        self.classes = ComboBox(
            choices=self._marked, nullable=True, label="Classes", tooltip=HINTS["classes"]
        )
        self.segments = Slider(
            value=GUESS, min=2, max=MOST_SEGMENTS, label="Segments", tooltip=HINTS["segments"]
        )
        self.automatic = CheckBox(value=True, text="Choose their number", tooltip=HINTS["automatic"])
        self.smoothing = FloatSlider(
            value=DEFAULTS.smoothing, max=MOST_SMOOTHING, label="Smoothing", tooltip=HINTS["smoothing"]
        )
        self.method = ComboBox(
            value=DEFAULTS.method, choices=named(METHODS), label="Method", tooltip=HINTS["method"]
        )
        self.colour = ComboBox(value=DEFAULTS.colour, choices=named(COLOUR_SPACES), label="Colour")
        self.live = CheckBox(value=True, text="Live")
        self.run = PushButton(text="Segment")
        self.probabilities = PushButton(text="Add probabilities", enabled=False)
        self.all_planes = PushButton(text="Label all planes", enabled=False)
        self.model_file = FileEdit(mode="w", label="Model", filter=f"*{SUFFIX}")
        self.save_model = PushButton(text="Save model", enabled=False)
        self.report = Label(value="", label="Result")
        shown = (self.image, self.classes, self.segments, self.automatic, self.smoothing, self.method)
        self.extend([*shown, self.colour, self.live, self.run, self.probabilities, self.all_planes])
        self.extend([self.model_file, self.save_model, self.report])
        self.segments.enabled = False
        self.min_width = WIDTH
        chosen = layers.chosen_image(napari_viewer)
        if chosen is not None:
            self.image.value = chosen
        self._connect()

    def _connect(self) -> None:
        for control in (self.smoothing, self.method, self.colour, self.classes):
            control.changed.connect(self._on_changed)
        self.segments.changed.connect(self._on_changed)
        self.automatic.changed.connect(self._on_automatic)
        self.run.changed.connect(self.segment)
        self.probabilities.changed.connect(self.add_probabilities)
        self.all_planes.changed.connect(self.label_all_planes)
        self.save_model.changed.connect(self.write_model)
        for event in ("inserted", "removed", "reordered"):
            getattr(self._viewer.layers.events, event).connect(self._on_layers)

    @property
    def settings(self) -> Settings:
        """The settings that the controls show."""
        return Settings(
            n_components=AUTO if self.automatic.value else self.segments.value,
            smoothing=self.smoothing.value,
            method=self.method.value,
            colour=self.colour.value,
        )

    def segment(self) -> None:
        """Segment the plane of the image layer that is shown; the labels come when they are there."""
        layer = self.image.value
        if layer is None:
            self._tell("Open a picture first: there is no image layer.")
            return
        try:
            image = self._image(layer)
            marked = self.classes.value
            seeds = None if marked is None else layers.seeds_of(marked, image, self._step)
        except GmmsegError as error:
            self._tell(str(error))
            return
        self.report.value = "Segmenting ..."
        self._latest.ask(Question(image, self.settings, seeds))

    def wait(self) -> None:
        """Return when the newest segmentation is made; its layer comes with the next events."""
        self._latest.wait()

    def stop(self) -> None:
        """Forget what is asked for, and return when nothing is computed any more."""
        self._latest.stop()

    def add_probabilities(self) -> None:
        """Add the probability of each segment as an Image layer, or renew those that are there."""
        if self.segmentation is not None:
            for data, shown, _ in layers.probability_layers(self.segmentation, **self._place()):
                self._show(data, shown, self._viewer.add_image)

    def label_all_planes(self) -> None:
        """Label every plane of a layer of more than two axes by the model of the one that is shown."""
        layer = self.image.value
        if self.segmentation is None or layer is None:
            return
        data = layer.data[0] if layer.multiscale else layer.data
        shape = data.shape[: data.ndim - bool(layer.rgb)]
        model, whole = self.segmentation.model, np.zeros(shape, self.segmentation.labels.dtype)
        try:
            for place in np.ndindex(*shape[:-2]):
                whole[place] = apply(model, layers.image_of(layer, (*place, 0, 0))).labels
        except GmmsegError as error:
            self._tell(str(error))
            return
        _, shown, _ = layers.labels_layer(self.segmentation)
        same = {name: getattr(layer, name) for name in layers.PLACES if hasattr(layer, name)}
        shown |= {"name": f"{layer.name}: segments of all planes", **same}
        self._show(whole, shown, self._viewer.add_labels)

    def write_model(self) -> None:
        """Write the model to the file that is chosen, a few kB, which `gmmseg apply` and napari read."""
        if self.segmentation is None:
            return
        path = Path(self.model_file.value)
        if not path.name.lower().endswith(SUFFIX):
            path = path.with_name(f"{path.name.split('.')[0] or 'model'}{SUFFIX}")
        try:
            written = self.model.save(path, overwrite=True)
        except GmmsegError as error:
            self._tell(str(error))
        else:
            self.report.value = f"Saved {written.name}."

    @property
    def model(self) -> Model:
        """The model of the segments that are shown."""
        if self.segmentation is None:
            raise BadSettingError("model", None, "asked for when a picture was segmented")
        return self.segmentation.model

    def _images(self, _: Any = None) -> list[Any]:
        return [layer for layer in self._viewer.layers if isinstance(layer, ImageLayer)]

    def _marked(self, _: Any = None) -> list[Any]:
        """Return the layers in which people may have painted classes: no results of ours."""
        every = [layer for layer in self._viewer.layers if isinstance(layer, Labels)]
        return [layer for layer in every if "gmmseg" not in layer.metadata]

    def _on_layers(self) -> None:
        self.reset_choices()
        if self.image.value is None and self._images():
            self.image.value = layers.chosen_image(self._viewer)

    @property
    def _step(self) -> Sequence[int]:
        return self._viewer.dims.current_step

    def _image(self, layer: Any) -> Image:
        """Return the plane that is shown, the same object while it is the same plane of the same data."""
        step = tuple(self._step[:-2])
        if self._picture is None or self._picture[0] is not layer.data or self._picture[1] != step:
            self._picture = layer.data, step, layers.image_of(layer, self._step)
        return self._picture[2]

    def _place(self) -> dict[str, Any]:
        layer = self.image.value
        return {} if layer is None else layers.place_of(layer)

    def _on_automatic(self) -> None:
        self.segments.enabled = not self.automatic.value
        self._on_changed()

    def _on_changed(self) -> None:
        if self.live.value and self.image.value is not None:
            self.segment()

    @ensure_main_thread  # type: ignore[untyped-decorator]  # superqt is not there for type checkers
    def _on_answer(self, _: Question, answer: SegmentationOutcome) -> None:
        if not isinstance(answer, Segmentation):
            is_ours = isinstance(answer, GmmsegError)
            self._tell(str(answer) if is_ours else f"A fault in gmmseg: {answer!r}. Please report it.")
            return
        self.segmentation = answer
        data, shown, kind = layers.labels_layer(answer, **self._place())
        assert kind == "labels"
        self._show(data, shown, self._viewer.add_labels)
        self.probabilities.enabled = self.save_model.enabled = True
        self.all_planes.enabled = self.image.value is not None and self.image.value.ndim > 2
        rows = [f"{row.percent:.1f} %  {row.name}" for row in answer.rows()]
        self.report.value = "\n".join([*rows, *answer.every_note])

    def _show(self, data: Any, shown: dict[str, Any], add: Any) -> None:
        """Show data as a layer: in the one of that name if it is there, else in a new one."""
        name = shown["name"]
        if name in self._viewer.layers and self._viewer.layers[name].data.shape == data.shape:
            layer = self._viewer.layers[name]
            layer.data = data
            if "features" in shown:
                layer.colormap, layer.features = shown["colormap"], shown["features"]
                layer.metadata = shown["metadata"]
        else:
            selected = set(self._viewer.layers.selection)
            add(data, **shown)
            self._viewer.layers.selection = selected or self._viewer.layers.selection

    def _tell(self, sentence: str) -> None:
        self.report.value = sentence
        show_warning(sentence)
