"""Films through FFmpeg's libraries: measures, sound, and one frame.

The demuxer is fixed by what we identified and only plain files may be opened, so that no file can make it read
another one or the network. Nothing is decoded but the key frame before 35 % of the length.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import av.logging
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.media.box import PREVIEW_BOX, fit
from app.media.filetype import Filetype
from app.media.picture import FRAME_SHARE, MAX_PIXELS, check_size
from app.media.refusal import Refused

if TYPE_CHECKING:
    from PIL import Image

_DEMUXERS = {Filetype.WEBM: "matroska", Filetype.MATROSKA: "matroska"}
_WEBM_PICTURE = frozenset({"vp8", "vp9", "av1", "libdav1d", "libaom-av1", "libvpx", "libvpx-vp9"})
_WEBM_SOUND = frozenset({"vorbis", "opus", "libopus", "libvorbis"})
_MAX_PACKETS = 2_000_000
_MAX_TRIES = 200
_LONGEST_MS = 10 * 365 * 86_400_000
_ATTACHED_PICTURE = 0x400

av.logging.set_level(av.logging.PANIC)


@dataclass(frozen=True, slots=True)
class Film:
    """What a film is. `image` is its frame, upright, RGB, no larger than the preview."""

    filetype: Filetype
    width: int
    height: int
    duration_ms: int | None
    frames: int | None
    has_audio: bool
    image: Image.Image


def read(path: Path, filetype: Filetype, max_pixels: int = MAX_PIXELS) -> Film:
    """Measure a film and decode its frame. Raises Refused: damaged, too_many_pixels, unsupported (sound only)."""
    with _opened(path, filetype) as container:
        stream = _picture_stream(container)
        if stream is None:
            raise Refused("unsupported", "sound without a picture" if container.streams.audio else "no picture in it")
        check_size(stream.codec_context.width, stream.codec_context.height, max_pixels)
        duration_ms = _duration_ms(container, stream)
        frames = stream.frames or _estimate(stream, duration_ms)
        if duration_ms is None or frames is None:
            duration_ms, frames = _counted(container, stream)
        picture = _key_frame(container, stream, duration_ms)
        check_size(picture.width, picture.height, max_pixels)
        image, width, height = _upright(picture)
        return Film(_narrowed(filetype, container), width, height, duration_ms, frames,
                    bool(container.streams.audio), image)


@contextmanager
def _opened(path: Path, filetype: Filetype) -> Iterator[InputContainer]:
    try:
        with av.open(f"file:{path}", format=_DEMUXERS.get(filetype, "mov"), metadata_errors="ignore",
                     options={"protocol_whitelist": "file", "enable_drefs": "0", "use_absolute_path": "0"}
                     if filetype not in _DEMUXERS else {"protocol_whitelist": "file"}) as container:
            yield container
    except av.FFmpegError as error:
        raise Refused("damaged", f"{type(error).__name__}: {error.strerror}") from error
    except MemoryError as error:
        raise Refused("decode_failed", "not enough memory") from error
    except (ArithmeticError, ValueError) as error:  # numbers in its tables that no clock can hold
        raise Refused("damaged", f"{type(error).__name__}: {error}") from error


def _picture_stream(container: InputContainer) -> VideoStream | None:
    """Return the film's largest picture; a cover glued to a song is none. Raises Refused when no decoder knows it."""
    films = [stream for stream in container.streams.video if not int(stream.disposition) & _ATTACHED_PICTURE]
    if films and all(stream.codec_context is None for stream in films):
        raise Refused("unsupported", "a film of an unknown codec")
    films = [stream for stream in films if stream.codec_context is not None]
    return max(films, key=lambda stream: stream.codec_context.width * stream.codec_context.height, default=None)


def _duration_ms(container: InputContainer, stream: VideoStream) -> int | None:
    """Return what the container states, else the stream; None for nothing and for nonsense."""
    stated: float | Fraction = 0
    if container.duration:
        stated = container.duration / 1000
    elif stream.duration and stream.time_base:
        stated = stream.duration * stream.time_base * 1000
    duration_ms = abs(round(stated))
    return duration_ms if 0 < duration_ms <= _LONGEST_MS else None


def _estimate(stream: VideoStream, duration_ms: int | None) -> int | None:
    rate = stream.average_rate or stream.guessed_rate
    if duration_ms is None or not rate:
        return None
    return max(1, round(duration_ms * rate / 1000))


def _counted(container: InputContainer, stream: VideoStream) -> tuple[int | None, int]:
    """Count the packets of a recording that states no length (a browser's recorder makes such)."""
    count, last = 0, 0
    for packet in container.demux(stream):
        if packet.pts is not None:
            count += 1
            last = max(last, packet.pts + (packet.duration or 0))
        if count >= _MAX_PACKETS:
            break
    duration_ms = round(last * stream.time_base * 1000) if stream.time_base else 0
    return duration_ms if 0 < duration_ms <= _LONGEST_MS else None, max(count, 1)


def _key_frame(container: InputContainer, stream: VideoStream, duration_ms: int | None) -> VideoFrame:
    """Decode the key frame before 35 %; failing that, the first frame that comes."""
    stream.thread_count = 1
    for share, is_key in ((FRAME_SHARE, True), (0.0, True), (0.0, False)):
        stream.codec_context.skip_frame = "NONKEY" if is_key else "DEFAULT"
        try:
            container.seek(int((duration_ms or 0) * share * 1000))
            found = _first_frame(container, stream)
        except av.FFmpegError:
            found = None
        if found is not None:
            return found
        stream.codec_context.flush_buffers()
    raise Refused("damaged", "no frame of it can be decoded")


def _first_frame(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    for number, packet in enumerate(container.demux(stream)):
        for picture in packet.decode():
            if isinstance(picture, VideoFrame):
                return picture
        if number >= _MAX_TRIES:
            break
    return None


def _upright(picture: VideoFrame) -> tuple[Image.Image, int, int]:
    """Return the frame as an image no larger than the preview, turned as its display matrix says, and the full size."""
    from PIL import Image

    width, height = fit(picture.width, picture.height, PREVIEW_BOX)
    small = picture.reformat(width=width, height=height, format="rgb24", interpolation="AREA")
    image: Image.Image = small.to_image()  # type: ignore[no-untyped-call]
    quarter_turns = round(picture.rotation / 90) % 4
    if quarter_turns == 0:
        return image, picture.width, picture.height
    turn = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}[quarter_turns]
    if quarter_turns == 2:
        return image.transpose(turn), picture.width, picture.height
    return image.transpose(turn), picture.height, picture.width


def _narrowed(filetype: Filetype, container: InputContainer) -> Filetype:
    """WebM is the Matroska with the codecs of the web; every other one is plain Matroska."""
    if filetype not in _DEMUXERS:
        return filetype
    if _codecs(container.streams.video) <= _WEBM_PICTURE and _codecs(container.streams.audio) <= _WEBM_SOUND:
        return Filetype.WEBM
    return Filetype.MATROSKA


def _codecs(streams: Any) -> set[str]:
    return {stream.codec_context.name if stream.codec_context else "" for stream in streams}
