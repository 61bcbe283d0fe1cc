from gmmseg.session import document as edits
from gmmseg.session.edits import segments
from gmmseg.session.history import LONGEST, History


def test_what_was_done_is_undone_and_redone(document):
    renamed = segments.rename_segment(0, "sky")(document)
    history = History().pushed("Rename", document)

    history, back = history.undone(renamed)
    history, forth = history.redone(back)

    assert back is document
    assert forth is renamed
    assert [entry.name for entry in history.past] == ["Rename"]


def test_a_new_act_forgets_what_was_undone(document):
    history, _ = History().pushed("Rename", document).undone(document)

    history = history.pushed("Hide", document)

    assert history.future == ()


def test_the_oldest_answers_go_first_when_memory_runs_short(document, answer_of):
    other = edits.with_settings(seed=1)(document)
    other = edits.with_result(answer_of(other))(other)
    room = document.source.nbytes + document.result.nbytes

    history = History(budget=room).pushed("first", document).pushed("second", other)

    assert history.nbytes <= room
    assert [entry.document.result is None for entry in history.past] == [True, False]


def test_what_was_let_go_of_is_not_looked_at_again(document, answer_of):
    other = edits.with_settings(seed=1)(document)
    other = edits.with_result(answer_of(other))(other)
    room = document.source.nbytes + document.result.nbytes

    history = History(budget=room).pushed("first", document).pushed("second", other)
    later = history.pushed("third", document)

    assert not history.past[0].document.has_answers
    assert later.past[0].document is history.past[0].document


def test_without_room_for_pictures_entries_go(document):
    history = History(budget=0).pushed("first", document)

    assert history.past == ()


def test_the_history_is_not_endless(document):
    history = History()
    for _ in range(LONGEST + 5):
        history = history.pushed("act", document)

    assert len(history.past) == LONGEST
