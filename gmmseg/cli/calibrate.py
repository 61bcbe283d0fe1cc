"""`gmmseg calibrate`: a model, a picture and its truth in; how reliable probabilities are out."""

from pathlib import Path
from typing import Any

import click

from gmmseg.cli import requests
from gmmseg.cli.main import DONE
from gmmseg.cli.options import READING, WITH_THREADS, all_of
from gmmseg.cli.progress import watching
from gmmseg.cli.reporting import print_json, shown
from gmmseg.errors import AlreadyThereError
from gmmseg.imaging.model import Model
from gmmseg.inspection.calibration import Calibration
from gmmseg.inspection.calibration import calibrate as calibrated
from gmmseg.io.atomic import check_is_no_input, writing
from gmmseg.io.readers.annotations.truth import read_truth
from gmmseg.io.readers.images import read
from gmmseg.job import Job
from gmmseg.pipeline import applying
from gmmseg.plots import style
from gmmseg.plots.reliability import SIZE, reliability


@click.command(
    "calibrate",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg calibrate cells.gmm.json photo.tif truth.png
  gmmseg calibrate cells.gmm.json photo.tif strokes.png -o cells-calibrated.gmm.json
  gmmseg calibrate cells.gmm.json photo.tif truth.png --plot reliability.svg

\b
Exit status: 0 done, 1 a file could not be used, 2 the command was wrong, 130 interrupted.
""",
)
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("picture", type=click.Path(path_type=Path))
@click.argument("truth", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the model with the temperature; else it is only told.")  # fmt: skip
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the reliability diagram: .png, .svg or .pdf.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace a file that exists.")
@click.option("--ignore", type=int, default=0, show_default=True, metavar="N",
              help="Label of the truth that marks pixels of unknown class.")  # fmt: skip
@all_of((WITH_THREADS,))
@all_of(READING)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def calibrate(
    model: Path, picture: Path, truth: Path, *, ignore: int, as_json: bool, quiet: bool, **given: Any
) -> int:
    """Judge the probabilities that MODEL gives PICTURE by TRUTH, and find the temperature that mends them.

    TRUTH is a label map or annotations of the same size, a whole truth or strokes: 0 is unknown. Each segment
    means the class that most of its known pixels have. The temperature has the least log-loss on one half of
    the pixels, in squares; the figures are of the other half. Labels do not change; probabilities that are
    shown and exported do, and their files say that they are calibrated.

    \b
    ECE         expected calibration error, 15 bins: 0 is calibrated
    log-loss    mean of minus the logarithm of the true class's probability, nats
    Brier       mean squared distance of the probabilities from the truth
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    output, plot = given["output"], given["plot"]
    if plot is not None:
        style.checked(plot.suffix)
    if output is not None:
        if output.suffix.lower() != ".json":
            raise click.UsageError(f"The output {output.name!r} must end in .json.")
        check_is_no_input(output, [path for path in (model, picture, truth) if not given["overwrite"]])
        if output.exists() and not given["overwrite"]:  # refused before the work, not after it
            raise AlreadyThereError((shown(output.name),), shown(output.parent))
    chosen = Model.load(model)
    image = read(picture, **requests.reading(given), **requests.one_page(given))
    known = read_truth(truth, (image.height, image.width), picture.stem)
    job = Job(lambda workers: applying(image, chosen, workers), threads=given["threads"])
    with watching(1, quiet=quiet) as watch:
        watch.begin(picture.name)
        found = job.run(watch.step)
    result = calibrated(found, known, ignore=ignore)
    wrote = {} if output is None else {"file": str(result.model.save(output, overwrite=given["overwrite"]))}
    if plot is not None:
        check_is_no_input(plot, [model, picture, truth])
        _draw(result, plot, picture.name, overwrite=given["overwrite"])
        wrote["plot"] = str(plot)
    if as_json:
        print_json(result.as_values() | wrote)
    elif not quiet:
        click.echo(result.text)
        for file in wrote.values():
            click.echo(f"  wrote {shown(file)}")
    return DONE


def _draw(result: Calibration, path: Path, title: str, *, overwrite: bool) -> None:
    """Write the reliability diagram, as it is and calibrated."""
    paper = style.figure(*SIZE)
    lines = [
        (f"as it is, ECE {result.before.ece:.3f}", result.before.confidence, result.before.accuracy),
        (f"calibrated, ECE {result.after.ece:.3f}", result.after.confidence, result.after.accuracy),
    ]
    reliability(paper.subplots(), lines, title=title)
    with writing(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(style.encoded(paper, path.suffix))
