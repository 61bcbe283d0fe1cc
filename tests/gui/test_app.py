import subprocess
import sys

from gmmseg.gui.app import Net


def test_what_no_one_caught_is_told_in_one_sentence(qtbot):
    net = Net()
    error = ValueError("secret")

    with qtbot.waitSignal(net.caught) as told:
        net.hook(ValueError, error, None)

    assert told.args[0] == "Something went wrong in gmmseg (ValueError). Nothing was lost."
    assert "secret" in told.args[1]


def test_nothing_heavy_is_imported_before_the_window_is_painted():
    code = """
import sys
from PySide6.QtCore import QTimer
from gmmseg.gui.app import application
from gmmseg.gui.window import MainWindow
app = application()
window = MainWindow()
window.show()
app.processEvents()
heavy = {"numba", "sklearn", "skimage", "scipy", "tifffile", "matplotlib"}
print(sorted(heavy & set(sys.modules)))
window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
