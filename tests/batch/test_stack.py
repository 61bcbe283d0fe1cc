"""One model for the pages of a stack."""

from functools import partial

import numpy as np
import pytest

from gmmseg.batch import stack
from gmmseg.batch.stack import apply_of, fitting_stack, label_pages
from gmmseg.errors import NoUsablePixelsError, UnreadableImageError
from gmmseg.imaging.image import Image
from gmmseg.job import Job
from gmmseg.settings import Settings

SETTINGS = Settings(2, method="global", position=0.0)


def page(number, height=20, width=30):
    """Return a page whose bright part grows with its number."""
    pixels = np.full((height, width), 60.0)
    pixels[:, : 5 + number] = 180
    grain = np.random.default_rng(number).normal(0, 4, pixels.shape)
    return Image.from_array((pixels + grain).clip(0, 255).astype(np.uint8))


OPENERS = [partial(page, number) for number in range(6)]


def model_of(openers, settings=SETTINGS, **options):
    return Job(lambda workers: fitting_stack(openers, settings, workers, **options), threads=1).run()


@pytest.mark.parametrize("fit", ["pooled", "first"])
def test_a_segment_is_the_same_thing_on_all_pages(fit):
    model = model_of(OPENERS, fit=fit)

    found = list(label_pages(OPENERS, apply_of(model, SETTINGS), threads=1))

    bright = int(np.argmax(model.mixture.means[:, 0])) + 1
    for number, each in enumerate(found):
        assert np.count_nonzero(each.labels == bright) == 20 * (5 + number)


def test_no_more_pages_are_fitted_than_it_takes(monkeypatch):
    opened = []
    monkeypatch.setattr(stack, "MOST_FITTED", 3)

    def opener(number):
        opened.append(number)
        return page(number)

    model_of([partial(opener, number) for number in range(6)])

    assert sorted(set(opened)) == [0, 2, 5]


def test_every_page_has_the_say_of_its_own_regions_by_the_regional_method():
    assert model_of(OPENERS[:2], Settings(2)).regions == "all"
    assert model_of(OPENERS[:2]).regions == "none"


def test_a_page_that_cannot_be_used_is_reported_in_its_place_and_the_others_go_on():
    def broken():
        raise UnreadableImageError("a.tif", "it is damaged", "Get another")

    openers = [OPENERS[0], broken, OPENERS[2]]

    found = list(label_pages(openers, apply_of(model_of(OPENERS), SETTINGS), threads=1))

    assert isinstance(found[1], UnreadableImageError)
    assert [found[i].labels.shape for i in (0, 2)] == [(20, 30)] * 2


def test_what_goes_wrong_in_labelling_is_reported_likewise():
    def apply(image, workers):
        raise NoUsablePixelsError("a", 1)
        yield

    assert isinstance(next(iter(label_pages(OPENERS, apply, threads=1))), NoUsablePixelsError)
