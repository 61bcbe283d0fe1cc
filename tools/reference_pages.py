"""A hook of MkDocs: pages of reference from the command line's help and from docstrings; no file is written.

Links from a page to a file of the project outside docs/ have no place on the site: their text stays.
"""

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from typing import Any

import click

WIDTH = 100  # characters of the command line's help
SECTIONS = (
    "Parameters",
    "Attributes",
    "Returns",
    "Yields",
    "Raises",
    "Notes",
    "Examples",
    "References",
    "See Also",
)
LISTS = SECTIONS[:5]
VALUES = (property, cached_property)  # what is asked for without brackets
OUTSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\((?:\.\./)+(?:sample_images|CONTRIBUTING|README|benchmarks)[^)]*\)")


def commands() -> str:
    """Return the page of all commands, each as its help says it."""
    from gmmseg.cli.main import COMMANDS
    from gmmseg.cli.main import commands as group

    root = click.Context(group, info_name="gmmseg", max_content_width=WIDTH, terminal_width=WIDTH)
    parts = ["# Commands", "What `gmmseg COMMAND --help` prints."]
    for name, summary in COMMANDS.items():
        command = group.get_command(root, name)
        context = click.Context(command, root, name, max_content_width=WIDTH, terminal_width=WIDTH)
        parts += [f"## {name}", summary, f"```text\n{command.get_help(context).strip()}\n```"]
    return "\n\n".join(parts) + "\n"


def python() -> str:
    """Return the page of all that `import gmmseg` offers, from its docstrings."""
    package = import_module("gmmseg")
    parts = ["# Python", "What `import gmmseg` offers."]
    for name in package.__all__:
        if not name.startswith("_"):
            parts += described(name, getattr(package, name), 2)
    return "\n\n".join(parts) + "\n"


def described(name: str, thing: Any, level: int) -> Iterator[str]:
    """Yield the heading, the signature and the docstring of a function or class, and those of its methods."""
    yield f"{'#' * level} {name}"
    if not isinstance(thing, VALUES):
        yield f"```python\n{name}{signature(thing)}\n```"
    yield from markdown(inspect.getdoc(thing) or "")
    if inspect.isclass(thing) and not issubclass(thing, Exception):
        for each in dir(thing):
            member = inspect.getattr_static(thing, each)
            member = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
            documented = inspect.isfunction(member) or isinstance(member, VALUES)
            if documented and not each.startswith("_") and _is_ours(member):
                yield from described(f"{name}.{each}", member, level + 1)


def _is_ours(member: Any) -> bool:
    function = member.fget if isinstance(member, property) else getattr(member, "func", member)
    return str(function.__module__).startswith("gmmseg")


def signature(thing: Any) -> str:
    """Return the names and defaults of what is called, one line; types stand in the docstring."""
    try:
        found = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    bare = [
        each.replace(annotation=each.empty)
        for each in found.parameters.values()
        if each.name not in {"self", "cls"}
    ]
    text = str(found.replace(parameters=bare, return_annotation=found.empty))
    return re.sub(r"<[^=]* at 0x[0-9a-f]+>", "...", text)


def markdown(docstring: str) -> Iterator[str]:
    """Yield the parts of a docstring in numpydoc's form as Markdown."""
    heads = "|".join(SECTIONS)
    parts = re.split(rf"^({heads})\n-+\n", docstring, flags=re.MULTILINE)
    yield parts[0].strip()
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        yield f"**{title}**"
        if title in LISTS:
            yield "\n".join(items(body))
        elif ">>>" in body:
            yield f"```pycon\n{body.strip()}\n```"
        else:
            yield body.strip()


def items(body: str) -> Iterator[str]:
    """Yield a line of a list for each entry of a section: its name or type, then what it is."""
    for entry in re.split(r"\n(?=\S)", body.strip()):
        head, _, text = entry.partition("\n")
        name, _, kind = (part.strip() for part in head.partition(" : "))
        words = " ".join(text.split())
        yield f"- `{name}`" + (f" ({kind})" if kind else "") + (f": {words}" if words else "")


PAGES = {"reference/commands.md": commands, "reference/python.md": python}


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those of docs/."""
    from mkdocs.structure.files import File

    for place, made in PAGES.items():
        files.append(File.generated(config, place, content=made()))
    return files


def on_page_markdown(text: str, **_: Any) -> str:
    """Take links out that lead to files of the project beside docs/."""
    return OUTSIDE.sub(r"\1", text)
