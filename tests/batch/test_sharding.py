"""Shards of a batch, and their records joined."""

from dataclasses import replace

import pytest

from gmmseg.batch import ImageOutcome, Run
from gmmseg.batch.folder_lock import locked, name_of
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.sharding import Shard, join, manifests
from gmmseg.errors import BadSettingError, BusyFolderError, NoPicturesError

N = 3


def run(plan):
    return [event for event in Run(plan, workers=1).events() if isinstance(event, ImageOutcome)]


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/1000000", "-1/3", "1/0", ""])
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(BadSettingError):
        Shard.of(text)


def test_every_picture_is_in_one_shard_and_they_are_of_like_size():
    shards = [Shard.of(f"{number}/20") for number in range(1, 21)]
    names = [f"day {i % 7}/{i:05d}.png" for i in range(4000)]

    sizes = [sum(shard.has(name) for name in names) for shard in shards]

    assert sum(sizes) == 4000
    # binomial with n = 4000, p = 1/20: mean 200, standard deviation 13.8
    assert all(abs(size - 200) < 5 * 13.8 for size in sizes)


def test_shards_joined_are_one_run_byte_for_byte(plan, contents, tmp_path):
    whole = replace(plan, folder=tmp_path / "whole")
    run(whole)
    parts = [Shard(number, N).plan(plan) for number in range(1, N + 1)]

    done = [len(run(part)) for part in parts]
    apart = manifests(plan.folder)
    found = join(plan)

    assert sum(done) == 4
    assert [each.path.name for each in apart] == [f"gmmseg-batch.{i}of3.jsonl" for i in (1, 2, 3)]
    assert found.missing == ()
    assert list(found.lines) == [picture.name for picture in plan.pictures]
    assert contents(plan.folder) == contents(whole.folder)


def test_what_no_shard_has_done_is_missing_until_it_is(plan, contents, tmp_path):
    whole = replace(plan, folder=tmp_path / "whole")
    run(whole)
    parts = [part for number in range(1, N + 1) if (part := Shard(number, N).plan(plan)).pictures]
    late = parts[-1]
    for part in parts[:-1]:
        run(part)

    first = join(plan)
    run(late)
    again = run(parts[0])
    second = join(plan)

    assert first.missing == tuple(picture.name for picture in late.pictures)
    assert not any(event.fresh for event in again)
    assert second.missing == ()
    assert contents(plan.folder) == contents(whole.folder)


def test_records_of_another_recipe_do_not_count(plan):
    run(Shard(1, 1).plan(plan))
    other = replace(plan, recipe=replace(plan.recipe, adapt=0.5))

    assert len(join(other).missing) == 4
    assert join(plan).missing == ()


def test_without_a_record_there_is_nothing_to_join(plan):
    plan.folder.mkdir()

    with pytest.raises(NoPicturesError):
        join(plan)
    assert Manifest.of(plan.folder).is_new


def test_shards_that_run_are_not_joined(plan):
    part = next(part for number in range(1, N + 1) if (part := Shard(number, N).plan(plan)).pictures)
    run(part)

    with locked(plan.folder, name_of(part.manifest_name)), pytest.raises(BusyFolderError):
        join(plan)

    assert [each.path.name for each in manifests(plan.folder)] == [part.manifest_name]
