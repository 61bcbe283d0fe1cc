"""A job: progress, cancelling, and the threads that work on its parts."""

import threading
import time

import pytest

from gmmseg.job import Cancelled, Job, Progress, available_threads


def test_a_job_steadies_progress_that_goes_back():
    def function(workers):
        yield from (Progress("a", 0.5), Progress("b", 0.2), Progress("c", 7.0))
        return "end"

    seen = []
    result = Job(function).run(seen.append)

    assert result == "end"
    assert [progress.fraction for progress in seen] == [0.5, 0.5, 1.0]


def test_a_job_cancelled_before_it_runs_does_nothing():
    walked = []

    def function(workers):
        walked.append(1)
        yield Progress("a", 0.0)

    job = Job(function)
    job.cancel()

    with pytest.raises(Cancelled):
        job.run()
    assert walked == []


def test_cancelling_leaves_the_blocks_in_the_queue_undone():
    done, begun = [], threading.Event()

    def block(i):
        begun.set()
        time.sleep(0.01)
        done.append(i)

    def function(workers):
        yield Progress("a", 0.0)
        list(workers.map(block, range(10_000)))

    job = Job(function, threads=2)
    threading.Thread(target=lambda: (begun.wait(), job.cancel())).start()

    with pytest.raises(Cancelled):
        job.run()
    assert len(done) < 100


def test_an_error_on_a_worker_reaches_the_caller_and_ends_the_job():
    def function(workers):
        yield Progress("a", 0.0)
        list(workers.map(lambda i: 1 // i, [1, 0, 1]))

    with pytest.raises(ZeroDivisionError):
        Job(function, threads=1).run()


def test_more_threads_than_processors_are_not_made():
    names = set()

    def function(workers):
        yield Progress("a", 0.0)
        list(workers.map(lambda _: names.add(threading.current_thread().name), range(500)))

    Job(function, threads=999).run()

    assert 1 <= len(names) <= available_threads()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("gmmseg")]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_stream_gives_results_in_order_and_begins_few(threads):
    begun, most = [], []

    def function(workers):
        for n in workers.stream(lambda i: begun.append(i) or i * i, range(20)):
            most.append(len(begun))
            yield Progress("Streaming", 0.0)
            assert n == (len(most) - 1) ** 2
        return most

    Job(function, threads=threads).run()

    assert len(most) == 20
    assert all(n <= i + threads + 2 for i, n in enumerate(most, 1))
