import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.compare import CompareKey
from gmmseg.gui.canvas.display_controller import DisplayController
from gmmseg.gui.canvas.view_bar import ViewBar
from gmmseg.gui.canvas.view_controller import ViewController
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import Click
from gmmseg.session.document import open_image
from gmmseg.session.edits.objects import add_object
from gmmseg.session.open_image import OpenImage

WAIT = 120_000


@pytest.fixture
def view(qtbot):
    """The controller, without a window, and what shows the picture, of 200 by 100 pixels."""
    canvas, view_bar, rows = Canvas(), ViewBar(), SegmentList()
    for widget in (canvas, view_bar, rows):
        qtbot.addWidget(widget)
    canvas.resize(432, 332)
    canvas.show()
    qtbot.waitExposed(canvas)
    controller = SessionController()
    DisplayController(canvas=canvas, controller=controller)
    view = ViewController(
        canvas=canvas, view_bar=view_bar, controller=controller, rows=rows, compare=CompareKey(canvas)
    )
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, 100:] = 200
    controller.apply("Open", open_image(OpenImage.of(Image.from_array(pixels))))
    yield view
    controller.close()


@pytest.fixture
def answered(view, qtbot):
    """The same, once the picture is segmented."""
    qtbot.waitUntil(lambda: view.session.document.is_current, timeout=WAIT)
    return view


def test_zooming_in_and_out_again_is_where_one_was(view):
    view.show_actual_pixels()

    view.zoom_in()
    near = view.canvas.camera.scale
    view.zoom_out()

    assert (near, view.canvas.camera.scale) == (1.5, 1.0)


def test_the_whole_picture_fits_with_a_margin(view):
    view.show_actual_pixels()

    view.fit()

    assert view.canvas.camera.scale == pytest.approx(400 / 200)  # 16 pixels of margin on either side


def test_the_overlay_becomes_fainter_and_stronger_within_its_range(view):
    view.view_bar.opacity.setValue(55)

    view.fade()
    fainter = view.view_bar.opacity.value()
    for _ in range(9):
        view.strengthen()

    assert (fainter, view.view_bar.opacity.value()) == (45, 100)


def layer_of(view):
    return view.canvas.layer


def colours_of(view):
    """Those on the canvas over the picture, but for where its halves meet."""
    canvas = view.canvas
    image = canvas.grab().toImage()
    columns = [x for x in range(5, 195, 5) if x != 100]
    places = [canvas.place_of(x + 0.5, y + 0.5).toPoint() for x in columns for y in range(5, 95, 5)]
    return {image.pixelColor(place).name() for place in places}


def test_the_picture_is_shown_at_once_and_the_segments_when_they_are_known(view, qtbot):
    assert view.canvas.picture_size == (200, 100)
    assert layer_of(view) is None

    qtbot.waitUntil(lambda: view.session.document.is_current, timeout=WAIT)

    assert layer_of(view).levels is view.session.document.result.levels


def test_another_view_is_reported_and_shown(answered, qtbot):
    with qtbot.waitSignal(answered.view_changed) as reported:
        answered.show("segments")

    assert reported.args == ["segments"]
    assert (layer_of(answered).table[1:, 3] == 255).all()
    (button,) = [b for b in answered.view_bar.findChildren(QPushButton) if b.isChecked()]
    assert button.text() == "Segments"


def test_segments_recede_while_a_tool_for_objects_is_in_the_hand(answered):
    answered.follow_tool("click")
    receded = layer_of(answered).table[1, 3]
    answered.follow_tool("hand")

    assert (receded, layer_of(answered).table[1, 3]) == (round(255 * 0.2), round(255 * 0.5))


def test_the_segment_that_is_pointed_at_stands_alone(answered):
    answered.rows.pointed.emit(0)
    dimmed = layer_of(answered).table[2].tolist()
    answered.rows.pointed.emit(-1)

    assert dimmed == [24, 24, 26, round(255 * 0.72)]
    assert layer_of(answered).table[2].tolist() != dimmed


def test_the_bare_picture_has_neither_segments_nor_objects(answered, qtbot):
    answered.controller.apply("Mark", add_object(Click(150, 50)))
    qtbot.waitUntil(lambda: answered.session.uncut is None, timeout=WAIT)
    bare = {"#000000", "#c8c8c8"}
    assert not colours_of(answered) <= bare

    answered.compare.is_on = True
    answered.compare.changed.emit()

    assert colours_of(answered) == bare


def test_a_setting_of_regions_shows_regions(answered, qtbot):
    answered.follow_setting("smoothing", 2.0)
    unmoved = answered.view.name

    answered.follow_setting("detail", 0.4)
    qtbot.waitUntil(lambda: not answered.controller.is_busy, timeout=WAIT)

    assert (unmoved, answered.view.name) == ("overlay", "regions")
    assert layer_of(answered).levels is answered.controller.maps.regions().levels
