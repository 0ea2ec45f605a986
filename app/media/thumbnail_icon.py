"""Stand-ins for thumbnails: an icon for each general kind of file, and one for what is not here at all.

They are drawn when first asked for (about 10 ms each) and kept; no picture lies in the repository.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

from PIL import Image, ImageDraw

from app.media.filetype import Group, kind_of

SIDE = 200
_FINER = 4  # drawn larger and shrunk, for smooth edges
_GROUND, _SHEET, _INK = "#2b2f36", "#3a404a", "#aab3c0"

Draw = ImageDraw.ImageDraw
Box = tuple[float, float, float, float]


def icon_for(filetype: int) -> bytes:
    """Return a PNG of 200x200 that stands for files of that kind."""
    return icon(kind_of(filetype).group)


def fallback() -> bytes:
    """Return a PNG of 200x200 for a file that we don't have or whose thumbnail is missing."""
    return icon(Group.UNKNOWN)


@functools.cache
def icon(group: Group) -> bytes:
    """Return the PNG of a general kind."""
    large = Image.new("RGB", (SIDE * _FINER, SIDE * _FINER), _GROUND)
    draw = ImageDraw.Draw(large)
    draw.rounded_rectangle(_scaled(40, 30, 160, 170), radius=10 * _FINER, fill=_SHEET)
    _SIGNS[group](draw)
    body = io.BytesIO()
    large.resize((SIDE, SIDE), Image.Resampling.BOX).save(body, "PNG", optimize=True)
    return body.getvalue()


def _scaled(*numbers: float) -> Box:
    left, top, right, bottom = (number * _FINER for number in numbers)
    return left, top, right, bottom


def _points(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * _FINER, y * _FINER) for x, y in pairs]


def _image(draw: Draw) -> None:
    draw.ellipse(_scaled(118, 58, 138, 78), fill=_INK)
    draw.polygon(_points((54, 140), (88, 85), (110, 118), (122, 104), (146, 140)), fill=_INK)


def _video(draw: Draw) -> None:
    draw.polygon(_points((80, 68), (80, 132), (134, 100)), fill=_INK)


def _animation(draw: Draw) -> None:
    for shift in (0, 12, 24):
        draw.rounded_rectangle(_scaled(62 + shift, 66 + shift, 110 + shift, 108 + shift), radius=4 * _FINER,
                               fill=_SHEET, outline=_INK, width=4 * _FINER)


def _audio(draw: Draw) -> None:
    draw.ellipse(_scaled(70, 118, 96, 140), fill=_INK)
    draw.rectangle(_scaled(90, 64, 96, 130), fill=_INK)
    draw.polygon(_points((90, 64), (130, 54), (130, 70), (90, 80)), fill=_INK)


def _application(draw: Draw) -> None:
    for top, right in ((62, 140), (82, 140), (102, 140), (122, 110)):
        draw.rounded_rectangle(_scaled(60, top, right, top + 8), radius=3 * _FINER, fill=_INK)


def _archive(draw: Draw) -> None:
    for top in range(42, 112, 14):
        left = 92 if (top - 42) % 28 == 0 else 100
        draw.rectangle(_scaled(left, top, left + 8, top + 14), fill=_INK)
    draw.rounded_rectangle(_scaled(88, 116, 112, 146), radius=5 * _FINER, outline=_INK, width=5 * _FINER)


def _image_project(draw: Draw) -> None:
    for top in (110, 90, 70):
        draw.polygon(_points((100, top - 18), (144, top + 2), (100, top + 22), (56, top + 2)),
                     fill=_SHEET, outline=_INK, width=4 * _FINER)


def _unknown(draw: Draw) -> None:
    draw.arc(_scaled(78, 58, 122, 102), 180, 450, fill=_INK, width=8 * _FINER)
    draw.rectangle(_scaled(96, 98, 104, 118), fill=_INK)
    draw.ellipse(_scaled(94, 126, 106, 138), fill=_INK)


_SIGNS: dict[Group, Callable[[Draw], None]] = {
    Group.IMAGE: _image, Group.VIDEO: _video, Group.ANIMATION: _animation, Group.AUDIO: _audio,
    Group.APPLICATION: _application, Group.ARCHIVE: _archive, Group.IMAGE_PROJECT: _image_project,
    Group.UNKNOWN: _unknown,
}
