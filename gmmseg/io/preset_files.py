"""Presets of people's own as small JSON files, and every preset by its name."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from platformdirs import user_config_path

from gmmseg.errors import BadSettingError, CannotWriteError, NoSuchPresetError, UnreadablePresetError
from gmmseg.io.atomic import shown, writing
from gmmseg.io.json_records import NotARecordError, Record, dumps, read_record
from gmmseg.presets import LONGEST_LINE, LONGEST_NAME, NAMES, PRESETS, Preset

SUFFIX = ".preset.json"
FORMAT, VERSION = "gmmseg preset", 1
LARGEST = 100_000  # bytes of a file
MOST = 200  # files of a folder that are looked at
FORBIDDEN = frozenset('/\\:*?"<>|')  # in names, which are names of files, too


def folder() -> Path:
    """Return where presets of people's own lie."""
    return user_config_path("gmmseg") / "presets"


def preset(name: str | os.PathLike[str]) -> dict[str, Any]:
    """Return settings that go together for a kind of picture.

    They are keyword arguments of `segment`, `sweep` and `Settings`:
    ``gmmseg.segment("coins.png", **gmmseg.preset("grains"))``.

    Parameters
    ----------
    name : str or path-like
        One that comes with gmmseg: "photo", "fluorescence", "stained slide", "plants on soil", "document",
        "aerial" or "grains"; one of your own, as saved in the window; or a file of one.

    Raises
    ------
    NoSuchPresetError
        If there is none of that name.
    UnreadablePresetError
        If its file is none.
    """
    return dict(find(name).values)


def find(name: str | os.PathLike[str]) -> Preset:
    """Return the preset of a name or in a file; errors are those of `preset`.

    Case and the signs between words do not matter in names: "plants-on-soil" is one.
    """
    text = os.fspath(name)
    if text.endswith(".json"):
        return read(Path(text))
    wanted = _plain(text)
    mine = own()
    for each in (*mine, *PRESETS):
        if _plain(each.name) == wanted:
            return each
    raise NoSuchPresetError(text, tuple(each.name for each in (*PRESETS, *mine)))


def same_name(one: Preset, other: Preset) -> bool:
    """Whether the names of two presets are the same where case and signs between words do not matter."""
    return _plain(one.name) == _plain(other.name)


def own() -> tuple[Preset, ...]:
    """Return the presets of people's own, by name; files that are none are left out."""
    found = []
    try:
        files = sorted(folder().glob(f"*{SUFFIX}"))[:MOST]
    except OSError:
        return ()
    for file in files:
        try:
            found.append(read(file))
        except UnreadablePresetError:
            continue
    return tuple(found)


def read(path: Path) -> Preset:
    """Return the preset in a file, which is not trusted: every value is checked.

    Raises
    ------
    UnreadablePresetError
        If it is none.
    """

    def error_of(field: str, found: str, expected: str) -> UnreadablePresetError:
        return UnreadablePresetError(shown(path), f"its {field} is {found}, but it must be {expected}")

    try:
        values = read_record(path, LARGEST)
    except OSError as error:
        raise UnreadablePresetError(shown(path), (error.strerror or "it cannot be opened").lower()) from None
    except NotARecordError as error:
        raise UnreadablePresetError(shown(path), str(error)) from None
    record = Record(values, error_of)
    record.only("format", "version", "name", "about", "settings")
    record.text("format", (FORMAT,))
    record.whole("version", 1, VERSION)
    settings = record.record("settings").values
    for name in settings:
        if name not in NAMES:
            raise UnreadablePresetError(shown(path), f"there is no setting {name[:40]!r}")
    try:
        return Preset.of(
            record.text("name", longest=LONGEST_NAME),
            record.text("about", longest=LONGEST_LINE),
            **{name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()},
        )
    except BadSettingError as error:
        raise UnreadablePresetError(shown(path), str(error).rstrip(".")) from None


def save(preset: Preset, path: Path | None = None, *, overwrite: bool = True) -> Path:
    """Write a preset to a file, among people's own by default, and return where.

    Raises
    ------
    BadSettingError
        If the name cannot be one: empty, too long, or with a sign that names of files may not have.
    CannotWriteError
        If the file cannot be written.
    """
    place = folder() / f"{_file_name(preset.name)}{SUFFIX}" if path is None else path
    record = {
        "format": FORMAT,
        "version": VERSION,
        "name": preset.name,
        "about": preset.about[:LONGEST_LINE],
        "settings": _plain_values(preset.values),
    }
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _refuse(place, error)
    with writing(place, overwrite=overwrite) as temporary:
        temporary.write_text(dumps(record), encoding="utf-8")
    return place


def delete(name: str) -> None:
    """Remove one of people's own presets; nothing happens where there is none of that name.

    Raises
    ------
    CannotWriteError
        If its file cannot be removed.
    """
    for file in list(folder().glob(f"*{SUFFIX}"))[:MOST]:
        try:
            if read(file).name == name:
                file.unlink()
        except UnreadablePresetError:
            continue
        except OSError as error:
            _refuse(file, error)


def _refuse(place: Path, error: OSError) -> NoReturn:
    reason = (error.strerror or "the folder cannot be changed").lower()
    raise CannotWriteError(shown(place), reason, "Choose another folder") from None


def _file_name(name: str) -> str:
    wrong = not name.strip() or name != name.strip() or name.startswith(".") or len(name) > LONGEST_NAME
    if wrong or not FORBIDDEN.isdisjoint(name) or not name.isprintable():
        expected = f"1 to {LONGEST_NAME} signs, none of them {' '.join(sorted(FORBIDDEN))}"
        raise BadSettingError("name of the preset", name, expected)
    return name


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
