"""How objects and classes of results agree with those of truths, as text: a table, CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from gmmseg.imaging.class_metrics import ClassAgreement
from gmmseg.imaging.object_metrics import THRESHOLDS, ObjectAgreement
from gmmseg.io.exporters.table import safe

MEAN, TOTAL, OTHER = "mean", "total", "other"
ObjectRows = Sequence[tuple[str, ObjectAgreement]]
ClassRows = Sequence[tuple[str, ClassAgreement]]

BY_THRESHOLD = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "matched_iou": "mean IoU",
    "average_precision": "AP",
}
PLAIN = {
    "n_truth": "in truth",
    "n_result": "in result",
    "ap": "AP",
    "aji": "AJI",
    "pq": "PQ",
    "sq": "SQ",
    "rq": "RQ",
    "splits": "splits",
    "merges": "merges",
    "count_error": "count err.",
}
COUNTS = {"n_truth", "n_result", "splits", "merges"}
CELL, FIRST = 11, 14  # characters of a column, and of the first where it names figures


def object_table(rows: ObjectRows) -> str:
    """Return figures one below another for one picture, a line for each of several; then by threshold."""
    whole = ObjectAgreement.mean([row for _, row in rows])
    if len(rows) == 1:
        lines = [f"{title:<{FIRST}}{_cell(whole, key):>8}\n" for key, title in PLAIN.items()]
    else:
        width = max(len("picture"), *(len(name) for name, _ in rows))
        lines = [_line("picture", ["F1 at .5", *PLAIN.values()], width)]
        lines += [
            _line(name, [f"{row.f1[0]:.4f}", *(_cell(row, key) for key in PLAIN)], width)
            for name, row in [*rows, (MEAN, whole)]
        ]
    lines.append("\n" + _line("IoU at least", BY_THRESHOLD.values(), FIRST))
    for at, threshold in enumerate(THRESHOLDS):
        cells = [f"{getattr(whole, key)[at]:.4f}" for key in BY_THRESHOLD]
        lines.append(_line(f"{threshold:.2f}", cells, FIRST))
    return "".join(lines)


def _cell(row: ObjectAgreement, key: str) -> str:
    value = getattr(row, key)
    return f"{value:.10g}" if key in COUNTS and value == int(value) else f"{value:.4f}"


def _line(name: str, cells: Iterable[str], width: int) -> str:
    return f"{name:<{width}}" + "".join(f"{cell:>{CELL}}" for cell in cells) + "\n"


def object_csv(rows: ObjectRows) -> str:
    """Return a header, one row per picture and, of several, the mean; `f1_50` is F1 at an IoU of 0.50."""
    levels = [f"{100 * threshold:.0f}" for threshold in THRESHOLDS]
    header = ["picture", *PLAIN, *(f"{key}_{level}" for key in BY_THRESHOLD for level in levels)]
    mean = [(MEAN, ObjectAgreement.mean([row for _, row in rows]))] if len(rows) > 1 else []
    return _csv(
        header,
        (
            [
                safe(name),
                *(f"{getattr(row, key):.6g}" for key in PLAIN),
                *(f"{value:.6f}" for key in BY_THRESHOLD for value in getattr(row, key)),
            ]
            for name, row in [*rows, *mean]
        ),
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def object_json(rows: ObjectRows) -> str:
    """Return an object with the figures of every picture and their mean, and the thresholds of IoU."""
    return _json(
        {
            "iou_thresholds": [round(threshold, 2) for threshold in THRESHOLDS],
            "mean": _of_objects(ObjectAgreement.mean([row for _, row in rows])),
            "pictures": {name: _of_objects(row) for name, row in rows},
        }
    )


def _of_objects(row: ObjectAgreement) -> dict[str, Any]:
    return {"ap": row.ap, **asdict(row)}


def _json(found: Any) -> str:
    return json.dumps(found, indent=2) + "\n"


def class_table(rows: ClassRows) -> str:
    """Return the figures of each class over all pictures, their mean, and the confusion matrix."""
    whole = ClassAgreement.total([row for _, row in rows])
    figures = (whole.iou, whole.dice, whole.truth_sizes, whole.result_sizes)
    lines = [_line("class", ("IoU", "Dice", "truth", "result"), FIRST)]
    for number, iou, dice, true, found in zip(whole.classes, *figures, strict=True):
        lines.append(_line(str(number), (f"{iou:.4f}", f"{dice:.4f}", f"{true}", f"{found}"), FIRST))
    lines.append(_line(MEAN, (f"{mean:.4f}" for mean in _means(whole)), FIRST))
    lines.append(_line("accuracy", [f"{whole.accuracy:.4f}"], FIRST))
    lines.append("\n" + _line("truth \\ result", [*map(str, whole.classes), OTHER], FIRST))
    for number, pixels in zip(whole.classes, whole.confusion.tolist(), strict=True):
        lines.append(_line(str(number), map(str, pixels), FIRST))
    return "".join(lines)


def _means(row: ClassAgreement) -> tuple[float, float]:
    """Return mean IoU and Dice over the classes but 0, which is background unless it is all there is."""
    counted = np.array([number != 0 for number in row.classes])
    counted |= not counted.any()
    return float(row.iou[counted].mean()), float(row.dice[counted].mean())


def class_csv(rows: ClassRows) -> str:
    """Return a row for each picture and class, of several pictures with those of all together."""
    whole = ClassAgreement.total([row for _, row in rows])
    together = [*rows, *([(TOTAL, whole)] if len(rows) > 1 else [])]
    places = {number: at for at, number in enumerate(whole.classes)}
    found = []
    for name, row in together:
        columns = [*(places[number] for number in row.classes), len(whole.classes)]
        for at, number in enumerate(row.classes):
            pixels = np.zeros(len(whole.classes) + 1, np.int64)
            pixels[columns] = row.confusion[at]
            sizes = (int(row.truth_sizes[at]), int(row.result_sizes[at]))
            figures = (f"{row.iou[at]:.6f}", f"{row.dice[at]:.6f}")
            found.append([safe(name), number, *figures, *sizes, *pixels.tolist()])
    header = ["picture", "class", "iou", "dice", "truth_pixels", "result_pixels"]
    return _csv([*header, *(f"as_{number}" for number in whole.classes), f"as_{OTHER}"], found)


def class_json(rows: ClassRows) -> str:
    """Return an object with the figures of every picture, and of all together."""
    total = _of_classes(ClassAgreement.total([row for _, row in rows]))
    return _json({TOTAL: total, "pictures": {name: _of_classes(row) for name, row in rows}})


def _of_classes(row: ClassAgreement) -> dict[str, Any]:
    iou, dice = _means(row)
    return {
        "classes": list(row.classes),
        "iou": row.iou.tolist(),
        "dice": row.dice.tolist(),
        "mean_iou": iou,
        "mean_dice": dice,
        "accuracy": row.accuracy,
        "confusion": row.confusion.tolist(),
    }
