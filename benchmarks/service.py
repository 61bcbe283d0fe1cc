"""How many pictures a second a service labels, and how long clients wait, against one process alone.

A picture of 0.15 MP as PNG goes in over HTTP and its labels come back as PNG, from 1, 4 and 16 clients at
once; in the same run one process reads, labels and writes the picture again and again, on one thread. With
--url a service that runs already is asked instead.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageOps

import gmmseg
from gmmseg.io.exporters import export

START = [sys.executable, "-m", "gmmseg", "serve", "--port", "0"]


def picture(path: Path, *, mirrored: bool = False) -> bytes:
    """Write a photo of 0.15 MP, the model's own or its mirror image, and return its bytes."""
    photo = Image.open(Path(__file__).parent.parent / "sample_images" / "coffee.png").convert("RGB")
    photo = photo.resize((480, 320), Image.Resampling.LANCZOS)
    (ImageOps.mirror(photo) if mirrored else photo).save(path)
    return path.read_bytes()


def alone(model: gmmseg.Model, path: Path, folder: Path, seconds: float) -> float:
    """Return how many pictures a second one process labels on one thread, files read and written."""
    n, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        found = model.apply(gmmseg.read(path), threads=1)
        export(found, folder, ["labels"], stem="labels", overwrite=True)
        n += 1
    return n / (time.perf_counter() - begin)


def asked(
    address: str, content: bytes, n_clients: int, seconds: float
) -> tuple[list[float], set[int], float]:
    """Return the time of each request in seconds, the statuses, and the whole time."""
    place, times, statuses = urlsplit(address), [], set()
    stop = time.perf_counter() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection(place.hostname or "", place.port)
        while time.perf_counter() < stop:
            begin = time.perf_counter()
            connection.request("POST", "/v1/segment", content)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - begin)
            statuses.add(answer.status)

    threads = [threading.Thread(target=client) for _ in range(n_clients)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times), statuses, time.perf_counter() - begin


def processor_seconds(pid: int) -> tuple[float, float]:
    """Return the processor time of a process and of its children, seconds."""
    import psutil

    parent = psutil.Process(pid)
    own = parent.cpu_times()
    others = [each.cpu_times() for each in parent.children()]
    return own.user + own.system, sum(each.user + each.system for each in others)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, nargs="*", default=[1, 4, 16])
    parser.add_argument("--url")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        picture(home / "own.png")  # whose regions would be looked at, as those of no other
        content = picture(home / "photo.png", mirrored=True)
        model = gmmseg.segment(home / "own.png", 4).model
        model.save(home / "m.gmm.json")
        process, address = None, chosen.url
        if address is None:
            words = [*START, str(home / "m.gmm.json")]
            process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            address = process.stdout.readline().split()[2]
        try:
            while asked(address, content, 1, 0.1)[1] != {200}:
                time.sleep(0.1)
            time.sleep(1)
            peer = alone(model, home / "photo.png", home / "out", chosen.seconds)
            print(f"one process, one thread: {peer:.1f} pictures/s, load {os.getloadavg()[0]:.1f}")
            for n in chosen.clients:
                before = processor_seconds(process.pid) if process else (0.0, 0.0)
                times, statuses, whole = asked(address, content, n, chosen.seconds)
                after = processor_seconds(process.pid) if process else (0.0, 0.0)
                median, last = statistics.median(times), times[int(0.99 * (len(times) - 1))]
                front, workers = ((b - a) / len(times) * 1e3 for a, b in zip(before, after, strict=True))
                percentile = f"p99 {last * 1e3:.0f} ms ({last / median:.1f} medians)"
                print(
                    f"{n:2d} clients: {len(times) / whole:.1f} requests/s, median {median * 1e3:.0f} ms, "
                    f"{percentile}, {front:.1f} ms of processor in front, "
                    f"{workers:.1f} in workers, statuses {sorted(statuses)}, load {os.getloadavg()[0]:.1f}"
                )
        finally:
            if process is not None:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()
