"""Why an item is where it is: a stable code, a sentence, and the one next step.

A download that ends without its file, waits, or was left out carries a reason; the page shows the sentence and the
action beside the item, lists group by code, and retry rules read `retry`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Retry(StrEnum):
    """Who can set a seed with this reason going again."""

    BY_ITSELF = "by_itself"
    """It stays pending and goes on when its time comes."""
    BY_HAND = "by_hand"
    """Retrying may help; the user asks for it."""
    NOT_NEEDED = "not_needed"
    """The outcome is what was wanted, or final."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A typed reason. `detail` is one further line (numbers, a host); never a secret, never a stack trace."""

    code: str
    sentence: str
    action: str = ""
    retry: Retry = Retry.BY_HAND
    detail: str = ""

    def with_detail(self, detail: str) -> Reason:
        """Return the same reason with its second line, cut to 500 characters."""
        return Reason(self.code, self.sentence, self.action, self.retry, detail[:500])


def _table(*reasons: Reason) -> dict[str, Reason]:
    return {reason.code: reason for reason in reasons}


_BY_ITSELF, _BY_HAND, _NOT_NEEDED = Retry.BY_ITSELF, Retry.BY_HAND, Retry.NOT_NEEDED

REASONS: dict[str, Reason] = _table(
    # what the site answered
    Reason("http_400", "The site did not understand the request.", "Try again later"),
    Reason("http_401", "The site wants a sign-in or a key.", "Give the site's key in the settings, then retry"),
    Reason("http_403", "The site refused this (403).", "Retry later; some sites want a key from the settings"),
    Reason("http_404", "The site says this is gone (404).", "Retry"),
    Reason("http_410", "The site says this is gone for good (410).", "Retry"),
    Reason("http_451", "The site may not show this here (451).", "Retry"),
    Reason("http_error", "The site answered with an error.", "Retry"),
    Reason("server_error", "The site has trouble of its own (5xx).", "Retry"),
    Reason("rate_limited", "The site asked to slow down.", "It goes on by itself", _BY_ITSELF),
    Reason("challenge", "The site wants to see a person.", "Retry later, when it no longer asks", _BY_HAND),
    # the way there
    Reason("connection_failed", "The server does not answer.", "Retry"),
    Reason("timeout", "The server was too slow.", "Retry"),
    Reason("tls_failed", "The server's certificate can't be trusted.", "Check the address, or set ca_bundle"),
    Reason("redirects", "The site sends in circles.", "Retry"),
    Reason("private_address", "This address is inside your own network.", "Name the host in allowed_private_hosts"),
    Reason("bad_url", "This is not an address that can be fetched.", "Check the address"),
    Reason("too_large", "It is larger than the limit.", "Raise the limit, then retry"),
    Reason("truncated", "It ended before it was whole.", "Retry"),
    Reason("no_network", "The network does not seem to be there.", "It goes on by itself", _BY_ITSELF),
    Reason("network_paused", "The network is paused.", "Resume", _BY_ITSELF),
    # what was in it
    Reason("nothing_parsed", "Nothing was found on the page.", "Look at the page"),
    Reason("parse_failed", "The page is not in the shape that the parser knows.", "Look at the page"),
    Reason("no_parser", "No downloader knows this page.", "Add a definition for the site"),
    Reason("watchable", "This is a thread to watch, and Bowerbird can't watch threads yet.", "Add its files"),
    Reason("not_a_post", "This address is a list, not a post.", "Add it as a query"),
    Reason("veto", "The parser left it out.", "Retry"),
    Reason("not_media", "A web page came where a file was expected.", "Check whether the site wants a sign-in"),
    Reason("unsupported", "This kind of file is not kept.", "Leave it"),
    Reason("empty", "The file is empty.", "Retry"),
    Reason("damaged", "The file can't be decoded.", "Retry"),
    Reason("too_many_pixels", "The picture has more pixels than is safe to decode.", "Leave it"),
    Reason("decode_failed", "Decoding it took more memory or time than allowed.", "Retry"),
    Reason("worker_lost", "The worker died while it was at this.", "It goes on by itself", _BY_ITSELF),
    # what is here already, what was decided
    Reason("known_url", "You have it already (known address).", "", _NOT_NEEDED),
    Reason("known_hash", "You have it already (same file).", "", _NOT_NEEDED),
    Reason("deleted_before", "You deleted it before.", "Take it anyway", _BY_HAND),
    Reason("children", "It holds several files; each has its own line.", "", _NOT_NEEDED),
    Reason("md5_differs", "The file is not the one that the site described (md5).", "", _NOT_NEEDED),
    Reason("skipped", "You skipped it.", "Retry", _BY_HAND),
    Reason("cancelled", "It was cancelled.", "Retry"),
    Reason("file_limit", "The file limit of this query is reached.", "Raise the limit", _NOT_NEEDED),
    Reason("same_page", "The site shows the same page again and again.", "", _NOT_NEEDED),
    Reason("page_read", "The page was read.", "", _NOT_NEEDED),
    Reason("no_news", "A page brought nothing new, so the search stopped there.", "", _NOT_NEEDED),
    Reason("end_of_search", "The search has shown all there is.", "", _NOT_NEEDED),
    Reason("page_limit", "The search went through the most pages that one run may read.", "Start it again"),
    # this machine
    Reason("taken", "Another Bowerbird process works on this.", "It goes on by itself", _BY_ITSELF),
    Reason("disk_full", "The disk is almost full, so downloads have stopped. What you have is safe.",
           "Make room", _BY_ITSELF),
    Reason("database_busy", "Another program holds the database.", "It goes on by itself", _BY_ITSELF),
    Reason("storage_missing", "The media folder is not there.", "Mount it again", _BY_ITSELF),
    Reason("internal", "Something in Bowerbird went wrong; the log has the details.", "Retry"),
)
"""Every reason there is, by code."""


def reason(code: str, detail: str = "") -> Reason:
    """Return the reason of that code with its detail. Raises KeyError for a code that is not in the table."""
    known = REASONS[code]
    return known.with_detail(detail) if detail else known
