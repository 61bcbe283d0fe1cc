"""How soon is a turned page seen, and how soon its labels? Pages of 2048 x 2048 in 5 channels, in the window.

    python benchmarks/pages.py [pages] [side] [channels]

Needs no screen. Pages are turned to from far, where nothing was read or labelled ahead, and one after the
other at the pace of somebody who looks at each. The peer is the labelling alone, in the same process. Asked:
the picture within 100 ms, labels by the model that is there within 300 ms.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_CONFIG_HOME", tempfile.mkdtemp())

import stacks

LOOK = 1.5  # seconds that somebody looks at a page


def rest(app, seconds):
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        app.processEvents()
        time.sleep(0.001)


def waited(app, is_there):
    while not is_there():
        app.processEvents()
        time.sleep(0.0005)


def turned(app, window, act):
    """Return ms from an act until the page is painted, until its labels are, and of the processors."""
    from gmmseg.session.paging import number_of

    session, before = window.session, number_of(window.session.document.source)
    begun, busy = time.perf_counter(), time.process_time()
    act()
    waited(app, lambda: number_of(session.document.source) != before)
    window.canvas.repaint()
    painted = time.perf_counter() - begun
    waited(app, lambda: session.document.is_current and session.wanted is None)
    window.canvas.repaint()
    found = (painted, time.perf_counter() - begun, time.process_time() - busy)
    return [1000 * each for each in found]


def labelling(window):
    """Return the ms that a page takes without a window, by the clock and of the processors."""
    from gmmseg.job import Job
    from gmmseg.pipeline import applying

    document = window.session.document
    begun, busy = time.perf_counter(), time.process_time()
    Job(lambda workers: applying(document.source.image, document.model_now, workers)).run()
    return [1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - busy)]


def main():
    n_pages, side, n_channels = (
        int(each) for each in [*sys.argv[1:], *("12", "2048", "5")[len(sys.argv) - 1 :]]
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stack.ome.tif"
        stacks.make(path, n_pages, side, n_channels)
        from gmmseg.gui.app.application import application
        from gmmseg.gui.app.main_window import MainWindow

        app = application()
        window = MainWindow()
        window.save_controller.confirm_then = lambda then: then()  # nobody is there to be asked
        window.resize(1280, 800)
        window.show()
        window.open(path)
        waited(app, lambda: window.session.document.source and window.session.document.is_current)
        pages = window.page_controller
        half, far, near = n_pages // 2, [], []
        for number in range(2, half, 2):
            for to in (number + half, number):
                rest(app, LOOK)
                far.append(turned(app, window, lambda to=to: pages.turn(to)))
        pages.turn(1)
        rest(app, 2 * LOOK)
        for _ in range(n_pages - 2):
            rest(app, LOOK)
            near.append(turned(app, window, pages.show_next))
        for name, found in (("from far", far), ("to the next one", near[1:])):
            picture, labels, busy = (statistics.median(each) for each in zip(*found, strict=True))
            print(
                f"{name}: picture {picture:.0f} ms, labels {labels:.0f} ms; {busy:.0f} ms of the processors"
            )
        bare, busy = (
            statistics.median(each) for each in zip(*(labelling(window) for _ in range(5)), strict=True)
        )
        print(f"labelling alone: {bare:.0f} ms; {busy:.0f} ms of the processors")
        window.close()


if __name__ == "__main__":
    main()
