"""Counts as people read them: the line under a log, and the short form in a list."""

from __future__ import annotations

from collections.abc import Mapping

from app.downloads.status import Status

Counts = Mapping[Status, int]


def total(counts: Counts) -> int:
    """Return how many seeds lead to a file each: all but the pages that made children of their own."""
    return sum(number for status, number in counts.items() if status is not Status.CHILDREN)


def done(counts: Counts) -> int:
    """Return how many of `total` are not to do any more."""
    return total(counts) - counts.get(Status.TODO, 0)


def by_word(counts: Counts) -> dict[str, int]:
    """Return every count by its word, and the total."""
    return {**{status.word: counts.get(status, 0) for status in Status}, "total": total(counts)}


def file_log_line(counts: Counts) -> str:
    """Return `12 successful (3 already here), 2 ignored, 1 failed`; empty when nothing has ended."""
    new, known = counts.get(Status.SUCCESSFUL, 0), counts.get(Status.KNOWN, 0)
    parts: list[str] = []
    if new + known:
        beside = " (all already here)" if not new else f" ({known} already here)" if known else ""
        parts.append(f"{new + known} successful{beside}")
    for status, words in ((Status.IGNORED, "ignored"), (Status.DELETED, "deleted before"), (Status.FAILED, "failed"),
                          (Status.SKIPPED, "skipped")):
        if counts.get(status):
            parts.append(f"{counts[status]} {words}")
    return ", ".join(parts)


def gallery_log_line(counts: Counts) -> str:
    """Return `3 successful, 1 ignored, 1 pending`; empty for an empty log."""
    order = ((Status.SUCCESSFUL, "successful"), (Status.IGNORED, "ignored"), (Status.FAILED, "failed"),
             (Status.SKIPPED, "skipped"), (Status.TODO, "pending"))
    return ", ".join(f"{counts[status]} {words}" for status, words in order if counts.get(status))


def short(counts: Counts) -> str:
    """Return `40/96 - 2Ign1F`; only the total when nothing is left to do."""
    finished, every = done(counts), total(counts)
    marks = "".join(f"{counts[status]}{mark}" for status, mark in (
        (Status.IGNORED, "Ign"), (Status.FAILED, "F"), (Status.SKIPPED, "S")) if counts.get(status))
    progress = str(every) if finished == every else f"{finished}/{every}"
    return f"{progress} - {marks}" if marks else progress
