"""Errors of services and clusters: requests, workers elsewhere, records of drift."""

from gmmseg.errors.base import GmmsegError, shown


class BadClusterError(GmmsegError, ConnectionError):
    """A cluster cannot be used for a batch."""

    def __init__(self, cluster: str, what: str, remedy: str) -> None:
        super().__init__(f"Cannot use the cluster {shown(cluster)}: {what}. {remedy}.")
        self.cluster, self.what, self.remedy = cluster, what, remedy


class ClusterLostError(GmmsegError, ConnectionError):
    """The scheduler of a cluster does not answer any more."""

    def __init__(self, n_groups: int) -> None:
        lost = f"The scheduler of the cluster was lost (groups of pictures in work: {n_groups})"
        super().__init__(f"{lost}. What is done counts: run the same command again to go on.")
        self.n_groups = n_groups


class PartOfPictureError(GmmsegError, RuntimeError):
    """Workers of a cluster cannot do a part of a large picture."""

    def __init__(self, name: str, attempts: int, reason: str) -> None:
        problem = f"Workers of the cluster failed {attempts} times at a part of {shown(name)} ({reason})"
        super().__init__(f"{problem}. What is done counts: see to that, and run the same command again.")
        self.name, self.attempts, self.reason = name, attempts, reason


class BadRequestError(GmmsegError, ValueError):
    """A request to a service cannot be understood, or a name cannot be used in one."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"Cannot do this: {what}. {remedy}.")
        self.what, self.remedy = what, remedy


class RequestTooLargeError(GmmsegError, ValueError):
    """The body of a request to a service is too large."""

    def __init__(self, most: int) -> None:
        size = f"The request is larger than the {most:,} bytes that this service takes"
        super().__init__(f"{size}. Send less, or start the service with a larger --max-bytes.")
        self.most = most


class NoSuchModelError(GmmsegError, LookupError):
    """A service was asked for a model that it does not have."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        problem = (
            f"There is no model {name!r}" if name else f"There are {len(names)} models and none was named"
        )
        super().__init__(f"{problem}: choose with ?model= from {', '.join(names)}.")
        self.name, self.names = name, names


class TooBusyError(GmmsegError, OSError):
    """A service has as many requests waiting as it allows."""

    def __init__(self, n_waiting: int, seconds: int) -> None:
        super().__init__(f"{n_waiting:,} requests are waiting already. Try again in {seconds} s.")
        self.n_waiting, self.seconds = n_waiting, seconds


class RequestTimeoutError(GmmsegError, TimeoutError):
    """A request to a service took longer than is allowed, to arrive or to be worked on."""

    def __init__(self, what: str, limit: str) -> None:
        late = f"{what} took longer than the {limit} s that this service allows"
        super().__init__(f"{late}. Send less, or start the service with a larger --timeout.")
        self.what, self.limit = what, limit


class BadTokenFileError(GmmsegError, ValueError):
    """A file cannot be used for the token of a service."""

    def __init__(self, file: str, what: str, remedy: str) -> None:
        super().__init__(f"Cannot take the token from {shown(file)}: {what}. {remedy}.")
        self.file, self.what, self.remedy = file, what, remedy


class CannotListenError(GmmsegError, OSError):
    """A service cannot listen at an address."""

    def __init__(self, address: str, reason: str, remedy: str) -> None:
        super().__init__(f"Cannot listen at {shown(address)}: {reason}. {remedy}.")
        self.address, self.reason, self.remedy = address, reason, remedy


class BadDriftRecordError(GmmsegError, ValueError):
    """A file cannot be used as the record of a service's pictures."""

    def __init__(self, file: str, what: str, remedy: str) -> None:
        super().__init__(f"Cannot use {shown(file)} as a record of drift: {what}. {remedy}.")
        self.file, self.what, self.remedy = file, what, remedy
