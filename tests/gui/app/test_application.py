import subprocess
import sys

from gmmseg.gui.app.application import Net


def test_what_no_one_caught_is_reported_in_one_sentence(qtbot):
    net = Net()
    error = ValueError("secret")

    with qtbot.waitSignal(net.caught) as reported:
        net.hook(ValueError, error, None)

    assert reported.args[0] == "Something went wrong in gmmseg (ValueError). Nothing was lost."
    assert "secret" in reported.args[1]


def test_nothing_heavy_is_imported_before_the_window_is_painted():
    code = """
import sys
from PySide6.QtCore import QTimer
from gmmseg.gui.app.application import application
from gmmseg.gui.app.main_window import MainWindow
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


def test_pictures_given_at_the_start_are_open_beside_each_other(flags):
    other = flags.with_name("other.png")
    other.write_bytes(flags.read_bytes() + b"\0")  # the same content twice would be one picture
    code = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gmmseg.gui.app import application
from gmmseg.gui.app.main_window import MainWindow

def look():
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    if windows and windows[0].filmstrip.count() == 2:
        print([windows[0].filmstrip.item(i).text() for i in range(2)])
        QApplication.exit(0)

timer = QTimer()
timer.timeout.connect(look)
QTimer.singleShot(0, lambda: timer.start(50))
QTimer.singleShot(60_000, lambda: QApplication.exit(1))
sys.exit(application.main(sys.argv[1:]))
"""
    command = [sys.executable, "-c", code, str(flags), str(other)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout == "['flags.png', 'other.png']\n", done.stderr
