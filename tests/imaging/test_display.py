import subprocess
import sys

from gmmseg.imaging.display import Displayed


class Recorder:
    """What shows nothing, and says what it was to show."""

    def plot(self, segmentation, ax, *, opacity):
        return segmentation, ax, opacity

    def html(self, segmentation):
        return f"<p>{segmentation}</p>"

    def png(self, segmentation):
        return str(segmentation).encode()


class Result(Displayed):
    display = Recorder()

    def __str__(self):
        return "result"


def test_a_result_shows_itself_by_what_was_handed_in():
    result = Result()

    assert result.plot("axes", opacity=0.25) == (result, "axes", 0.25)
    assert result._repr_html_() == "<p>result</p>"
    assert result._repr_png_() == b"result"


def test_any_module_that_is_imported_first_has_the_display():
    code = "from gmmseg.imaging.segmentation import Segmentation; print(Segmentation.display.__name__)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "gmmseg.presentation"
