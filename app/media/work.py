"""What a worker does with a file. Runs in a child process; payloads and answers are plain.

    examine      {"path", "thumbnail_path"?, "preview_path"?, "max_pixels"?, "wants_pixel_hash"?}
              -> {"hashes": {"sha256", "md5", "sha1", "sha512"}, "size", "filetype", "mime", "ext", "width", "height",
                  "duration_ms", "num_frames", "has_audio", "has_transparency", "has_exif", "has_xmp", "has_iptc",
                  "has_human_readable", "has_software_source", "has_icc_profile", "pixel_hash", "perceptual_hash",
                  "blurhash", "thumbnail": {"path", "width", "height", "mime"} | None, "preview": likewise}
              or {"refused": reason code, "detail", "hashes", "sha256", "size"}
    regenerate   {"path", "thumbnail_path", "preview_path", "max_pixels"?}
              -> {"thumbnail", "preview", "blurhash"} or {"refused", "detail"}
    pixel_hash   {"path", "max_pixels"?} -> {"pixel_hash"} or {"refused", "detail"}

A pixel hash costs as much as everything else about a large JPEG, because only it needs every pixel. Unless it is
asked for, `examine` gives it where the whole picture is decoded anyway and leaves None for JPEGs that were not;
`pixel_hash` fills the gap when there is time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.media import blurhash, thumbnail
from app.media.filetype import KINDS
from app.media.hashes import hash_file
from app.media.inspect import Inspected, inspect
from app.media.perceptual_hash import perceptual_hash
from app.media.picture import MAX_PIXELS
from app.media.pixel_hash import pixel_hash
from app.media.refusal import Refused

Plain = dict[str, Any]


def examine(payload: Plain) -> Plain:
    """Find out everything about a new file and make its small pictures."""
    path = Path(payload["path"])
    hashes = hash_file(path)
    named: Plain = {"hashes": hashes, "size": path.stat().st_size}
    try:
        seen = _inspect(payload, in_full=bool(payload.get("wants_pixel_hash")))
        smalls = thumbnail.shrink(seen.image, seen.width, seen.height)
        return named | _facts(seen) | _pixel_hash(seen) | {
            "perceptual_hash": perceptual_hash(smalls.preview_image) if seen.is_still else None,
        } | _written(smalls, seen, payload)
    except Refused as refusal:
        return named | {"sha256": hashes["sha256"]} | _refused(refusal)
    except MemoryError:
        return named | {"sha256": hashes["sha256"]} | _refused(_out_of_memory())


def regenerate(payload: Plain) -> Plain:
    """Make the small pictures of a stored file again."""
    try:
        seen = _inspect(payload, in_full=False)
        return _written(thumbnail.shrink(seen.image, seen.width, seen.height), seen, payload)
    except Refused as refusal:
        return _refused(refusal)
    except MemoryError:
        return _refused(_out_of_memory())


def pixel_hash_of(payload: Plain) -> Plain:
    """Return the pixel hash of a stored still picture; None for what moves."""
    try:
        return _pixel_hash(_inspect(payload, in_full=True))
    except Refused as refusal:
        return _refused(refusal)
    except MemoryError:
        return _refused(_out_of_memory())


def _inspect(payload: Plain, *, in_full: bool) -> Inspected:
    return inspect(Path(payload["path"]), in_full=in_full, max_pixels=payload.get("max_pixels") or MAX_PIXELS)


def _out_of_memory() -> Refused:
    return Refused("decode_failed", "not enough memory")


def _refused(refusal: Refused) -> Plain:
    return {"refused": refusal.code, "detail": refusal.detail}


def _facts(seen: Inspected) -> Plain:
    kind, beside = KINDS[seen.filetype], seen.embedded
    return {
        "filetype": int(seen.filetype), "mime": kind.mime, "ext": kind.extension,
        "width": seen.width, "height": seen.height, "duration_ms": seen.duration_ms, "num_frames": seen.frames,
        "has_audio": seen.has_audio, "has_transparency": seen.has_transparency,
        "has_exif": beside.has_exif, "has_xmp": beside.has_xmp, "has_iptc": beside.has_iptc,
        "has_human_readable": beside.has_human_readable, "has_software_source": beside.has_software_source,
        "has_icc_profile": beside.has_icc_profile,
    }


def _pixel_hash(seen: Inspected) -> Plain:
    """Return the pixel hash, which only still pictures have; None too when not every pixel was decoded."""
    return {"pixel_hash": pixel_hash(seen.image) if seen.is_still and seen.is_full else None}


def _written(smalls: thumbnail.Smalls, seen: Inspected, payload: Plain) -> Plain:
    """Write the small pictures where they are wanted and return what there is to tell about them."""
    answer: Plain = {
        "blurhash": blurhash.blurhash(smalls.thumbnail_image, *blurhash.components(seen.width, seen.height)),
    }
    for name, small in (("thumbnail", smalls.thumbnail), ("preview", smalls.preview)):
        target = payload.get(f"{name}_path")
        answer[name] = thumbnail.write(small, Path(target)) if target else None
    return answer
