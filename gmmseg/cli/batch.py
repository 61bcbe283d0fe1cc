"""`gmmseg batch`: a folder of pictures in, their masks and a table out."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

import click

from gmmseg.batch import (
    EarlyEnd,
    ImageOutcome,
    ModelProgress,
    Plan,
    Recipe,
    Run,
    WorkerRefusal,
    group_report,
    object_tables,
)
from gmmseg.batch.image_status import ImageStatus, statuses
from gmmseg.batch.listing import from_list
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.picture_list import PictureList
from gmmseg.batch.plan import TEMPLATE
from gmmseg.batch.recipe import DEFAULT_KINDS, ON_DRIFT, STRENGTH, ModelSource
from gmmseg.batch.sharding import Shard, join
from gmmseg.batch.summary import NAME as TABLE
from gmmseg.batch.summary import worst_first
from gmmseg.batch.workers.image_task import open_picture
from gmmseg.batch.workers.pooled_fit import pooling
from gmmseg.batch.workers.timeout import SECONDS, TimeLimit
from gmmseg.cli import object_choice, requests
from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.options import (
    FITTING,
    READING,
    WITH_CLUSTER,
    WITH_REGIONS,
    WITH_SEEDS,
    RangeOption,
    all_of,
    split_list,
)
from gmmseg.cli.progress import Watch, watching
from gmmseg.cli.reporting import RefusedPictures, error_record, print_error, print_json, shown
from gmmseg.errors import BadManifestError, SeedsOfPagesError, counted
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.seeds import NamedSeeds
from gmmseg.io.readers.annotations import seed_files
from gmmseg.job import Job
from gmmseg.settings import THREADS, Number
from gmmseg.version import __version__

MOST_SHOWN = 20  # pictures in the list of the worst
MOST_NAMED = 3  # files that were left out
STATES = {
    "new": "",
    "more": "to be added",
    "current": "up to date",
    "again": "again",
    "failed": "would fail",
}

ManifestLine = dict[str, Any]


@click.command(
    "batch",
    cls=requests.KindsCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg batch photos masks --model cells.gmm.json
  gmmseg batch photos masks --fit pooled -k 4 --export labels-tif,table
  gmmseg batch photos masks --seeds annotations
  gmmseg batch photos masks --model cells.gmm.json --adapt 0.3 --on-drift refit
  gmmseg batch days tables -k 2 --objects --pixel-size 0.25um --groups folder
  gmmseg batch photos masks --model cells.gmm.json --cluster tcp://host:8786
  gmmseg batch photos masks --model cells.gmm.json --shard 3/200
  gmmseg batch photos masks --model cells.gmm.json --join
  gmmseg batch --list tonight.txt masks --pattern '*.tif' --dry-run

\b
Exit status: 0 all done, 1 some picture failed (the others are done) or nothing could begin,
2 the command was wrong (nothing is done), 3 another run is writing to the folder,
130 interrupted (run it again to go on).
""",
)
@click.argument("ways", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[IN]... OUT")
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="A text file with a picture or folder on each line.")  # fmt: skip
@click.option("--pattern", "patterns", multiple=True, metavar="GLOB,...",
              help="Which files of a folder, as '*.tif' or '*.TIF'; with a slash, ways from it.")  # fmt: skip
@click.option("--flat", is_flag=True, help="Do not look into folders in folders.")
@click.option("--model", "model", type=click.Path(path_type=Path), metavar="FILE", help="The model to apply.")
@WITH_REGIONS
@WITH_SEEDS
@click.option("--fit", type=click.Choice(["each", "pooled"]),
              help="Without a model: fit each picture and match the classes (what is like none is 'other'), "
                   "or all together.  [default: each]")  # fmt: skip
@click.option("--weigh", type=click.Choice(["equal", "pixels"]), default="equal",
              help="Whether pictures fitted together count alike or by size.  [default: equal]")  # fmt: skip
@click.option("--adapt", type=RangeOption(STRENGTH), default=0.0, metavar="STRENGTH",
              help="How far the model moves towards each picture, 0 to 0.99.  [default: 0]")  # fmt: skip
@click.option("--on-drift", type=click.Choice(ON_DRIFT), default="warn",
              help="With a picture that the model does not explain: say so, fit it anew with the classes "
                   "matched, or write nothing.  [default: warn]")  # fmt: skip
@click.option("--template", default=TEMPLATE, metavar="NAME", show_default=True,
              help="How names of results begin; there is {number:04d} and {suffix}, too.")  # fmt: skip
@click.option("--export", "kinds", multiple=True, metavar="KIND,...", help="What to write, see below.")
@click.option("--opacity", type=RangeOption(Number(0, 1)), default=0.5, metavar="SHARE",
              help="Opacity of the colours in the overlay.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace files of other runs; what is up to date stays.")
@click.option("--resume", is_flag=True,
              help="Go on with the run recorded in OUT, as is done anyway; fail without one.")  # fmt: skip
@click.option("--report", is_flag=True, help="Write a page for people, too: gmmseg-batch.html.")
@click.option(
    "--workers", type=RangeOption(THREADS), metavar="N", help="Processes.  [default: one for each processor]"
)
@WITH_CLUSTER
@click.option("--shard", metavar="I/N",
              help="Do one of N parts, as a job of an array; others may run beside it.")  # fmt: skip
@click.option("--join", is_flag=True,
              help="Put the records of all shards together; else the command as for them.")  # fmt: skip
@click.option("--timeout", type=RangeOption(SECONDS), metavar="SECONDS",
              help="A picture that takes longer to read, or to work on, fails; 0 is no limit.  "
                   "[default: ten minutes and one for each megapixel]")  # fmt: skip
@all_of(FITTING)
@all_of(READING)
@object_choice.with_object_options
@object_choice.WITH_GROUPS
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors (and the JSON asked for).")
def batch(ways: tuple[Path, ...], **given: Any) -> int:
    """Find segments in all pictures of IN and write them to OUT.

    IN are folders and pictures, OUT is a folder. Beside the masks there is a table of all pictures and
    classes, gmmseg-batch.csv, and a record, gmmseg-batch.jsonl, by which a second run knows what is done
    already; one with other kinds of files adds them. Pictures themselves are never changed. With --objects
    there are tables of the objects of all pictures, too: gmmseg-batch-objects.csv and
    gmmseg-batch-objects-summary.csv; with the kind objects-coco one COCO file of all pictures, too.

    With --seeds, the pictures that a folder of annotations (or one COCO file) is about teach the classes, by
    which all pictures are labelled.
    """
    plan = _plan(ways, given)
    if given["seeds"]:
        plan = _with_semi_supervised_model(plan, given)
    if given["shard"] or given["join"]:
        _check_shards(given)
    if given["join"]:
        return _join(plan, given)
    if given["shard"]:
        plan = Shard.of(given["shard"]).plan(plan)
    _report_left_out(plan.results)
    if given["groups"]:
        object_tables.groups(
            [each.name for each in plan.pictures], given["groups"]
        )  # told before the work, not after it
    if given["resume"] and Manifest.of(plan.folder, plan.manifest_name).is_new:
        raise BadManifestError(shown(plan.folder), "no run is recorded there", "Leave out --resume")
    if given["dry_run"]:
        return _print_plan(plan, as_json=given["as_json"])
    return _run(plan, given)


def _plan(ways: tuple[Path, ...], given: dict[str, Any]) -> Plan:
    *inputs, folder = ways
    if not inputs and not given["lists"]:
        raise click.UsageError("Give the folder of pictures and the folder for results.")
    return Plan.of(
        chain(inputs, *map(from_list, given["lists"])),
        folder,
        _recipe(given),
        patterns=split_list(given["patterns"]),
        recursive=not given["flat"],
        template=given["template"],
        overwrite=given["overwrite"],
        pages=requests.pages(given),
    )


def _recipe(given: dict[str, Any]) -> Recipe:
    if given["model"] and given["fit"]:
        raise click.UsageError("Give a model or a way to fit, not both: --model applies it as it is.")
    if given["seeds"] and (given["model"] or given["fit"] == "each"):
        raise click.UsageError("--seeds teach a model of all pictures: leave out --model and --fit each.")
    requests.check_is_fit(given, given["model"])
    source: ModelSource = (
        "model" if given["model"] else given["fit"] or ("pooled" if given["seeds"] else "each")
    )
    if given["adapt"] and source == "each":
        raise click.UsageError("--adapt moves a model: give one with --model, or --fit pooled.")
    model = None
    if given["model"]:
        model = requests.with_channels(Model.load(given["model"]).using_regions(given["regions"]), given)
    objects = object_choice.requested(given, model.objects if model else None)
    if given["groups"] and objects is None:
        raise click.UsageError("--groups is for objects: add --objects.")
    kinds = requests.kinds(given["kinds"], object_choice.default_kinds(objects, DEFAULT_KINDS))
    choice = requests.pages(given)
    return Recipe(
        source=source,
        model=model,
        settings=requests.settings(given),
        adapt=given["adapt"],
        on_drift=given["on_drift"],
        kinds=tuple(kinds) if objects is None else object_tables.with_tables(kinds),
        opacity=given["opacity"],
        weigh=given["weigh"],
        objects=objects,
        page=choice.selection.number if choice.is_simple and choice.selection else None,
        **requests.reading(given),
    )


def _check_shards(given: dict[str, Any]) -> None:
    """Refuse what goes with whole runs only."""
    if given["shard"] and given["join"]:
        raise click.UsageError("Run the shards first and --join them afterwards: not both at once.")
    if not given["model"]:
        what = "--shard needs" if given["shard"] else "--join needs"
        raise click.UsageError(f"{what} a model that all parts share: make one with gmmseg fit, and --model.")
    if given["shard"] and (given["report"] or given["groups"]):
        raise click.UsageError("--report and --groups are of all pictures: give them with --join.")


def _join(plan: Plan, given: dict[str, Any]) -> int:
    """Put the records of shards together, and tell what is missing."""
    found = join(plan)
    if given["as_json"]:
        print_json(_document(plan, list(found.lines.values()), worst_first(found.lines.values()), 0.0)
                   | {"missing": list(found.missing)})  # fmt: skip
    elif not given["quiet"]:
        click.echo(
            f"{counted(len(found.lines), 'picture')} joined in {shown(plan.folder / plan.manifest_name)}"
        )
        click.echo(f"  the table is {shown(plan.folder / TABLE)}")
    if found.missing:
        problem = (
            f"{counted(len(found.missing), 'picture')} of {len(plan.pictures):,} not done by any shard, "
        )
        print_error(f"{problem}as {found.missing[0]}: run their shards again, then join.")
    if given["report"]:
        _write_page(plan, 0, 0.0, given)
    if given["groups"]:
        _write_groups(plan, given)
    failed = any(line["status"] == "failed" for line in found.lines.values())
    return FAILED if failed or found.missing else DONE


def _with_semi_supervised_model(plan: Plan, given: dict[str, Any]) -> Plan:
    """Return the plan with the model that annotated pictures teach, without the annotations themselves."""
    root = given["seeds"].resolve()
    pictures = PictureList(each for each in plan.pictures if not each.path.resolve().is_relative_to(root))
    plan = replace(plan, pictures=pictures)
    names = [PurePosixPath(each.name).name for each in plan.pictures]
    several = [path for path, n in Counter(each.path for each in plan.pictures).items() if n > 1]
    some = [plan.pictures[i] for i in seed_files.annotated(given["seeds"], names)]
    for path in several:
        if any(each.path == path for each in some):
            raise SeedsOfPagesError(path.name, sum(each.path == path for each in plan.pictures))
    openers = [partial(open_picture, each.path, plan.recipe, each.reading) for each in some]
    least = 1 if len(openers) > 1 else 2  # of several pictures, all together must have two

    def marked(_number: int, image: Image) -> NamedSeeds:
        return seed_files.read(given["seeds"], image, least=least)

    job = Job(
        lambda workers: pooling(
            openers, plan.recipe.settings, plan.recipe.weigh, workers,
            refused=lambda i, error: print_error(str(error), some[i].path), seeds=marked,
        )
    )  # fmt: skip
    with watching(1, quiet=given["quiet"]) as watch:
        watch.begin(f"Model of {counted(len(some), 'annotated picture')}")
        model = job.run(watch.step)
    return replace(plan, recipe=replace(plan.recipe, source="model", model=model))


def _report_left_out(names: Sequence[str]) -> None:
    """Name what was left out, of many the first."""
    if len(names) <= MOST_NAMED:
        for name in names:
            print_error("skipped, it looks like a result of another picture.", name)
        return
    print_error(
        f"{len(names)} files were skipped, they look like results of other pictures: {names[0]} and so on."
    )


def _print_plan(plan: Plan, *, as_json: bool) -> int:
    """Print what would be done."""
    found = statuses(plan)
    if as_json:
        pictures = [
            {"picture": each.name, "path": str(each.path), "results": each.stem} | _facts(status)
            for each, status in found
        ]
        print_json({"folder": str(plan.folder), "pictures": pictures})
        return DONE
    kinds = ", ".join(plan.recipe.kinds)
    click.echo(f"{counted(len(plan.pictures), 'picture')}, {kinds} to {shown(plan.folder)}:")
    for each, status in found:
        click.echo(f"  {shown(each.name)} -> {shown(each.stem)}{_status_text(status)}")
    return DONE


def _facts(status: ImageStatus) -> ManifestLine:
    return {"state": status.state} | ({"reason": status.reason} if status.reason else {})


def _status_text(status: ImageStatus) -> str:
    """Return a remark behind the name of a picture; nothing if it is simply to be done."""
    text = STATES[status.state]
    reason = f": {status.reason}" if status.reason else ""
    return f" ({text}{shown(reason)})" if text else ""


def _run(plan: Plan, given: dict[str, Any]) -> int:
    time_limit = TimeLimit(given["timeout"])
    with requests.cluster(given["cluster"], quiet=given["quiet"] or given["as_json"]) as client:
        return _run_on(plan, Run(plan, workers=given["workers"], time_limit=time_limit, client=client), given)


def _run_on(plan: Plan, run: Run, given: dict[str, Any]) -> int:
    outcomes, refused = BatchOutcomes({} if given["as_json"] else None), RefusedPictures()
    begin, stopped = time.monotonic(), None
    with watching(len(plan.pictures), quiet=given["quiet"]) as watch:
        try:
            for event in run.events():
                match event:
                    case ModelProgress(progress):
                        watch.step(progress)
                    case ImageOutcome(picture, _, fresh):
                        outcomes.take(event)
                        watch.finish(picture.name, fresh=fresh)
                        _report_failure(event, watch, refused)
                    case WorkerRefusal(_, reason):
                        with watch.aside():
                            print_error(reason)
                    case EarlyEnd():
                        stopped = event
        finally:  # when interrupted, too, what is done is told
            if outcomes.n or given["as_json"]:
                with watch.aside():
                    _conclude(plan, outcomes, time.monotonic() - begin, given, stopped=stopped)
    if given["report"]:
        _write_page(plan, outcomes.n_news, time.monotonic() - begin, given)
    if given["groups"]:
        _write_groups(plan, given)
    if stopped:
        print_error(stopped.reason)
    return FAILED if outcomes.n_failed or stopped else DONE


@dataclass
class BatchOutcomes:
    """What became of the pictures of a run, added up: of a million, the lines are not held.

    Attributes
    ----------
    lines : dict of str to dict, or None
        Of all pictures, by name, where programs are told of each.
    n, n_old, n_failed, n_noted, n_odd, n_objects : int
        Pictures; those that were up to date, failed, have notes, are unlike the model's own; and objects.
    n_news : int
        Pictures of which something came in this run: what fails again and again is no pace.
    counts : Counter of str
        How many came to each status in this run.
    worst : list of dict
        Lines of those that are least like the model's own.
    """

    lines: dict[str, ManifestLine] | None
    n: int = 0
    n_old: int = 0
    n_failed: int = 0
    n_noted: int = 0
    n_odd: int = 0
    n_objects: int = 0
    n_news: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    worst: list[ManifestLine] = field(default_factory=list)

    def take(self, event: ImageOutcome) -> None:
        """Add an outcome."""
        line, is_failed = event.line, event.line["status"] == "failed"
        self.n += 1
        self.n_old += not event.fresh
        self.n_failed += is_failed
        self.n_news += event.fresh and not is_failed
        self.n_noted += bool(line.get("notes"))
        self.n_objects += line.get("objects", 0)
        if event.fresh:
            self.counts[line["status"]] += 1
        if line.get("drift", {}).get("light") in ("red", "amber"):
            self.n_odd += 1
            self.worst = list(worst_first([*self.worst, line])[:MOST_SHOWN])
        if self.lines is not None:
            self.lines[event.picture.name] = line


def _report_failure(event: ImageOutcome, watch: Watch, refused: RefusedPictures) -> None:
    if event.line["status"] == "failed":
        with watch.aside():
            refused.print(event.line["error"], event.picture.path)


def _conclude(
    plan: Plan,
    outcomes: BatchOutcomes,
    seconds: float,
    given: dict[str, Any],
    *,
    stopped: EarlyEnd | None,
) -> None:
    if outcomes.lines is not None:
        known = outcomes.lines
        lines = [known[each.name] for each in plan.pictures if each.name in known]
        worst = worst_first(lines)
        end = {} if stopped is None else {"error": error_record(stopped.code, stopped.reason)}
        print_json(_document(plan, lines, worst, seconds) | end)
    elif not given["quiet"]:
        click.echo("\n".join(_report(plan, outcomes, seconds)))


def _write_groups(plan: Plan, given: dict[str, Any]) -> None:
    """Write the table of groups and the page that compares them, and tell where they are."""
    messages = [f"  the groups are in {shown(object_tables.write_groups(plan, given['groups']))}"]
    if (page := group_report.write(plan, given["groups"])) is not None:
        messages.append(f"  they are compared in {shown(page)}")
    if not (given["quiet"] or given["as_json"]):
        click.echo("\n".join(messages))


def _write_page(plan: Plan, n_worked: int, seconds: float, given: dict[str, Any]) -> None:
    from gmmseg.batch.report import report

    path = report.write(plan, report.RunSpeed(n_worked, seconds) if n_worked else None)
    if not (given["quiet"] or given["as_json"]):
        click.echo(f"  the report is {shown(path)}")


def _document(plan: Plan, lines: list[ManifestLine], worst: Any, seconds: float) -> ManifestLine:
    return {
        "gmmseg": __version__,
        "folder": str(plan.folder),
        "seconds": round(seconds, 3),
        "counts": dict(Counter(line["status"] for line in lines)),
        "worst": [line["picture"] for line in worst[:MOST_SHOWN] if line["drift"]["light"] != "green"],
        "pictures": [_with_error(line) for line in lines],
    }


def _with_error(line: ManifestLine) -> ManifestLine:
    """Return a line of the manifest for JSON: with the error, if there is one, as a record."""
    if "error" not in line:
        return line
    plain = {name: value for name, value in line.items() if name != "code"}
    return plain | {"error": error_record(line.get("code", "worker-ended"), line["error"])}


def _report(plan: Plan, outcomes: BatchOutcomes, seconds: float) -> list[str]:
    """Return lines that say what was done, the pictures that are least like the model's first."""
    counts, n_odd = outcomes.counts, outcomes.n_odd
    parts = [f"{counts[status]} {status}" for status in ("done", "skipped", "failed") if counts[status]]
    parts += [f"{outcomes.n_old} were up to date"] if outcomes.n_old else []
    left = len(plan.pictures) - outcomes.n
    parts += [f"{left} not tried"] if left else []
    lines = [f"{counted(len(plan.pictures), 'picture')}: {', '.join(parts) or 'none done'}, {seconds:.1f} s"]
    if n_odd:
        lines.append(f"{n_odd} unlike the model's own pictures, the worst first:")
    lines += [
        f"  {line['drift']['light']:<5}  {shown(line['picture'])}: {line['drift']['reason']}"
        for line in outcomes.worst
    ]
    if n_odd > MOST_SHOWN:
        lines.append(f"  and {n_odd - MOST_SHOWN} more, see the table")
    if outcomes.n_noted:
        lines.append(f"  {counted(outcomes.n_noted, 'picture')} with notes, see the table")
    what = "record" if plan.is_shard else "table"
    lines.append(f"  the {what} is {shown(plan.folder / (plan.manifest_name if plan.is_shard else TABLE))}")
    if plan.is_shard:
        return lines
    if plan.recipe.objects is not None:
        table = plan.folder / object_tables.TABLES["objects-csv"]
        lines.append(f"  {counted(outcomes.n_objects, 'object')}, see {shown(table)}")
    return lines
