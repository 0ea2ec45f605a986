"""Times in text: read them into seconds since the epoch, and write them out again."""

from __future__ import annotations

import calendar
import warnings
from datetime import UTC, datetime
from enum import StrEnum


class Zone(StrEnum):
    """Where a clock time stands, in the order of the shared format's numbers (0 to 2)."""

    UTC = "utc"
    LOCAL = "local"
    """The machine's own zone."""
    OFFSET = "offset"
    """UTC shifted by a number of seconds."""


def read_format(text: str, date_format: str, zone: Zone, offset_seconds: int) -> int:
    """Return the seconds that `text` names in `strptime`'s format. Raises ValueError.

    Except for local times a zone in the text itself is thrown away, as the shared definitions expect.
    """
    instant = datetime.strptime(text, date_format)
    if zone is Zone.LOCAL:
        return int(instant.timestamp())
    seconds = calendar.timegm(instant.replace(tzinfo=None).timetuple())
    return seconds - offset_seconds if zone is Zone.OFFSET else seconds


def read_natural(text: str) -> int:
    """Return the seconds that `text` names in any common way (`3 days ago`, RFC 2822). Raises ValueError.

    A time that names no zone is the machine's own.
    """
    import dateparser  # half a second to load, and few definitions need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        instant = dateparser.parse(text) or dateparser.parse(text, languages=["en"])
    if instant is None:
        raise ValueError("not a date")
    return int(instant.timestamp())


def write_format(seconds_text: str, date_format: str, zone: Zone) -> str:
    """Return the seconds as `strftime` writes them. Raises ValueError and OverflowError."""
    seconds = int(seconds_text)
    instant = datetime.fromtimestamp(seconds) if zone is Zone.LOCAL else datetime.fromtimestamp(seconds, UTC)
    return instant.strftime(date_format)
