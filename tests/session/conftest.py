"""A picture with three known segments, and answers about it."""

import numpy as np
import pytest

from gmmseg.imaging.image import Image
from gmmseg.job import Job
from gmmseg.session.compute.segmentation import SegmentationRequest, answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.open_image import OpenImage
from gmmseg.settings import Settings

HEIGHT, WIDTH = 30, 40


@pytest.fixture
def flags():
    """A flag of three bands, red, green and blue, 20, 12 and 8 columns wide, with a little noise."""
    rng = np.random.default_rng(0)
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.float64)
    pixels[:, :20] = (200, 30, 30)
    pixels[:, 20:32] = (30, 180, 40)
    pixels[:, 32:] = (20, 40, 190)
    pixels += rng.normal(0, 4, pixels.shape)
    return Image.from_array(np.clip(pixels, 0, 255).astype(np.uint8), name="flags.png")


def answer_to(document, **changes):
    """Return the answer to the question of `document`."""
    return Job(lambda workers: answering(document.request, None, workers), threads=1).run()


@pytest.fixture
def document(flags):
    """A document with three segments, answered."""
    asking = Document(OpenImage.of(flags), Settings(n_components=3, method="global"))
    return with_result(answer_to(asking))(asking)


@pytest.fixture
def answer_of():
    """A function from document to the answer to its question."""
    return answer_to


@pytest.fixture
def question(flags):
    """The question about three segments."""
    return SegmentationRequest(flags, Settings(n_components=3, method="global"))


@pytest.fixture(scope="session")
def answered_discs():
    """A document with four discs of radius 9 on dark ground, of which two touch, in two segments."""
    rows, columns = np.mgrid[:60, :90]
    pixels = np.full((60, 90), 20, np.uint8)
    for x, y in ((20, 15), (60, 15), (20, 44), (36, 44)):
        pixels[(columns - x) ** 2 + (rows - y) ** 2 <= 81] = 200
    image = Image.from_array(pixels, name="discs.png")
    asking = Document(OpenImage.of(image), Settings(n_components=2, position=0.0))
    return with_result(answer_to(asking))(asking)


@pytest.fixture
def discs(answered_discs):
    """The document with discs, the ground being the first segment."""
    return answered_discs


@pytest.fixture
def counted(discs):
    """The same, in which objects are counted."""
    from gmmseg.session.edits.found_objects import find_objects

    return find_objects()(discs)
