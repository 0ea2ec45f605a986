"""Search over a made collection: the time until it answers, its memory, and the latency of what people ask."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app import runtime
from bench.report import Report, arguments, median, percentile, pss_bytes
from bench.search_server import ask_server

if TYPE_CHECKING:
    from app.library.library import Library

ROUNDS: Final = 300


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--tags", type=int, default=30, help="tags a file")
    parser.add_argument("--vocabulary", type=int, default=300_000, help="different tags")
    parser.add_argument("--data", type=Path, default=Path("/var/tmp/bowerbird-bench"),
                        help="where the made collection is kept between runs")
    parser.add_argument("--prepare", action="store_true", help="only make the data folder, for a server to run on")
    parser.add_argument("--http", action="store_true", help="ask a server in place of the library")
    options = parser.parse_args()
    if options.http:
        data = options.data / _name(options.files, options.tags, options.vocabulary)
        ask_server(data, options.files, options.vocabulary).show(as_json=options.json)
        return
    runtime.start()
    data = prepare(options.data, options.files, options.tags, options.vocabulary)
    if options.prepare:
        print(data)
        return
    report = Report(f"search, {options.files:,} files x {options.tags} tags, {options.vocabulary:,} different tags")
    _measure(data, report)
    report.show(as_json=options.json)


def prepare(folder: Path, files: int, tags: int, vocabulary: int) -> Path:
    """Return a data folder that holds the made collection with its index saved; made now if it is not there."""
    from bench.collection import make

    data = folder / _name(files, tags, vocabulary)
    if not (data / "files" / ".bowerbird").exists():
        made = make(folder, files, tags, vocabulary)
        data.mkdir(exist_ok=True)
        shutil.copyfile(made, data / "bowerbird.db")
        began = time.perf_counter()
        library, close = open_library(data, is_new=True)
        library.start()
        close()
        print(f"rebuilt the index in {time.perf_counter() - began:.1f} s")
    return data


def _name(files: int, tags: int, vocabulary: int) -> str:
    from bench.collection import schema

    return f"data-{files}x{tags}-{vocabulary}-{schema()}"


def open_library(data: Path, *, is_new: bool = False) -> tuple[Library, Callable[[], None]]:
    """Return the library of a data folder, not yet started, and what closes it. It can't import."""
    from app.core.clock import SystemClock
    from app.core.events import Events
    from app.library.library import Library
    from app.media.tasks import TASKS
    from app.storage.database import Database
    from app.storage.file_store import FileStore
    from app.storage.writer import Writer
    from app.workers.pool import WorkerPool

    store = FileStore(data)
    store.prepare(is_new=is_new)
    database = Database(data / "bowerbird.db")
    writer = Writer(database)
    pool = WorkerPool(1, TASKS, name="media")
    library = Library(database, writer, store, pool, Events(), SystemClock())

    def close() -> None:
        library.close()
        writer.close()
        pool.close()
        database.close()

    return library, close


def _measure(data: Path, report: Report) -> None:
    before = pss_bytes(os.getpid())
    began = time.perf_counter()
    library, close = open_library(data)
    library.start()
    library.search.search(["system:everything"], ascending=False, limit=256)
    report.add("start until a search answers", time.perf_counter() - began, "s", at_most=5)
    report.add("memory of the index (PSS grown by)", (pss_bytes(os.getpid()) - before) / 1024**2, "MB")
    tags = [found.tag for found in _popular(library)]
    dice = random.Random(3)

    def some(count: int, among: int) -> list[Any]:
        return dice.sample(tags[:among], count)

    def newest(terms: list[Any], **options: Any) -> Any:
        return library.search.search(terms, **{"ascending": False, "limit": 256, **options})

    asked: list[tuple[str, Callable[[], Any], float | None]] = [
        ("1 tag, newest 256", lambda: newest(some(1, 300)), None),
        ("3 popular tags, newest 256", lambda: newest(some(3, 20)), 5),
        ("3 tags of the first 300, newest 256", lambda: newest(some(3, 300)), 5),
        ("3 popular tags, all", lambda: newest(some(3, 20), limit=None), None),
        ("a OR b OR c, and d, newest 256", lambda: newest([some(3, 300), *some(1, 20)]), None),
        ("a but not b, newest 256", lambda: newest([some(1, 20)[0], f"-{some(1, 20)[0]}"]), None),
        ("character:* and a, newest 256", lambda: newest(["character:*", *some(1, 20)]), None),
        ("inbox and a, newest 256", lambda: newest(["system:inbox", *some(1, 20)]), None),
        ("a, largest 256", lambda: newest(some(1, 20), sort=0), None),
        ("a rare tag", lambda: newest([_rare(library, dice)]), None),
        ("everything, all ids", lambda: newest(["system:everything"], limit=None), None),
        ("complete one letter", lambda: library.search.autocomplete(dice.choice("bcekmrstv")), None),
        ("complete three letters",
         lambda: library.search.autocomplete(dice.choice(["kam", "blu", "sha", "tel"])), None),
        ("complete two letters within a result",
         lambda: library.search.autocomplete(dice.choice(["ka", "bl"]), within=some(1, 20)), None),
        ("*substring*, newest 256", lambda: newest([f"*:*{dice.randrange(1000, 9999)}*"]), None),
    ]
    for what, ask, promise in asked:
        ask()
        spans = []
        for _ in range(ROUNDS if promise else ROUNDS // 5):
            began = time.perf_counter()
            ask()
            spans.append((time.perf_counter() - began) * 1000)
        report.add(f"{what}, median", median(spans), "ms")
        report.add(f"{what}, p99", percentile(spans, 0.99), "ms", at_most=promise)
    report.add("memory of the process after it all (PSS with its worker)", pss_bytes(os.getpid()) / 1024**2, "MB",
               at_most=1400)
    close()


def _popular(library: Library) -> list[Any]:
    found = library.search.search(["system:everything"], limit=4000)
    return library.search.count_tags(found, limit=400)


def _rare(library: Library, dice: random.Random) -> str:
    number = dice.randrange(200_000, 300_000)
    return library.tags.texts_of([number]).get(number, "none such")  # type: ignore[call-overload,no-any-return]


if __name__ == "__main__":
    main()
