"""`gmmseg sweep`: a picture in, a comparison of numbers of segments out."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from gmmseg.cli import plotting, requests
from gmmseg.cli.main import DONE
from gmmseg.cli.options import PREPARING, READING, WITH_THREADS, Command, ListOption, all_of, setting
from gmmseg.cli.progress import watching
from gmmseg.cli.reporting import print_json, shown
from gmmseg.errors import AlreadyThereError
from gmmseg.inspection.sweep import FIGURES, KIND, Sweep, SweepProgress, kinds_of, sweeping
from gmmseg.io.atomic import check_is_no_input, writing
from gmmseg.io.readers.images import read
from gmmseg.job import Job, Progress
from gmmseg.plots import style
from gmmseg.settings import Settings

NAMES = {"covariance_type": "covariance", "smoothing": "smooth"}  # options not called as the setting


def several(flags: str, name: str, text: str) -> Callable[[Command], Command]:
    """Return the option for several values of a setting."""
    return click.option(
        *flags.split(), name, type=ListOption(name), default=ListOption.default(name), show_default=True,
        metavar=f"{'WEIGHT' if name == 'position' else 'WORD'},...", help=text,
    )  # fmt: skip


@click.command(
    "sweep",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg sweep photo.jpg
  gmmseg sweep photo.jpg -k 2-12 --plot sweep.png --csv sweep.csv
  gmmseg sweep photo.jpg -k 2-8 --covariance all --colour lab,rgb --criterion bic
  gmmseg sweep photo.jpg -k 2-12 --method global --position 0,0.5 --json

\b
Exit status: 0 done, 1 nothing could be compared, 2 the command was wrong (nothing is done),
130 interrupted (what was done is told and written).
""",
)
@click.argument("picture", type=click.Path(path_type=Path))
@setting("-k --segments", "n_components", "N-M", "Least and most segments; auto is 2-12.")
@several("--covariance", "covariance_type", "Covariances to compare, or all.")
@several("--colour --color", "colour", "Colour spaces to compare, or all.")
@several("--position", "position", "Weights of the place of a pixel to compare.")
@several("--texture", "texture", "How much of the texture counts, each to be compared, or all.")
@several("--method", "method", "Methods to compare, or all.")
@setting("--criterion", "criterion", "", "What the suggestion goes by; auto is what the method goes by.")
@click.option("--csv", "table", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write all figures as a table.")  # fmt: skip
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Draw the curves, and what each number looks like: .png, .svg or .pdf.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace files that exist.")
@setting("--smooth", "smoothing", "STRENGTH", "How strongly neighbours of like colour are made to agree.")
@setting("--noise", "noise", "SHARE", "Smallest standard deviation, as a share of the picture's own.")
@setting("--seed", "seed", "N", "Same seed, same figures.")
@all_of(PREPARING)
@WITH_THREADS
@all_of(READING)
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def sweep(picture: Path, *, as_json: bool, quiet: bool, **given: Any) -> int:
    """Compare numbers of segments of PICTURE, and other settings, and suggest one.

    The mixtures that gmmseg segment would begin with are compared by AIC, BIC and ICL, by silhouette and
    Davies-Bouldin index, and by their stability: how well labels agree (adjusted Rand index) with those of
    refits on random halves of the picture. Neighbouring pixels repeat each other, so that all of them count
    as 500 independent ones at most. Give the number that is suggested to gmmseg segment with -k.
    Interrupted, it tells what is done.
    """
    kinds = kinds_of(requests.settings({k: v for k, v in given.items() if k not in KIND}),
                     {name: given[name] for name in KIND})  # fmt: skip
    files = _checked(picture, given)
    image = read(picture, **requests.reading(given), **requests.one_page(given))
    found = [Sweep(image.name)]

    def take(progress: Progress) -> None:
        if isinstance(progress, SweepProgress):
            found.append(progress.sweep)
        watch.step(progress)

    with watching(1, quiet=quiet) as watch:
        watch.begin(picture.name)
        try:
            Job(lambda workers: sweeping(image, kinds, workers), threads=given["threads"]).run(take)
        finally:  # what is done is printed when interrupted, too
            if found[-1].rows:
                with watch.aside():
                    written = _write(found[-1], files, overwrite=given["overwrite"])
                    _print_sweep(found[-1], picture, written, as_json=as_json, quiet=quiet)
    return DONE


def _checked(picture: Path, given: dict[str, Any]) -> dict[str, Path]:
    """Return the files to write; what is wrong with them is raised before the work."""
    files = {name: given[name] for name in ("table", "plot") if given[name] is not None}
    if "plot" in files:
        style.checked(files["plot"].suffix)
    for path in files.values():
        check_is_no_input(path, [picture])
        plotting.check_has_folder(path)
        if path.exists() and not given["overwrite"]:
            raise AlreadyThereError((shown(path.name),), shown(path.parent))
    return files


def _write(found: Sweep, files: dict[str, Path], *, overwrite: bool) -> list[Path]:
    for name, path in files.items():
        with writing(path, overwrite=overwrite) as temporary:
            if name == "table":
                temporary.write_text(found.as_csv(), encoding="utf-8")
            else:
                temporary.write_bytes(style.encoded(found.figure(), path.suffix))
    return list(files.values())


def _print_sweep(found: Sweep, picture: Path, written: Sequence[Path], *, as_json: bool, quiet: bool) -> None:
    if as_json:
        print_json(found.as_values() | {"files": [str(path) for path in written]})
        return
    if quiet:
        return
    _print_tables(found)
    click.echo(shown(found.sampling))
    for note in found.notes:
        click.echo(f"note: {shown(note)}")
    if not found.is_complete:
        click.echo(f"Interrupted: {len(found.rows)} of {found.n_requested} mixtures were compared.")
    if (suggested := found.suggestion) is not None:
        click.echo(shown(suggested.reason))
        arguments = ["gmmseg", "segment", str(picture), *flags(suggested.settings)]
        click.echo(f"  {shown(shlex.join(arguments))}")
    for path in written:
        click.echo(f"  wrote {shown(path)}")


def flags(settings: Settings) -> list[str]:
    """Return the options of `gmmseg segment` that give these settings, but for the defaults."""
    usual, arguments = Settings(), ["-k", str(settings.most_components)]
    for name in (each.name for each in fields(Settings)):
        value = getattr(settings, name)
        if name != "n_components" and value != getattr(usual, name):
            text = f"{value:g}" if isinstance(value, float) else str(value)
            arguments += [f"--{NAMES.get(name, name.replace('_', '-'))}", text]
    return arguments


def _print_tables(found: Sweep) -> None:
    """Print a table for each kind of mixture: the best of a column is bold, an arrow is the suggestion."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    suggested = found.suggestion
    for kind in found.kinds:
        best = {name: found.best_of(kind, name) for name in FIGURES}
        table = Table(title=found.name_of(kind), title_justify="left", box=None, pad_edge=False)
        table.add_column("segments", justify="right")
        for title, _, _ in FIGURES.values():
            table.add_column(title, justify="right")
        for row in found.of_kind(kind):
            arrow = "→ " if suggested is not None and row.settings == suggested.settings else ""
            texts = {name: row.figure_text(name) for name in FIGURES}
            cells = (f"[bold]{text}[/bold]" if row in best[name] else text for name, text in texts.items())
            table.add_row(f"{arrow}{row.candidate.n_components}", *cells)
        console.print(table)
        console.print()
