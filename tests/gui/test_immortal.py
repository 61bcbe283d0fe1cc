import subprocess
import sys

CODE = """
import gmmseg.gui
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(300_000):
    thing.blockSignals(False)
    thing.setObjectName("a name")
print("alive")
"""


def test_none_and_false_survive_three_hundred_thousand_calls_of_qt():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)

    assert (done.stdout, done.returncode) == ("alive\n", 0)
