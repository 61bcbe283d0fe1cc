"""A batch on a cluster of Dask, with real processes."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from queue import SimpleQueue
from types import SimpleNamespace

import psutil
import pytest
from distributed import Client, LocalCluster

from gmmseg.batch import ImageOutcome, Plan, Recipe, Run, WorkerRefusal
from gmmseg.batch.cluster import (
    ClusterPool,
    PicturePlugin,
    SubmittedGroup,
    check_workers,
    connected,
    facts,
    unlike,
)
from gmmseg.batch.dispatcher import Dispatcher
from gmmseg.batch.manifest import Manifest
from gmmseg.errors import BadClusterError, ClusterLostError


@pytest.fixture(scope="module")
def cluster():
    how = {"processes": True, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with LocalCluster(n_workers=2, threads_per_worker=1, **how) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def client(cluster):
    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2)
        yield client


def outcomes(run):
    return {event.picture.name: event for event in run.events() if isinstance(event, ImageOutcome)}


def test_files_and_manifest_are_those_of_one_machine(client, plan, contents, tmp_path):
    local = replace(plan, folder=tmp_path / "local")

    found = outcomes(Run(plan, client=client))
    outcomes(Run(local, workers=1))
    again = outcomes(Run(plan, client=client))

    assert all(event.fresh and event.line["status"] == "done" for event in found.values())
    assert contents(plan.folder) == contents(local.folder)
    assert not any(event.fresh for event in again.values())


def test_pictures_that_cannot_be_read_are_reported_and_the_others_are_done(client, plan, photos):
    (photos / "b.png").write_bytes(b"hello")

    found = outcomes(Run(plan, client=client))

    assert found["b.png"].line["code"] == "unreadable-image"
    assert sum(event.line["status"] == "done" for event in found.values()) == 3


def test_a_worker_of_the_cluster_that_is_killed_loses_nothing(
    client, photos, model, save, contents, tmp_path
):
    for number in range(40):
        save(photos / f"{number}.png", seed=number)
    plan = Plan.of([photos], tmp_path / "out", Recipe("model", model, kinds=("labels",)))
    local = replace(plan, folder=tmp_path / "local")
    outcomes(Run(local, workers=1))
    before = client.run(os.getpid)

    n = 0
    for event in Run(plan, client=client).events():
        n += isinstance(event, ImageOutcome)
        if n == 3:
            os.kill(next(iter(before.values())), signal.SIGKILL)
            n += 1000

    assert n == 1044
    assert contents(plan.folder) == contents(local.folder)


WORKER = (
    "import sys, gmmseg.batch.cluster as cluster; from distributed.cli.dask_worker import main\n"
    "cluster.__version__ = sys.argv.pop(1) or cluster.__version__; main()"
)


def joining(address, name, version):
    """Start a worker of a version that joins a cluster, as it is started by hand."""
    words = [sys.executable, "-c", WORKER, version, address, "--no-nanny", "--nthreads", "1", "--name", name]
    return subprocess.Popen([*words, "--no-dashboard"], stderr=subprocess.DEVNULL)


def test_workers_that_join_late_are_looked_at_before_they_are_given_work(client, plan, monkeypatch):
    monkeypatch.setattr("gmmseg.batch.cluster.COUNT", 0.0)
    run, late, events = Run(plan, client=client), [], []
    try:
        for event in run.events():
            events.append(event)
            if not late:
                late = [joining(client.scheduler.address, *each) for each in (("old", "0.0.1"), ("same", ""))]
                client.wait_for_workers(4, timeout=60)
        names = {each["name"]: place for place, each in client.scheduler_info(-1)["workers"].items()}
        again = Run(plan, client=client)
        with pytest.raises(BadClusterError, match=r"has gmmseg 0\.0\.1 and this machine"):
            list(again.events())
    finally:
        for process in late:
            process.terminate()
            process.wait()

    (refusal,) = [event for event in events if isinstance(event, WorkerRefusal)]
    assert refusal.worker == names["old"]
    assert f"The worker {names['old']} takes no part: it has gmmseg 0.0.1 and this" in refusal.reason
    assert names["same"] in run.members
    assert names["old"] not in run.members
    assert sum(isinstance(event, ImageOutcome) and event.line["status"] == "done" for event in events) == 4


def test_what_was_handed_to_workers_that_left_is_taken_back(pool, plan):
    group = [pool.dispatcher.begin(picture) for picture in plan.pictures[:2]]
    future, cancelled = object(), []
    pool.client = SimpleNamespace(
        nthreads=lambda: {"tcp://b": 3}, cancel=lambda futures, force: cancelled.extend(futures)
    )
    pool.members |= {"tcp://a", "tcp://b"}
    pool.flying[future] = SubmittedGroup(group, frozenset({"tcp://a"}))

    pool.look_at_workers()

    assert pool.members == {"tcp://b"}
    assert cancelled == [future]
    assert pool.next_group(iter([])) == group
    assert not pool.attempts  # that is no fault of theirs


def test_a_run_that_is_cancelled_ends_and_the_next_goes_on(client, plan, contents, tmp_path):
    local = replace(plan, folder=tmp_path / "local")
    outcomes(Run(local, workers=1))
    run = Run(plan, client=client)

    for _ in run.events():
        run.cancel()
    rest = outcomes(Run(plan, client=client))

    assert set(rest) == {"a.png", "b.png", "c.png", "sub/d.png"}
    assert contents(plan.folder) == contents(local.folder)


def test_folders_that_workers_do_not_see_are_reported_before_anything_is_done(client, plan):
    own = facts("none", "none")

    check_workers(client, replace(plan, folder=plan.folder.parent))
    hidden = {**own, "sees results": True, "sees pictures": False}
    closed = {**own, "sees results": False}

    assert unlike(own, {**hidden, "sees pictures": True}, plan) is None
    assert unlike(own, hidden, plan)[0] == f"does not see {plan.pictures[0].path}"
    assert unlike(own, closed, plan)[0] == f"does not see the folder {plan.folder}, or cannot write to it"


def test_workers_of_other_versions_and_processors_are_reported(plan):
    own = facts("none", "none")
    other = {**own, "versions": {**own["versions"], "gmmseg": "0.0.1"}}

    assert unlike(own, other, plan) == (
        f"has gmmseg 0.0.1 and this machine {own['versions']['gmmseg']}",
        "Install the same versions everywhere",
    )
    assert "which round otherwise" in unlike(own, {**own, "kernels": "an abacus"}, plan)[0]
    assert unlike(own, ModuleNotFoundError("no gmmseg"), plan)[0].startswith("has no gmmseg ")


def test_an_address_where_no_scheduler_answers_is_reported(monkeypatch, tmp_path):
    monkeypatch.setattr("gmmseg.batch.cluster.CONNECT", 0.2)

    for cluster, reported in (
        ("tcp://127.0.0.1:9", "no scheduler answers within 0.2 s"),
        (str(tmp_path / "none.json"), "there is no such file"),
        ("0", "it is no number of local processes"),
    ):
        with pytest.raises(BadClusterError, match=reported), connected(cluster):
            pytest.fail("there is nothing there")


class Answered:
    """Stands for a future that has come to its end."""

    def __init__(self, status, result=None):
        self.status, self._result = status, result

    def result(self):
        return self._result

    def exception(self):
        return self._result


@pytest.fixture
def pool(plan):
    plan.folder.mkdir()
    manifest = Manifest.of(plan.folder)
    manifest.open({})
    events = SimpleQueue()
    dispatcher = Dispatcher(plan, plan.recipe, manifest, events)
    yield ClusterPool(None, dispatcher, plan.recipe, None, lambda: False)
    manifest.close()


def test_a_picture_that_ends_its_process_twice_is_given_up_and_named(pool, plan):
    begun = pool.dispatcher.begin(plan.pictures[0])
    killed = {"status": "failed", "error": "It was ended, or leave this picture out.", "killed": True}

    pool.record(Answered("finished", [killed]), [begun])
    tried_again = list(pool.again)
    pool.record(Answered("finished", [killed]), [begun])

    assert tried_again == [begun]
    line = pool.dispatcher.manifest.lines["a.png"]
    assert (line["status"], line["error"]) == ("failed", killed["error"])


def test_a_picture_with_which_workers_of_the_cluster_die_is_given_up_and_the_others_go_on(pool, plan):
    group = [pool.dispatcher.begin(picture) for picture in plan.pictures[:2]]

    pool.record(Answered("error", ValueError("torn")), group)
    assert list(pool.again) == group
    pool.record(Answered("error", ValueError("torn")), group[:1])

    line = pool.dispatcher.manifest.lines["a.png"]
    assert line["error"] == (
        "A worker of the cluster failed 2 times (ValueError: torn). Leave this picture out."
    )
    assert pool.dispatcher.manifest.lines["b.png"]["status"] == "begun"


def test_a_scheduler_that_is_lost_is_reported(pool, plan):
    begun = pool.dispatcher.begin(plan.pictures[0])

    with pytest.raises(ClusterLostError) as caught:
        pool.record(Answered("cancelled"), [begun])

    assert str(caught.value) == (
        "The scheduler of the cluster was lost (groups of pictures in work: 1). What is done counts: "
        "run the same command again to go on."
    )


def test_processes_on_a_worker_are_used_again_and_end_with_the_run(plan, photos, tmp_path):
    plugin = PicturePlugin("name", plan.recipe, None)
    plugin.setup(None)
    task = {"path": str(photos / "a.png"), "name": "a", "folder": str(tmp_path / "out"), "stem": "a",
            "kinds": ["labels"], "free": ["labels"]}  # fmt: skip

    answers = plugin.answers([task, task]) + plugin.answers([task])
    (process,) = plugin.every
    plugin.teardown(None)

    assert [answer["status"] for answer in answers] == ["done"] * 3
    assert not psutil.pid_exists(process.pids[0])
    assert plugin.answers([task]) == [None]
