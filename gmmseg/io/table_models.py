"""Model files of tables, `.gmm.json`: text that people can read, and nothing that can run.

Numbers are written so that they are read back exactly, and every field is checked when it is read.
"""

from os import PathLike
from pathlib import Path
from typing import Any

from gmmseg.errors import BadModelError, NewerModelError, UnreadableModelError
from gmmseg.io.atomic import writing
from gmmseg.io.json_records import NotARecordError, Record, dumps, read_record
from gmmseg.io.models import LARGEST, MOST_FEATURES, TABLE_FORMAT, mixture_of, mixture_record, values_in
from gmmseg.tables.scaling import SCALINGS, Scaling
from gmmseg.tables.table_model import TableModel

FORMAT, VERSION = TABLE_FORMAT, 1
MOST_ROWS = 10**12
_REMEDY = "Give a file that gmmseg cluster has written"


def is_one(path: str | PathLike[str]) -> bool:
    """Return whether a file says that it is a model of a table; not whether it is a good one."""
    try:
        return read_record(Path(path), LARGEST).get("format") == FORMAT
    except (NotARecordError, OSError, ValueError):
        return False


def write(model: TableModel, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
    """Write a model to a file and return its path; errors are those of `atomic.writing`."""
    target = Path(path)
    with writing(target, overwrite=overwrite) as temporary:
        temporary.write_text(text_of(model), encoding="utf-8")
    return target


def text_of(model: TableModel) -> str:
    """Return a model as the text of its file."""
    return dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "gmmseg": model.version,
            "columns": list(model.columns),
            "scaling": {
                "kind": model.scaling.kind,
                "centre": model.scaling.centre.tolist(),
                "scale": model.scaling.scale.tolist(),
            },
            "mixture": mixture_record(model.mixture),
            "anomalies": {"share": model.anomalies, "log_density": model.threshold},
            "training": {
                "rows": model.n_rows,
                "log_likelihood": model.log_likelihood,
                "seed": model.seed,
            },
        }
    )


def read(path: str | PathLike[str]) -> TableModel:
    """Return the model in a file.

    Raises
    ------
    UnreadableModelError
        If it is not a model file of a table; `NewerModelError` if a newer gmmseg wrote it, `BadModelError`
        if a field is not as it must be.
    """
    file = Path(path)
    return _model_of(values_in(file, _REMEDY), file.name)


def _model_of(values: dict[str, Any], name: str) -> TableModel:
    whole = Record(values, lambda *facts: BadModelError(name, *facts))
    if values.get("format") != FORMAT:
        raise UnreadableModelError(name, f"it does not say that it is a {FORMAT}", _REMEDY)
    version = whole.whole("version", 1, 10**6)
    if version > VERSION:
        raise NewerModelError(name, version, VERSION)
    fields = ("columns", "scaling", "mixture", "anomalies", "training")
    whole.only("format", "version", "gmmseg", *fields)
    columns = whole.texts("columns", MOST_FEATURES)
    if not columns or len(set(columns)) < len(columns):
        raise whole.error("columns", "empty or with one twice", "names of columns, each once")
    anomalies, training = whole.record("anomalies"), whole.record("training")
    anomalies.only("share", "log_density")
    training.only("rows", "log_likelihood", "seed")
    return TableModel(
        columns,
        _scaling_of(whole.record("scaling"), len(columns)),
        mixture_of(whole.record("mixture"), len(columns)),
        anomalies.number("log_density", -1e30, 1e30),
        anomalies.number("share", 0, 0.5),
        training.whole("rows", 1, MOST_ROWS),
        training.number("log_likelihood", -1e30, 1e30),
        training.whole("seed", 0, 2**32 - 1),
        whole.text("gmmseg"),
    )


def _scaling_of(found: Record, d: int) -> Scaling:
    found.only("kind", "centre", "scale")
    kind = next(each for each in SCALINGS if each == found.text("kind", SCALINGS))
    return Scaling(kind, found.numbers("centre", (d,)), found.numbers("scale", (d,), 1e-300))
