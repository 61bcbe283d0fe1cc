"""The models of a service by name, read again when their files change, without a gap between."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gmmseg.batch.recipe import Recipe
from gmmseg.errors import BadRequestError, GmmsegError, NoSuchModelError
from gmmseg.imaging.model import Model
from gmmseg.io import models, table_models
from gmmseg.io.atomic import shown
from gmmseg.io.models import SUFFIX
from gmmseg.serve.outputs import KINDS
from gmmseg.serve.rows import class_names, columns_of
from gmmseg.tables.table_model import TableModel

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
FileStamp = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class ServedModel:
    """A model as requests see it.

    Attributes
    ----------
    name : str
        What requests call it.
    path : Path
        Its file.
    model : Model or TableModel
        Labels pictures, or rows of a table.
    digest : str
        SHA-256 of the model as this version writes it, hexadecimal.
    recipe : Recipe or None
        What is done with pictures; None for a model of a table.
    """

    name: str
    path: Path
    model: Model | TableModel
    digest: str
    recipe: Recipe | None

    @classmethod
    def read(cls, name: str, path: Path, max_pixels: int) -> "ServedModel":
        """Return the model in a file; errors are those of `io.models.read`."""
        if table_models.is_one(path):
            table = table_models.read(path)
            text = table_models.text_of(table)
            return cls(
                name, path, table, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), None
            )
        model = models.read(path)
        recipe = Recipe("model", model, kinds=KINDS, max_pixels=max_pixels)
        return cls(name, path, model, models.digest_of(model), recipe)

    def described(self) -> dict[str, Any]:
        """Return what it is as values that JSON knows."""
        is_table = isinstance(self.model, TableModel)
        return {
            "name": self.name,
            "digest": self.digest,
            "takes": "rows" if is_table else "pictures",
            "features": list(columns_of(self.model)),
            "classes": class_names(self.model),
        }


class ModelStore:
    """The models of a service.

    Parameters
    ----------
    files : sequence of Path
        Model files. A model is called what its file is without `.gmm.json`, or `name` where `name=file` is
        given.
    max_pixels : int
        Larger pictures are refused.

    Raises
    ------
    BadRequestError
        If two have one name, or one cannot stand in an address.
    GmmsegError
        If one cannot be read.
    """

    def __init__(self, files: Sequence[str | Path], max_pixels: int) -> None:
        self._max_pixels = max_pixels
        self._models: dict[str, ServedModel] = {}
        self._states: dict[str, FileStamp | None] = {}
        self.troubles: dict[str, str] = {}
        self.n_reloads, self.n_failures = 0, 0
        for given in files:
            name, path = _named(str(given))
            if name in self._models:
                equal = f"two models are called {name!r}, {shown(self._models[name].path)} and {shown(path)}"
                raise BadRequestError(equal, f"Name one of them yourself: OTHER={shown(path)}")
            self._states[name] = _state(path)
            self._models[name] = ServedModel.read(name, path, max_pixels)

    @property
    def all(self) -> list[ServedModel]:
        """The models, in the order that they were given in."""
        return list(self._models.values())

    def named(self, name: str) -> ServedModel:
        """Return the model of a name, or the only one where none is named.

        Raises
        ------
        NoSuchModelError
            If there is none of that name, or several and none is named.
        """
        if not name and len(self._models) == 1:
            return next(iter(self._models.values()))
        if name not in self._models:
            raise NoSuchModelError(name[:100], tuple(self._models))
        return self._models[name]

    def reload(self, report: Callable[[str], object] = lambda _: None) -> list[ServedModel]:
        """Read models again whose files have changed, and return them; what cannot be read stays.

        Parameters
        ----------
        report : callable
            Is given a sentence for each change.
        """
        fresh = []
        for name, before in list(self._models.items()):
            state = _state(before.path)
            if state == self._states[name]:
                continue
            self._states[name] = state
            try:
                found = ServedModel.read(name, before.path, self._max_pixels)
            except GmmsegError as error:
                self.n_failures += 1
                self.troubles[name] = str(error)
                report(f"The model {name} stays as it was: {error}")
                continue
            self.troubles.pop(name, None)
            if found.digest != before.digest:
                self._models[name] = found
                self.n_reloads += 1
                fresh.append(found)
                report(f"The model {name} was read anew: {found.digest[:12]}.")
        return fresh


def _named(given: str) -> tuple[str, Path]:
    """Return name and file of a model that is given as a file, or as `name=file`."""
    before, sign, after = given.partition("=")
    is_plain = not sign or Path(given).exists()
    path = Path(given if is_plain else after)
    name = (path.name.removesuffix(SUFFIX) or path.name) if is_plain else before
    if not NAME.fullmatch(name):
        reason = f"a model cannot be called {name[:60]!r} in an address"
        raise BadRequestError(reason, f"Give it a name of letters, digits, - _ and .: NAME={path.name}")
    return name, path


def _state(path: Path) -> FileStamp | None:
    """Return what changes when a file does; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
