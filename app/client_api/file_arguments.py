"""Arguments that name many files, and the files they mean."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from app.client_api.arguments import Arguments, FileNumber, Sha256Text
from app.client_api.errors import BadRequest
from app.core.ids import Sha256


class FilesArguments(Arguments):
    """Any mix of the four; hashes come first, then ids, repeats are dropped."""

    file_id: FileNumber | None = None
    file_ids: list[FileNumber] = Field(default_factory=list)
    hash: Sha256Text | None = None
    hashes: list[Sha256Text] = Field(default_factory=list)

    def named(self) -> NamedFiles:
        """Return them in order. Raises BadRequest when none is named."""
        hashes = dict.fromkeys([*([self.hash] if self.hash else []), *self.hashes])
        ids = dict.fromkeys([*([self.file_id] if self.file_id is not None else []), *self.file_ids])
        if not hashes and not ids:
            raise BadRequest("Name files by file_id, file_ids, hash or hashes.")
        return NamedFiles([Sha256(text) for text in hashes], list(ids))


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """Files as they were asked for."""

    hashes: list[Sha256]
    ids: list[int]
