"""Messages and files about a table whose rows were given clusters."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gmmseg.cli import requests
from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.reporting import print_error, print_json, record_of, shown
from gmmseg.errors import GmmsegError, counted
from gmmseg.io import table_files, table_models
from gmmseg.io.atomic import check_is_no_input, writing
from gmmseg.io.exporters.registry import make_folder
from gmmseg.io.readers import tables
from gmmseg.tables.table import DataTable
from gmmseg.tables.table_model import RowLabels, TableModel

ENDING = "_clusters"
ALLOWED = ("model", "pictures", "folder", "overwrite", "as_json", "quiet")  # options of apply for tables


def labelled_file(folder: Path, table: Path) -> Path:
    """Return the file for a table with its clusters: Parquet where the table is."""
    suffix = ".parquet" if table_files.is_parquet(table) else ".csv"
    return folder / f"{table.stem}{ENDING}{suffix}"


def applied_summary(table: DataTable, model: TableModel, rows: RowLabels) -> list[str]:
    """Return a few lines on a table that a model was applied to."""
    n = len(table) - rows.n_missing
    lines = [f"{shown(table.name)}: {counted(len(table), 'row')} in {counted(model.n_clusters, 'cluster')}"]
    if rows.n_missing:
        lines.append(f"  note: {counted(rows.n_missing, 'row')} without a value in some column in none")
    for number in range(1, model.n_clusters + 1):
        own = int((rows.labels == number).sum())
        lines.append(f"  {number:3d}  {100 * own / n:5.1f} %  {counted(own, 'row')}")
    strange = int(rows.is_anomaly.sum())
    lines.append(
        f"  anomalies: {counted(strange, 'row')}, {strange / n:.1%}; in the fit {model.anomalies:.1%}"
    )
    if strange / n > max(3 * model.anomalies, 0.05):
        lines.append("  note: so many are strange to the model that this table may be of another kind")
    return lines


def apply_to_tables(path: Path, found: Sequence[Path], *, as_json: bool, quiet: bool) -> int:
    """Give the rows of tables the clusters of a model, write each with them, and return the exit status."""
    context = click.get_current_context()
    others = requests.typed_options(*(name for name in context.params if name not in ALLOWED))
    if others:
        raise click.UsageError(f"{others[0]} is for pictures, and {path.name} is a model of a table.")
    folder, overwrite = context.params["folder"], context.params["overwrite"]
    model, records, status = table_models.read(path), [], DONE
    for each in found:
        try:
            records.append(_applied(model, each, labelled_file(folder, each), overwrite=overwrite))
        except GmmsegError as error:
            print_error(str(error), each)
            records.append({"table": str(each), "error": record_of(error)})
            status = FAILED
            continue
        if not (as_json or quiet):
            click.echo("\n".join([*records[-1]["lines"], f"  wrote {shown(records[-1]['file'])}"]))
    if as_json:
        plain = [{key: value for key, value in each.items() if key != "lines"} for each in records]
        print_json({"model": str(path), "tables": plain})
    return status


def _applied(model: TableModel, path: Path, target: Path, *, overwrite: bool) -> dict[str, Any]:
    """Write a table with its clusters, and return what was found."""
    check_is_no_input(target, [path])
    table = tables.read(path)
    rows = model.apply(table)
    make_folder(target.parent)
    with writing(target, overwrite=overwrite) as temporary:
        labelled = rows.with_columns(table)
        table_files.write(labelled, temporary, as_parquet=table_files.is_parquet(target))
    return {
        "table": str(path),
        "rows": len(table),
        "rows_missing": rows.n_missing,
        "cluster_rows": [int((rows.labels == number).sum()) for number in range(1, model.n_clusters + 1)],
        "anomalies": int(rows.is_anomaly.sum()),
        "file": str(target),
        "lines": applied_summary(table, model, rows),
    }
