"""What an access key may permit, by the numbers, titles and words of the Client API."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from app.core.errors import BadInput


class Permission(IntEnum):
    """One right. The number is the wire's; the title is what lists show, the words are part of a sentence."""

    title: str
    words: str

    def __new__(cls, number: int, title: str, words: str) -> Permission:
        """Make a member that is its number and carries its names."""
        member = int.__new__(cls, number)
        member._value_ = number
        member.title = title
        member.words = words
        return member

    IMPORT_URLS = 0, "Import and Edit URLs", "import and edit urls"
    IMPORT_FILES = 1, "Import and Delete Files", "import and delete files"
    EDIT_TAGS = 2, "Edit File Tags", "edit file tags"
    SEARCH_FILES = 3, "Search for and Fetch Files", "search for and fetch files"
    MANAGE_PAGES = 4, "Manage Pages", "manage pages"
    MANAGE_HEADERS = 5, "Manage Cookies and Headers", "manage cookies and headers"
    MANAGE_DATABASE = 6, "Manage Database", "manage database"
    EDIT_NOTES = 7, "Edit File Notes", "edit file notes"
    EDIT_RELATIONSHIPS = 8, "Edit File Relationships", "edit file relationships"
    EDIT_RATINGS = 9, "Edit File Ratings", "edit file ratings"
    MANAGE_POPUPS = 10, "Manage Popups", "manage popups"
    EDIT_TIMES = 11, "Edit File Times", "edit file times"
    COMMIT_PENDING = 12, "Commit Pending", "commit pending"
    SEE_LOCAL_PATHS = 13, "See Local Paths", "see local file paths"


EVERY_PERMISSION: frozenset[Permission] = frozenset(Permission)
_BY_NUMBER = {int(permission): permission for permission in Permission}


def permissions_of(numbers: Iterable[int]) -> frozenset[Permission]:
    """Return the permissions of these numbers. Raises BadInput for a number that is none."""
    found = set()
    for number in numbers:
        try:
            found.add(_BY_NUMBER[int(number)])
        except (KeyError, ValueError, TypeError) as error:
            raise BadInput(f"There is no permission {number}; they go from 0 to {max(Permission):d}.") from error
    return frozenset(found)
