"""The one field: whatever is typed, pasted or dropped is told apart line by line, and added."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.downloads.accept import DEFAULT_FILE_LIMIT
from app.web.desk import Desk
from app.web.operations import Answer, Operations, Sent

api = Operations("downloads")

Pasted = Annotated[str, Field(max_length=4 * 1024**2)]
SourceName = Annotated[str, Field(max_length=300)]


class Pasting(Sent):
    """Text as it was typed or pasted; `source` is where lines that are no addresses are searched for."""

    text: Pasted
    source: SourceName | None = None


class AddDownloads(Pasting):
    """The same, to be added. `file_limit` is for searches; null means none."""

    file_limit: Annotated[int, Field(ge=1, le=10_000_000)] | None = DEFAULT_FILE_LIMIT


class Known(Answer):
    """We have it already."""

    sha256: str
    since: str


class Line(Answer):
    """One line and what it is. `problem` is the code of why it can't be added, `action` what to do about it."""

    text: str
    kind: Literal["query", "post", "file", "gallery", "watchable", "unknown", "bad"]
    site: str | None
    sentence: str
    known: Known | None
    problem: str | None
    action: str


class Lines(Answer):
    """Every line that is not blank, in its order."""

    lines: list[Line]


class AddedLine(Answer):
    """A line that was added, and the query it went to."""

    line: str
    query_id: int
    sentence: str


class RefusedLine(Answer):
    """A line that was not added, and why."""

    line: str
    code: str
    sentence: str
    action: str


class Added(Answer):
    """What became of each line."""

    added: list[AddedLine]
    refused: list[RefusedLine]


@api.post("/classify", body=Pasting, answers=Lines)
def classify(desk: Desk, body: Pasting) -> Lines:
    """Tell what each line is, before anything is added."""
    lines = desk.given.downloads.classify(body.text, body.source)
    return Lines(lines=[Line.model_validate(line) for line in lines])


@api.post("/downloads", body=AddDownloads, answers=Added)
def add(desk: Desk, body: AddDownloads) -> Added:
    """Add every line: a search each for words, one query for all addresses."""
    added = desk.given.downloads.add_text(body.text, body.source, file_limit=body.file_limit)
    return Added.model_validate(added)
