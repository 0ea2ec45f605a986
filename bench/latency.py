"""How long a trivial request takes while files are imported: small JPEGs, then pictures of 36 megapixels."""

from __future__ import annotations

import http.client
import subprocess
import tempfile
import time
from pathlib import Path

from bench.imports import make_pictures
from bench.report import Report, arguments, median, percentile
from bench.running import Server

PAUSE_SECONDS = 0.01


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--files", type=int, default=2000, help="how many small JPEGs")
    parser.add_argument("--large", type=int, default=12, help="how many 36-megapixel PNGs")
    chosen = parser.parse_args()
    report = Report("a trivial request while the server imports")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        make_pictures(small, chosen.files)
        make_large(large, chosen.large)
        server = Server(Path(folder) / "data")
        try:
            _measure(report, server, "idle", None, 0)
            _measure(report, server, f"{chosen.files} JPEGs of 1600x1200", small, 25)
            _measure(report, server, f"{chosen.large} PNGs of 36 megapixels", large, 100)
        finally:
            server.stop()
    report.show(as_json=chosen.json)


def make_large(folder: Path, count: int) -> None:
    """Fill the folder with different pictures of 7200x5000."""
    import numpy as np
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(36)
    grain = Image.fromarray(dice.integers(0, 60, (500, 720, 3), dtype=np.uint8)).resize((7200, 5000))
    for number in range(count):
        Image.blend(grain, Image.new("RGB", grain.size, (number * 20 % 256, 90, 40)), 0.5).save(
            folder / f"{number}.png", compress_level=1)


def _measure(report: Report, server: Server, what: str, folder: Path | None, at_most: float) -> None:
    order = server.order("import", str(folder)) if folder else None
    if order is not None:
        time.sleep(1.5)  # until the command has reached the server
    began = time.perf_counter()
    spans = _ask(server.address, order)
    seconds = time.perf_counter() - began
    report.add(f"{what}: median", median(spans), "ms")
    report.add(f"{what}: p99", percentile(spans, 0.99), "ms", at_most=at_most or None)
    if order is not None:
        assert order.stdout is not None
        report.notes.append(f"{what}: {order.stdout.read().strip()} in {seconds:.1f} s, {len(spans)} requests")


def _ask(address: str, order: subprocess.Popen[str] | None) -> list[float]:
    """Ask every 10 ms until the order is done, or for three seconds; return the milliseconds of each answer."""
    connection = http.client.HTTPConnection(address)
    spans, end = [], time.perf_counter() + 3
    while order.poll() is None if order is not None else time.perf_counter() < end:
        began = time.perf_counter()
        connection.request("GET", "/api/v1/session")
        connection.getresponse().read()
        spans.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE_SECONDS)
    return spans


if __name__ == "__main__":
    main()
