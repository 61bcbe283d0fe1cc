"""One model of many pictures."""

import numpy as np
import pytest

import gmmseg
from gmmseg.batch import Recipe
from gmmseg.batch.workers.pooled_fit import fit_files, fit_pooled, pooling
from gmmseg.errors import MissingImageError, NoModelError
from gmmseg.imaging.image import Image
from gmmseg.imaging.pixel_types import Span
from gmmseg.io.models import from_text, text_of
from gmmseg.job import Job
from gmmseg.settings import Settings

SETTINGS = Settings(2, position=0, smoothing=0, method="global")


def flat(value, n=1200, seed=0):
    """Return a grey picture around one value."""
    grain = np.random.default_rng(seed).integers(-5, 6, (30, n // 30))
    return Image.from_array((value + grain).astype(np.uint8))


def opener(image):
    return lambda: image


def missing():
    raise MissingImageError("gone.png")


def test_of_one_picture_it_is_the_model_that_segmenting_gives():
    rows = np.mgrid[:30, :40][0]
    picture = np.where(rows < 12, 30, 200).astype(np.uint8) + np.random.default_rng(0).integers(
        0, 9, (30, 40), np.uint8
    )

    model = fit_pooled([opener(Image.from_array(picture))], Settings(2, method="global"))

    assert text_of(model) == text_of(gmmseg.segment(picture, 2, method="global").model)


def test_a_class_of_either_picture_is_found():
    model = fit_pooled([opener(flat(60)), opener(flat(180, seed=1))], SETTINGS)

    means = np.sort(model.mixture.means[:, 0] * model.features.scale[0] + model.features.centre[0])
    np.testing.assert_allclose(means * 255, [60, 180], atol=0.5)
    assert model.training.pictures == (flat(60).digest, flat(180, seed=1).digest)
    np.testing.assert_allclose(model.training.shares, [0.5, 0.5])


def test_pictures_count_alike_or_by_their_size():
    several = [opener(flat(60, n=600)), opener(flat(180, n=1800, seed=1))]

    by_size = fit_pooled(several, SETTINGS, "pixels")
    # All pixels of both are in the pool, so that counting alike is counting pictures of one size.
    alike = fit_pooled([several[0], several[0], several[0], several[1]], SETTINGS)

    np.testing.assert_allclose(by_size.training.shares, [0.75, 0.25], atol=0.02)
    np.testing.assert_allclose(alike.training.shares, [0.5, 0.5], atol=0.02)


def test_what_cannot_be_read_or_has_other_channels_is_left_out_and_reported():
    colour = Image.from_array(np.zeros((9, 9, 3), np.uint8), name="colour.png")
    openers = [missing, opener(flat(60)), opener(colour), opener(flat(180))]
    reported = {}

    model = Job(
        lambda workers: pooling(openers, SETTINGS, "equal", workers, refused=reported.__setitem__)
    ).run()

    assert len(model.training.pictures) == 2
    assert {index: str(error) for index, error in reported.items()} == {
        0: "Cannot read gone.png: there is no such file. Check its name and folder.",
        2: "The model was made for pictures with grey, but colour.png has L*, a* and b*. "
        "Fit a model to pictures of the same kind, or to all of them in grey (--colour grey).",
    }


def test_the_channels_that_most_pictures_have_decide_not_those_of_the_first():
    colour = Image.from_array(np.zeros((9, 9, 3), np.uint8))

    model = fit_pooled([opener(colour), opener(flat(60)), opener(flat(180))], SETTINGS)

    assert model.features.names == ("grey",)
    assert model.training.pictures == (flat(60).digest, flat(180).digest)


def test_texture_counts_in_several_pictures_as_in_one():
    plain, busy = (np.random.default_rng(0).integers(90, 90 + grain, (48, 48), np.uint8) for grain in (3, 60))
    pictures = [opener(Image.from_array(each)) for each in (plain, busy)]

    model = fit_pooled(pictures, Settings(2, position=0, texture="light", method="global"))

    alone = fit_pooled(pictures[:1], Settings(2, position=0, texture="light", method="global"))
    assert model.features.names == alone.features.names == ("grey", "contrast")
    assert model.training.shares == pytest.approx((0.5, 0.5), abs=0.1)  # one class for each grain


def test_when_none_can_be_used_there_is_a_reason_for_each():
    def empty():
        return Image.from_array(np.zeros((9, 9), np.uint8), mask=np.zeros((9, 9), bool))

    with pytest.raises(NoModelError) as caught:
        fit_pooled([missing, empty], SETTINGS)
    with pytest.raises(MissingImageError):
        fit_pooled([missing], SETTINGS)

    assert str(caught.value) == (
        "No model can be made, none of the 2 pictures can be used; the first: "
        "Cannot read gone.png: there is no such file. Check its name and folder."
    )
    assert [reason[:21] for reason in caught.value.reasons] == [
        "Cannot read gone.png:",
        "array has no usable p",
    ]


def test_from_files_it_is_reported_which_is_being_read_and_how_large_it_is(photos):
    said = []
    paths = [photos / "a.png", photos / "gone.png", photos / "b.png"]

    answer = fit_files(paths, Recipe("pooled", settings=SETTINGS), 1, said.append)

    size = {"pixels": 24 * 36}
    begun = [{"opening": index, "pixels": 0} for index in range(3)]
    assert [line for line in said if "progress" not in line] == [begun[0], size, begun[1], begun[2], size]
    assert said[-1] == {"progress": ["Fitting", 0.5], "pixels": None}
    assert len(from_text(answer["model"]).training.pictures) == 2
    assert fit_files(paths[1:2], Recipe("pooled", settings=Settings(method="global")), 1, said.append) == {
        "status": "failed",
        "reasons": ["Cannot read gone.png: there is no such file. Check its name and folder."],
    }


def degrees(*values, dtype=np.float32):
    """Return a grey picture of upright stripes of temperatures."""
    return Image.from_array(np.repeat(np.array(values, dtype)[None], 12, axis=0).repeat(9, axis=1))


@pytest.mark.parametrize("texture", ["off", "full"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32])
def test_pictures_fitted_together_have_one_black_and_one_white(dtype, texture):
    warm = np.array([2000, 3000, 4000]), np.array([2000, 3000])
    first, second = (degrees(*values, dtype=dtype) for values in warm)
    opened = []

    def opening(image):
        return lambda: opened.append(image) or image

    settings = Settings(3, position=0, smoothing=0, texture=texture, method="global")
    model = fit_pooled([opening(first), opening(second)], settings)

    assert model.features.span == Span(2000, 4000, "found")
    assert opened == [first, second, second]  # what was measured by its own ends is measured again
    if texture == "off":
        here, there = (model.apply(each).labels[0].tolist() for each in (first, second))
        assert len(set(here)) == 3
        assert there == here[:18]


def test_pictures_that_agree_on_black_and_white_are_opened_once():
    opened = []

    def opening(image):
        return lambda: opened.append(image) or image

    pictures = [Image.from_array(np.random.default_rng(seed).random((20, 30))) for seed in range(3)]
    model = fit_pooled([opening(each) for each in pictures], SETTINGS)

    assert opened == pictures
    assert model.features.span == Span(0, 1, "usual")


def test_a_picture_that_is_gone_when_it_is_measured_again_is_left_out_and_reported():
    reported, left = {}, [degrees(20, 30), degrees(20, 40), degrees(20, 30)]
    seen = set()

    def opening(number):
        def opener():
            if number in seen and number == 2:
                raise MissingImageError("gone.tif")
            seen.add(number)
            return left[number]

        return opener

    openers = [opening(number) for number in range(3)]
    model = Job(
        lambda workers: pooling(openers, SETTINGS, "equal", workers, refused=reported.__setitem__)
    ).run()

    assert list(reported) == [2]
    assert model.training.pictures == (left[0].digest, left[1].digest)


def test_where_all_are_gone_there_is_no_model_and_a_reason_for_each():
    seen = set()

    def opening(number):
        def opener():
            if number in seen:
                raise MissingImageError("gone.tif")
            seen.add(number)
            return degrees(20 - 5 * number, 50 - 10 * number)

        return opener

    with pytest.raises(NoModelError) as caught:
        fit_pooled([opening(0), opening(1)], SETTINGS)

    assert len(caught.value.reasons) == 2


def test_the_regions_of_several_pictures_make_one_set_of_classes():
    rng = np.random.default_rng(5)

    def field(*colours):
        array = np.repeat(np.array(colours, float), 90 // len(colours), axis=0)[:, None].repeat(80, axis=1)
        return Image.from_array((array + rng.normal(0, 4, array.shape)).clip(0, 255).astype(np.uint8))

    soil, grass, water = (150, 110, 70), (60, 140, 50), (40, 70, 150)
    first, second = field(soil, grass), field(water, soil)

    model = fit_pooled([lambda: first, lambda: second], Settings())

    assert len(model.segments) == 3
    here, there = model.apply(first).labels, model.apply(second).labels
    assert here[20, 40] == there[70, 40]  # soil
    assert len({int(here[20, 40]), int(here[70, 40]), int(there[20, 40])}) == 3
    assert model.uses_regions(first)
    assert model.uses_regions(second)


def striped(order, seed):
    """Return a picture of three stripes of colour, with grain."""
    colours = np.array([(40, 60, 200), (230, 220, 60), (60, 150, 70)])[list(order)]
    grain = np.random.default_rng(seed).normal(0, 6, (40, 60, 3))
    return Image.from_array((colours[np.repeat(np.arange(3), 20)] + grain).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("method", ["regional", "global"])
@pytest.mark.parametrize("criterion", ["auto", "bic", "stability"])
def test_of_a_range_the_number_that_suits_all_pictures_is_chosen(method, criterion):
    openers = [opener(striped(order, seed)) for seed, order in enumerate(((0, 1, 2), (2, 0, 1), (1, 0, 2)))]
    settings = Settings((2, 5), method=method, position=0, criterion=criterion)

    model = fit_pooled(openers, settings)

    assert len(model.segments) == 3
    assert text_of(model) == text_of(fit_pooled(openers, Settings(3, method=method, position=0)))


def test_several_pictures_have_one_variational_mixture():
    openers = [opener(striped((0, 1, 2), seed)) for seed in (0, 1)]

    model = fit_pooled(openers, Settings(8, inference="variational"))

    assert len(model.segments) == 3
    assert model.regions == "none"
