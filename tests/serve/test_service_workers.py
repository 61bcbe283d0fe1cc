"""How much memory a worker may use; tests/serve/test_app.py kills, stops and leaves workers."""

import os

from gmmseg.serve import service_workers
from gmmseg.serve.service_workers import LEAST_MEMORY, memory_share


def test_memory_is_shared_out_that_of_a_container_where_there_is_one(tmp_path, monkeypatch):
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(service_workers, "CONTAINER", limit)

    assert memory_share(1) == whole
    limit.write_text("max\n")
    assert memory_share(2) == max(LEAST_MEMORY, whole // 2)
    limit.write_text(f"{4 * 2**30}\n")
    assert memory_share(2) == min(whole // 2, 2 * 2**30)
    assert memory_share(1000) == LEAST_MEMORY
