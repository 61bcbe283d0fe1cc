"""The sentence on tiles that cannot be read."""

from gmmseg.io.readers.tiled.damage import DamagedTiles


def test_nothing_is_said_of_whole_pictures():
    assert DamagedTiles().sentence == ""


def test_a_tile_is_named_with_its_place_once():
    damage = DamagedTiles()

    for _ in range(2):
        damage.add((512, 256), (256, 200), "no end of image")

    assert damage.sentence == (
        "One tile could not be read (no end of image), at row 512, column 256 (200 x 256 pixels): pixels "
        "there are label 0. Get a whole copy of the file."
    )


def test_of_many_tiles_the_first_are_named():
    damage = DamagedTiles()

    for row in (900, 300, 600, 0, 1200):
        damage.add((row, 0), (300, 300), "cut")

    assert damage.sentence.startswith(
        "5 tiles could not be read (cut), at row 0, column 0 (300 x 300 pixels); "
    )
    assert " and 2 more: pixels there are label 0." in damage.sentence
