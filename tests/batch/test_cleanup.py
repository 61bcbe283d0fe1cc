"""Half-written files of killed runs."""

import os
import subprocess
import sys

from gmmseg.batch.cleanup import sweep


def test_files_of_dead_processes_go_and_all_others_stay(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "sub").mkdir()
    orphans = [tmp_path / f".gmmseg-{gone.pid}-0123abcd", tmp_path / "sub" / f".gmmseg-{gone.pid}-fedc4321"]
    living = tmp_path / f".gmmseg-{os.getpid()}-0123abcd"
    others = [living, tmp_path / ".gmmseg-batch.lock", tmp_path / "a.png"]
    for path in (*orphans, *others):
        path.touch()

    swept = sweep(tmp_path)

    assert sorted(swept) == sorted(orphans)
    assert all(path.exists() for path in others)
