"""What comes before the first picture: the model of all pictures together, made or found."""

import hashlib
import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.plan import Plan
from gmmseg.batch.pooling import pooling
from gmmseg.batch.recipe import Recipe
from gmmseg.batch.work import open_picture
from gmmseg.errors import (
    AlreadyThereError,
    GmmsegError,
    MissingImageError,
    NoModelError,
    UnreadableImageError,
)
from gmmseg.imaging.model import Model
from gmmseg.io import models
from gmmseg.io.atomic import shown
from gmmseg.pipeline import Progress, Workers, available_threads

MODEL = "gmmseg-batch.gmm.json"


def make_way(plan: Plan, manifest: Manifest) -> None:
    """Remove the model that another recipe made, so that it is never taken for that of this one.

    Raises
    ------
    AlreadyThereError
        If there is one that may not be replaced.
    """
    path = plan.folder / MODEL
    if plan.recipe.model is not None or manifest.header.get("recipe") == plan.recipe.digest:
        return
    if os.path.lexists(path) and not plan.overwrite:
        raise AlreadyThereError((MODEL,), shown(plan.folder))
    path.unlink(missing_ok=True)


def prepared(plan: Plan, cancelled: Event) -> Generator[Progress, None, Recipe]:
    """Yield progress and return the recipe with its model.

    A model that an earlier run of the same recipe made is used again, so that pictures that were added
    later fall into the same classes.

    Raises
    ------
    NoModelError
        If no picture can be used; it has a reason for each.
    """
    recipe, path = plan.recipe, plan.folder / MODEL
    if recipe.model is not None:
        return recipe
    if made(path) is None:
        try:
            model = yield from _pooling(plan, cancelled)
        except NoModelError as error:
            raise NoModelError(error.reasons, _place(plan)) from error
        except GmmsegError as error:
            if len(plan.pictures) > 1:
                raise
            raise NoModelError((str(error),), _place(plan)) from error
        models.write(model, path, overwrite=True)
    return replace(recipe, model=models.read(path))


def _pooling(plan: Plan, cancelled: Event) -> Generator[Progress, None, Model]:
    """Yield progress and return the model of all pictures."""
    recipe = plan.recipe
    openers = [partial(open_picture, picture.path, recipe) for picture in plan.pictures]
    with ThreadPoolExecutor(available_threads()) as pool:
        try:
            return (yield from pooling(openers, recipe.settings, recipe.weigh, Workers(pool, cancelled)))
        except BaseException:  # Ctrl-C too: the pool waits for its threads, which look at this
            cancelled.set()
            raise


def _place(plan: Plan) -> str:
    """Return the folder that all pictures are in, as far as there is one."""
    folders = [str(picture.path.parent) for picture in plan.pictures]
    try:
        return shown(os.path.commonpath(folders))
    except ValueError:  # some are named from the root and some are not
        return ""


def made(path: Path) -> Model | None:
    """Return the model in a file, None if there is none that can be read."""
    try:
        return models.read(path)
    except GmmsegError:
        return None


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, or raise the error that reading it as a picture would."""
    try:
        if not path.is_file():  # a pipe would be waited for
            path.stat()
            if path.is_dir():
                os.scandir(path).close()  # one that is closed to us says so
            raise UnreadableImageError(path.name, "it is not a file", "Give a picture file")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise MissingImageError(path.name) from None
    except UnreadableImageError:
        raise
    except (OSError, ValueError) as error:  # a zero byte in a name is a ValueError
        reason = f"the system says {(getattr(error, 'strerror', None) or str(error)).lower()!r}"
        raise UnreadableImageError(path.name, reason, "Check its path and permissions") from None
