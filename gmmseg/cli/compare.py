"""`gmmseg compare`: whether groups of a table differ in what was measured, by tests that are fair."""

import csv
import io
import json
from pathlib import Path

import click

from gmmseg.batch.object_tables import members
from gmmseg.cli import plotting
from gmmseg.cli.options import all_of, split_list
from gmmseg.cli.reporting import shown
from gmmseg.errors import NothingToCompareError
from gmmseg.imaging.objects.conditions import rows_where
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.io.atomic import check_is_no_input, writing
from gmmseg.io.exporters.table import safe
from gmmseg.io.readers import tables
from gmmseg.tables.comparison import AUTO, compare_groups
from gmmseg.tables.group_comparison import GroupComparison, csv_rows, record, text
from gmmseg.tables.table import DataTable

FORMATS = ("text", "csv", "json", "html")


@click.command(
    "compare",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg compare objects.csv --group treatment --measure area_um2
  gmmseg compare out/gmmseg-batch-objects.csv --group folder --measure area_px,circularity
  gmmseg compare leaves.csv --group treatment --control none --measure percent --plot leaves.svg
  gmmseg compare objects.csv --group class_name --measure area_px --where "touches_border = 0" --json

\b
Exit status: 0 done, also where no test could be made (the reason is told), 1 it could not be done,
2 the command was wrong, 130 interrupted.
""",
)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--group", required=True, metavar="COLUMN|folder|FILE",
              help="What tells the group of a row: a column, the folder of its picture, or a CSV file with "
              "the columns picture and group.")  # fmt: skip
@click.option("--measure", "measures", required=True, multiple=True, metavar="COLUMN,...",
              help="What to compare: columns of numbers.")  # fmt: skip
@click.option("--unit", default=AUTO, metavar="COLUMN|row",
              help="What counts once, by the mean of its rows: objects of one picture are not independent.  "
              "[default: the picture, where the table says which]")  # fmt: skip
@click.option("--control", metavar="GROUP", help="Compare the other groups with this one only.")
@click.option("--where", "condition", default="", metavar="CONDITION",
              help="Only these rows, as: area > 50 and touches_border = 0.")  # fmt: skip
@click.option("--confidence", type=float, default=0.95, show_default=True, metavar="LEVEL",
              help="Of the intervals, above 0.5 and below 1.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
              help="What to write.")  # fmt: skip
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="File to write instead of the screen.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace files that exist.")
@all_of(plotting.WITH_PLOT)
def compare(
    table: Path,
    group: str,
    measures: tuple[str, ...],
    unit: str,
    control: str | None,
    condition: str,
    confidence: float,
    form: str,
    output: Path | None,
    overwrite: bool,
    plot: Path | None,
    look: str,
) -> None:
    """Tell whether groups of the rows of TABLE (CSV or Parquet) differ.

    Each picture counts once, by the mean of its rows, since objects of one picture resemble one another.
    Of two groups you get the difference of means, Hedges' g and Cliff's delta with their intervals, Welch's
    t-test and the Mann-Whitney test; of more also ANOVA and Kruskal-Wallis. p-values are corrected by Holm's
    method for all pairs and measures. Where pictures have rows of several groups, tests are paired.
    """
    if output is not None:
        check_is_no_input(output, [table])
        plotting.check_has_folder(output)
    plotting.check(plot, [table])
    rows = tables.read(table)
    if condition:
        rows = chosen(rows, condition)
    found = compare_groups(
        rows,
        group,
        split_list(measures),
        groups=members(rows, group),
        unit=unit,
        control=control,
        confidence=confidence,
    )
    if plot is not None:
        from gmmseg.plots.groups import comparison_figure

        plotting.write(comparison_figure, found, plot, look, overwrite=overwrite)
    written = WRITERS[form](found)
    if output is None:
        plain = form != "text"  # names come from a file, which may hold what moves a terminal's cursor
        click.echo(written if plain else "\n".join(map(shown, written.splitlines())), nl=not plain)
        return
    with writing(output, overwrite=overwrite) as temporary:
        temporary.write_text(written, encoding="utf-8")


def chosen(table: DataTable, condition: str) -> DataTable:
    """Return the rows of a table that meet a condition; raise if none does."""
    rows = table.rows(rows_where(condition, ObjectTable(table.columns)))
    if not len(rows):
        problem = f"none of the {len(table):,} rows of {table.name} meets the condition {condition!r}"
        raise NothingToCompareError(problem, "Ask for less with --where, or leave it out")
    return rows


def as_csv(found: GroupComparison) -> str:
    """Return a row for each measure and pair of groups."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    for row in csv_rows(found):
        rows.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def as_json(found: GroupComparison) -> str:
    """Return all that was found as a record."""
    return json.dumps(record(found), indent=2) + "\n"


def as_html(found: GroupComparison) -> str:
    """Return a page with plots and tables."""
    from gmmseg.io import comparison_page

    names = ", ".join(each.measure for each in found.measures)
    return comparison_page.page("Groups compared", [(f"{names} by {found.group}", found)])


WRITERS = {"text": text, "csv": as_csv, "json": as_json, "html": as_html}
