"""How the house stands: counts, disk, workers, what needs the owner; and the document that describes this API."""

from __future__ import annotations

import shutil
from typing import Any

from app.core.units import format_size
from app.web.desk import Desk
from app.web.openapi import document
from app.web.operations import Answer, Operations
from app.workers.pool import PoolStatus

api = Operations("overview")


class HouseCounts(Answer):
    """How much there is."""

    files: int
    inbox: int
    queries: int
    queries_working: int


class NetworkSwitch(Answer):
    """The network as a whole."""

    paused: bool


class Disk(Answer):
    """The store's file system, in bytes. Below the floor downloads stop."""

    free_bytes: int
    total_bytes: int
    is_below_floor: bool


class Workers(Answer):
    """One pool of worker processes."""

    name: str
    count: int
    busy: int
    waiting: int
    jobs_done: int
    jobs_failed: int
    restarts: int


class Notice(Answer):
    """Something that the owner should know of, with the one next step."""

    code: str
    sentence: str
    action: str


class HubGap(Answer):
    """How long the hub did not come round, in milliseconds."""

    p50: float
    p99: float


class Overview(Answer):
    """How the house stands. `seq` numbers the last batch of the room `overview`."""

    counts: HouseCounts
    network: NetworkSwitch
    disk: Disk
    workers: list[Workers]
    notices: list[Notice]
    hub_gap_ms: HubGap
    seq: int


@api.get("/overview", answers=Overview)
def overview(desk: Desk) -> Overview:
    """Tell how the house stands."""
    given = desk.given
    usage = shutil.disk_usage(given.store.incoming)
    disk = Disk(free_bytes=usage.free, total_bytes=usage.total, is_below_floor=usage.free < given.settings.disk_floor)
    queries, working = given.downloads.count()
    files = given.library.search.counts()
    return Overview(
        counts=HouseCounts(
            files=files["files"], inbox=files["inbox"], queries=queries, queries_working=working,
        ),
        network=NetworkSwitch(paused=given.network.paused),
        disk=disk,
        workers=[_workers(pool.status()) for pool in given.pools],
        notices=notices(disk, is_paused=given.network.paused),
        hub_gap_ms=HubGap(p50=given.hub_gap.milliseconds(0.5), p99=given.hub_gap.milliseconds(0.99)),
        seq=desk.seq("overview"),
    )


@api.get("/openapi.json", answers=dict[str, Any])
def openapi(desk: Desk) -> dict[str, Any]:
    """Describe this API as an OpenAPI 3.1 document."""
    from app.web.catalogue import OPERATIONS  # it names this module too

    return document(OPERATIONS, desk.given.version)


def notices(disk: Disk, *, is_paused: bool) -> list[Notice]:
    """Return what the owner should know of now, the most pressing first."""
    told = []
    if disk.is_below_floor:
        told.append(Notice(
            code="disk_full", action="Make room",
            sentence=f"{format_size(disk.free_bytes)} are left, so downloads have stopped. What you have is safe.",
        ))
    if is_paused:
        told.append(Notice(code="network_paused", sentence="The network is paused.", action="Resume"))
    return told


def _workers(status: PoolStatus) -> Workers:
    return Workers(
        name=status.name, count=status.count, busy=len(status.busy), waiting=status.waiting, jobs_done=status.jobs_done,
        jobs_failed=status.jobs_failed, restarts=status.restarts,
    )
