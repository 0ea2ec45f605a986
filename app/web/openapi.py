"""The OpenAPI 3.1 document and docs/ui-api.md, both made from the declared operations.

`python -m app.web.openapi` prints the document, with `--markdown` the page for people.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from app.web.operations import Access, Operation, PackedIds, open_path

_TEMPLATE: Final = "#/components/schemas/{model}"
_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "sentence", "action"],
            "properties": {
                "code": {"type": "string", "description": "Stable; programs decide by it."},
                "sentence": {"type": "string", "description": "What happened, for a person."},
                "action": {"type": "string", "description": "The one next step; may be empty."},
            },
        }
    },
}


def document(operations: Iterable[Operation], version: str) -> dict[str, Any]:
    """Return the OpenAPI document of these operations."""
    operations = list(operations)
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"Error": _ERROR}
    for operation in operations:
        paths.setdefault(open_path(operation.rule), {})[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bowerbird", "version": version,
                 "description": "The page's own API: it can do all that the page can."},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "bowerbird_session"},
                "key": {"type": "apiKey", "in": "header", "name": "Hydrus-Client-API-Access-Key"},
            },
        },
    }


def _described(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.name.partition(".")[0]],
        "summary": operation.sentence,
        "security": [] if operation.access is Access.PUBLIC else [{"session": []}, {"key": []}],
        "parameters": _parameters(operation),
        "responses": {
            "200": {"description": "Done.", "content": _content(operation.answers, schemas)},
            "default": {"description": "Refused, with the reason.",
                        "content": {"application/json": {"schema": {"$ref": _TEMPLATE.format(model="Error")}}}},
        },
    }
    if operation.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _schema(operation.body, schemas, "validation")}},
        }
    return told


def _content(answers: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if answers is PackedIds:
        binary = {"type": "string", "format": "binary", "description": "File ids, little-endian uint32, in order."}
        return {"application/octet-stream": {"schema": binary}}
    return {"application/json": {"schema": _schema(answers, schemas, "serialization")}}


def _schema(kind: Any, schemas: dict[str, Any], mode: Any) -> dict[str, Any]:
    if isinstance(kind, type):
        _, definitions = models_json_schema([(kind, mode)], ref_template=_TEMPLATE)
        schemas.update(definitions.get("$defs", {}))
        return {"$ref": _TEMPLATE.format(model=kind.__name__)}
    schema = TypeAdapter(kind).json_schema(mode=mode, ref_template=_TEMPLATE)
    schemas.update(schema.pop("$defs", {}))
    return schema


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for converter, name in re.findall(r"<(?:([^:<>]+):)?([^<>]+)>", operation.path):
        kind = "integer" if converter == "int" else "string"
        told.append({"name": name, "in": "path", "required": True, "schema": {"type": kind}})
    if operation.query is not None:
        schema = operation.query.model_json_schema(mode="validation")
        required = schema.get("required", [])
        for name, shape in schema["properties"].items():
            told.append({"name": name, "in": "query", "required": name in required, "schema": shape})
    return told


_LIVE: Final = """\
## The live line

Socket.IO, path `/socket.io`, default namespace; the same session or key as for HTTP, and the page's own Origin. Events
are hints: fetch the state over HTTP after each connect, and whenever a number was skipped.

| said by | event | holds |
|---|---|---|
| client | `watch` | `{"rooms": [...]}`, of those below; answered with `{"seq": {room: number}}` |
| client | `unwatch` | `{"rooms": [...]}` |
| server | `events` | `{"room", "seq", "events": [{"topic", ...}]}`, a tenth of a second's; `seq` grows by one |
| server | `signed_out` | nothing; the session has ended, and the line is cut |

| room | topics |
|---|---|
| `overview` | `overview.changed`, `network.changed`, `setting.changed` |
| `queries` | `query.changed`, `query.removed` |
| `query:<id>` | as `queries`, and `seed.changed`, `gallery_seed.changed`, `file.presented`, `progress` |
| `library` | `file.imported`, `file.changed` |

`query.changed`, `progress` and `network.changed` are counters: at most four a second each, the last value wins;
`overview.changed` comes once a second at most. A line may say 50 things a second, 64 KiB each, and watch 64 rooms.
"""


def markdown(operations: Iterable[Operation]) -> str:
    """Return docs/ui-api.md: each operation with what it takes and answers, and the live line."""
    lines = [
        "# The page's API", "",
        "Made from the code by `python -m app.web.openapi --markdown`. Prefix `/api/v1`. Sign in on the page, or send "
        "an access key that permits everything in the header `Hydrus-Client-API-Access-Key`. Instants are ISO 8601 in "
        'UTC. Every refusal is `{"error": {"code", "sentence", "action"}}`. A running server answers '
        "`GET /api/v1/openapi.json` with all of this for programs.", "",
    ]
    noun = ""
    for operation in operations:
        if operation.name.partition(".")[0] != noun:
            noun = operation.name.partition(".")[0]
            lines += [f"## {noun.capitalize().replace('_', ' ')}", ""]
        lines += _told(operation)
    return "\n".join([*lines, _LIVE])


def _told(operation: Operation) -> list[str]:
    lines = [f"### {operation.method} {open_path(operation.path)}", "", operation.sentence, ""]
    if operation.access is Access.PUBLIC:
        lines += ["Needs no sign-in.", ""]
    if operation.query is not None:
        lines += [f"Query: {_fields(operation.query.model_json_schema())}", ""]
    if operation.body is not None:
        lines += [f"Body: {_fields(operation.body.model_json_schema())}", ""]
    if operation.answers is PackedIds:
        return [*lines, "Answers file ids as little-endian uint32, their count in the header `X-Total`.", ""]
    answer = _fields(TypeAdapter(operation.answers).json_schema(mode="serialization"))
    return [*lines, f"Answers: {answer}", ""] if answer else lines


def _fields(schema: dict[str, Any]) -> str:
    definitions = schema.get("$defs", {})
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[-1]]
    if schema.get("type") == "array":
        items = schema["items"]
        shape = definitions.get(items.get("$ref", "").rsplit("/", 1)[-1], items)
        return "a list of " + _fields(shape)
    if "properties" not in schema:
        return "names with their texts" if schema.get("type") == "object" and schema.get("additionalProperties") else ""
    required = set(schema.get("required", []))
    return ", ".join(f"`{name}`{'' if name in required else '?'}" for name in schema["properties"])


def main(arguments: list[str]) -> None:
    """Print the document, or the page for people."""
    from app.web.catalogue import OPERATIONS

    if "--markdown" in arguments:
        sys.stdout.write(markdown(OPERATIONS))
    else:
        json.dump(document(OPERATIONS, ""), sys.stdout, indent=1)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
