"""What can be wrong with a shared file or with one object in it; the sentence names the object and the step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import BadInput, BowerbirdError


class NotADownloader(BadInput):
    """The file holds no downloader objects."""

    code = "not_a_downloader"


class BadObject(BadInput):
    """An object is damaged, or of a kind that is not read here."""

    code = "bad_object"


class NewerObject(BadObject):
    """An object was written by a newer program than this one knows."""

    code = "newer_object"


@contextmanager
def step(words: str) -> Iterator[None]:
    """Put the words in front of what goes wrong inside; what unpacking raises becomes BadObject."""
    try:
        yield
    except BadObject as error:
        raise type(error)(f"{words}: {error.sentence}") from error
    except BowerbirdError as error:
        raise BadObject(f"{words}: {error.sentence}") from error
    except RecursionError as error:
        raise BadObject(f"{words}: it is nested too deeply") from error
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise BadObject(f"{words}: it has not the shape of its kind ({type(error).__name__})") from error
