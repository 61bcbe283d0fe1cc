"""Bands of one picture on a cluster, with real processes: the labels of one machine, bit for bit."""

import os
import shutil
import signal
from threading import Event

import numpy as np
import pytest
import tifffile
from distributed import CancelledError, Client, LocalCluster

import gmmseg
from gmmseg.batch.banded import cluster_workers
from gmmseg.batch.banded.cluster_workers import ClusterMembers, ClusterWorkers, on_cluster
from gmmseg.errors import BadClusterError, ClusterLostError, PartOfPictureError
from gmmseg.imaging.labelling.label_file import TwoStepFunction
from gmmseg.io.readers.tiled.opening import open_picture
from gmmseg.job import Cancelled, Job, Workers
from gmmseg.pipeline import segmenting
from gmmseg.settings import Settings

HEIGHT, WIDTH = 400, 500  # four blocks, five stripes


@pytest.fixture(scope="module")
def client():
    how = {"processes": True, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, **how) as local,
        Client(local, set_as_default=False) as client,
    ):
        client.wait_for_workers(2)
        yield client


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Return a tiled TIFF of soft colours with grain, a corner of which is transparent."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] / 40
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    pixels = (soft + np.random.default_rng(0).normal(0, 8, soft.shape)).clip(0, 255).astype(np.uint8)
    alpha = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    alpha[: HEIGHT // 3, : WIDTH // 2] = 0
    path = tmp_path_factory.mktemp("bands") / "slide.tif"
    tifffile.imwrite(
        path,
        np.concatenate([pixels, alpha], axis=2),
        tile=(64, 64),
        photometric="rgb",
        extrasamples=["unassalpha"],
    )
    return path


def test_labels_model_and_table_are_those_of_one_machine(client, path, monkeypatch):
    monkeypatch.setattr(cluster_workers, "LARGEST_TASK", 2**16)
    monkeypatch.setattr("gmmseg.pipeline.KEPT_PIXELS", 0)
    sent = []
    submit = client.submit
    monkeypatch.setattr(client, "submit", lambda *a, **k: sent.append(a[0].__name__) or submit(*a, **k))

    for how in ({"method": "global", "smoothing": 0.5}, {"method": "global", "smoothing": 0, "reject": 0.02},
                {"method": "regional"}):  # fmt: skip
        alone = gmmseg.segment(path, 3, stream=True, max_iterations=3, restarts=1, **how)
        found = gmmseg.segment(path, 3, stream=True, max_iterations=3, restarts=1, client=client, **how)

        np.testing.assert_array_equal(found.labels, alone.labels)
        assert found.model.mixture.means.tobytes() == alone.model.mixture.means.tobytes()
        assert found.model.mixture.covariances.tobytes() == alone.model.mixture.covariances.tobytes()
        assert found.log_likelihood == alone.log_likelihood
        assert found.table() == alone.table()
    applied = gmmseg.apply(alone.model, path, stream=True, client=client)
    np.testing.assert_array_equal(applied.labels, alone.labels)  # its own picture gets the same again
    assert {"statistics_of", "results_of"} == set(sent)
    assert gmmseg.segment(path, 3, stream=False, client=client).image.is_lazy is False  # that is done here


def test_a_worker_that_is_killed_loses_nothing(client, path, monkeypatch):
    monkeypatch.setattr(cluster_workers, "LARGEST_TASK", 2**16)
    monkeypatch.setattr("gmmseg.pipeline.KEPT_PIXELS", 0)
    monkeypatch.setattr(cluster_workers, "COUNT", 0.2)
    monkeypatch.setattr(cluster_workers, "TICK", 0.1)
    how = {"method": "global", "max_iterations": 4, "tolerance": 1e-9, "restarts": 1, "stream": True}
    alone = gmmseg.segment(path, 3, **how)
    pid = next(iter(client.run(os.getpid).values()))
    sent, submit = [], client.submit

    def killing(*arguments, **named):
        sent.append(arguments)
        if len(sent) == 6:  # in the second step
            os.kill(pid, signal.SIGKILL)
        return submit(*arguments, **named)

    monkeypatch.setattr(client, "submit", killing)

    found = gmmseg.segment(path, 3, client=client, **how)

    np.testing.assert_array_equal(found.labels, alone.labels)
    client.wait_for_workers(2)


def workers_for(client, path):
    image = open_picture(path, stream=True)
    return ClusterWorkers(Workers(None, Event()), ClusterMembers.of(client, path), image)


def broken(_number):
    raise ValueError("torn")


def test_a_part_that_fails_everywhere_is_reported(client, path):
    work = TwoStepFunction(broken, lambda _number, _found: None, lambda _: True)

    with pytest.raises(PartOfPictureError) as caught:
        list(workers_for(client, path).map(work, range(3)))

    assert str(caught.value) == (
        "Workers of the cluster failed 3 times at a part of slide.tif (ValueError: torn). What is done "
        "counts: see to that, and run the same command again."
    )


def test_what_is_done_is_not_done_again(client, path):
    work = TwoStepFunction(str, lambda number, found: (number, found), lambda number: number % 2 == 0)

    found = list(workers_for(client, path).map(work, [4, 5, 6, 7]))

    assert found == [(4, "4"), (5, None), (6, "6"), (7, None)]
    assert [work(number) for number in (4, 5)] == found[:2]  # as threads do it


def test_a_job_on_a_cluster_can_be_cancelled(client, path):
    image = open_picture(path, stream=True)
    job = Job(
        lambda workers: segmenting(image, Settings(method="global"), on_cluster(workers, client, image))
    )

    with pytest.raises(Cancelled):
        job.run(lambda progress: job.cancel() if progress.fraction > 0.3 else None)


def test_a_picture_that_workers_do_not_see_is_reported(client, path, monkeypatch):
    image = open_picture(path, stream=True)
    asked = client.run

    def blind(*arguments, **named):
        found = asked(*arguments, **named)
        return {worker: {**each, "sees pictures": False} for worker, each in found.items()}

    monkeypatch.setattr(client, "run", blind)
    with pytest.raises(BadClusterError, match=r"does not see .*slide\.tif"):
        on_cluster(Workers(None, Event()), client, image)


class LostClient:
    """A client whose scheduler does not answer in time."""

    status = "running"

    def scatter(self, *_, **__):
        raise TimeoutError("No valid workers found")

    def submit(self, *_, **__):
        raise RuntimeError("Client is closed")

    def nthreads(self):
        raise TimeoutError

    def cancel(self, *_, **__):
        raise CancelledError


def test_a_scheduler_that_does_not_take_work_is_reported_in_a_sentence(path, monkeypatch):
    monkeypatch.setattr(cluster_workers, "TICK", 0.01)
    monkeypatch.setattr(cluster_workers, "LOST", 0.05)
    image = open_picture(path, stream=True)
    members = ClusterMembers(LostClient(), None, ["tcp://gone:1"])
    workers = ClusterWorkers(Workers(None, Event()), members, image)

    with pytest.raises(ClusterLostError, match="was lost"):
        list(workers.map(TwoStepFunction(str, lambda _, found: found, lambda _: True), range(3)))


def test_a_worker_keeps_the_pictures_that_it_used_last(path, monkeypatch, tmp_path):
    monkeypatch.setattr(cluster_workers, "KEPT", 2)
    paths = [str(shutil.copy(path, tmp_path / f"{i}.tif")) for i in range(3)]

    first, _ = (cluster_workers.opened(each, ()) for each in paths[:2])
    assert cluster_workers.opened(paths[0], ()) is first
    cluster_workers.opened(paths[2], ())

    assert cluster_workers.opened(paths[0], ()) is first


def test_a_step_of_em_is_one_task_for_each_thread_and_labels_are_several(path):
    members = ClusterMembers(LostClient(), None, ["a", "b"], threads={"a": 1, "b": 2})
    workers = ClusterWorkers(Workers(None, Event()), members, open_picture(path, stream=True))

    assert workers.groups(10, 2**16, cluster_workers.STEP_TASKS) == [range(4), range(4, 8), range(8, 10)]
    assert len(workers.groups(18, 2**16)) == 9
    assert len(workers.groups(18, 2**25, cluster_workers.STEP_TASKS)) == 18  # none is larger than is allowed
