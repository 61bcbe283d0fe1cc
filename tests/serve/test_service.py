"""A service's own folder; tests/serve/test_app.py asks the rest from outside."""

import os
import shutil

from gmmseg.serve import service
from gmmseg.serve.service import new_spool


def test_pictures_lie_in_a_folder_of_its_own_and_those_of_dead_services_go(tmp_path, monkeypatch):
    monkeypatch.setattr(service, "SHARED_MEMORY", tmp_path)
    monkeypatch.setattr(service, "ENOUGH", 0)
    dead, other = tmp_path / "gmmseg-serve-99999999-x", tmp_path / f"gmmseg-serve-{os.getpid()}-x"
    dead.mkdir()
    other.mkdir()

    spool = new_spool()

    assert spool.parent == tmp_path
    assert spool.stat().st_mode & 0o077 == 0
    assert (dead.exists(), other.exists()) == (False, True)


def test_where_memory_is_scarce_they_lie_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(service, "ENOUGH", 2**62)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    spool = new_spool()

    assert spool.parent == tmp_path
    shutil.rmtree(spool)
