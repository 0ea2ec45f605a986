"""The states a seed can end in. The numbers are the Client API's; only these are ever saved."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Where a file seed or a gallery seed stands."""

    TODO = 0
    SUCCESSFUL = 1
    KNOWN = 2
    """Its file was here already."""
    DELETED = 3
    """Its file was deleted before, and is not taken again."""
    FAILED = 4
    IGNORED = 7
    """Left out on purpose: a rule, a veto, or a site that will not give it."""
    SKIPPED = 8
    CHILDREN = 9
    """A page that yielded several addresses, each of which has its own seed."""

    @property
    def word(self) -> str:
        """The name under which it is counted."""
        return _WORDS[self]


_WORDS = {
    Status.TODO: "todo", Status.SUCCESSFUL: "successful", Status.KNOWN: "known", Status.DELETED: "deleted",
    Status.FAILED: "failed", Status.IGNORED: "ignored", Status.SKIPPED: "skipped", Status.CHILDREN: "children",
}
BY_WORD: dict[str, Status] = {word: status for status, word in _WORDS.items()}

HAS_FILE = frozenset({Status.SUCCESSFUL, Status.KNOWN})
"""Their files are presented."""
