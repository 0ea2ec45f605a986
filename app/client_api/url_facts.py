"""What the definitions know of a URL, in the Client API's words."""

from __future__ import annotations

from typing import Any

from app.sites.catalogue import Definitions


def url_facts(definitions: Definitions, url: str) -> dict[str, Any]:
    """Return what `get_url_info` answers; text that is no URL is an unknown one."""
    info = definitions.url_info(url)
    facts: dict[str, Any] = {
        "normalised_url": info.normalised_url,
        "url_type": info.url_type,
        "url_type_string": info.url_type_string,
        "match_name": info.match_name,
        "can_parse": info.can_parse,
        "request_url": info.request_url,
    }
    if not info.can_parse:
        facts["cannot_parse_reason"] = info.cannot_parse_reason
    return facts


def url_details(definitions: Definitions, url: str) -> dict[str, Any]:
    """Return what stands beside a known URL of a file."""
    facts = url_facts(definitions, url)
    del facts["request_url"]
    return facts
