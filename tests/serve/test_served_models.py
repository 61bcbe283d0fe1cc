"""Models by name, read again when they change."""

import shutil

import pytest

from gmmseg.errors import BadRequestError, NoSuchModelError, UnreadableModelError
from gmmseg.serve.served_models import ModelStore


def test_models_are_called_what_their_files_are_or_what_one_says(home):
    store = ModelStore([home / "stripes.gmm.json", f"mine={home / 'stripes.gmm.json'}"], 100)

    assert [each.name for each in store.all] == ["stripes", "mine"]
    assert store.named("mine").digest == store.named("stripes").digest
    with pytest.raises(NoSuchModelError):
        store.named("")


def test_equal_names_are_reported(home):
    path = home / "stripes.gmm.json"

    with pytest.raises(BadRequestError) as caught:
        ModelStore([path, path], 100)

    assert str(caught.value) == (
        f"Cannot do this: two models are called 'stripes', {path} and {path}. "
        f"Name one of them yourself: OTHER={path}."
    )


def test_what_is_no_model_and_no_name_is_reported(home, tmp_path):
    with pytest.raises(UnreadableModelError):
        ModelStore([tmp_path / "none.gmm.json"], 100)
    with pytest.raises(BadRequestError, match="cannot be called 'a/b'"):
        ModelStore([f"a/b={home / 'stripes.gmm.json'}"], 100)


def test_a_changed_file_is_read_again_and_one_that_cannot_be_read_leaves_the_model(home, tmp_path):
    path, reported = tmp_path / "m.gmm.json", []
    shutil.copy(home / "stripes.gmm.json", path)
    store = ModelStore([path], 100)
    first = store.named("")

    assert store.reload(reported.append) == []
    path.write_text("{")
    assert store.reload(reported.append) == []
    assert store.named("m") is first
    assert list(store.troubles) == ["m"]
    shutil.copy(home / "rows.gmm.json", path)
    (fresh,) = store.reload(reported.append)
    path.unlink()
    store.reload(reported.append)

    assert store.named("m") is fresh
    assert fresh.described() == {
        "name": "m",
        "digest": fresh.digest,
        "takes": "rows",
        "features": ["width", "length"],
        "classes": ["cluster 1", "cluster 2"],
    }
    assert [sentence.partition(":")[0] for sentence in reported] == [
        "The model m stays as it was",
        "The model m was read anew",
        "The model m stays as it was",
    ]
