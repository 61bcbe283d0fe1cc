"""How a service is run: its limits, and the token that requests must show."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from gmmseg.errors import BadTokenFileError
from gmmseg.job import available_threads
from gmmseg.settings import THREADS, Number, WholeNumber

BYTES, MEGAPIXELS, SECONDS = WholeNumber(1, 2**40), Number(0.001, 10_000), Number(0.1, 86_400)
QUEUE, KEPT = WholeNumber(1, 100_000), WholeNumber(0, 1_000_000)
LONGEST_TOKEN, SHORTEST_TOKEN = 4096, 16  # bytes


@dataclass(frozen=True)
class ServiceOptions:
    """What a service allows.

    Attributes
    ----------
    workers : int or None
        Processes that pictures are worked on in; None is one for each processor.
    max_bytes : int
        Of the body of a request.
    max_megapixels : float
        Of a picture.
    timeout : float
        Seconds for a request to arrive, and again for the work on it.
    queue : int
        Requests that may wait for a worker; further ones are told to come again.
    token : str or None
        What requests must show, None for nothing.
    monitor : Path or None
        Where a record of how pictures differ from the training is kept.
    keep : int
        Pictures that the model did not explain that are kept beside the record, the newest.
    """

    workers: int | None = None
    max_bytes: int = 64 * 2**20
    max_megapixels: float = 25.0
    timeout: float = 30.0
    queue: int = 64
    token: str | None = None
    monitor: Path | None = None
    keep: int = 0

    def __post_init__(self) -> None:
        if self.workers is not None:
            THREADS.accept("workers", self.workers)
        BYTES.accept("max_bytes", self.max_bytes)
        MEGAPIXELS.accept("max_megapixels", self.max_megapixels)
        SECONDS.accept("timeout", self.timeout)
        QUEUE.accept("queue", self.queue)
        KEPT.accept("keep", self.keep)

    @property
    def n_workers(self) -> int:
        """Processes that pictures are worked on in."""
        return available_threads() if self.workers is None else self.workers

    @property
    def max_pixels(self) -> int:
        """Of a picture."""
        return max(1, round(self.max_megapixels * 1e6))


def token_in(path: Path) -> str:
    """Return the token in a file: one line that only its owner can read.

    Raises
    ------
    BadTokenFileError
        If it cannot be read, others can read it, or it is no token of 16 characters or more.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise BadTokenFileError(path.name, "it is not a file", "Give a file with the token in it")
            if os.name != "nt" and mode & 0o077:
                reason = f"others can read it (its mode is {mode & 0o777:03o})"
                raise BadTokenFileError(path.name, reason, f"Close it to them: chmod 600 {path.name}")
            content = file.read(LONGEST_TOKEN + 1)
    except OSError as error:
        reason = f"the system says {str(error.strerror).lower()!r}"
        raise BadTokenFileError(path.name, reason, "Check its path and permissions") from None
    token = content.strip()
    if not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN or not token.isascii() or len(token.split()) != 1:
        reason = f"it must hold one word of {SHORTEST_TOKEN} to {LONGEST_TOKEN} ASCII characters, and holds "
        reason += f"{len(token):,} bytes in {len(token.split())} words"
        raise BadTokenFileError(path.name, reason, "Make one: openssl rand -hex 32")
    return token.decode("ascii")
