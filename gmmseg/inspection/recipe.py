"""Recipes: a script, for Python or a shell, that makes the same labels bit for bit."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.model import Model
from gmmseg.imaging.seeds import UNLABELLED, SeedLabels
from gmmseg.io.models import text_of
from gmmseg.settings import Settings
from gmmseg.version import __version__

Form = Literal["python", "cli"]
FORMS: tuple[Form, ...] = ("python", "cli")
FLAGS = {  # of settings, as the command line has them
    "n_components": "--segments",
    "method": "--method",
    "covariance_type": "--covariance",
    "colour": "--colour",
    "position": "--position",
    "texture": "--texture",
    "start": "--start",
    "restarts": "--restarts",
    "tolerance": "--tolerance",
    "max_iterations": "--max-iterations",
    "noise": "--noise",
    "smoothing": "--smooth",
    "detail": "--detail",
    "min_region": "--min-region",
    "seed": "--seed",
    "channels": "--channels",
    "stains": "--stains",
    "flatten": "--flatten",
    "reject": "--reject",
    "criterion": "--criterion",
    "inference": "--inference",
    "weight_prior": "--weight-prior",
    "concentration": "--concentration",
}
WIDTH = 100  # characters of a line that holds a model


@dataclass(frozen=True)
class Source:
    """Where a picture is read from, and how.

    Attributes
    ----------
    path : str
        The file.
    reading : mapping of str to anything
        What `gmmseg.read` takes beside it: page, axis, alpha and so on.
    """

    path: str
    reading: Mapping[str, Any] = field(default_factory=dict)

    @property
    def python(self) -> str:
        """The expression that reads it."""
        more = "".join(f", {name}={value!r}" for name, value in self.reading.items())
        return f"gmmseg.read({self.path!r}{more})"

    @property
    def options(self) -> list[str]:
        """The words of a command that name it."""
        found = []
        for name, value in self.reading.items():
            flag = "--allow-formats" if name == "formats" else "--" + name.replace("_", "-")
            if value is True:
                found.append(flag)
            elif name == "formats":
                found += [flag, ",".join(value)]
            elif name == "pixel_size":
                found += [flag, "x".join(repr(float(side)) for side in reversed(value)) + "um"]
            else:
                found += [flag, str(value)]
        return [self.path, *found]


def recipe_of_fit(source: Source, settings: Settings, form: Form = "python", *, seeds: str = "") -> str:
    """Return a script that fits a picture with these settings and saves its labels.

    Every setting is written out, so that other defaults of a later version change nothing.

    Parameters
    ----------
    source : Source
        The picture.
    settings : Settings
        How it is segmented.
    form : {"python", "cli"}
        For Python or for a shell.
    seeds : str
        File of annotations that teach the classes; empty for none.
    """
    values = asdict(settings)
    if form == "cli":
        options = [f"{FLAGS[name]}={_word(value)}" for name, value in values.items()]
        more = [f"--seeds={seeds}"] if seeds else []
        return _shell(["gmmseg", "segment", *source.options, *options, *more, "--export", "labels,overlay"])
    given = "".join(f"    {name}={value!r},\n" for name, value in values.items())
    known = f"    seeds={seeds!r},\n" if seeds else ""
    return (
        f"{_head(source)}import gmmseg\n\n"
        f"found = gmmseg.segment(\n    {source.python},\n{given}{known})\n{SAVING}"
    )


def recipe_of_model_file(
    source: Source, model: str, form: Form = "python", *, given: Mapping[str, Any] | None = None
) -> str:
    """Return a script that labels a picture with the model in a file and saves the labels.

    `given` are the settings that take the place of the model's own: channels, stains, flatten, reject.
    """
    given = given or {}
    if form == "cli":
        options = [f"{FLAGS[name]}={_word(value)}" for name, value in given.items()]
        return _shell(["gmmseg", "apply", model, *source.options, *options, "--export", "labels,overlay"])
    seen = ", ".join(f"{name}={value!r}" for name, value in given.items() if name != "reject")
    changed = f".rejecting({given['reject']!r})" if "reject" in given else ""
    changed += f".with_preparation({seen})" if seen else ""
    return (
        f"{_head(source)}import gmmseg\n\n"
        f"model = gmmseg.Model.load({model!r}){changed}\n"
        f"found = gmmseg.apply(model, {source.python})\n{SAVING}"
    )


def recipe_of_model(
    source: Source,
    model: Model,
    *,
    seeds: SeedLabels | None = None,
    painted: NDArray[np.integer] | None = None,
) -> str:
    """Return a Python script that holds a model, labels a picture with it and saves the labels.

    Parameters
    ----------
    source : Source
        The picture.
    model : Model
        As people have edited it.
    seeds : ndarray of shape (h, w), int16, optional
        Index of the segment of each pixel that people gave to one, `UNLABELLED` elsewhere.
    painted : ndarray of shape (h, w) of int, optional
        Labels that were painted over the result, 0 where none was.
    """
    lines = text_of(model).splitlines(keepends=True)
    held = "".join(
        f"    {part!r}\n"
        for line in lines
        for part in (line[i : i + WIDTH] for i in range(0, len(line), WIDTH))
    )
    script = (
        f"{_head(source)}import gmmseg\nfrom gmmseg.io.models import from_text\n\n"
        f"MODEL = from_text(\n{held})\n"
        f"image = {source.python}\n"
    )
    if seeds is None and painted is None:
        return f"{script}found = gmmseg.apply(MODEL, image)\n{SAVING}"
    parts = [script, _READ_RUNS]
    if seeds is None:
        parts.append("seeds = None\n")
    else:
        parts += [_runs_text("SEEDS", seeds, UNLABELLED), _SEEDS]
    parts.append(_LABELLING)
    if painted is not None:
        parts += [_runs_text("PAINTED", painted, 0), _PAINTING]
    return f"{''.join(parts)}{_KEPT}{SAVING}"


SAVING = 'found.save("gmmseg-out", ["labels", "overlay"])\n'  # files that exist are told, as by the command
_READ_RUNS = '''

def from_runs(runs, background):
    """Return a map (height, width) from runs of its flat pixels: start, length, value."""
    import numpy as np

    values = np.full(image.height * image.width, background, np.int16)
    for start, length, value in runs:
        values[start : start + length] = value
    return values.reshape(image.height, image.width)


'''
_SEEDS = f"seeds = from_runs(SEEDS, {UNLABELLED})\n"
_LABELLING = """
from dataclasses import replace

from gmmseg.job import Job
from gmmseg.pipeline import labelling

found = gmmseg.apply(MODEL, image)
job = Job(lambda workers: labelling(image, MODEL, workers, smoothing=MODEL.smoothing, seeds=seeds))
labels = job.run()
"""
_PAINTING = """
labels = labels.copy()
painted = from_runs(PAINTED, 0)
labels[painted > 0] = painted[painted > 0]
"""
_KEPT = "found = replace(found, labels=labels)\n"


def _runs_text(name: str, values: NDArray[np.integer], background: int) -> str:
    rows = "".join(
        f"    ({start}, {length}, {value}),\n" for start, length, value in runs(values, background)
    )
    return f"{name} = (\n{rows})\n"


def runs(values: NDArray[np.integer], background: int) -> list[tuple[int, int, int]]:
    """Return start, length and value of each run of a map (h, w), in flat order, that is not background."""
    flat = values.reshape(-1)
    begins = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1])
    lengths = np.diff([*begins, len(flat)])
    found = zip(begins.tolist(), lengths.tolist(), flat[begins].tolist(), strict=True)
    return [run for run in found if run[2] != background]


def _word(value: Any) -> str:
    """Return a setting as the command line takes it: a range of numbers as 2-8."""
    return "-".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _head(source: Source) -> str:
    """Return the first line of a script; a file's name cannot leave it, whatever is in it."""
    name = source.path.replace("\\", "/").rsplit("/", 1)[-1]
    return f"# Makes the labels of {name!a} again, as gmmseg {__version__} made them.\n\n"


def _shell(options: Sequence[str]) -> str:
    return f"#!/bin/sh\n# as gmmseg {__version__} made them\n{shlex.join(options)}\n"
