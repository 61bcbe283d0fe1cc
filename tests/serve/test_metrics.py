"""What Prometheus reads."""

from prometheus_client.parser import text_string_to_metric_families

from gmmseg.serve.metrics import Metrics


def test_metrics_are_read_by_prometheus_own_parser_and_two_services_do_not_mix():
    one, two = Metrics(), Metrics()
    one.lights.labels("cells", "red").inc(3)

    found = {each.name: each for each in text_string_to_metric_families(one.text().decode())}
    others = {each.name: each for each in text_string_to_metric_families(two.text().decode())}

    (sample,) = found["gmmseg_drift"].samples
    assert (sample.labels, sample.value) == ({"model": "cells", "light": "red"}, 3.0)
    assert others["gmmseg_drift"].samples == []
    assert {"gmmseg_waiting", "gmmseg_workers", "process_resident_memory_bytes"} <= found.keys()
