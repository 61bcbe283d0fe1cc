"""A widget of notebooks with which people try settings of a segmentation: sliders, and the picture below."""

from dataclasses import fields, replace
from importlib.util import find_spec
from os import PathLike
from typing import Any

from numpy.typing import ArrayLike

from gmmseg.errors import BadSettingError, GmmsegError, MissingLibraryError
from gmmseg.imaging.features.features import COLOUR_SPACES
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.html import text
from gmmseg.io.notebook import markup
from gmmseg.pipeline import as_image
from gmmseg.plugins.resegmentation import LatestSegmentation, Question, SegmentationOutcome
from gmmseg.settings import AUTO, METHODS, Settings

MOST_SEGMENTS, MOST_SMOOTHING = 16, 4.0  # where the sliders end, unless more is asked for at first
GUESS = 5  # segments that the slider shows until their number is chosen
WAITING = "<p>Segmenting ...</p>"


class InteractiveSegmentation:
    """Sliders for the settings of a segmentation, and the picture under its segments, which follows them.

    `interactive` makes it. A notebook shows it where it stands at the end of a cell.

    Attributes
    ----------
    controls : dict of str to ipywidgets.Widget
        By the settings' names, "n_components", "automatic", "smoothing", "method" and "colour": their traits
        can be read, set, observed and linked, as those of all widgets.
    view : ipywidgets.HTML
        The picture and the table of its segments, or the sentence that says why there is none.
    box : ipywidgets.VBox
        All of it, to be put into layouts of other widgets.
    """

    def __init__(self, image: Image, settings: Settings) -> None:
        if find_spec("ipywidgets") is None:
            raise MissingLibraryError("interactive widgets", "ipywidgets", "jupyter", "show")
        import ipywidgets

        self._image, self._settings = image, settings
        self._latest = LatestSegmentation(self._on_answer)
        self._answer: SegmentationOutcome | None = None
        chosen = settings.n_components
        is_number, n = isinstance(chosen, int), chosen if isinstance(chosen, int) else GUESS
        self.controls: dict[str, Any] = {
            "n_components": ipywidgets.IntSlider(
                n, 1, max(MOST_SEGMENTS, n), description="Segments", disabled=not is_number
            ),
            "automatic": ipywidgets.Checkbox(not is_number, description="Choose their number"),
            "smoothing": ipywidgets.FloatSlider(
                settings.smoothing,
                min=0,
                max=max(MOST_SMOOTHING, settings.smoothing),
                step=0.05,
                description="Smoothing",
            ),
            "method": ipywidgets.Dropdown(value=settings.method, options=METHODS, description="Method"),
            "colour": ipywidgets.Dropdown(value=settings.colour, options=COLOUR_SPACES, description="Colour"),
        }
        self.view = ipywidgets.HTML(WAITING)
        left = ipywidgets.VBox(list(self.controls.values()))
        self.box = ipywidgets.VBox([left, self.view])
        for control in self.controls.values():
            control.observe(self._on_changed, "value")
        self._latest.ask(Question(image, self.settings))

    @property
    def settings(self) -> Settings:
        """The settings that the controls show, with those that were given and have no control."""
        values = {name: control.value for name, control in self.controls.items()}
        if values.pop("automatic"):
            given = self._settings.n_components
            values["n_components"] = AUTO if isinstance(given, int) else given
        return replace(self._settings, **values)

    @property
    def segmentation(self) -> Segmentation:
        """The segmentation by the settings that the controls show; it is waited for.

        Raises
        ------
        GmmsegError
            If the picture cannot be segmented so.
        """
        self._latest.wait()
        answer = self._answer
        assert answer is not None
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def model(self) -> Model:
        """The model of this segmentation, which `gmmseg.apply` and `Model.save` take."""
        return self.segmentation.model

    def __repr__(self) -> str:
        return f"InteractiveSegmentation({self._image.name!r}, {self.settings!r})"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.box._repr_mimebundle_(**options)

    def _on_changed(self, change: Any) -> None:
        if change["owner"] is self.controls["automatic"]:
            self.controls["n_components"].disabled = change["new"]
        self._latest.ask(Question(self._image, self.settings))

    def _on_answer(self, _: Question, answer: SegmentationOutcome) -> None:
        self._answer = answer
        if isinstance(answer, Segmentation):
            self.view.value = markup(answer)
        elif isinstance(answer, GmmsegError):
            self.view.value = f"<p>{text(answer)}</p>"
        else:
            self.view.value = f"<p>A fault in gmmseg: {text(repr(answer))}. Please report it.</p>"


def interactive(
    image: str | PathLike[str] | ArrayLike | Image, settings: Settings | None = None, **changes: Any
) -> InteractiveSegmentation:
    """Return a widget for notebooks with sliders for the number of segments, the smoothing and more.

    Parameters
    ----------
    image : str, path-like, array-like or Image
        As `gmmseg.segment` takes it.
    settings : Settings, optional
        Where the controls begin, and what decides the rest.
    **changes
        Settings by their names, as `smoothing=0.5`, in the place of those in `settings`.

    Returns
    -------
    InteractiveSegmentation
        Its `segmentation`, `model` and `settings` are those that its sliders show.

    Raises
    ------
    MissingLibraryError
        If ipywidgets is not installed: `pip install 'gmmseg[jupyter]'`.
    BadSettingError
        If a setting is out of its range or of the wrong kind, or there is none of that name.
    GmmsegError
        If a file cannot be read as a picture; the sentence says why.
    """
    return InteractiveSegmentation(as_image(image), changed(settings or Settings(), changes))


def changed(settings: Settings, changes: dict[str, Any]) -> Settings:
    """Return settings with others in their place, which are given by their names."""
    names = [field.name for field in fields(Settings)]
    for name, value in changes.items():
        if name not in names:
            raise BadSettingError(name, value, f"left out: settings are {', '.join(names)}")
    return replace(settings, **changes)
