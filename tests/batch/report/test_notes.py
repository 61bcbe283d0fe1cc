"""Notes of pictures on the page about a batch."""

from gmmseg.batch.report.notes import MOST, of_picture, of_several


def test_notes_of_a_picture_are_folded_away_and_no_markup():
    assert of_picture({"notes": []}) == of_picture({}) == ""
    assert of_picture({"notes": ["<b> & so on"]}) == (
        "<details><summary>1 note</summary><p>&lt;b&gt; &amp; so on</p></details>"
    )
    assert of_picture({"notes": ["One.", "Two."]}) == (
        "<details><summary>2 notes</summary><p>One.</p><p>Two.</p></details>"
    )


def test_what_several_pictures_have_is_reported_once_the_most_frequent_first():
    lines = [
        {"notes": ["Turned.", "Mine."]},
        {"notes": ["Turned.", "Cut.", "Cut."]},
        {"notes": ["Turned.", "Cut."]},
    ]

    words = "".join(of_several([*lines, {}]))

    assert "<td>Turned.</td><td class=number>3</td></tr><tr><td>Cut.</td><td class=number>2</td>" in words
    assert "Mine." not in words
    assert list(of_several([{}, {"notes": ["Mine."]}])) == []


def test_a_page_does_not_tell_more_than_people_read():
    lines = 2 * [{"notes": [f"Note {i}." for i in range(100)]}]

    assert "".join(of_several(lines)).count("<td>") == MOST
