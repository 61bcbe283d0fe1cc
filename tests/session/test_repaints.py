"""Local painting as a value."""

from gmmseg.imaging.seeds import Stroke
from gmmseg.session.repaints import Repaint, repainted_note


def test_a_line_becomes_a_stroke_of_an_owner_and_follows_the_size_of_the_picture():
    line = Repaint(((2.0, 4.0), (6.0, 8.0)), 3.0, 7)

    assert line.stroke(1) == Stroke(((2.0, 4.0), (6.0, 8.0)), 3.0, 1)
    assert line.scaled(0.5) == Repaint(((1.0, 2.0), (3.0, 4.0)), 1.5, 7)


def test_it_is_said_how_much_was_painted():
    assert repainted_note(1200, 48_000) == (
        "1,200 pixels (2.5 %) were painted by hand: their labels are not the model's. "
        "Probabilities are the model's own."
    )
