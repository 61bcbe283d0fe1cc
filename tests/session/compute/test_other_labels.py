"""Labels of a picture by another model, in the colours of those that are shown."""

import numpy as np

import gmmseg
from gmmseg.job import Job
from gmmseg.session.compute.other_labels import labelling_with


def test_labels_are_those_of_the_model_in_the_colours_of_what_they_overlap():
    picture = np.zeros((20, 30, 3), np.uint8)
    picture[:, 10:20], picture[:, 20:] = (200, 40, 40), (40, 200, 40)
    model = gmmseg.segment(picture, 3).model
    image = gmmseg.Image.from_array(picture)
    shown = np.where(np.arange(30) < 10, 2, 1)[None].repeat(20, axis=0)
    colours = [(1, 2, 3), (4, 5, 6)]

    found = Job(
        lambda workers: labelling_with(model, image, workers, name="m", shown=shown, colours=colours)
    ).run()

    labels = gmmseg.apply(model, picture).labels
    np.testing.assert_array_equal(found.levels[0], labels)
    drawn = found.colours[labels]
    assert tuple(drawn[0, 0]) == (4, 5, 6)
    assert sorted({tuple(row) for row in found.colours[1:].tolist()} & set(colours)) == colours
