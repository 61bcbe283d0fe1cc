"""`gmmseg cluster`: a table in; clusters, what sets them apart, and a model out."""

from pathlib import Path

import click

from gmmseg.cli import plotting
from gmmseg.cli.options import DEFAULT_FOLDER, all_of, split_list
from gmmseg.cli.reporting import print_json, shown
from gmmseg.cli.table_results import labelled_file
from gmmseg.errors import BadSettingError
from gmmseg.io import table_files, table_models
from gmmseg.io.atomic import check_is_no_input, writing_together
from gmmseg.io.exporters.registry import make_folder, refuse_to_replace
from gmmseg.io.exporters.table import safe
from gmmseg.io.models import SUFFIX
from gmmseg.io.readers import tables
from gmmseg.mixture.fitting.model_selection import CRITERIA
from gmmseg.mixture.parameters import COVARIANCE_TYPES
from gmmseg.tables.clustering import ALL, ClusterOptions, cluster_table, numbers_to_try
from gmmseg.tables.clusters import Clustering, card_rows, record, sweep_rows, text
from gmmseg.tables.scaling import SCALINGS

_DEFAULT = ClusterOptions()


@click.command(
    "cluster",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg cluster customers.csv
  gmmseg cluster customers.csv --columns age,income,score -k 2-8 --criterion silhouette
  gmmseg cluster sensors.parquet -k 3 --scale none --anomalies 0.02 --seed 42 -o out
  gmmseg apply out/customers.gmm.json new-customers.csv

\b
Exit status: 0 done, 1 it could not be done, 2 the command was wrong, 130 interrupted.
docs/guide tells what the figures mean and when not to use this.
""",
)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("-k", "--clusters", "n_clusters", default="auto", show_default=True, metavar="N|A-B|auto",
              help="How many clusters, or numbers to choose among; auto is 1 to 10.")  # fmt: skip
@click.option("--columns", multiple=True, metavar="COLUMN,...",
              help="Columns of numbers to look at.  [default: all that vary]")  # fmt: skip
@click.option("--scale", type=click.Choice(SCALINGS), default=_DEFAULT.scale, show_default=True,
              help="Columns to mean 0 and deviation 1, to the range 0 to 1, or as they are.")  # fmt: skip
@click.option("--covariance", "covariance_type", type=click.Choice([*COVARIANCE_TYPES, ALL]),
              default=_DEFAULT.covariance_type, show_default=True, help="Shape of a cluster.")  # fmt: skip
@click.option("--criterion", type=click.Choice(list(CRITERIA)), default=_DEFAULT.criterion,
              show_default=True, help="What the number of clusters is chosen by.")  # fmt: skip
@click.option("--anomalies", type=float, default=_DEFAULT.anomalies, show_default=True, metavar="SHARE",
              help="Share of the rows that are taken for anomalies, 0 to 0.5.")  # fmt: skip
@click.option("--seed", type=int, default=_DEFAULT.seed, show_default=True, metavar="N",
              help="Same seed, same clusters.")  # fmt: skip
@click.option("--restarts", type=int, default=_DEFAULT.restarts, show_default=True, metavar="N",
              help="How many starts are compared.")  # fmt: skip
@click.option("--tolerance", type=float, default=_DEFAULT.tolerance, show_default=True, metavar="GAIN",
              help="Stop when an iteration gains less in mean log-likelihood.")  # fmt: skip
@click.option("--max-iterations", type=int, default=_DEFAULT.max_iterations, show_default=True, metavar="N",
              help="Stop after so many iterations.")  # fmt: skip
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False),
              default=DEFAULT_FOLDER, show_default=True, metavar="FOLDER",
              help="Where the files go; made if it is not there.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace files that exist.")
@all_of(plotting.WITH_PLOT)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def cluster(
    table: Path,
    n_clusters: str,
    columns: tuple[str, ...],
    *,
    folder: Path,
    overwrite: bool,
    plot: Path | None,
    look: str,
    as_json: bool,
    quiet: bool,
    **options: object,
) -> None:
    """Find clusters of the rows of TABLE (CSV or Parquet) with a Gaussian mixture.

    NAME_clusters.csv has the table with the cluster of each row, its probabilities and anomaly score;
    NAME_cards.csv what sets each cluster apart; NAME_sweep.csv the figures of each number that was tried;
    NAME.gmm.json is the model, for gmmseg apply. Rows with a missing value are in no cluster, and are told.
    """
    requested = ClusterOptions(_numbers(n_clusters), **options)  # type: ignore[arg-type]  # click has made them
    plotting.check(plot, [table], folder)
    files = _files(table, folder, overwrite=overwrite)
    found = cluster_table(tables.read(table), split_list(columns) if columns else None, requested)
    _write(found, files, overwrite=overwrite)
    if plot is not None:
        from gmmseg.plots.clustering import clustering_figure

        plotting.write(clustering_figure, found, plot, look, overwrite=overwrite)
        files.append(plot)
    if as_json:
        document = record(found) | {"files": [str(path) for path in files]}
        print_json(document)
    elif not quiet:
        click.echo("\n".join([*map(shown, text(found).splitlines()), ""]))
        click.echo("\n".join(f"wrote {shown(path)}" for path in files))


def _numbers(requested: str) -> range:
    try:
        return numbers_to_try(requested)
    except BadSettingError as error:
        hint = "'-k' / '--clusters'"
        raise click.BadParameter(f"{requested!r} is not {error.expected}.", param_hint=hint) from None


def _files(table: Path, folder: Path, *, overwrite: bool) -> list[Path]:
    """Return the files to write; one in the way is refused before the work."""
    names = (f"{table.stem}_cards.csv", f"{table.stem}_sweep.csv", f"{table.stem}{SUFFIX}")
    files = [labelled_file(folder, table), *(folder / name for name in names)]
    for path in files:
        check_is_no_input(path, [table])
    if not overwrite:
        refuse_to_replace(files, folder)
    return files


def _write(found: Clustering, files: list[Path], *, overwrite: bool) -> None:
    """Write all files or none."""
    labelled, cards, sweep, model = files
    make_folder(labelled.parent)
    with writing_together(overwrite=overwrite) as begin:
        as_parquet = table_files.is_parquet(labelled)
        table_files.write(found.rows.with_columns(found.table), begin(labelled), as_parquet=as_parquet)
        harmless = ([safe(x) if isinstance(x, str) else x for x in row] for row in card_rows(found))
        table_files.write_rows(harmless, begin(cards))
        table_files.write_rows(sweep_rows(found), begin(sweep))
        begin(model).write_text(table_models.text_of(found.model), encoding="utf-8")
