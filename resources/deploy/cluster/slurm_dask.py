"""A batch on SLURM by dask-jobqueue: python slurm_dask.py IN OUT MODEL.

It needs pip install 'gmmseg[cluster]' dask-jobqueue on all machines, and folders that all of them share. Jobs
come and go with the work; each has as many Dask workers as processors, each with one thread.
"""

import sys
from pathlib import Path

from dask_jobqueue import SLURMCluster
from distributed import Client

from gmmseg import Model
from gmmseg.batch import ImageOutcome, Plan, Recipe, Run

if __name__ == "__main__":
    pictures, results, model = sys.argv[1:]
    plan = Plan.of(
        [Path(pictures)], Path(results), Recipe("model", Model.load(model), kinds=("labels", "table"))
    )
    cluster = SLURMCluster(cores=8, processes=8, memory="32GB", walltime="04:00:00", python=sys.executable)
    cluster.adapt(minimum_jobs=1, maximum_jobs=50)
    with cluster, Client(cluster) as client:
        print(client.dashboard_link)
        for event in Run(plan, client=client).events():
            if isinstance(event, ImageOutcome) and event.line["status"] == "failed":
                print(event.picture.name, event.line["error"], file=sys.stderr)
