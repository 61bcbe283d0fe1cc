"""`gmmseg describe`: what a model is, why a pixel has its label, and how to make the labels again."""

import json
from pathlib import Path
from typing import Any

import click

from gmmseg.cli import requests
from gmmseg.cli.main import DONE
from gmmseg.cli.options import READING, SETTINGS, all_of
from gmmseg.cli.progress import watching
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.inspection.description import FORMATS
from gmmseg.inspection.description import describe as described
from gmmseg.inspection.model_comparison import compare_models
from gmmseg.inspection.pixel_explanation import explain
from gmmseg.inspection.recipe import FORMS, Source, recipe_of_fit, recipe_of_model_file
from gmmseg.inspection.table_description import describe_table
from gmmseg.io import table_models
from gmmseg.io.atomic import check_is_no_input, writing
from gmmseg.io.readers.images import read
from gmmseg.job import Job
from gmmseg.pipeline import applying, segmenting


class PixelOption(click.ParamType[tuple[int, int]]):
    """A column and a row, counted from 0."""

    name = "x,y"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[int, int]:
        """Return column and row, or fail."""
        try:
            column, row = (int(word) for word in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not X,Y: a column and a row, counted from 0.", parameter, context)
        return column, row


@click.command(
    "describe",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg describe cells.gmm.json
  gmmseg describe customers.gmm.json --format markdown
  gmmseg describe photo.jpg -k 4 --format html -o photo.html
  gmmseg describe photo.jpg --at 120,80
  gmmseg describe photo.jpg --model cells.gmm.json --methods
  gmmseg describe photo.jpg -k 4 --recipe python -o again.py
  gmmseg describe old.gmm.json --against new.gmm.json --on photo.jpg

\b
Exit status: 0 done, 1 a file could not be used, 2 the command was wrong, 130 interrupted.
""",
)
@click.argument("subject", type=click.Path(path_type=Path))
@click.option("--model", "model", type=click.Path(path_type=Path), metavar="FILE",
              help="Apply this model to the picture in place of a fit.")  # fmt: skip
@click.option("--at", "pixels", type=PixelOption(), multiple=True, metavar="X,Y",
              help="Say why the pixel at this column and row, from 0, has its label.")  # fmt: skip
@click.option(
    "--methods", is_flag=True, help="Write only a paragraph for the methods of a paper, with references."
)
@click.option("--recipe", type=click.Choice(FORMS),
              help="Write a script that makes the same labels, bit for bit.")  # fmt: skip
@click.option("--against", type=click.Path(path_type=Path), metavar="FILE",
              help="Compare the model with this one: matched components, and labels of --on.")  # fmt: skip
@click.option("--on", "ground", type=click.Path(path_type=Path), metavar="PICTURE",
              help="The picture that models are compared on, or a recipe of a model is for.")  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", help="What to write.  [default: text]"
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--no-stability", is_flag=True, help="Leave out the refits that stability is judged by.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="File to write instead of the screen.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@all_of(SETTINGS)
@all_of(READING)
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def describe(subject: Path, **given: Any) -> int:
    """Say what SUBJECT is: a model file (.json) of pictures or a table, or a picture to be segmented first.

    For each segment: its share, the mean and spread of every feature and channel, what sets it apart (Cohen's
    d), the segment it is most easily confused with, how sure and how stable it is. Then a paragraph for the
    methods of a paper. With --at, only why a pixel has its label. Pictures are never changed.
    """
    is_model = subject.suffix.lower() == ".json"
    _check(is_model, given)
    text = _of_model(subject, given) if is_model else _of_picture(subject, given)
    if given["output"] is None:
        click.echo(text, nl=False)
        return DONE
    inputs = [subject, *(path for path in (given["model"], given["against"], given["ground"]) if path)]
    check_is_no_input(given["output"], inputs)
    with writing(given["output"], overwrite=given["overwrite"]) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return DONE


def _check(is_model: bool, given: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    chosen = [f"--{name}" for name in ("methods", "recipe", "against") if given[name]]
    chosen += ["--at"] if given["pixels"] else []
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(chosen)} write different things: choose one.")
    if chosen in (["--at"], ["--against"]) and given["form"] not in ("text", "json"):
        raise click.UsageError(f"{chosen[0]} is written as text or json, not as {given['form']}.")
    if is_model:
        if given["pixels"] or given["model"]:
            flag = "--at" if given["pixels"] else "--model"
            raise click.UsageError(
                f"{flag} is for a picture: give it, with --model {'FILE' if flag == '--at' else ''}".rstrip()
                + "."
            )
        if given["ground"] and not (given["against"] or given["recipe"]):
            raise click.UsageError("--on is for --against and --recipe: add one of them.")
        if given["recipe"] and not given["ground"]:
            raise click.UsageError("A recipe of a model labels a picture: give it with --on.")
    elif given["against"] or given["ground"]:
        flag = "--against" if given["against"] else "--on"
        raise click.UsageError(f"{flag} is for a model file in the place of the picture.")
    requests.check_is_fit({**given, "regions": None}, given["model"])


def _of_model(path: Path, given: dict[str, Any]) -> str:
    """Return what is asked for of a model file."""
    if table_models.is_one(path):
        return _of_table_model(path, given)
    model = Model.load(path)
    if given["recipe"]:
        return recipe_of_model_file(
            _source(given["ground"], given), str(path), given["recipe"], given=_in_place_of_its_own(given)
        )
    if given["against"]:
        image = None if given["ground"] is None else _read(given["ground"], given)
        found = compare_models(model, Model.load(given["against"]), image, threads=given["threads"])
        return (
            json.dumps(found.as_values(), indent=2) + "\n" if given["form"] == "json" else found.text + "\n"
        )
    description = described(model, title=path.name)
    return (
        description.methods_written(given["form"]) if given["methods"] else description.written(given["form"])
    )


def _of_table_model(path: Path, given: dict[str, Any]) -> str:
    """Return what a model of a table is."""
    for name in ("recipe", "against"):
        if given[name]:
            raise click.UsageError(f"--{name} is for models of pictures, and {path.name} is one of a table.")
    chosen = describe_table(table_models.read(path), title=path.name)
    return chosen.methods_written(given["form"]) if given["methods"] else chosen.written(given["form"])


def _of_picture(path: Path, given: dict[str, Any]) -> str:
    """Return what is asked for of a picture, labelled by a fit or by a model."""
    settings = requests.settings(given)
    if given["recipe"]:
        source = _source(path, given)
        if given["model"]:
            own = _in_place_of_its_own(given)
            return recipe_of_model_file(source, str(given["model"]), given["recipe"], given=own)
        return recipe_of_fit(source, settings, given["recipe"])
    found = _segmented(path, given)
    if given["pixels"]:
        explanations = [explain(found, row, column) for column, row in given["pixels"]]
        if given["form"] == "json":
            return json.dumps([each.as_values() for each in explanations], indent=2) + "\n"
        return "\n\n".join(each.text for each in explanations) + "\n"
    known = None if given["model"] else settings
    stability = not (given["no_stability"] or given["methods"])
    about = described(found, settings=known, stability=stability)
    return about.methods_written(given["form"]) if given["methods"] else about.written(given["form"])


def _in_place_of_its_own(given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that were typed for a model that has its own."""
    typed = [name for name in ("channels", "stains", "flatten", "reject") if requests.typed_options(name)]
    found = requests.settings({name: given[name] for name in typed})
    return {name: getattr(found, name) for name in typed}


def _segmented(path: Path, given: dict[str, Any]) -> Segmentation:
    """Return the segmentation of a picture by a fit or by a model."""
    image, settings = _read(path, given), requests.settings(given)
    model = requests.with_channels(Model.load(given["model"]), given) if given["model"] else None
    job = Job(
        lambda workers: (
            segmenting(image, settings, workers)
            if model is None
            else applying(image, model, workers, detail=settings.detail, min_region=settings.min_region)
        ),
        threads=given["threads"],
    )
    with watching(1, quiet=given["quiet"]) as watch:
        watch.begin(path.name)
        return job.run(watch.step)


def _read(path: Path, given: dict[str, Any]) -> Image:
    return read(path, **requests.reading(given), **requests.one_page(given))


def _source(path: Path, given: dict[str, Any]) -> Source:
    return Source(str(path), requests.reading(given) | requests.one_page(given))
