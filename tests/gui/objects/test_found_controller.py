"""Objects are found as people ask for them, counted in the panel and drawn on the picture."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel


@pytest.fixture
def section(counting):
    return counting.object_mode.section


def box_of(section, key):
    """The box to tick for a segment."""
    return next(box for box in section.classes.findChildren(QCheckBox) if box.property("key") == key)


def count_of(section, key):
    """The number beside that box."""
    return box_of(section, key).parentWidget().findChild(QLabel).text()


def pixels_of(canvas):
    image = canvas.grab().toImage()
    return np.array(
        [image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
    )


def test_objects_are_off_until_they_are_asked_for(window):
    section = window.object_mode.section

    assert not section.switch.isChecked()
    assert section.body.isHidden()
    assert not section.switch.isEnabled()


def test_no_count_is_left_once_nothing_is_counted(counting, section, settled):
    section.switch.click()
    settled(counting)

    assert section.total.text() == ""


def test_each_class_has_its_count_in_sight(counting, section):
    keys = [style.key for style in counting.session.document.segment_styles]

    assert section.total.text() == "4"
    assert [count_of(section, key) for key in keys] == ["", "4"]
    assert section.rows["typical_size"].value == round(
        counting.controller.object_search.objects.objects.typical_sizes[0]
    )
    assert section.autos["typical_size"].isChecked()


def test_a_split_strength_of_nothing_leaves_two_that_touch_one(counting, section, found_in):
    section.rows["split"].number.setValue(0.0)
    found_in(counting)

    assert section.total.text() == "3"

    counting.controller.undo()
    found_in(counting)

    assert section.total.text() == "4"
    assert section.rows["split"].value == 0.9


def test_a_slider_shows_objects_while_it_is_dragged(counting, section, found_in):
    section.rows["split"].slider.setSliderDown(True)
    section.rows["split"].slider.setValue(0)
    found_in(counting)

    assert section.total.text() == "3"
    assert counting.session.document.object_options.split == 0.9

    section.rows["split"].slider.setSliderDown(False)
    found_in(counting)

    assert counting.session.document.object_options.split == 0.0


def test_classes_are_chosen_and_one_stays(counting, section, found_in):
    first, second = (style.key for style in counting.session.document.segment_styles)

    box_of(section, first).click()
    found_in(counting)

    assert counting.session.document.object_options.classes == (first, second)
    found = counting.session.document.segmentation().objects((1, 2))
    assert count_of(section, first) == str((found.classes == 1).sum())

    box_of(section, first).click()
    box_of(section, second).click()
    found_in(counting)

    assert counting.session.document.object_options.classes == (second,)
    assert box_of(section, second).isChecked()


def test_a_typical_size_is_reported_and_found_again(counting, section, found_in):
    section.rows["typical_size"].number.setValue(18)
    found_in(counting)

    assert counting.session.document.object_options.typical_size == 18
    assert not section.autos["typical_size"].isChecked()

    section.autos["typical_size"].click()
    found_in(counting)

    assert counting.session.document.object_options.typical_size is None


def test_a_size_above_the_picture_is_reported_and_nothing_else_happens(counting, section, found_in):
    section.rows["typical_size"].number.setValue(5000)
    found_in(counting)

    assert "at most 90, the larger side of discs.png in pixels" in section.note.text()
    assert counting.controller.object_search.objects is None

    counting.controller.undo()
    found_in(counting)

    assert section.total.text() == "4"


def test_those_at_the_border_and_small_ones_are_left_out(counting, section, found_in):
    section.boxes["exclude_border"].click()
    section.rows["max_area"].number.setValue(100)
    found_in(counting)

    assert counting.session.document.object_options.exclude_border
    assert section.total.text() == "0"
    assert "No objects were found." in section.note.text()


def test_outlines_are_drawn_and_gone_on_the_bare_picture(counting, qtbot):
    counting.view_controller.show("image")
    drawn = pixels_of(counting.canvas)

    QTest.keyPress(counting.canvas, Qt.Key.Key_C)
    bare = pixels_of(counting.canvas)
    QTest.keyRelease(counting.canvas, Qt.Key.Key_C)

    assert (drawn != bare).any()
    assert (drawn == pixels_of(counting.canvas)).all()


def test_switched_off_nothing_is_drawn_or_counted(counting, section, found_in):
    counting.view_controller.show("image")
    QTest.keyPress(counting.canvas, Qt.Key.Key_C)
    bare = pixels_of(counting.canvas)
    QTest.keyRelease(counting.canvas, Qt.Key.Key_C)

    section.switch.click()
    found_in(counting)

    assert (pixels_of(counting.canvas) == bare).all()
    assert section.body.isHidden()
    assert counting.controller.object_search.objects is None


def test_objects_are_of_the_picture_that_is_shown(counting, section, flags, found_in, qtbot):
    counting.save_controller.confirm_then = lambda then: then()
    counting.open(flags)
    qtbot.waitUntil(lambda: counting.session.document.source.image.name == "flags.png", timeout=60_000)
    found_in(counting)

    assert counting.controller.object_search.objects is None
    assert counting.session.document.object_options is None
