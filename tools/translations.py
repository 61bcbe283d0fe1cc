"""Bring the catalogues of the window's texts up to date with the code: python tools/translations.py.

Texts stand in the code in English, in calls of `tr`, `trn`, `mark` and `mark_n`
(gmmseg/gui/translation.py); beside them there are the names of stages, which any room may give, and what
the window shows of presets and of kinds of files. `lupdate` cannot read such calls, so that it is given a
script that has each text in a call that it can; it keeps what is translated in resources/translations/*.ts,
and `lrelease` makes *.qm of these, which the window reads. What has no translation is printed: write it in
the .ts file, by hand or with Qt's Linguist, and run this again. The programs come with PySide6.
"""

import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = ROOT / "gmmseg"
FOLDER = ROOT / "resources" / "translations"
COUNTING = ("trn", "mark_n")  # whose second text is the one of many
CONTEXT = "gmmseg"

Texts = dict[str, bool]  # the texts in order, and whether they count


def texts() -> Texts:
    """Return every text that the window may show in another language, and whether it counts."""
    found: Texts = {}
    for file in sorted(CODE.rglob("*.py")):
        source, is_window = file.read_text(encoding="utf-8"), (CODE / "gui") in file.parents
        if not is_window and "Progress(" not in source:
            continue
        tree = ast.parse(source)
        known = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for text, counts in _of_call(node, known, is_window=is_window):
                    found[text] = found.get(text, False) or counts
    return found | dict.fromkeys(_of_tables(), False)


def _of_call(call: ast.Call, known: dict[str, ast.expr], *, is_window: bool) -> Iterator[tuple[str, bool]]:
    """Yield the texts that a call translates, marks, or names a stage by."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if is_window and name in COUNTING and len(call.args) > 1:
        yield from ((text, True) for text in _literals(call.args[1], known))
    elif call.args and ((is_window and name in ("tr", "mark")) or name.endswith("Progress")):
        yield from ((text, False) for text in _literals(call.args[0], known))


def _literals(node: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    """Yield what an expression may be: a literal, either of two, or a constant of the module."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, known)
        yield from _literals(node.orelse, known)
    elif isinstance(node, ast.Name) and isinstance(known.get(node.id), ast.Constant):
        yield from _literals(known[node.id], {})


def _of_tables() -> Iterator[str]:
    """Yield what the window shows of tables of rooms below."""
    from gmmseg.io.exporters import KINDS, OBJECT_KINDS
    from gmmseg.presets import PRESETS

    for preset in PRESETS:
        yield from (preset.name, preset.about)
    yield from KINDS.values()
    yield from OBJECT_KINDS.values()


def script(found: Texts) -> str:
    """Return a script that `lupdate` can read, with a call for each text."""
    calls = (
        f'QCoreApplication.translate("{CONTEXT}", {json.dumps(text, ensure_ascii=False)}'
        f"{', None, n' if counts else ''})\n"
        for text, counts in found.items()
    )
    return "".join(calls)


def untranslated(file: Path) -> list[str]:
    """Return the texts of a catalogue that have no translation."""
    messages = ET.parse(file).getroot().iter("message")  # noqa: S314 - it is ours
    return [
        message.findtext("source", "")
        for message in messages
        if (
            message.find("translation").get("type")
            or not "".join(message.find("translation").itertext()).strip()
        )  # type: ignore[union-attr]
    ]


def update(file: Path, found: Texts) -> None:
    """Bring a catalogue up to date, and make what the window reads of it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.py"
        source.write_text(script(found), encoding="utf-8")
        options = ("-no-obsolete", "-locations", "none", "-silent")
        _run("pyside6-lupdate", str(source), *options, "-ts", str(file))
    release(file, file.with_suffix(".qm"))


def release(file: Path, to: Path) -> None:
    """Make what the window reads of a catalogue."""
    _run("pyside6-lrelease", str(file), "-silent", "-qm", str(to))


def _run(program: str, *arguments: str) -> None:
    subprocess.run([str(Path(sys.executable).parent / program), *arguments], check=True)


if __name__ == "__main__":
    every = texts()
    for catalogue in sorted(FOLDER.glob("*.ts")):
        update(catalogue, every)
        left = untranslated(catalogue)
        print(f"{catalogue.name}: {len(every) - len(left)} of {len(every)} texts are translated")
        for each in left:
            print(f"  {each!r}")
