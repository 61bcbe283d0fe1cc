"""The other process."""

import json
import subprocess

import pytest

from gmmseg.batch import Recipe
from gmmseg.batch.workers.worker_main import outcome_of
from gmmseg.batch.workers.worker_process import COMMAND
from gmmseg.errors import DiskFullError


def task(photos, folder, name="a.png"):
    return {"path": str(photos / name), "name": name, "folder": str(folder), "stem": "a", "kinds": ["labels"]}


def test_tasks_are_answered_line_by_line_until_the_input_ends(photos, model, tmp_path):
    recipe = Recipe("model", model, kinds=("labels",))
    first = {"recipe": recipe.as_values(), "threads": 1}
    bad = task(photos, tmp_path / "out", "missing.png")
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for line in (first, bad, task(photos, tmp_path / "out")):
            process.stdin.write(json.dumps(line) + "\n")
        process.stdin.flush()
        said = [json.loads(process.stdout.readline()) for _ in range(5)]
        process.stdin.close()
        assert process.wait(10) == 0

    answers = [line for line in said if "status" in line]
    assert [line for line in said if line not in answers] == [
        {"pixels": 0},
        {"pixels": 0},
        {"pixels": 24 * 36},
    ]
    assert answers[0] == {
        "status": "failed",
        "error": "Cannot read missing.png: there is no such file. Check its name and folder.",
        "code": "missing-image",
    }
    assert answers[1]["status"] == "done"
    assert (tmp_path / "out" / "a_labels.png").exists()


WALL = [
    (
        MemoryError(),
        "There is not enough memory for it. Use fewer workers, or make the picture smaller.",
        False,
    ),
    (ZeroDivisionError("x"), "This is a fault in gmmseg, please report it: ZeroDivisionError: x", False),
    (DiskFullError("f", 10**6, 0), "Cannot write f: the disk is full, more than 1.0 MB are needed", True),
]


@pytest.mark.parametrize(("error", "sentence", "full"), WALL)
def test_whatever_happens_to_a_picture_is_an_answer(
    photos, model, tmp_path, monkeypatch, error, sentence, full
):
    def fail(*_):
        raise error

    monkeypatch.setattr("gmmseg.batch.workers.image_task.process", fail)

    answer = outcome_of(task(photos, tmp_path), Recipe("model", model), 1)

    assert answer["status"] == "failed"
    assert answer["error"].startswith(sentence)
    assert answer.get("disk_full", False) is full
