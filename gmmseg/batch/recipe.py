"""The recipe of a batch: what is done with every picture."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self

from gmmseg.batch.class_matching import other_class
from gmmseg.errors import BadSettingError
from gmmseg.imaging.image import Alpha
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.units import PixelSize
from gmmseg.io.exporters.registry import EXPORTERS
from gmmseg.io.models import from_text, text_of
from gmmseg.io.readers.formats import INSTRUMENTS, SAFE
from gmmseg.io.readers.images import MAX_PIXELS
from gmmseg.settings import LATER, Number, OneOf, Settings

ModelSource = Literal["model", "each", "pooled"]
OnDrift = Literal["warn", "refit", "skip"]
SOURCES: tuple[ModelSource, ...] = ("model", "each", "pooled")
ON_DRIFT: tuple[OnDrift, ...] = ("warn", "refit", "skip")
STRENGTH = Number(0, 0.99)
DEFAULT_KINDS = ("labels", "overlay")
FORMAT = 1  # raise it when the same recipe gives other files
EARLIER = {  # the settings at first, before there were methods
    "n_components": "auto",
    "covariance_type": "full",
    "colour": "lab",
    "position": 0.5,
    "texture": "off",
    "start": "k-means++",
    "restarts": 4,
    "tolerance": 1e-4,
    "max_iterations": 100,
    "noise": 0.07,
    "smoothing": 0.5,
}
OF_FILES = ("kinds", "opacity")  # what decides which files are written, or how, but not what is found


@dataclass(frozen=True)
class Recipe:
    """What is done with every picture of a batch.

    Attributes
    ----------
    source : {"model", "each", "pooled"}
        Where labels come from: a model that is there, a fit of each picture, or a fit of all together.
    model : Model or None
        The model; for "each" and "pooled" it is made when the batch begins, from a sample of all pictures.
    settings : Settings
        Of the fit; `detail`, `min_region` and `seed` hold for regions, too.
    adapt : float
        How far the model moves towards each picture, 0 (not at all) to 0.99.
    on_drift : {"warn", "refit", "skip"}
        What is done with a picture that the model does not explain: nothing, a fit of its own with the
        classes matched, or no files.
    kinds : tuple of str
        Files to write, keys of `io.exporters.KINDS`.
    opacity : float
        Of the colours in overlays, 0 to 1.
    page : int or None
        Page or frame to read.
    max_pixels : int or None
        Larger pictures are refused; None for what is safe for the memory, more where they are read in bands.
    formats : tuple of str
        Formats that are read.
    alpha : {"auto", "channel", "mask"}
        What a channel beside the colours is.
    weigh : {"equal", "pixels"}
        Whether pictures of a pooled fit count alike, or by their size.
    objects : ObjectOptions or None
        How objects are made of the classes, where that is asked for.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres; as each picture says where none is given.
    """

    source: ModelSource = "each"
    model: Model | None = None
    settings: Settings = field(default_factory=Settings)
    adapt: float = 0.0
    on_drift: OnDrift = "warn"
    kinds: tuple[str, ...] = DEFAULT_KINDS
    opacity: float = 0.5
    page: int | None = None
    max_pixels: int | None = None
    formats: tuple[str, ...] = SAFE
    alpha: Alpha = "auto"
    weigh: Literal["equal", "pixels"] = "equal"
    objects: ObjectOptions | None = None
    pixel_size: PixelSize | None = None

    def __post_init__(self) -> None:
        OneOf(SOURCES).accept("source", self.source)
        OneOf(ON_DRIFT).accept("on_drift", self.on_drift)
        STRENGTH.accept("adapt", self.adapt)
        if self.source == "model" and self.model is None:
            raise BadSettingError("model", None, "a model where the source is 'model'")
        if self.adapt and self.source == "each":
            raise BadSettingError("adapt", self.adapt, "0 where each picture is fitted for itself")

    @property
    def may_refit(self) -> bool:
        """Whether pictures may be fitted anew, and show what is like no class of the model."""
        return self.source == "each" or self.on_drift == "refit"

    def classes(self, model: Model) -> tuple[Segment, ...]:
        """Return the classes that every picture has, whether it is fitted anew or not."""
        return (*model.segments, other_class(model.segments)) if self.may_refit else model.segments

    @property
    def digest(self) -> str:
        """A mark that changes with everything that decides what is found; which files tell of it is apart."""
        values = {name: value for name, value in self.as_values().items() if name not in OF_FILES}
        values["settings"] = self._decisive(values["settings"])
        if values["max_pixels"] is None:  # before there was a default for each way of reading
            values["max_pixels"] = MAX_PIXELS
        if values["alpha"] == "auto":  # before there was a choice
            del values["alpha"]
        values["formats"] = [name for name in values["formats"] if name not in INSTRUMENTS]  # likewise
        for name in ("objects", "pixel_size"):
            if values[name] is None:
                del values[name]
        return hashlib.sha256(json.dumps([FORMAT, values], sort_keys=True).encode()).hexdigest()

    def _decisive(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the settings that decide what is found; folders of earlier versions stay up to date."""
        decisive = dict(settings)
        if settings["method"] == "global":  # before there was a choice
            del decisive["method"]
        usual = Settings()
        for name in LATER:  # likewise
            if settings[name] == getattr(usual, name):
                del decisive[name]
        if self.source == "model" and not self.may_refit:  # nothing is fitted
            decisive = {**EARLIER, **{name: settings[name] for name in ("detail", "min_region", "seed")}}
        return decisive

    @property
    def marks(self) -> dict[str, str]:
        """For each kind of files a mark that changes with what else decides them: its name, and more."""
        opaque = {kind for kind in self.kinds if kind in EXPORTERS and EXPORTERS[kind].has_opacity}
        return {kind: f"{kind} {float(self.opacity)}" if kind in opaque else kind for kind in self.kinds}

    def as_values(self) -> dict[str, Any]:
        """Return the recipe as values that JSON knows."""
        values: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        model = None if self.model is None else text_of(self.model)
        objects = None if self.objects is None else self.objects.as_values()
        return values | {"model": model, "settings": asdict(self.settings), "objects": objects}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Return the recipe that `as_values` has described."""
        model, objects, size = values["model"], values.get("objects"), values.get("pixel_size")
        return cls(
            **values
            | {
                "model": None if model is None else from_text(model),
                "settings": Settings(**values["settings"]),
                "kinds": tuple(values["kinds"]),
                "formats": tuple(values["formats"]),
                "objects": None if objects is None else ObjectOptions.from_values(objects),
                "pixel_size": None if size is None else tuple(size),
            }
        )
