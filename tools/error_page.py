"""Write docs/errors.md, the codes of all errors, from gmmseg/errors: python tools/error_page.py."""

from collections.abc import Iterator
from pathlib import Path

from gmmseg import errors
from gmmseg.cli.main import FAILED, INTERRUPTED, STATUSES, USAGE
from gmmseg.errors import GmmsegError, code_of

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"
OTHER_STATUSES = {"usage": USAGE, "interrupted": INTERRUPTED}
HEAD = """# Errors and their codes

Whatever goes wrong is one sentence: what happened, what was expected, what to do. Python raises it as an
error derived from `gmmseg.GmmsegError`, whose `code` is below; a command prints it on the error stream.

Commands that were given `--json` (or `--format json`) print it on standard output, too, as a record with the
code of its kind, which stays when sentences are reworded. Where a command could do nothing:

```json
{
  "gmmseg": "VERSION",
  "error": {
    "code": "unreadable-model",
    "message": "Cannot read cells.gmm.json as a model: there is no such file. Check its name and folder."
  }
}
```

Where one of several pictures, pages, projects or tables failed, the same record is the `error` of that one,
and the others are done; `gmmseg evaluate` and `gmmseg fit`, which have no entry for each, list them as
`errors`. A batch that ends early has an `error` beside its pictures. A command that is interrupted prints
what it has done. Python gives the facts as attributes: `error.name` and `error.n_pixels` of a
`NoUsablePixelsError`, for instance.

The exit status is that of a command that ended for this reason: 1 failed, 2 the command was wrong, 3 another
run works in the folder, 130 interrupted.

"""


KINDS = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, GmmsegError) and each is not GmmsegError
]


def rows() -> Iterator[tuple[str, str, str, int]]:
    """Yield code, class, meaning and exit status of every kind of error."""
    for kind in KINDS:
        meaning = (kind.__doc__ or "").partition("\n")[0]
        yield code_of(kind), f"`{kind.__name__}`", meaning, STATUSES.get(kind, FAILED)
    for code, meaning in errors.OTHER_CODES.items():
        yield code, "", meaning, OTHER_STATUSES.get(code, FAILED)


def page() -> str:
    """Return the page as it should be."""
    lines = ["| code | in Python | when | exit status |", "|---|---|---|---|"]
    lines += [
        f"| `{code}` | {name} | {meaning} | {status} |" for code, name, meaning, status in sorted(rows())
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
