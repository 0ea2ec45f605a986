"""Imports: distinct 1600x1200 JPEGs of some 230 KB through the whole pipeline, in its durable order, and how long the
hub stays away meanwhile."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import runtime
from bench.report import Report, arguments, machine, median, percentile, processor_seconds

if TYPE_CHECKING:
    from app.library.library import Library

SIDE: Final = (1600, 1200)
AT_ONCE: Final = 12
"""Imports on their way at the same time: enough for the workers, the disk and the writer to be busy at once."""


def make_pictures(folder: Path, count: int) -> int:
    """Fill the folder with that many different pictures; return the bytes of an average one."""
    import numpy as np
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(2026)
    rough = dice.integers(0, 255, (75, 100, 3), dtype=np.uint8)
    smooth = np.asarray(Image.fromarray(rough).resize(SIDE, Image.Resampling.BICUBIC)).astype(np.int16)
    grain = dice.integers(-9, 10, (*SIDE[::-1], 1), dtype=np.int16)
    buffer = io.BytesIO()
    base = np.clip(smooth + grain, 0, 255).astype(np.uint8)
    total = 0
    for number in range(count):
        shifted = np.roll(base, (number % 97 * 7, number // 97 * 11), axis=(0, 1))
        shifted[:16, :16] = number % 251
        buffer.seek(0)
        buffer.truncate()
        Image.fromarray(shifted).save(buffer, "JPEG", quality=57)
        content = buffer.getvalue() + number.to_bytes(4, "big")  # after the end marker: no two files are alike
        (folder / f"{number:05}.jpg").write_bytes(content)
        total += len(content)
    return total // count


def import_all(library: Library, incoming: Path, sources: list[Path], tags: int) -> tuple[float, list[float]]:
    """Import every file; return the seconds it took and those of each."""
    from app.library.metadata import FileMetadata, ImportRequest, ImportStatus
    from app.library.services import DOWNLOADER_TAGS

    waiting, spans = list(reversed(sources)), []

    def work() -> None:
        while waiting:
            source = waiting.pop()
            number = int(source.stem)
            path = incoming / source.name
            source.rename(path)
            texts = [f"tag {(number * 31 + place * place * 7) % 5000}" for place in range(tags)]
            metadata = FileMetadata(tags={DOWNLOADER_TAGS: texts} if texts else {},
                                    primary_urls=[f"https://booru.example/posts/{number}"])
            began = time.perf_counter()
            outcome = library.import_file(ImportRequest(path, metadata))
            spans.append(time.perf_counter() - began)
            if outcome.status is not ImportStatus.SUCCESSFUL:
                sys.exit(f"{source.name}: {outcome}")

    began = time.perf_counter()
    tasks = [runtime.spawn(work) for _ in range(AT_ONCE)]
    for task in tasks:
        task.wait()
    if len(spans) != len(sources):
        sys.exit(f"only {len(spans)} of {len(sources)} were imported")
    return time.perf_counter() - began, spans


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--tags", type=int, default=30, help="tags a file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=None, help="where to work; a real disk, not tmpfs")
    parser.add_argument("--profile", action="store_true", help="say where the hub's time goes")
    options = parser.parse_args()
    runtime.start()
    work = Path(tempfile.mkdtemp(prefix="bowerbird-bench-", dir=options.folder))
    try:
        _measure(options.files, options.tags, options.workers, work, profile=options.profile).show(
            as_json=options.json)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _measure(files: int, tags: int, workers: int, work: Path, *, profile: bool) -> Report:
    from app.core.clock import SystemClock
    from app.core.events import Events
    from app.library.library import Library
    from app.media.tasks import TASKS
    from app.storage.database import Database
    from app.storage.file_store import FileStore
    from app.storage.migration import migrate
    from app.storage.writer import Writer
    from app.workers.pool import WorkerPool

    average = make_pictures(work / "source", files)
    data = work / "data"
    data.mkdir()
    store = FileStore(data)
    store.prepare(is_new=True)
    migrate(data / "bowerbird.db", data / "backups")
    database = Database(data / "bowerbird.db")
    writer = Writer(database)
    pool = WorkerPool(workers, TASKS, name="media")
    library = Library(database, writer, store, pool, Events(), SystemClock())
    library.start()
    gap = runtime.HubGap()
    probing = runtime.spawn(gap.run)
    hub_before, all_before = time.thread_time(), processor_seconds(os.getpid())
    profiler = None
    if profile:
        import cProfile

        profiler = cProfile.Profile()
        profiler.enable()
    seconds, spans = import_all(library, store.incoming, sorted((work / "source").iterdir()), tags)
    hub_seconds, all_seconds = time.thread_time() - hub_before, processor_seconds(os.getpid()) - all_before
    if profiler is not None:
        import pstats

        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(25)
    gap.stop()
    if library.search.counts() != {"files": files, "inbox": files}:
        sys.exit("search does not find what was imported")
    probing.wait(1)
    report = Report(f"import of {files} JPEGs of 1600x1200, {average // 1024} KB, {tags} tags, {workers} workers")
    report.add("files a second", files / seconds, "/s", at_least=120)
    report.add("one import, median", median(spans) * 1000, "ms")
    report.add("one import, p99", percentile(spans, 0.99) * 1000, "ms")
    if runtime.is_green():
        report.add("the hub's own time for one import", hub_seconds / files * 1000, "ms", at_most=2)
    report.add("processor time of one import, all processes", all_seconds / files * 1000, "ms")
    report.add("hub gap, p50", gap.milliseconds(0.5), "ms")
    report.add("hub gap, p99", gap.milliseconds(0.99), "ms", at_most=25)
    report.add("hub gap, longest", gap.milliseconds(1.0), "ms")
    report.add("files in one commit", writer.changes / max(1, writer.commits), "")
    report.notes.append(f"hub: {runtime.mode()}; {machine()}")
    library.close()
    writer.close()
    pool.close()
    database.close()
    return report


if __name__ == "__main__":
    main()
