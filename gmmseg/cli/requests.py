"""Options turned into the values that work is done with; wrong ones are named before any work."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import click

from gmmseg.cli.options import words
from gmmseg.imaging.model import Model
from gmmseg.io.exporters import KINDS, available
from gmmseg.io.readers.formats import EXTRA, SAFE
from gmmseg.settings import Settings

DEFAULT_EXPORTS = ("labels", "overlay")


class KindsCommand(click.Command):
    """Lists in its help the kinds of files that can be written."""

    listed: Mapping[str, str] = KINDS

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the kinds before the examples."""
        with formatter.section("Kinds of export"):
            formatter.write_dl(
                [*self.listed.items(), ("all", "All of these, as far as their libraries are installed.")]
            )
        super().format_epilog(context, formatter)


def settings(given: dict[str, Any]) -> Settings:
    """Return the settings of a fit among the options."""
    return Settings(**{field.name: given[field.name] for field in fields(Settings) if field.name in given})


def seeing(model: Model, given: dict[str, Any]) -> Model:
    """Return a model that sees pictures as the options say, where they say it: else as it was made."""
    asked = {flag for flag in ("channels", "stains", "flatten") if said(flag)}
    found = settings({name: given[name] for name in asked}).preparation
    return model.seeing(**{name: getattr(found, name) for name in asked})


def reading(given: dict[str, Any]) -> dict[str, Any]:
    """Return how files are to be read, as `io.images.read` takes it; what was not said is left out."""
    asked = words(given["allow_formats"])
    for word in asked:
        if word.upper() not in (*SAFE, *EXTRA):
            sentence = f"There is no format {word!r} to allow: choose from {', '.join(EXTRA)}."
            raise click.UsageError(sentence, click.get_current_context())
    formats = (*SAFE, *(word.upper() for word in asked)) if asked else None
    found = {"page": given["page"], "max_pixels": given["max_pixels"], "formats": formats}
    found["alpha"] = given["alpha"]
    found["pixel_size"] = given.get("pixel_size")
    return {name: value for name, value in found.items() if value}


def writing(given: dict[str, Any]) -> dict[str, Any]:
    """Return folder, kinds and how files are to be written, as a request for pictures takes them."""
    how = {"overwrite": given["overwrite"], "opacity": given["opacity"], "kept": set()}
    return {
        "folder": given["folder"],
        "kinds": kinds(given["kinds"], DEFAULT_EXPORTS),
        "writing": {name: value for name, value in how.items() if value is not None},
    }


def kinds(given: tuple[str, ...], default: Sequence[str]) -> list[str]:
    """Return the kinds of files that are asked for."""
    asked = words(given)
    if given and not asked:
        raise click.UsageError(f"--export names no kind: choose from {', '.join(KINDS)}, all.")
    if "all" in asked:
        return list(available())
    for kind in asked:
        if kind not in KINDS:
            choice = f"choose from {', '.join(KINDS)}, all"
            raise click.UsageError(f"There is no kind of export {kind!r}: {choice}.")
    return asked or list(default)


def said(*names: str) -> list[str]:
    """Return the options among `names` that were given on the command line, as they were declared."""
    context = click.get_current_context()
    typed = click.core.ParameterSource.COMMANDLINE
    flags = {each.name: each.opts[-1] for each in context.command.params}
    return [flags[name] for name in names if context.get_parameter_source(name) is typed]
