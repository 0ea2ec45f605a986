"""The worker's side of an import: a shared file's bytes in, plain data out, nothing raised for a bad file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.media.grey import grey_pixels
from app.media.refusal import Refused
from app.sites.sharing.errors import NotADownloader
from app.sites.sharing.package import TYPES, kind_of, read_package
from app.sites.sharing.payload import Pixels, read_payload

MAX_FILE_BYTES = 64 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"


def read_file(job: dict[str, Any]) -> dict[str, Any]:
    """Read the shared file at `path`, a PNG or JSON text.

    The answer is `{"definitions": [{"kind", "payload"}], "refused": [sentence], "misc": count}`, with each payload as
    `package.TYPES` reads it, or `{"error": sentence}`.
    """
    path = Path(job["path"])
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return {"error": f"it is larger than {MAX_FILE_BYTES // 1024**2} MB"}
        package = read_package(_text(path.read_bytes()))
    except OSError as error:
        return {"error": f"it can't be read: {error.strerror}"}
    except NotADownloader as error:
        return {"error": error.sentence}
    except Refused as refused:
        return {"error": f"this is no whole PNG ({refused.detail or refused.code})"}
    return {
        "definitions": [
            {"kind": int(kind_of(each)), "payload": TYPES[kind_of(each)].dump_json(each).decode()}
            for each in package.definitions
        ],
        "refused": package.refused,
        "misc": package.misc,
    }


def _text(data: bytes) -> str:
    if data.startswith(_PNG):
        return read_payload(Pixels(*grey_pixels(data)))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotADownloader("this is neither a PNG nor JSON text") from error
