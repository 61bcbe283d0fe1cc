"""What a service counts and measures, as Prometheus reads it."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from gmmseg.version import __version__

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
SHARES = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1)


class Metrics:
    """Counters of one service, in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter, which nobody asks for
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.requests = Counter(
            "gmmseg_requests", "Requests answered", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "gmmseg_request_seconds",
            "Time from request to answer",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.errors = Counter(
            "gmmseg_errors", "Requests refused or failed, by the code of the error", ["code"],
            registry=self.registry,
        )  # fmt: skip
        self.left = Counter(
            "gmmseg_clients_left", "Clients that left before their answer", registry=self.registry
        )
        self.ended = Counter(
            "gmmseg_workers_ended",
            "Worker processes that ended",
            ["reason"],
            registry=self.registry,
        )
        self.waiting = Gauge("gmmseg_waiting", "Requests that wait for a worker now", registry=self.registry)
        self.workers = Gauge("gmmseg_workers", "Worker processes that are ready", registry=self.registry)
        self.busy = Gauge("gmmseg_workers_busy", "Worker processes at work", registry=self.registry)
        self.pixels = Counter("gmmseg_pixels", "Pixels labelled", ["model"], registry=self.registry)
        self.rows = Counter("gmmseg_rows", "Rows labelled", ["model"], registry=self.registry)
        self.anomalies = Counter(
            "gmmseg_anomalous_rows", "Rows that are anomalies to a model", ["model"], registry=self.registry
        )
        self.lights = Counter(
            "gmmseg_drift", "Pictures by how they differ from a model's training", ["model", "light"],
            registry=self.registry,
        )  # fmt: skip
        self.unexplained = Histogram(
            "gmmseg_unexplained_share",
            "Share of a picture's pixels that the model does not explain",
            ["model"],
            buckets=SHARES,
            registry=self.registry,
        )
        self.models = Gauge(
            "gmmseg_model", "1 for the version of each model that answers", ["model", "digest"],
            registry=self.registry,
        )  # fmt: skip
        self.reloads = Counter("gmmseg_model_reloads", "Models read anew", registry=self.registry)
        self.reload_failures = Counter(
            "gmmseg_model_reload_failures",
            "Changed model files that could not be read",
            registry=self.registry,
        )
        Gauge("gmmseg_build", "Version", ["version"], registry=self.registry).labels(__version__).set(1)
        for reason in ("crash", "left", "timeout"):
            self.ended.labels(reason)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self.registry)
