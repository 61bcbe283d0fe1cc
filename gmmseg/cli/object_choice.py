"""Options on objects, what they mean, and the objects found, as text and as JSON."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from gmmseg.cli import requests
from gmmseg.cli.options import RangeOption, all_of, split_list
from gmmseg.cli.reporting import shown
from gmmseg.errors import counted
from gmmseg.imaging.object_options import (
    LARGEST_AREA,
    LARGEST_SIZE,
    STRENGTH,
    ClassChoice,
    ObjectOptions,
)
from gmmseg.imaging.objects.objects import Objects
from gmmseg.settings import AUTO, Number, NumberOrAuto, WholeNumber

Command = TypeVar("Command", bound=Callable[..., Any])

KINDS = ("objects-csv", "objects-overlay")  # that are written where objects are asked for
NAMES = (
    *("classes", "split", "typical_size", "brightness", "fill_holes", "min_area", "max_area"),
    *("min_circularity", "min_solidity", "exclude_border"),
)

OBJECT_OPTIONS = (
    click.option("--classes", multiple=True, metavar="CLASS,...",
                 help="Classes that objects are made of, by number or name, or all.  "
                      "[default: all but the largest]"),
    click.option("--split", type=RangeOption(NumberOrAuto(0, 1)), metavar="STRENGTH",
                 help=f"How readily what touches is divided at necks, 0 (never) to 1; auto is {STRENGTH}.  "
                      "[default: auto]"),
    click.option("--typical-size", type=RangeOption(NumberOrAuto(0, LARGEST_SIZE)), metavar="PIXELS",
                 help="How far an object is across; auto finds it.  [default: auto]"),
    click.option("--brightness", is_flag=True,
                 help="Divide at dark lines, too, and leave out haze and what is dim: for fluorescence."),
    click.option("--fill-holes", is_flag=True, help="Holes inside an object belong to it, however large."),
    click.option("--min-area", type=RangeOption(WholeNumber(0, LARGEST_AREA)), metavar="PIXELS",
                 help="Leave out what is smaller.  [default: a tenth of the typical area]"),
    click.option("--max-area", type=RangeOption(WholeNumber(0, LARGEST_AREA)), metavar="PIXELS",
                 help="Leave out what is larger."),
    click.option("--min-circularity", type=RangeOption(Number(0, 1)), metavar="SHARE",
                 help="Leave out what is less round; 1 is a disc."),
    click.option("--min-solidity", type=RangeOption(Number(0, 1)), metavar="SHARE",
                 help="Leave out what fills less of its convex hull."),
    click.option("--exclude-border", is_flag=True,
                 help="Leave out objects that touch the frame or pixels that are masked out."),
)  # fmt: skip


WITH_OBJECTS = click.option(
    "--objects", "with_objects", is_flag=True, help="Make objects of classes, and measure them, too."
)


WITH_GROUPS = click.option(
    "--groups",
    metavar="folder|FILE",
    help="Sum up objects by group: by the folder that pictures lie in, or by a CSV file with the columns "
    "picture and group.",
)


def with_object_options(command: Command) -> Command:
    """Add `--objects` and what it takes."""
    return all_of((WITH_OBJECTS, *OBJECT_OPTIONS))(command)


def requested(given: dict[str, Any], base: ObjectOptions | None = None) -> ObjectOptions | None:
    """Return options of objects: those of `base`, a model's, with those typed in their place.

    None where neither `--objects` was typed nor a model has any.
    """
    typed = requests.typed_options(*NAMES)
    if base is None and not given.get("with_objects", True):
        if typed:
            raise click.UsageError(f"{typed[0]} is for objects: add --objects.")
        return None
    return (base or ObjectOptions()).changed(**_changes(given))


def _changes(given: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in NAMES:
        if not requests.typed_options(name):
            continue
        value = given[name]
        if name == "classes":
            value = classes(split_list(value))
        elif value == AUTO:
            value = STRENGTH if name == "split" else None
        changes[name] = value
    return changes


def classes(given: list[str]) -> ClassChoice:
    """Return the classes that words name: numbers as numbers."""
    if given == ["all"]:
        return "all"
    return tuple(int(word) if word.isascii() and word.isdigit() else word for word in given)


def default_kinds(
    options: ObjectOptions | None, default: Sequence[str] = requests.DEFAULT_EXPORTS
) -> tuple[str, ...]:
    """Return the kinds of files that are written where none are named, those of objects among them."""
    return tuple(default) if options is None else (*default, *KINDS)


def described(found: Objects) -> dict[str, Any]:
    """Return what was found as values that JSON knows."""
    table = found.summary
    of_class = {row[1]: dict(zip(table.names, row, strict=True)) for row in table.rows()}
    return {
        "count": len(found),
        "classes": [
            {
                "number": number,
                "name": name,
                "count": int(of_class.get(number, {}).get("count", 0)),
                "diameter": _diameter(of_class.get(number, {})),
                "typical_size": round(size, 3),
            }
            for (number, name), size in zip(found.class_names.items(), found.typical_sizes, strict=True)
        ],
        "specks": found.n_specks,
        "dim": found.n_dim,
        "left_out": found.n_left_out,
        "pixel_size_um": None if found.pixel_size is None else list(found.pixel_size),
        "options": found.options.as_values(),
        "notes": [*([found.choice] if found.choice else ()), *found.notes],
    }


def _diameter(summed: dict[str, Any]) -> dict[str, Any] | None:
    """Return mean, standard deviation and unit of the equivalent diameters of the objects of a class."""
    name = next((each for each in summed if re.fullmatch(r"equivalent_diameter_[a-z]+_mean", each)), None)
    if name is None or math.isnan(summed[name]):
        return None
    deviation = summed[name.removesuffix("mean") + "sd"]
    found = {"mean": round(summed[name], 4), "sd": None if math.isnan(deviation) else round(deviation, 4)}
    return {**found, "unit": name.split("_")[-2]}


def _diameter_text(diameter: dict[str, Any] | None) -> str:
    if diameter is None:
        return ""
    spread = "" if diameter["sd"] is None else f" ± {diameter['sd']:.3g}"
    return f", diameter {diameter['mean']:.4g}{spread} {diameter['unit']}"


def summary(result: dict[str, Any]) -> list[str]:
    """Return lines that say what objects were found."""
    origin = "" if "typical_size" in result["options"] else ", found"
    lines = [f"  {counted(result['count'], 'object')}"]
    lines += [
        f"  {each['number']:3d}  {counted(each['count'], 'object'):>14}  {shown(each['name'])}"
        f"{_diameter_text(each['diameter'])}, typical size {each['typical_size']:.1f} pixels{origin}"
        for each in result["classes"]
    ]
    return [*lines, *(f"  note: {shown(note)}" for note in result["notes"])]
