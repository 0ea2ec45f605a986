"""What every measurement prints: its rows, the machine, and how busy it was meanwhile."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `target` is what was promised; `is_ceiling` says that less is better."""

    what: str
    value: float
    unit: str
    target: float | None = None
    is_ceiling: bool = True

    @property
    def is_kept(self) -> bool | None:
        """Return whether the promise holds; None without one."""
        if self.target is None:
            return None
        return self.value <= self.target if self.is_ceiling else self.value >= self.target


@dataclass(slots=True)
class Report:
    """The figures of one run."""

    topic: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str, *, at_most: float | None = None,
            at_least: float | None = None) -> None:
        """Note a figure and, if there is one, the promise it is held to."""
        target = at_most if at_most is not None else at_least
        self.figures.append(Figure(what, value, unit, target, at_least is None))

    def show(self, *, as_json: bool) -> None:
        """Print the table, or one JSON object."""
        if as_json:
            rows = [asdict(figure) | {"is_kept": figure.is_kept} for figure in self.figures]
            print(json.dumps({"topic": self.topic, "machine": machine(), "load": load(), "figures": rows,
                              "notes": self.notes}))
            return
        print(f"{self.topic}   ({machine()}; load {load()})")
        for figure in self.figures:
            bound = "at most" if figure.is_ceiling else "at least"
            promise = "" if figure.target is None else (
                f"   {bound} {figure.target:g}: {'kept' if figure.is_kept else 'MISSED'}")
            print(f"  {figure.what:<58} {figure.value:>10,.2f} {figure.unit}{promise}")
        for note in self.notes:
            print(f"  {note}")


def arguments(description: str) -> argparse.ArgumentParser:
    """Return a parser that knows `--json`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    return parser


def machine() -> str:
    """Return cores, processor and Python in one line."""
    names = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {names[0] if names else platform.machine()}, Python {platform.python_version()}"


def load() -> str:
    """Return the load averages of 1, 5 and 15 minutes."""
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the value that this share (0 to 1) of the samples stays under; 0 without samples."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def median(samples: Sequence[float]) -> float:
    """Return the middle of the samples; 0 without any."""
    return statistics.median(samples) if samples else 0.0


def pss_bytes(pid: int) -> int:
    """Return the memory of a process and all its children, shared pages by their share."""
    total = sum(int(line.split()[1]) * 1024 for line in _lines(f"/proc/{pid}/smaps_rollup") if line.startswith("Pss:"))
    return total + sum(pss_bytes(child) for child in _children(pid))


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process and its living children have taken."""
    fields = "".join(_lines(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    total = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0
    return total + sum(processor_seconds(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
