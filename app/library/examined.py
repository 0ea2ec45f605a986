"""What a media worker found out about a file, as the library reads it: the answer of the task `media.examine`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.ids import Sha256
from app.core.reasons import Reason, reason

FILE_COLUMNS = (
    "size", "filetype", "extension", "width", "height", "duration_ms", "num_frames", "has_audio", "has_transparency",
    "has_exif", "has_xmp", "has_iptc", "has_human_readable", "has_software_source", "has_icc_profile", "pixel_hash",
    "perceptual_hash", "blurhash", "thumbnail_width", "thumbnail_height",
)
"""The columns of `file` that `Examined.values` fills, in order."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was examined. When `refused` is set the rest but the hashes is empty."""

    hashes: Mapping[str, str]
    refused: Reason | None
    extension: str
    values: tuple[Any, ...]
    thumbnail: Path | None
    preview: Path | None

    @property
    def sha256(self) -> Sha256:
        """Return the file's name among all files."""
        return Sha256(self.hashes["sha256"])

    @property
    def hash_values(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Return sha256, md5, sha1 and sha512 as stored."""
        names = ("sha256", "md5", "sha1", "sha512")
        return tuple(bytes.fromhex(self.hashes[name]) for name in names)  # type: ignore[return-value]


def read(answer: Mapping[str, Any]) -> Examined:
    """Return the worker's answer as a value."""
    if "refused" in answer:
        why = reason(answer["refused"], answer.get("detail", ""))
        return Examined(answer["hashes"], why, "", (), None, None)
    small = answer["thumbnail"]
    values = (
        answer["size"], answer["filetype"], answer["ext"], answer["width"], answer["height"], answer["duration_ms"],
        answer["num_frames"], answer["has_audio"], answer["has_transparency"], answer["has_exif"],
        answer["has_xmp"], answer["has_iptc"], answer["has_human_readable"], answer["has_software_source"],
        answer["has_icc_profile"], _bytes(answer["pixel_hash"]), _bytes(answer["perceptual_hash"]),
        answer["blurhash"], small["width"] if small else None, small["height"] if small else None,
    )
    return Examined(answer["hashes"], None, answer["ext"], values, _path(small), _path(answer["preview"]))


def _bytes(text: str | None) -> bytes | None:
    return bytes.fromhex(text) if text else None


def _path(small: Mapping[str, Any] | None) -> Path | None:
    return Path(small["path"]) if small else None
