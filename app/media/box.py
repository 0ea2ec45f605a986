"""How large a small picture is: fitted into a box, never enlarged. No decoder is loaded for this sum."""

from __future__ import annotations

THUMBNAIL_BOX = (150, 125)
"""The Client API's thumbnail, in pixels."""

PREVIEW_BOX = (512, 512)
"""The page's preview, in pixels."""


def fit(width: int, height: int, box: tuple[int, int] = THUMBNAIL_BOX) -> tuple[int, int]:
    """Return the size of a picture of that size inside the box: shrunk if it must be, each side at least 1 px."""
    box_width, box_height = box
    if width <= box_width and height <= box_height:
        return width, height
    if width * box_height >= height * box_width:
        return box_width, max(1, height * box_width // width)
    return max(1, width * box_height // height), box_height
