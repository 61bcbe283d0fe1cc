"""`gmmseg drift`: the record of a service in, whether its models should be refitted out."""

from dataclasses import asdict, replace
from pathlib import Path

import click

from gmmseg.batch.drift_record import PICTURES, DriftVerdict, entries, flagged_pictures, verdicts
from gmmseg.cli.main import DONE
from gmmseg.cli.reporting import print_json, shown
from gmmseg.errors import counted
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
Exit status: 0 done, 1 a record cannot be read, 2 the command was wrong.
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
    judged, lines = [], list[str]()
    for verdict in verdicts(found, last):
        kept = _still_kept(verdict, records)
        judged.append(replace(verdict, kept=len({file.name for files in kept.values() for file in files})))
        lines += _lines(judged[-1], list(kept))
    if as_json:
        print_json({"gmmseg": __version__, "models": [asdict(each) for each in judged]})
    else:
        click.echo("\n".join(lines) or "No pictures yet.")
    return DONE


def _still_kept(verdict: DriftVerdict, records: tuple[Path, ...]) -> dict[Path, list[Path]]:
    """Return the flagged pictures of a model that are there, by the record that each lies beside."""
    found = {path: flagged_pictures(path, verdict.digest)[0] for path in records}
    return {path: files for path, files in found.items() if files}


def _lines(verdict: DriftVerdict, records: list[Path]) -> list[str]:
    """Return what is said of one model, of which pictures are kept beside some records."""
    texts = {"refit": "refit it", "watch": "watch it", "fine": "fine", "too few": "too few pictures yet"}
    lights = ", ".join(f"{n} {light}" for light, n in verdict.lights.items() if n)
    older, newer = verdict.halves
    lines = [
        f"{shown(verdict.model)} ({verdict.digest[:12]}): {texts[verdict.verdict]}",
        f"  {verdict.reason}",
        f"  {counted(sum(verdict.lights.values()), 'picture')} since {verdict.first}: {lights}",
        f"  {100 * verdict.unexplained:.1f} % of the pixels unexplained",
        f"  red or amber were {100 * older:.0f} % of the older half and {100 * newer:.0f} % of the newer",
    ]
    if verdict.verdict == "refit" and verdict.kept:
        flags = " ".join([*(f"--from-flagged {shown(each)}" for each in records), "--parent MODEL"])
        lines.append(f"  {counted(verdict.kept, 'picture')} kept: gmmseg fit {flags} -o NEW.gmm.json")
    elif verdict.verdict == "refit":
        lines.append(f"  no picture was kept: start gmmseg serve with --keep (into RECORD{PICTURES})")
    return lines
