"""A model means the same places wherever in the picture it is applied."""

import numpy as np

from gmmseg.job import Job
from gmmseg.pipeline import segmenting
from gmmseg.session.large.large_picture import LargePicture
from gmmseg.session.large.part import PicturePart, moved
from gmmseg.settings import Settings


def test_features_of_a_pixel_are_the_same_in_every_part(pyramid, options):
    picture = LargePicture.open(pyramid, options=options)
    first = picture.part_for((100.0, 70.0, 350.0, 300.0), zoom=1.0)
    image, settings = picture.image_of(first), Settings(n_components=2, method="global", position=1.0)
    model = Job(lambda workers: segmenting(image, settings, workers)).run().model
    other = PicturePart(0, 150, 200, 380, 500, 1.0, 1.0, first.whole)

    there = moved(model, first, other)

    before = model.features.planes(image, 0, image.height)[:, 150 - first.top, 200 - first.left]
    after = there.features.planes(picture.image_of(other), 0, 1)[:, 0, 0]
    assert np.allclose(before, after, atol=1e-5)
    assert there.mixture is model.mixture


def test_a_model_without_places_stays_as_it_is(pyramid, options):
    picture = LargePicture.open(pyramid, options=options)
    part = picture.first_part
    image, settings = picture.image_of(part), Settings(n_components=2, method="global", position=0.0)
    model = Job(lambda workers: segmenting(image, settings, workers)).run().model

    assert moved(model, part, PicturePart.all_of(*part.whole)) is model
