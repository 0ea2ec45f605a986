"""What the command line can order, whether it reaches a running server or works alone.

Each command is a generator over plain answers: {"progress": …}, {"refused": …}, at last {"result": …}.
"""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import runtime
from app.control import Answer, run_command
from app.core.errors import BadInput, BowerbirdError
from app.core.ids import QueryId
from app.core.reasons import reason
from app.core.settings import Settings
from app.core.tags import clean_tag
from app.definition_commands import DEFINITION_COMMANDS
from app.downloads.downloads import QueryRow
from app.ground import make_folder, open_ground
from app.house import House, build
from app.library.metadata import FileMetadata, ImportRequest, ImportStatus
from app.library.services import ServiceKind
from app.logs import set_up_logs
from app.storage.writer import DiskFull

log = logging.getLogger("bowerbird.commands")
POLL_SECONDS = 0.2
IMPORTS_AT_ONCE = 8
KINDS = {
    "local-files": ServiceKind.LOCAL_FILES,
    "local-tags": ServiceKind.LOCAL_TAGS,
    "like": ServiceKind.LIKE,
    "numerical": ServiceKind.NUMERICAL,
    "inc-dec": ServiceKind.INC_DEC,
}
"""The kinds that can be added, by their words on the command line."""
Command = Callable[[House, Mapping[str, Any]], Iterator[Answer]]


def create_key(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Make an access key. Raises BadInput for a permission that there is not, Conflict for a name in use."""
    permits_everything = arguments["permit"].strip() == "all"
    permissions = [] if permits_everything else _numbers(arguments["permit"])
    search_only = [tag for text in arguments["search_only"].split(",") if (tag := _tag_or_namespace(text))]
    made = house.keys.create(arguments["name"], permits_everything=permits_everything, permissions=permissions,
                             search_filter=search_only)
    yield {"result": {"key": made}}


def _numbers(text: str) -> list[int]:
    try:
        return sorted({int(number) for number in text.split(",") if number.strip()})
    except ValueError as error:
        raise BadInput(f"'{text}' is not a list of permissions.",
                       action="Give `all`, or numbers from 0 to 13") from error


def _tag_or_namespace(text: str) -> str:
    text = text.strip()
    return text.lower() if text.endswith(":") else clean_tag(text)


def list_keys(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """List the access keys."""
    yield {"result": {"keys": [
        {"name": key.name, "last_used": key.last_used_at.isoformat(timespec="minutes") if key.last_used_at else None,
         "permits": "all" if key.permits_everything else ",".join(str(int(p)) for p in sorted(key.permissions))}
        for key in house.keys.list()]}}


def revoke_key(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Take an access key back. Raises NotFound."""
    house.keys.revoke(arguments["name"])
    yield {"result": {}}


def add_service(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Add a service. Raises Conflict for a name in use."""
    options = {"min_stars": 0, "max_stars": arguments["stars"]} if arguments["kind"] == "numerical" else {}
    service = house.library.services.add(KINDS[arguments["kind"]], arguments["name"], options)
    yield {"result": {"key": service.key}}


def list_services(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """List the services."""
    yield {"result": {"services": [{"key": service.key, "kind": _kind_word(service.kind), "name": service.name}
                                   for service in house.library.services.list()]}}


def _kind_word(kind: ServiceKind) -> str:
    words = {number: word for word, number in KINDS.items()}
    return words.get(kind, kind.name.lower().replace("_", "-"))


def set_owner(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Set the owner's password; every session ends."""
    house.owner.set_password(arguments["password"])
    yield {"result": {}}


def download(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Queue texts, follow them to their end, answer with the outcomes."""
    queries, refused = _queue(house, arguments)
    while True:
        rows = [house.downloads.query(query_id) for query_id in queries]
        done = sum(row.counts.total - row.counts.todo for row in rows)
        total = sum(row.counts.total for row in rows)
        yield {"progress": {"done": done, "total": total, "words": _words(rows)}}
        if all(row.is_done for row in rows):
            break
        runtime.sleep(POLL_SECONDS)
    yield {"result": {"refused": refused, "queries": [_outcome(row) for row in rows]}}


def _queue(house: House, arguments: Mapping[str, Any]) -> tuple[list[QueryId], list[dict[str, str]]]:
    added = house.downloads.add_text("\n".join(arguments["what"]), arguments["source"], file_limit=arguments["limit"])
    refused = [{"sentence": f"{line.line}: {line.sentence}", "action": line.action} for line in added.refused]
    return list(dict.fromkeys(line.query_id for line in added.added)), refused


def _words(rows: list[QueryRow]) -> str:
    waiting = [row.files_status or row.search_status for row in rows if not row.is_done]
    return next((words for words in waiting if words), "")


def _outcome(row: QueryRow) -> dict[str, Any]:
    counts = row.counts.as_dict()
    return {
        "title": f"{row.text} ({row.source})" if row.source else row.text,
        "counts": counts,
        "reasons": [{"count": group.count, "sentence": group.sentence, "action": group.action}
                    for group in row.reasons],
        "stop": row.stop_reason.sentence if row.stop_reason else "",
        "is_whole": counts["failed"] == counts["ignored"] == counts["todo"] == 0 and row.is_search_whole,
    }


def import_paths(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Import files and whole folders, a few at a time; tell of each that was refused."""
    paths = [path for text in arguments["paths"] for path in _files_below(Path(text))]
    counts = {"successful": 0, "known": 0, "deleted": 0, "failed": 0}
    for done, (path, kind, sentence) in enumerate(_imported(house, paths), 1):
        counts[kind] += 1
        if kind == "failed":
            yield {"refused": {"path": str(path), "sentence": sentence}}
        yield {"progress": {"done": done, "total": len(paths), "words": path.name}}
    yield {"result": counts}


def _files_below(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    return [path]


def _imported(house: House, paths: list[Path]) -> Iterator[tuple[Path, str, str]]:
    """Import with as many at once as there are workers; yield in the order in which they are done."""
    todo, done = iter(paths), runtime.queue()

    def work() -> None:
        for path in todo:
            done.put((path, *_import_one(house, path)))

    for _ in range(IMPORTS_AT_ONCE):
        runtime.spawn(work)
    for _ in paths:
        yield done.get()


def _import_one(house: House, path: Path) -> tuple[str, str]:
    incoming = house.ground.store.new_incoming(path.suffix.lower()[:16])
    try:
        runtime.run_native(shutil.copyfile, path, incoming)
    except OSError as error:
        incoming.unlink(missing_ok=True)
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        return "failed", DiskFull().sentence if is_full else f"It can't be read: {error.strerror}."
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        outcome = house.library.import_file(ImportRequest(incoming, FileMetadata(modified={"local": modified})))
    except BowerbirdError as error:  # a full disk, a stop: the original is where it was
        incoming.unlink(missing_ok=True)
        return "failed", error.sentence
    except Exception:
        log.exception("event=import_failed path=%s", path)
        incoming.unlink(missing_ok=True)
        return "failed", reason("internal").sentence
    kinds = {ImportStatus.SUCCESSFUL: "successful", ImportStatus.ALREADY_HERE: "known",
             ImportStatus.DELETED_BEFORE: "deleted"}
    kind = kinds.get(outcome.status, "failed")
    return kind, outcome.reason.sentence if outcome.reason else ""


COMMANDS: Mapping[str, Command] = {
    "key.create": create_key,
    "key.list": list_keys,
    "key.revoke": revoke_key,
    "service.add": add_service,
    "service.list": list_services,
    "owner.set": set_owner,
    "download": download,
    "import": import_paths,
    **DEFINITION_COMMANDS,
}


def run_alone(settings: Settings, command: str, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Open the folder, run one command, close it."""
    make_folder(settings.data)
    set_up_logs("error", settings.data)
    ground = open_ground(settings)
    house = build(ground)
    needs_all = command in {"download", "import"}
    try:
        if needs_all:
            house.start()
        yield from run_command(lambda given: COMMANDS[command](house, given), arguments)
    finally:
        house.stop()
