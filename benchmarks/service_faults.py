"""What becomes of a service whose workers crash and hang and whose clients leave: no answer is wrong.

Clients ask for the labels of good pictures, which are compared with those of Python, among broken files,
bombs and clients that leave in the middle, while worker processes are killed and stopped at random. In the
end the service must be the process that it was, with as many workers, nothing left over and no more memory.
"""

import argparse
import http.client
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psutil
from PIL import Image

import gmmseg
from gmmseg.io.exporters import export

START = [sys.executable, "-m", "gmmseg", "serve", "--port", "0", "--max-megapixels", "2", "--timeout", "3"]
REFUSED = {404, 406, 408, 413, 415, 422, 503}


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bombs() -> list[bytes]:
    """Return pictures that are small as files and huge when they are decoded, or lie about it."""
    found = []
    for side in (50_000, 2_000_000_000, 1000):
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        data = chunk(b"IDAT", zlib.compress(bytes(10**7)))
        found.append(b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND", b""))
    return [*found, b"", b"hello", b"\x89PNG\r\n\x1a\n", b"II*\0" + b"\xff" * 100, bytes(10**6)]


def good(folder: Path) -> tuple[list[bytes], list[bytes]]:
    """Return pictures and the label files that they must come back as, and write a model."""
    rng, pictures, wanted = np.random.default_rng(0), [], []
    hills = np.add.outer(np.sin(np.arange(120) / 20), np.cos(np.arange(160) / 30))[..., None] * 40 + 128
    for number in range(5):
        noisy = hills + rng.normal(0, 12, (120, 160, 3)) + rng.normal(0, 3, 3)
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(folder / f"{number}.png")
    model = gmmseg.segment(folder / "0.png", 4).model
    model.save(folder / "m.gmm.json", overwrite=True)
    for number in range(5):
        path = folder / f"{number}.png"
        (file,) = export(model.apply(path), folder / "out", ["labels"], stem=str(number), overwrite=True)
        pictures.append(path.read_bytes())
        wanted.append(file.read_bytes())
    return pictures, wanted


class Trial:
    """Clients of one service, and what they were told."""

    def __init__(self, address: str, folder: Path, broken: list[bytes]) -> None:
        self.place, self.broken = urlsplit(address), broken
        self.pictures, self.wanted = good(folder)
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, what: str) -> None:
        """Count something that happened."""
        with self._lock:
            self.counts[what] += 1

    def client(self, n: int, seed: int) -> None:
        """Ask n times."""
        rng = random.Random(seed)
        connection = self.connection()
        for _ in range(n):
            kind = rng.choices(["good", "bad", "leave"], [0.75, 0.15, 0.1])[0]
            try:
                getattr(self, kind)(connection, rng)
            except (OSError, http.client.HTTPException) as error:
                self.count(f"cut off: {type(error).__name__}")
                connection.close()
                connection = self.connection()

    def connection(self) -> http.client.HTTPConnection:
        """Return a connection of its own."""
        return http.client.HTTPConnection(self.place.hostname or "", self.place.port, timeout=60)

    def good(self, connection: http.client.HTTPConnection, rng: random.Random) -> None:
        """Send a good picture and compare the answer."""
        which = rng.randrange(len(self.pictures))
        connection.request("POST", "/v1/segment", self.pictures[which])
        answer = connection.getresponse()
        content = answer.read()
        if answer.status == 200:
            self.count("right" if content == self.wanted[which] else "WRONG")
        else:
            self.count(f"good refused {answer.status}" if answer.status == 503 else f"WRONG {answer.status}")

    def bad(self, connection: http.client.HTTPConnection, rng: random.Random) -> None:
        """Send a broken file, which must be told in a sentence."""
        connection.request("POST", "/v1/segment", rng.choice(self.broken))
        answer = connection.getresponse()
        text = answer.read()
        if answer.status == 200:  # some can be read after all
            self.count("broken and yet read")
            return
        is_fine = answer.status in REFUSED and b'"message":"' in text
        self.count(f"bad told {answer.status}" if is_fine else f"BAD {answer.status} {text[:200]!r}")

    def leave(self, _: http.client.HTTPConnection, rng: random.Random) -> None:
        """Send a part of a request, or all of it, and leave."""
        content = rng.choice(self.pictures)
        with socket.create_connection((self.place.hostname, self.place.port), timeout=60) as stream:
            head = f"POST /v1/segment HTTP/1.1\r\nHost: x\r\nContent-Length: {len(content)}\r\n\r\n".encode()
            stream.sendall((head + content)[: rng.randrange(1, len(head) + len(content) + 1)])
            time.sleep(rng.uniform(0, 0.05))
        self.count("left")


def troubled(process: psutil.Process, rng: random.Random, stop: threading.Event, pause: float) -> int:
    """Kill or stop a worker now and then until told; return how many."""
    n = 0
    while not stop.wait(rng.uniform(0.5, 1.5) * pause):
        workers = process.children()
        if workers:
            with suppress(psutil.NoSuchProcess):
                os.kill(rng.choice(workers).pid, rng.choice([signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP]))
                n += 1
    return n


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between faults on average")
    parser.add_argument("--bad", type=Path, help="a folder of broken files to send, too")
    chosen = parser.parse_args()
    files = bombs()
    if chosen.bad:
        files += [path.read_bytes() for path in sorted(chosen.bad.rglob("*")) if path.is_file()]
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        good(home)
        words = [*START, str(home / "m.gmm.json")]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        address = process.stdout.readline().split()[2]
        trial = Trial(address, home, files)
        watched, stop, faults = psutil.Process(process.pid), threading.Event(), []
        trial.client(50, -1)
        memory = watched.memory_info().rss
        trial.counts.clear()
        rng = random.Random(0)
        trouble = threading.Thread(target=lambda: faults.append(troubled(watched, rng, stop, chosen.pause)))
        trouble.start()
        each = chosen.requests // chosen.clients
        threads = [threading.Thread(target=trial.client, args=(each, n)) for n in range(chosen.clients)]
        begin = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stop.set()
        trouble.join()
        whole = time.perf_counter() - begin
        time.sleep(10)
        grown = watched.memory_info().rss - memory
        print(f"{chosen.requests} requests in {whole:.0f} s, {faults[0]} workers killed or stopped")
        print("  " + ", ".join(f"{n} {what}" for what, n in sorted(trial.counts.items())))
        print(f"  {len(watched.children())} workers in the end, memory of the service {grown / 1e6:+.1f} MB")
        process.terminate()
        status = process.wait()
        left = [each for each in (*Path("/dev/shm").glob("gmmseg-serve-*"),) if str(process.pid) in each.name]
        print(f"  exit status {status}, {len(left)} folders left over")


if __name__ == "__main__":
    main()
