"""The thread that reads tiles goes on whatever one of them does."""

from threading import Event

import pytest

from gmmseg.gui.large import tile_reader
from gmmseg.gui.large.tile_reader import TileReader

A, B, C = (0, 0, 0), (0, 0, 1), (0, 1, 0)


@pytest.fixture
def reader_of(qtbot):
    """A function that makes a reader; it is ended afterwards."""
    made = []

    def make(read, extend=lambda: False):
        made.append(TileReader(read, extend))
        made[-1].start()
        return made[-1]

    yield make
    for reader in made:
        reader.close()
        assert reader.wait(10_000)


def test_a_tile_that_fails_is_reported_and_left_out_and_the_others_are_read(reader_of, qtbot):
    read, reported, lack = [], [], [MemoryError()]

    def reading(key):
        read.append(key)
        if key == B and lack:
            raise lack[0]

    reader = reader_of(reading)
    reader.failed.connect(reported.append)

    with qtbot.waitSignals([reader.came, reader.came, reader.failed]):
        reader.want([A, B, C])
    with qtbot.waitSignal(reader.came):
        reader.want([B, A])  # as the next drawing does
    assert read == [A, B, C, A]
    assert [type(error) for error in reported] == [MemoryError]

    lack.clear()
    reader.retry()
    with qtbot.waitSignal(reader.came):
        reader.want([B])
    assert read[-1] == B


def test_an_overview_that_fails_is_gone_on_with_at_the_next_look(reader_of, qtbot):
    answers = [MemoryError(), False]

    def extend():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    reader = reader_of(lambda _: None, extend)
    with qtbot.waitSignal(reader.failed):
        reader.grow()
    with qtbot.waitSignal(reader.grew) as grown:
        reader.want([])
    assert grown.args == [True]
    assert reader.isRunning()


def test_a_thread_that_hangs_is_kept_until_it_comes_back(reader_of, qtbot, monkeypatch, caplog):
    begun, hanging = Event(), Event()
    monkeypatch.setattr(tile_reader, "STOP", 10)

    def reading(_):
        begun.set()
        hanging.wait(60)

    reader = reader_of(reading)
    reader.want([A])
    assert begun.wait(60)

    reader.close()
    assert reader in tile_reader.late_readers
    assert "did not stop" in caplog.text
    hanging.set()
    assert reader.wait(10_000)
    reader.close()
    assert reader not in tile_reader.late_readers
