"""`gmmseg serve`: models in, a service that labels pictures and rows out."""

import ipaddress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from gmmseg.cli.main import DONE
from gmmseg.cli.options import RangeOption
from gmmseg.cli.reporting import print_error, shown
from gmmseg.errors import MissingLibraryError, counted
from gmmseg.serve.options import BYTES, KEPT, MEGAPIXELS, QUEUE, SECONDS, ServiceOptions, token_in
from gmmseg.settings import THREADS

LIBRARIES = ("fastapi", "uvicorn", "prometheus_client", "python_multipart")
_DEFAULT = ServiceOptions()


@click.command(
    "serve",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog="""\b
Examples:
  gmmseg serve cells.gmm.json
  gmmseg serve day=a/model.gmm.json night=b/model.gmm.json --port 8080 --workers 4
  gmmseg serve cells.gmm.json --host 0.0.0.0 --token-file token --monitor drift.jsonl
  curl --data-binary @photo.png http://127.0.0.1:8000/v1/segment -o labels.png
  curl --data-binary @photo.png 'http://127.0.0.1:8000/v1/segment?as=table'

\b
Exit status: 0 stopped by Ctrl-C or SIGTERM, 1 it could not begin, 2 the command was wrong.
It needs: pip install 'gmmseg[serve]'. The site's page on the service has more.
""",
)
@click.argument("models", nargs=-1, required=True, metavar="[NAME=]MODEL...")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Where to listen; 0.0.0.0 lets other machines in.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N",
              help="0 takes a free one.")  # fmt: skip
@click.option("--workers", type=RangeOption(THREADS), metavar="N",
              help="Processes for pictures.  [default: one for each processor]")  # fmt: skip
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE",
              help="A file with the token that requests must show; only its owner may read it.")  # fmt: skip
@click.option("--max-megapixels", type=RangeOption(MEGAPIXELS), default=_DEFAULT.max_megapixels,
              show_default=True, metavar="N", help="Larger pictures are refused.")  # fmt: skip
@click.option("--max-bytes", type=RangeOption(BYTES), default=_DEFAULT.max_bytes, show_default=True,
              metavar="N", help="Larger requests are refused before they are read.")  # fmt: skip
@click.option("--timeout", type=RangeOption(SECONDS), default=_DEFAULT.timeout, show_default=True,
              metavar="SECONDS", help="For a request to arrive, and again for the work on it.")  # fmt: skip
@click.option("--queue", type=RangeOption(QUEUE), default=_DEFAULT.queue, show_default=True, metavar="N",
              help="Requests that may wait; others are told to come again.")  # fmt: skip
@click.option("--monitor", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Keep a record of how pictures differ from the training, for gmmseg drift.")  # fmt: skip
@click.option("--keep", type=RangeOption(KEPT), default=_DEFAULT.keep, show_default=True, metavar="N",
              help="With --monitor: the newest pictures that were unlike the training to keep beside it, "
                   "for gmmseg fit --from-flagged.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but warnings and errors.")
def serve(
    models: tuple[str, ...],
    *,
    host: str,
    port: int,
    workers: float | None,
    token_file: Path | None,
    max_megapixels: float,
    max_bytes: int,
    timeout: float,
    queue: int,
    monitor: Path | None,
    keep: int,
    quiet: bool,
) -> int:
    """Label pictures, and rows of tables, over HTTP with MODELS that gmmseg fit or cluster has written.

    POST /v1/segment takes a picture and gives its labels, POST /v1/predict takes rows of features; ?model=
    chooses where there are several, and a model whose file changes is read anew. GET /v1/models, /health,
    /ready, /metrics and /openapi.json tell the rest. Pictures are decoded in processes of their own, so that
    a bad one costs no other request.
    """
    for library in LIBRARIES:
        if find_spec(library) is None:
            raise MissingLibraryError("a model", library, "serve", "serve")
    if keep and monitor is None:
        raise click.UsageError("--keep is for pictures beside a record: give one with --monitor.")
    from gmmseg.serve.server import run

    token = None if token_file is None else token_in(token_file)
    options = ServiceOptions(
        None if workers is None else int(workers),
        max_bytes,
        max_megapixels,
        timeout,
        queue,
        token,
        monitor,
        keep,
    )

    def begun(address: str, found: list[dict[str, Any]]) -> None:
        if not quiet:
            click.echo("\n".join(_summary(address, found, options.n_workers)))
        if token is None:
            who = "this machine" if is_loopback(host) else "the network"
            print_error(f"No token: whoever reaches {address} from {who} can use it. Give --token-file.")

    run(models, options, host=host, port=port, report=print_error, begun=begun)
    return DONE


def _summary(address: str, found: list[dict[str, Any]], n_workers: int) -> list[str]:
    """Return lines that say what is served, and where."""
    lines = [f"Serving at {address} with {counted(n_workers, 'worker')}; Ctrl-C stops it"]
    lines += [f"  {each['name']}: {each['takes']} to {shown(', '.join(each['classes']))}" for each in found]
    if any(each["takes"] == "pictures" for each in found):
        which = "" if len(found) == 1 else f"?model={found[0]['name']}"
        lines.append(f"  try: curl --data-binary @photo.png '{address}/v1/segment{which}' -o labels.png")
    return lines


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
