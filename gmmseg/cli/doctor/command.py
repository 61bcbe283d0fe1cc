"""`gmmseg doctor`: what is installed, what works, and what to do about the rest."""

from dataclasses import asdict
from itertools import groupby

import click

from gmmseg.cli.doctor.checks import Check, every_check
from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.reporting import print_json, shown
from gmmseg.errors import counted
from gmmseg.version import __version__

MARKS = {"ok": " ", "note": "-", "problem": "!"}


@click.command(
    "doctor",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  gmmseg doctor
  gmmseg doctor --json > report.json

\b
Exit status: 0 nothing is wrong, 1 something is.
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
def doctor(*, as_json: bool) -> int:
    """Say what is installed, whether it works, and what to do where it does not.

    Lines with ! are what is wrong; lines with - can be better or are not needed. Nothing is changed, and
    nothing is sent anywhere. Add what is printed to a report of a fault.
    """
    found = list(every_check())
    problems = sum(each.state == "problem" for each in found)
    if as_json:
        print_json(
            {"gmmseg": __version__, "healthy": not problems, "checks": [asdict(each) for each in found]}
        )
    else:
        click.echo("\n".join(report(found)))
        click.echo(f"\n{counted(problems, 'problem').replace('0 problems', 'Nothing is wrong')}.")
    return FAILED if problems else DONE


def report(found: list[Check]) -> list[str]:
    """Return lines for people: a heading for each section, a line for each check, and what to do."""
    lines: list[str] = []
    width = max(len(each.name) for each in found)
    for section, checks in groupby(found, lambda each: each.section):
        lines += ["", section] if lines else [section]
        for each in checks:
            lines.append(f"  {MARKS[each.state]} {each.name:<{width}}  {shown(each.value)}")
            if each.advice:
                lines.append(f"    {'':<{width}}  {shown(each.advice)}")
    return lines
