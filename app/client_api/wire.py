"""Arguments as they travel: names and values out of a query string or a body, before anybody asks what they are for.

On GET a table says how each name is written, and other names are nobody's. On POST every name is taken, and only hex
is looked at here. What a route makes of the values is its schema's business (`arguments`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from app.client_api import encoding
from app.client_api.errors import BadRequest
from app.core.errors import TooLarge
from app.media.filetype import KINDS

MAX_BODY_BYTES: Final = 8 * 1024**2

ACCESS_KEY: Final = "Hydrus-Client-API-Access-Key"
SESSION_KEY: Final = "Hydrus-Client-API-Session-Key"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


INTEGERS: Final = _names("""
    file_id file_sort_type potentials_search_type pixel_duplicates max_hamming_distance max_num_pairs
    duplicate_pair_sort_type width height render_format render_quality
""")
HEX: Final = _names("""
    hash page_key page_of_pages_key destination_page_key service_key file_service_key deleted_file_service_key
    tag_service_key tag_service_key_1 tag_service_key_2 rating_service_key job_status_key
""") | {ACCESS_KEY, SESSION_KEY}
TEXT: Final = _names("""
    name url domain search service_name reason tag_display_type source_hash_type desired_hash_type file_service_name
    tag_service_name
""")
JSON: Final = _names("""
    basic_permissions permits_everything tags tags_1 tags_2 file_ids download only_return_identifiers
    only_return_basic_information include_blurhash create_new_file_ids detailed_url_information duplicate_pair_sort_asc
    hide_service_keys_tags simple file_sort_asc group_mode return_hashes return_file_ids include_thumbnail_filetype
    include_notes include_milliseconds include_services_object notes note_names doublecheck_file_system only_in_view
    include_current_tags include_pending_tags service_names_to_tags service_names_to_actions_to_tags
    service_names_to_additional_tags
""")
HEX_LISTS: Final = _names("hashes file_service_keys deleted_file_service_keys")
HEX_KEYED: Final = _names(
    "service_keys_to_tags service_keys_to_actions_to_tags service_keys_to_additional_tags"
)
"""Maps whose names are service keys."""

KNOWN_BODIES: Final = frozenset(kind.mime for kind in KINDS.values()) | {"application/octet-stream", "text/plain"}
"""Content types under which a body is a file; JSON and CBOR are arguments."""

_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
_HEX_PAIRS = re.compile(r"(?:[0-9a-fA-F]{2})*")
_LOOKS_ENCODED = re.compile(r"%[0-9a-fA-F]{2}")

Arguments = dict[str, Any]


def query_arguments(query_string: str) -> Arguments:
    """Return the arguments of a GET. Raises BadRequest for a value that isn't written as its name demands."""
    try:
        pairs = parse_qsl(query_string, keep_blank_values=True, max_num_fields=10_000)
    except ValueError as error:
        raise BadRequest("The query has too many parts.") from error
    is_cbor = any(name == "cbor" for name, _ in pairs)
    arguments: Arguments = {}
    for name, text in pairs:
        if name in arguments:
            continue
        value = _query_value(name, text, is_cbor=is_cbor)
        if value is not None:
            arguments[name] = value
    return arguments


def asks_for_cbor(query_string: str) -> bool:
    """Return whether `cbor` stands in the query, whatever its value."""
    return "cbor" in query_string and any(name == "cbor" for name, _ in parse_qsl(query_string, keep_blank_values=True))


def _query_value(name: str, text: str, *, is_cbor: bool) -> Any:
    """Return the value, or None for an empty one and for a name that is nobody's."""
    if name in HEX:
        return _hex(name, text.rpartition(":")[2] if name == "hash" else text)
    if name in INTEGERS:
        if not _INTEGER.fullmatch(text):
            raise BadRequest(f"{name} must be a whole number.")
        return int(text)
    if name in TEXT:
        return _text(text)
    if name in JSON or name in HEX_LISTS:
        value = encoding.from_cbor_text(text) if is_cbor else _json(name, text)
        return _hex_list(name, value) if name in HEX_LISTS else value
    return None


def _text(text: str) -> str:
    """Return the text decoded once more where tools encode twice: it still looks encoded and is no URL as it is."""
    if "://" not in text and _LOOKS_ENCODED.search(text):
        return unquote(text)
    return text


def _json(name: str, text: str) -> Any:
    """Return the JSON value; text that is none is decoded once more, since some tools encode twice."""
    try:
        return encoding.from_json(text)
    except BadRequest:
        if not _LOOKS_ENCODED.search(text):
            raise BadRequest(f"{name} must be JSON.") from None
    return encoding.from_json(unquote(text))


def body_arguments(environ: dict[str, Any]) -> Arguments:
    """Return the arguments of a POST: none when the body is a file, or has no type. Raises BadRequest, TooLarge."""
    content_type = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    if content_type == "application/json":
        value = encoding.from_json(_read(environ))
    elif content_type == "application/cbor":
        value = encoding.from_cbor(_read(environ))
    elif not content_type or content_type in KNOWN_BODIES:
        return {}
    else:
        raise BadRequest(f"A body of the type {content_type[:80]} is not understood.")
    if not isinstance(value, dict):
        raise BadRequest("The body must be an object.")
    return {name: given for name, given in map(_member, value.items()) if given is not None}


def _member(pair: tuple[str, Any]) -> tuple[str, Any]:
    name, value = pair
    if value is None:
        return name, None
    if name in HEX:
        return name, _hex(name, value)
    if name in HEX_LISTS:
        return name, _hex_list(name, value)
    if name in HEX_KEYED:
        return name, _hex_keyed(name, value)
    return name, value


def _read(environ: dict[str, Any]) -> bytes:
    if "chunked" in str(environ.get("HTTP_TRANSFER_ENCODING", "")).lower():
        environ = {**environ, "wsgi.input_terminated": True}  # both servers end such a body, only one says so
    try:
        return get_input_stream(environ, max_content_length=MAX_BODY_BYTES).read()
    except RequestEntityTooLarge as error:
        raise TooLarge(f"The arguments are larger than {MAX_BODY_BYTES // 1024**2} MB.") from error
    except (ClientDisconnected, OSError) as error:
        raise BadRequest("The body ended early.") from error


def _hex(name: str, value: Any) -> str | None:
    """Return lower-case hex, or None for empty text. Raises BadRequest."""
    if not isinstance(value, str) or not _HEX_PAIRS.fullmatch(value):
        raise BadRequest(f"{name} must be hex.")
    return value.lower() or None


def _hex_list(name: str, value: Any) -> list[str] | None:
    if not isinstance(value, list):
        raise BadRequest(f"{name} must be a list of hex.")
    return [text for text in (_hex(name, item) for item in value) if text] or None


def _hex_keyed(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be an object.")
    return {key: item for key, item in ((_hex(name, key), item) for key, item in value.items()) if key}

