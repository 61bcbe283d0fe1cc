"""Settings that go together for a kind of picture, under a name; each with a line on what it sets."""

from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any

from gmmseg.settings import AUTO, LIMITS, Settings

NAMES = tuple(each.name for each in fields(Settings))
LONGEST_NAME, LONGEST_LINE = 60, 200  # characters


@dataclass(frozen=True)
class Preset:
    """Some settings under a name; all others are the defaults.

    Attributes
    ----------
    name : str
        What people call it, and type.
    about : str
        One line on what it is for and what it sets.
    values : mapping of str to setting
        Fields of `Settings` that differ from the defaults, checked.
    """

    name: str
    about: str
    values: MappingProxyType[str, Any]

    @classmethod
    def of(cls, name: str, about: str, **values: Any) -> "Preset":
        """Return a preset of checked values.

        Raises
        ------
        BadSettingError
            If a value is none that the setting may have.
        """
        checked = {key: LIMITS[key].accept(key, value) for key, value in values.items()}
        usual = asdict(Settings())
        different = {key: value for key, value in checked.items() if value != usual[key]}
        return cls(name, about, MappingProxyType(different))

    @classmethod
    def of_settings(cls, name: str, about: str, settings: Settings) -> "Preset":
        """Return a preset of what differs from the defaults in some settings; the seed is no part of it."""
        return cls.of(name, about, **{key: v for key, v in asdict(settings).items() if key != "seed"})

    def on(self, settings: Settings) -> Settings:
        """Return settings as the preset has them; the seed, which is no matter of kind, stays."""
        return Settings(**{"seed": settings.seed, **self.values})

    def is_in(self, settings: Settings) -> bool:
        """Return whether settings are those of the preset."""
        return self.on(settings) == settings


PRESETS: tuple[Preset, ...] = (
    Preset.of("photo", "What looks alike is one segment wherever it lies. All settings are the defaults."),
    Preset.of(
        "fluorescence",
        "Bright cells or nuclei on dark ground: two segments, grey values, uneven light taken out.",
        n_components=2,
        colour="grey",
        flatten=AUTO,
    ),
    Preset.of(
        "stained slide",
        "Nuclei, tissue and ground by colour alone, wherever they lie: three segments, specks smoothed away.",
        n_components=3,
        method="global",
        position=0.0,
        smoothing=1.5,
    ),
    Preset.of(
        "plants on soil",
        "Green plants and the rest by the excess green index (ExG): two segments, whatever the light.",
        n_components=2,
        channels="ExG",
        smoothing=1.5,
    ),
    Preset.of(
        "document",
        "Ink and paper: two segments, grey values, thin strokes kept.",
        n_components=2,
        colour="grey",
        method="global",
        position=0.0,
        smoothing=0.3,
    ),
    Preset.of(
        "aerial",
        "Ground cover by colour and texture; areas of fewer than 64 pixels join a neighbour.",
        texture="light",
        smoothing=2.0,
        min_region=64,
    ),
    Preset.of(
        "grains",
        "Grains, coins or particles on a ground: two segments, grey values, smooth outlines, fit to count.",
        n_components=2,
        colour="grey",
        smoothing=2.5,
    ),
)
