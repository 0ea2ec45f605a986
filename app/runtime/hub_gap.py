"""The hub-gap probe: a built-in metric of how long the hub did not come round, and an assertion in tests."""

from __future__ import annotations

import time
from typing import Final

PROBE_INTERVAL: Final = 0.005


class HubGap:
    """How long the hub did not come round: a task that sleeps 5 ms and notes how much later it woke."""

    def __init__(self, keep: int = 12_000) -> None:
        self._gaps: list[float] = []
        self._keep = keep
        self._stop = False

    def run(self) -> None:
        """Probe until `stop`."""
        while not self._stop:
            before = time.monotonic()
            time.sleep(PROBE_INTERVAL)
            self._gaps.append(time.monotonic() - before - PROBE_INTERVAL)
            if len(self._gaps) > self._keep:
                del self._gaps[: self._keep // 2]

    def stop(self) -> None:
        """End the probe at its next turn."""
        self._stop = True

    def milliseconds(self, share: float) -> float:
        """Return the gap that this share (0 to 1) of the kept samples stayed under; 0 without samples."""
        if not self._gaps:
            return 0.0
        ordered = sorted(self._gaps)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    def reset(self) -> None:
        """Forget the samples."""
        self._gaps.clear()
