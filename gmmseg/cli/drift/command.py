"""`gmmseg drift`: the record of a service in, whether its models should be refitted out."""

from dataclasses import asdict
from pathlib import Path

import click

from gmmseg.batch.drift_record import PICTURES, DriftVerdict, entries, verdicts
from gmmseg.cli.main import DONE
from gmmseg.cli.reporting import counted, print_json, shown
from gmmseg.version import __version__


@click.command(
    "drift",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg drift drift.jsonl
  gmmseg drift drift-1.jsonl drift-2.jsonl --last 500 --json
  gmmseg fit --from-flagged drift.jsonl --parent cells.gmm.json -o cells-2.gmm.json

\b
Exit status: 0 it was told, 1 a record cannot be read, 2 the command was wrong.
""",
)
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--last", type=click.IntRange(20, 10_000), default=200, show_default=True, metavar="N",
              help="How many of the newest pictures of each model are judged.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
def drift(records: tuple[Path, ...], *, last: int, as_json: bool) -> int:
    """Say of each model in RECORDS, which gmmseg serve --monitor keeps, whether it should be refitted.

    A model should be refitted where surely, by a 95 % interval, more than one picture in ten is red: unlike
    those that it was made from. Several records, as of two instances, are taken as one.
    """
    found = sorted((each for path in records for each in entries(path)), key=lambda each: each.time)
    told = verdicts(found, last)
    if as_json:
        print_json({"gmmseg": __version__, "models": [asdict(each) for each in told]})
    else:
        click.echo("\n".join(line for each in told for line in _lines(each, records)) or "No pictures yet.")
    return DONE


def _lines(told: DriftVerdict, records: tuple[Path, ...]) -> list[str]:
    """Return what is said of one model."""
    words = {"refit": "refit it", "watch": "watch it", "fine": "fine", "too few": "too few pictures yet"}
    lights = ", ".join(f"{n} {light}" for light, n in told.lights.items() if n)
    older, newer = told.halves
    lines = [
        f"{shown(told.model)} ({told.digest[:12]}): {words[told.verdict]}",
        f"  {told.reason}",
        f"  {counted(sum(told.lights.values()), 'picture')} since {told.first}: {lights}",
        f"  {100 * told.unexplained:.1f} % of the pixels unexplained",
        f"  red or amber were {older:.0%} of the older half and {newer:.0%} of the newer",
    ]
    if told.verdict == "refit" and told.kept:
        flags = f"--from-flagged {shown(records[0])} --parent MODEL"
        lines.append(f"  {counted(told.kept, 'picture')} kept: gmmseg fit {flags} -o NEW.gmm.json")
    elif told.verdict == "refit":
        lines.append(f"  no picture was kept: start gmmseg serve with --keep (into RECORD{PICTURES})")
    return lines
