"""Runs a service until it is told to stop, by uvicorn."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from gmmseg.errors import CannotListenError
from gmmseg.serve.app import application
from gmmseg.serve.options import ServiceOptions, token_in
from gmmseg.serve.service import Service

__all__ = ["ServiceOptions", "run", "server_of", "token_in"]

ModelFacts = dict[str, Any]

BACKLOG = 1024
IDLE = 65  # seconds that a connection is kept: longer than proxies keep theirs


def run(
    files: Sequence[str | Path],
    options: ServiceOptions,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    report: Callable[[str], object] = lambda _: None,
    begun: Callable[[str, list[ModelFacts]], object] = lambda _address, _models: None,
) -> None:
    """Serve models until SIGTERM or Ctrl-C; requests in work are answered first.

    Parameters
    ----------
    files : sequence of path-like
        Model files.
    options : ServiceOptions
        Limits.
    host, port
        Where to listen; port 0 takes a free one.
    report : callable
        Is given a sentence when a model was read anew, or the record could not be written.
    begun : callable
        Is given the address once it listens, and what each model is, as `ServedModel.described` says it.

    Raises
    ------
    CannotListenError
        If it cannot listen there.
    GmmsegError
        If a model cannot be read, or the record cannot be written.
    """
    with listening(host, port) as listener:  # first: what it needs of the system may be taken
        service = Service(files, options, report)
        server = server_of(service)
        begun(address_of(listener), [each.described() for each in service.models.all])
        with _stopped_by_signals():
            try:
                server.run(sockets=[listener])
            except SystemExit:  # uvicorn's, where the service could not start
                if service.failure is None:
                    raise
                raise service.failure from None


def server_of(service: Service) -> uvicorn.Server:
    """Return the server of a service."""
    logging.basicConfig(stream=sys.stderr, format="gmmseg: %(message)s", level=logging.WARNING)
    return uvicorn.Server(
        uvicorn.Config(
            application(service),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=max(1, round(service.options.timeout)),
            lifespan="on",
            ws="none",
            backlog=BACKLOG,
        )
    )


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen at an address for a while, or raise `CannotListenError`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # asyncio sends small packets at once (TCP_NODELAY) where a socket names its protocol, which this one
        # does not yet: else each answer on a kept connection waits 40 ms for the client's acknowledgement.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=bound.detach())
    except (OSError, UnicodeError, OverflowError) as error:
        number = getattr(error, "errno", None) or 0
        reason = (os.strerror(number) if number > 0 else str(getattr(error, "strerror", error))).lower()
        raise CannotListenError(
            f"{host}:{port}", f"the system says {reason!r}", "Choose another --port or --host"
        ) from None
    with listener:
        listener.setblocking(False)
        yield listener


def address_of(listener: socket.socket) -> str:
    """Return the address that a service answers at."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let signals that stop the server end it and nothing more: it raises them again when it has ended."""
    before = {}

    def nothing(_number: int, _frame: FrameType | None) -> None:
        pass

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, nothing)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
