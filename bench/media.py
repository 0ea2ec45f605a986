"""How fast files are examined by the pool, and how well the hub breathes meanwhile.

    python -m bench.media [--files 600] [--workers 2] [--in-flight 4] [--json]

Distinct 1600x1200 JPEGs of about 230 KB go through `media.examine` with both small pictures, without storage; then
a few 36-megapixel PNGs. The hub is eventlet, as in the server.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import runtime

DEADLINE = timedelta(minutes=2)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=600)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--in-flight", type=int, default=4)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    runtime.start("eventlet")
    with tempfile.TemporaryDirectory(prefix="bowerbird-bench-") as folder:
        figures = measure(Path(folder), chosen.files, chosen.workers, chosen.in_flight)
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:40} {value}")


def measure(folder: Path, files: int, workers: int, in_flight: int) -> dict[str, Any]:
    """Return the figures by name; times in milliseconds."""
    from app.media.tasks import TASKS
    from app.workers.pool import WorkerPool

    pictures = make_jpegs(folder, files)
    large = make_pngs(folder, 4)
    pool = WorkerPool(workers, TASKS, name="media")
    gaps = runtime.HubGap()
    runtime.spawn(gaps.run)
    try:
        run_all(pool, pictures[: 8 * workers], in_flight, folder)
        figures: dict[str, Any] = {"processors": os.cpu_count(), "load": round(os.getloadavg()[0], 2),
                                   "workers": workers, "in flight": in_flight}
        for name, paths in (("JPEG 1600x1200", pictures), ("PNG 6000x6000", large)):
            gaps.reset()
            started, hub = time.monotonic(), time.process_time()
            took = run_all(pool, paths, in_flight, folder)
            span, hub = time.monotonic() - started, time.process_time() - hub
            figures |= {
                f"{name}: files": len(paths), f"{name}: files/s": round(len(paths) / span, 1),
                f"{name}: CPU of the hub a file": round(hub / len(paths) * 1000, 2),
                f"{name}: median of a job": round(statistics.median(took) * 1000, 1),
                f"{name}: hub gap p50": round(gaps.milliseconds(0.5), 2),
                f"{name}: hub gap p99": round(gaps.milliseconds(0.99), 2),
            }
        return figures
    finally:
        gaps.stop()
        pool.close()


def run_all(pool: Any, paths: list[Path], in_flight: int, folder: Path) -> list[float]:
    """Examine every file, so many at once; return how long each took with its waiting."""
    waiting, took = list(paths), []

    def work(number: int) -> None:
        while waiting:
            path = waiting.pop()
            started = time.monotonic()
            answer = pool.run("media.examine", {
                "path": str(path), "thumbnail_path": str(folder / f"t{number}"),
                "preview_path": str(folder / f"p{number}"),
            }, timeout=DEADLINE)
            assert "refused" not in answer, answer
            took.append(time.monotonic() - started)

    tasks = [runtime.spawn(work, number) for number in range(in_flight)]
    for task in tasks:
        task.wait()
    return took


def make_jpegs(folder: Path, count: int) -> list[Path]:
    """Write distinct JPEGs of about 230 KB; a few pictures, each file with a comment of its own."""
    bodies = [_jpeg(seed) for seed in range(min(count, 12))]
    paths = []
    for number in range(count):
        comment = b"number %d" % number
        body = bodies[number % len(bodies)]
        path = folder / f"{number}.jpg"
        path.write_bytes(body[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + body[2:])
        paths.append(path)
    return paths


def _jpeg(seed: int) -> bytes:
    import numpy
    from PIL import Image

    chance = numpy.random.default_rng(seed)
    picture = Image.new("RGB", (1600, 1200))
    for cells, share in ((6, 0.6), (40, 0.4), (400, 0.3)):
        grain = chance.integers(0, 256, (cells * 3 // 4, cells, 3), dtype=numpy.uint8)
        layer = Image.fromarray(grain).resize(picture.size, Image.Resampling.BICUBIC)
        picture = Image.blend(picture, layer, share)
    for quality in range(90, 20, -3):
        body = io.BytesIO()
        picture.save(body, "JPEG", quality=quality)
        if body.tell() < 240_000:
            break
    return body.getvalue()


def make_pngs(folder: Path, count: int) -> list[Path]:
    """Write PNGs of 36 megapixels."""
    import numpy
    from PIL import Image

    grain = numpy.random.default_rng(1).integers(0, 256, (60, 60, 3), dtype=numpy.uint8)
    picture = Image.fromarray(grain).resize((6000, 6000), Image.Resampling.BILINEAR)
    paths = []
    for number in range(count):
        picture.putpixel((0, 0), (number, 0, 0))
        path = folder / f"{number}.png"
        picture.save(path, compress_level=1)
        paths.append(path)
    return paths


if __name__ == "__main__":
    main()
