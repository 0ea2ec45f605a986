"""What the command line can order of the definitions, in a running server or alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.control import Answer
from app.core.errors import BadInput
from app.downloads.definitions.samples import try_samples
from app.downloads.definitions.telling import PARSE_LIMIT, parse_page, told_url
from app.house import House
from app.sites.catalogue import Definitions
from app.sites.sharing.package import Definition, kind_of
from app.sites.sharing.writing import written

MAX_PAGE_BYTES = 64 * 1024 * 1024


def preview(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Tell what importing the files would do."""
    yield {"result": house.shelf.preview([Path(path) for path in arguments["paths"]]).as_data()}


def import_files(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Import the files in one transaction. Raises PreviewIsOld."""
    plan, batch = house.shelf.import_files([Path(path) for path in arguments["paths"]], arguments.get("agreed"))
    yield {"result": {**plan.as_data(), "batch": batch}}


def undo(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Take back an import, the latest when none is named. Raises NotFound."""
    batches = house.shelf.batches()
    batch = arguments.get("batch") or (batches[0][0] if batches else 0)
    yield {"result": {"gone": house.shelf.undo(batch)}}


def list_all(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """List every definition: ours by site, imported ones by file."""
    shelf = house.shelf
    rows = [
        {"kind": kind_of(each.definition).words, "name": each.definition.name, "origin": each.origin,
         "is_own": False, "is_enabled": each.is_enabled, "batch": each.batch}
        for each in shelf.stored
    ]
    for site in shelf.own:
        parts: list[Definition] = [*site.gugs, *site.ngugs, *site.url_classes, *site.parsers]
        rows += [
            {"kind": kind_of(each).words, "name": each.name, "origin": site.site, "is_own": True,
             "is_enabled": site.site not in shelf.off, "batch": None}
            for each in parts
        ]
    yield {"result": {"definitions": rows}}


def switch(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Switch one of our own sites on or off. Raises NotFound."""
    house.shelf.switch_own(arguments["site"], on=arguments["on"])
    yield {"result": {}}


def export(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Give the named definitions in the shared format. Raises NotFound."""
    yield {"result": {"payload": written(house.shelf.named(arguments["names"]))}}


def test(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Try our own definitions on all their samples."""
    tried = 0
    wrong = []

    def parse(job: dict[str, Any]) -> dict[str, Any]:
        return house.parsing_pool.run("parsing.parse_page", job, timeout=PARSE_LIMIT)

    for each in try_samples(parse):
        tried += 1
        if each.wrong:
            wrong.append({"site": each.site, "sample": each.sample, "sentence": each.wrong})
    yield {"result": {"tried": tried, "wrong": wrong}}


def match(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Tell what each address is."""
    definitions = _seen(house, arguments)
    yield {"result": {"urls": [told_url(definitions, url) for url in arguments["urls"]]}}


def parse(house: House, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Tell what is found on a page that lies in a file. Raises BadInput, NoParser."""
    path = Path(arguments["file"])
    try:
        if path.stat().st_size > MAX_PAGE_BYTES:
            raise BadInput(f"{path.name} is larger than {MAX_PAGE_BYTES // 1024**2} MB")
        text = path.read_bytes().decode("utf-8", "replace").replace("\0", "")
    except OSError as error:
        raise BadInput(f"{path.name} can't be read: {error.strerror}") from error
    yield {"result": parse_page(
        _seen(house, arguments), house.parsing_pool, house.ground.clock.now(), arguments["url"], text,
        arguments.get("parser"))}


def _seen(house: House, arguments: Mapping[str, Any]) -> Definitions:
    return house.shelf.without_own() if arguments.get("without_own") else house.definitions


DEFINITION_COMMANDS = {
    "definitions.preview": preview,
    "definitions.import": import_files,
    "definitions.undo": undo,
    "definitions.list": list_all,
    "definitions.switch": switch,
    "definitions.export": export,
    "definitions.test": test,
    "definitions.match": match,
    "definitions.parse": parse,
}
