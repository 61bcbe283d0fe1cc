from functools import partial

import numpy as np
import pytest

from gmmseg.api import segment
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.imaging.seeds import Click
from gmmseg.job import Job, Progress
from gmmseg.pipeline import segmenting
from gmmseg.session.edits import objects, segments

WAIT = 120_000


@pytest.fixture
def controller(qtbot, flags):
    controller = SessionController()
    controller.change("n_components", 3, "change of segments")
    controller.open(flags)
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)
    yield controller
    controller.close()


def idle(controller, qtbot):
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=WAIT)


def endless(question, known, workers):
    while True:
        yield Progress("Fitting", 0.5)


def broken(question, known, workers):
    yield Progress("Fitting", 0.5)
    raise ZeroDivisionError("a fault")


def test_labels_are_those_of_the_python_interface(controller, flags, qtbot):
    expected = segment(flags, 3)

    np.testing.assert_array_equal(controller.session.document.segmentation().labels, expected.labels)


def test_labels_of_the_untouched_window_are_those_of_every_other_interface(flags, qtbot):
    controller = SessionController()
    controller.open(flags)
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)

    np.testing.assert_array_equal(controller.session.document.segmentation().labels, segment(flags).labels)
    controller.close()


def test_of_200_changes_only_the_last_is_shown(controller, qtbot):
    shown = []
    controller.changed.connect(lambda: shown.append(controller.session.document.result.request.settings.seed))

    for seed in range(1, 201):
        controller.change("seed", seed, "change of seed")
        if seed % 10 == 0:
            qtbot.wait(5)
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)

    assert shown == sorted(shown)
    assert shown[-1] == 200


def test_changes_of_all_kinds_in_any_order_end_with_the_last(flagged, settled, qtbot, parts):
    controller, rng = parts.controller, np.random.default_rng(0)
    kinds = ("n_components", "position", "smoothing", "detail", "seed", "colour")
    for _ in range(100):
        name = kinds[rng.integers(len(kinds))]
        value = {
            "n_components": int(rng.integers(1, 6)),
            "seed": int(rng.integers(9)),
            "colour": ("lab", "rgb")[rng.integers(2)],
        }.get(name, float(rng.random()))
        act = rng.integers(10)
        if act < 4:
            controller.preview(name, value)
        elif act < 8:
            controller.change(name, value, f"change of {name}")
        elif len(controller.session.history.past) > 2:
            (controller.undo, controller.redo)[act - 8]()
        flagged.view_controller.show(("regions", "uncertainty", "overlay", "probability")[rng.integers(4)])
        qtbot.wait(2)
    controller.change("n_components", 4, "change of segments")
    controller.change("smoothing", 1.25, "change of smoothing")
    settled(flagged)

    document = controller.session.document
    walk = partial(segmenting, document.source.image, document.settings)
    assert (document.settings.n_components, document.settings.smoothing) == (4, 1.25)
    np.testing.assert_array_equal(document.result.segmentation.labels, Job(walk, threads=1).run().labels)


def test_a_change_that_is_cancelled_is_taken_back(controller, qtbot):
    controller.segmenting = endless
    controller.change("n_components", 4, "change of segments")
    qtbot.wait(30)

    controller.cancel()
    idle(controller, qtbot)

    assert controller.session.document.settings.n_components == 3
    assert controller.session.document.is_current


def test_a_preview_that_is_cancelled_takes_nothing_back_that_was_done_before(controller, qtbot):
    controller.apply("Rename", segments.rename_segment(0, "sky"))
    controller.segmenting = endless
    controller.preview("n_components", 5)
    qtbot.wait(30)

    controller.cancel()
    idle(controller, qtbot)

    assert controller.session.proposal is None
    assert controller.session.document.segment_styles[0].name == "sky"


def test_a_cut_that_is_cancelled_is_made_when_people_go_on(controller, qtbot):
    cuts = controller.object_cuts
    cuts.runner.submit(partial(endless, None, None), lane="warm", done=print)
    controller.apply("Mark", objects.add_object(Click(25, 15)))
    controller.cancel()
    idle(controller, qtbot)
    assert controller.session.uncut is not None

    controller.apply("Rename", segments.rename_segment(0, "sky"))
    qtbot.waitUntil(lambda: controller.session.uncut is None, timeout=WAIT)

    assert controller.session.document.objects[0].cut.levels[0][15, 25] == 1


def test_after_a_fault_in_the_engine_the_last_answer_stays_and_work_goes_on(controller, qtbot):
    good = controller.segmenting
    controller.segmenting = broken
    with qtbot.waitSignal(controller.failed, timeout=WAIT) as reported:
        controller.change("seed", 5, "change of seed")
    assert (
        reported.args[0]
        == "Segmenting failed because of a fault in gmmseg (ZeroDivisionError: a fault). Nothing was lost."
    )
    assert "ZeroDivisionError: a fault" in reported.args[1]
    assert controller.session.document.result is not None

    controller.segmenting = good
    controller.again()
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)


def test_a_broken_file_keeps_the_open_picture(controller, tmp_path, qtbot):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\nnot a picture")
    before = controller.session.document

    with qtbot.waitSignal(controller.failed, timeout=WAIT) as reported:
        controller.open(bad)

    assert "bad.png" in reported.args[0]
    assert reported.args[1] == ""
    assert controller.session.document is before


def test_a_broken_file_does_not_stop_the_fit_of_the_open_picture(controller, tmp_path, qtbot):
    controller.change("seed", 7, "change of seed")

    with qtbot.waitSignal(controller.failed, timeout=WAIT):
        controller.open(tmp_path / "gone.png")
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)

    assert controller.session.document.result.request.settings.seed == 7


def test_a_fit_of_the_first_picture_is_never_shown_on_the_second(controller, tmp_path, qtbot):
    from PIL import Image

    other = tmp_path / "other.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (20, 25, 3), dtype=np.uint8)).save(other)
    controller.change("seed", 3, "change of seed")

    controller.open(other)
    qtbot.waitUntil(lambda: controller.session.document.source.path == other, timeout=WAIT)
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)

    assert controller.session.document.result.segmentation.labels.shape == (20, 25)


def test_undo_never_closes_a_picture_nor_leads_to_another(controller, flags, tmp_path, qtbot):
    from PIL import Image

    other = tmp_path / "other.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (20, 25, 3), dtype=np.uint8)).save(other)
    controller.open(other)
    qtbot.waitUntil(lambda: controller.session.document.source.path == other, timeout=WAIT)

    controller.undo()
    idle(controller, qtbot)

    assert controller.session.document.source.path == other
    assert not controller.session.history.past
    assert not controller.session.history.future


def test_closing_during_a_fit_is_clean(controller, qtbot):
    controller.segmenting = endless
    controller.change("n_components", 4, "change of segments")
    qtbot.wait(30)

    controller.close()

    assert not controller.runner.engine.isRunning()


def test_merging_is_answered_without_a_new_fit(controller, qtbot):
    model = controller.session.document.result.segmentation.model

    controller.apply("Merge", segments.merge_segments([0, 1]))
    qtbot.waitUntil(lambda: controller.session.document.is_current, timeout=WAIT)

    assert controller.session.document.result.segmentation.model.mixture is model.mixture


def test_a_large_picture_is_segmented_small_first(window, flags, monkeypatch, qtbot, parts):
    monkeypatch.setattr("gmmseg.session.open_image.PREVIEW_PIXELS", 300)
    whole, widths = parts.controller.segmenting, []

    def noting(question, known, workers):
        widths.append(question.image.width)
        while widths == [40]:  # as slow as a large picture
            yield Progress("Fitting", 0.5)
        return (yield from whole(question, known, workers))

    parts.controller.segmenting = noting
    window.open(flags)
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    assert widths[-2:] == [20, 40]
    assert parts.session.proposal is None


def test_cancelling_the_first_look_leaves_the_picture_alone(window, flags, monkeypatch, qtbot, parts):
    monkeypatch.setattr("gmmseg.session.open_image.PREVIEW_PIXELS", 300)
    parts.controller.segmenting = endless

    window.open(flags)
    qtbot.waitUntil(lambda: parts.session.proposal is not None, timeout=WAIT)
    parts.controller.cancel()
    qtbot.waitUntil(lambda: not parts.controller.is_busy, timeout=WAIT)

    assert parts.session.document.source is not None
    assert parts.session.proposal is None
    assert not parts.session.document.is_current


def test_a_setting_that_leaves_segments_as_they_are_keeps_them_merged(flagged, qtbot, parts):
    status_message = []
    parts.controller.status_message.connect(status_message.append)
    parts.controller.apply("merge", segments.merge_segments([0, 1]))
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    parts.controller.change("seed", 3, "change of seed")
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    assert status_message[-1].startswith("2 segments · ")
    assert [len(style.components) for style in parts.session.document.segment_styles] == [2, 1]


def test_a_setting_that_ends_what_people_did_says_so(flagged, qtbot, parts):
    status_message = []
    parts.controller.status_message.connect(status_message.append)
    parts.controller.change("method", "global", "change of method")  # of a component a segment
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)
    parts.controller.apply("delete", segments.remove_segments([2]))
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    parts.controller.change("n_components", 1, "change of segments")
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    assert status_message[-1].startswith("1 deletion ended   1 segment · ")


def test_smoothing_is_answered_without_a_new_fit(flagged, qtbot, parts):
    before = parts.session.document.result.base.mixture
    parts.controller.change("smoothing", 5.0, "change of smoothing")
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    result = parts.session.document.result
    assert result.base.mixture is before
    assert result.segmentation.model.smoothing == 5.0


def test_a_first_look_that_fails_is_followed_by_the_whole_picture(window, flags, monkeypatch, qtbot, parts):
    monkeypatch.setattr("gmmseg.session.open_image.PREVIEW_PIXELS", 300)
    whole = parts.controller.segmenting
    problems = []
    parts.controller.failed.connect(lambda *what: problems.append(what))
    parts.controller.segmenting = lambda question, known, workers: (
        whole if question.image.width == 40 else broken
    )(question, known, workers)

    window.open(flags)
    qtbot.waitUntil(lambda: parts.session.document.is_current, timeout=WAIT)

    assert problems == []
    assert parts.session.document.result.levels[0].shape == (30, 40)


@pytest.fixture
def answers():
    """What is told of each file that was to be open, in order."""
    return []


def opening(controller, path, answers):
    """Open a file, and note what becomes of it."""
    reported = {name: partial(answers.append, (path.name, name)) for name in ("failed", "cancelled")}
    controller.open(path, failed=lambda _: reported["failed"](), cancelled=reported["cancelled"])


def test_who_opened_what_another_file_replaced_is_notified(controller, flags, qtbot, answers):
    other = flags.with_name("other.png")
    other.write_bytes(flags.read_bytes())
    opening(controller, other, answers)
    opening(controller, flags.with_name("none.png"), answers)

    qtbot.waitUntil(lambda: len(answers) == 2, timeout=WAIT)

    assert answers == [("other.png", "cancelled"), ("none.png", "failed")]
    assert controller.session.document.source.image.name == "flags.png"


def test_who_opened_what_people_stopped_is_notified_even_if_it_was_read_already(
    controller, flags, qtbot, answers
):
    before = controller.session.document.source
    opening(controller, flags, answers)
    controller.reader.engine.quit()  # it ends after what was asked: the answer waits to be taken
    controller.reader.engine.wait()

    controller.cancel()
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT)
    controller.reader.engine.start()

    assert answers == [("flags.png", "cancelled")]
    assert controller.session.document.source is before
