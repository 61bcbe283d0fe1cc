"""The files for SLURM and Kubernetes: what they say, and that their commands are understood."""

import os
import runpy
import subprocess
import sys
import types
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from gmmseg.cli.batch import batch

FOLDER = Path(__file__).parent.parent.parent / "resources" / "deploy" / "cluster"


def understood(words):
    return batch.make_context("batch", [*words]).params


def kinds():
    return list(yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text(encoding="utf-8")))


def test_the_objects_of_kubernetes_belong_together():
    found = {(each["kind"], each["metadata"]["name"]): each for each in kinds()}

    assert set(found) == {
        ("Service", "gmmseg-scheduler"),
        ("Deployment", "gmmseg-scheduler"),
        ("Deployment", "gmmseg-worker"),
        ("Job", "gmmseg-batch"),
    }
    versions = {"Service": "v1", "Deployment": "apps/v1", "Job": "batch/v1"}
    for (kind, name), each in found.items():
        assert each["apiVersion"] == versions[kind]
        if kind == "Deployment":
            labels = each["spec"]["template"]["metadata"]["labels"]
            assert each["spec"]["selector"]["matchLabels"] == labels == {"app": name}
        if kind != "Service":
            pod = each["spec"]["template"]["spec"]
            volumes = {volume["name"] for volume in pod.get("volumes", ())}
            (container,) = pod["containers"]
            assert {mount["name"] for mount in container.get("volumeMounts", ())} <= volumes
            assert container["securityContext"]["runAsNonRoot"] is True
    service = found["Service", "gmmseg-scheduler"]["spec"]
    assert service["selector"] == {"app": "gmmseg-scheduler"}
    assert [port["port"] for port in service["ports"]] == [8786, 8787]


def test_commands_of_kubernetes_are_understood_by_those_they_are_of():
    from distributed.cli.dask_scheduler import main as scheduler
    from distributed.cli.dask_worker import main as worker

    pods = [
        each["spec"]["template"]["spec"]["containers"][0] for each in kinds() if each["kind"] != "Service"
    ]
    words = {container["name"]: container["command"] for container in pods}

    assert int(scheduler.make_context("scheduler", words["scheduler"][2:]).params["port"]) == 8786
    assert (
        worker.make_context("worker", words["worker"][2:]).params["scheduler"]
        == "tcp://gmmseg-scheduler:8786"
    )
    assert understood(words["batch"][2:])["cluster"] == "tcp://gmmseg-scheduler:8786"


def test_a_job_of_the_array_does_its_shard(tmp_path):
    """With a gmmseg that says what it was asked."""
    said = tmp_path / "gmmseg"
    said.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    said.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "SLURM_CPUS_PER_TASK": "4"}
    environment |= {"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "200"}

    done = subprocess.run(
        ["bash", FOLDER / "slurm_array.sh", "in put", "out", "m.gmm.json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    asked = understood(done.stdout.splitlines()[1:])
    assert [str(way) for way in asked["ways"]] == ["in put", "out"]
    assert (asked["shard"], asked["workers"], str(asked["model"])) == ("3/200", 4, "m.gmm.json")


def test_the_program_for_slurm_runs_a_plan_on_the_cluster_that_it_makes(
    plan, photos, model, tmp_path, monkeypatch
):
    """With a cluster that only remembers how it was made, and a run that remembers its client."""
    from gmmseg import batch as room

    made, asked = {}, []

    class Pretended:
        def __init__(self, **how):
            made.update(how)

        def adapt(self, **how):
            made.update(how)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    class Client(Pretended):
        dashboard_link = "http://here"

        def __init__(self, cluster):
            made["client of"] = cluster

    class Run:
        def __init__(self, plan, *, client):
            asked.extend([plan, client])

        def events(self):
            return iter(())

    monkeypatch.setitem(sys.modules, "dask_jobqueue", types.SimpleNamespace(SLURMCluster=Pretended))
    monkeypatch.setattr("distributed.Client", Client)
    monkeypatch.setattr(room, "Run", Run, raising=False)
    model.save(tmp_path / "m.gmm.json")
    words = ["slurm_dask.py", str(photos), str(tmp_path / "out"), str(tmp_path / "m.gmm.json")]
    monkeypatch.setattr(sys, "argv", words)

    runpy.run_path(str(FOLDER / "slurm_dask.py"), run_name="__main__")

    assert asked[0].pictures == plan.pictures
    assert isinstance(asked[1], Client)
    assert made["cores"] == made["processes"] == 8


@pytest.mark.parametrize(
    ("words", "reported"),
    [
        (["--shard", "1/2"], "--shard needs a model that all parts share"),
        (["--join"], "--join needs a model that all parts share"),
        (["--shard", "1/2", "--join", "--model", "m"], "not both at once"),
        (["--shard", "1/2", "--report", "--model", "m"], "give them with --join"),
    ],
)
def test_what_does_not_go_with_shards_is_reported(photos, model, tmp_path, words, reported):
    model.save(tmp_path / "m.gmm.json")
    words = [str(tmp_path / "m.gmm.json") if each == "m" else each for each in words]

    done = CliRunner().invoke(batch, [str(photos), str(tmp_path / "out"), *words])

    assert done.exit_code == 2
    assert reported in done.output


def test_shards_run_and_join_from_the_command_line(photos, model, tmp_path):
    model.save(tmp_path / "m.gmm.json")
    words = [str(photos), str(tmp_path / "out"), "--model", str(tmp_path / "m.gmm.json"), "--workers", "1"]

    def run(*more):
        return CliRunner().invoke(batch, [*words, *more], standalone_mode=False)

    first = run("--shard", "1/2")
    early = run("--join")
    second = run("--shard", "2/2")
    joined = run("--join")

    assert (first.return_value, early.return_value, second.return_value, joined.return_value) == (0, 1, 0, 0)
    assert "the record is" in first.output
    assert "run their shards again, then join." in early.output
    assert joined.output.startswith("4 pictures joined in ")
