"""The table of a batch, and who comes first."""

import csv
import io

from gmmseg.batch.summary import HEADER, table, worst_first


def line(name, light="green", badness=0.1, status="done"):
    each = {"number": 1, "name": "=sky", "pixels": 6, "percent": 60.0, "mean_colour": [1, 2, 3]}
    each |= {"regions": 2, "uncertainty": 0.25}
    drift = {"light": light, "reason": "why", "log_likelihood": -5.0, "fall": 0.5}
    drift |= {"unexplained": 0.02, "shift": 0.1, "badness": badness}
    return {"picture": name, "status": status, "classes": [each], "drift": drift, "log_likelihood": -4.5}


def test_a_class_without_pixels_has_no_colour():
    empty = line("a.png")
    empty["classes"][0] |= {"pixels": 0, "percent": 0.0, "mean_colour": [0, 0, 0]}

    (row,) = csv.DictReader(io.StringIO(table([empty])))

    assert [row[f"mean_{each}"] for each in ("red", "green", "blue")] == ["", "", ""]


def test_each_class_of_each_picture_has_a_row():
    failed = {"picture": "-b.png", "status": "failed", "error": "Cannot read it."}

    noted = {**line("a.png"), "notes": ["=1+1 is a note.", "Another."]}

    rows = list(csv.DictReader(io.StringIO(table([noted, failed, line("c.png")]))))

    assert rows[0] == {
        "picture": "a.png",
        "status": "done",
        "class": "1",
        "name": "'=sky",
        "pixels": "6",
        "percent": "60.0000",
        "mean_red": "1",
        "mean_green": "2",
        "mean_blue": "3",
        "regions": "2",
        "mean_uncertainty": "0.25000",
        "log_likelihood": "-4.5",
        "drift": "green",
        "fall": "0.5000",
        "unexplained_percent": "2.000",
        "shift_percent": "10.000",
        "reason": "why",
        "notes": "'=1+1 is a note. Another.",
    }
    assert (rows[1]["picture"], rows[1]["status"], rows[1]["reason"]) == (
        "'-b.png",
        "failed",
        "Cannot read it.",
    )
    assert set(rows[1]) == set(HEADER)
    assert [row["notes"] for row in rows[1:]] == ["", ""]


def test_the_worst_pictures_come_first():
    lines = [line("a"), line("b", "amber", 0.9), line("c", "red", 1.5), line("d", "red", 3), {"picture": "e"}]

    assert [each["picture"] for each in worst_first(lines)] == ["d", "c", "b", "a"]
