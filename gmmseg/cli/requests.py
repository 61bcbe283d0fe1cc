"""Options turned into the values that work is done with; wrong ones are named before any work."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import click

from gmmseg.cli.options import split_list
from gmmseg.cli.reporting import shown
from gmmseg.errors import MissingLibraryError
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.seeds import NamedSeeds
from gmmseg.io.exporters import KINDS, available
from gmmseg.io.readers.formats import EXTRA, SAFE
from gmmseg.io.readers.pages import PageChoice
from gmmseg.io.stacks import STACK_KINDS
from gmmseg.settings import Settings

DEFAULT_EXPORTS = ("labels", "overlay")


@contextmanager
def cluster(where: str | None, *, quiet: bool) -> Iterator[Any]:
    """Connect to the cluster that is asked for, and say where it can be watched; None for none.

    Raises
    ------
    MissingLibraryError
        If Dask is not installed.
    BadClusterError
        If there is no such cluster.
    """
    if where is None:
        yield None
        return
    if find_spec("distributed") is None:
        raise MissingLibraryError("a cluster", "distributed", "cluster", "use")
    from gmmseg.batch.cluster import connected

    with connected(where) as client:
        if not quiet:
            click.echo(f"The cluster can be watched at {shown(client.dashboard_link)}")
        yield client


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


class StackKindsCommand(KindsCommand):
    """Lists in its help the kinds of files of several pages, too."""

    listed = MappingProxyType({**KINDS, **STACK_KINDS})


def settings(given: dict[str, Any]) -> Settings:
    """Return the settings of a fit among the options."""
    return Settings(**{field.name: given[field.name] for field in fields(Settings) if field.name in given})


ABOUT_RESULTS = (
    "detail",
    "min_region",
    "seed",
    "reject",
    "channels",
    "stains",
    "flatten",
)  # settings that go with a model, too


def check_is_fit(given: dict[str, Any], model: object) -> None:
    """Refuse settings of a fit where a model is given, and what is for models where none is."""
    if model is not None:
        if click.get_current_context().default_map:
            raise click.UsageError("--preset is for fits, and with --model there is none: leave it out.")
        idle = typed_options(*(field.name for field in fields(Settings) if field.name not in ABOUT_RESULTS))
        if idle:
            raise click.UsageError(f"{idle[0]} is for fits, and with --model there is none: leave it out.")
    elif given["regions"]:
        raise click.UsageError("--regions is for a model that is there: give one with --model.")


def with_channels(model: Model, given: dict[str, Any]) -> Model:
    """Return a model that sees pictures as the options say, where they say it: else as it was made."""
    model = model.rejecting(given["reject"] if typed_options("reject") else None)
    requested = {flag for flag in ("channels", "stains", "flatten") if typed_options(flag)}
    found = settings({name: given[name] for name in requested}).preparation
    return model.with_preparation(**{name: getattr(found, name) for name in requested})


def reading(given: dict[str, Any]) -> dict[str, Any]:
    """Return how files are to be read, as `io.images.read` takes it, whatever the page.

    What was not typed is left out.
    """
    requested = split_list(given["allow_formats"])
    for word in requested:
        if word.upper() not in (*SAFE, *EXTRA):
            sentence = f"There is no format {word!r} to allow: choose from {', '.join(EXTRA)}."
            raise click.UsageError(sentence, click.get_current_context())
    formats = (*SAFE, *(word.upper() for word in requested)) if requested else None
    found = {"max_pixels": given["max_pixels"], "formats": formats}
    found["alpha"] = given["alpha"]
    found["pixel_size"] = given.get("pixel_size")
    return {name: value for name, value in found.items() if value}


def seeds(given: dict[str, Any], image: Image) -> NamedSeeds | None:
    """Return the seeds that are given for a picture, or None."""
    if given["seeds"] is None:
        return None
    from gmmseg.io.readers.annotations import seed_files

    return seed_files.read(given["seeds"], image)


def pages(given: dict[str, Any]) -> PageChoice:
    """Return which pages of files are pictures."""
    if given["axis"] and given["page"] is None and not given["as_channels"]:
        sentence = "--axis says along which axis --page counts: give --page, too, or --as-channels."
        raise click.UsageError(sentence, click.get_current_context())
    return PageChoice(given["page"], given["axis"], given["as_channels"])


def one_page(given: dict[str, Any]) -> dict[str, Any]:
    """Return which page is to be read where there is one picture, as `io.images.read` takes it."""
    choice = pages(given)
    found: dict[str, Any] = {"axis": choice.axis, "as_channels": choice.as_channels}
    if choice.selection is not None:
        found["page"] = choice.selection.number or choice.selection.text
    return {name: value for name, value in found.items() if value}


def writing(
    given: dict[str, Any],
    more: Mapping[str, str] = MappingProxyType({}),
    *,
    default: Sequence[str] = DEFAULT_EXPORTS,
) -> dict[str, Any]:
    """Return folder, kinds (of `more`, too) and how files are to be written, as requests take them."""
    how = {"overwrite": given["overwrite"], "opacity": given["opacity"], "kept": set()}
    return {
        "folder": given["folder"],
        "kinds": kinds(given["kinds"], default, more),
        "writing": {name: value for name, value in how.items() if value is not None},
    }


def kinds(
    given: tuple[str, ...], default: Sequence[str], more: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Return the kinds of files that are asked for; `more` beside the usual ones are known."""
    requested = split_list(given)
    if given and not requested:
        raise click.UsageError(f"--export names no kind: choose from {', '.join([*KINDS, *more])}, all.")
    for kind in requested:
        if kind not in KINDS and kind not in more and kind != "all":
            choice = f"choose from {', '.join([*KINDS, *more])}, all"
            raise click.UsageError(f"There is no kind of export {kind!r}: {choice}.")
    if "all" in requested:
        return list(available())
    return requested or list(default)


def typed_options(*names: str) -> list[str]:
    """Return the options among `names` that were given on the command line, as they were declared."""
    context = click.get_current_context()
    typed = click.core.ParameterSource.COMMANDLINE
    flags = {each.name: each.opts[-1] for each in context.command.params}
    return [flags[name] for name in names if context.get_parameter_source(name) is typed]
