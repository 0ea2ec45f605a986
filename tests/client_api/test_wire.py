"""Arguments as they travel."""

from __future__ import annotations

import base64
import io
import json
from urllib.parse import quote

import cbor2
import pytest

from app.client_api.errors import BadRequest
from app.client_api.wire import MAX_BODY_BYTES, asks_for_cbor, body_arguments, query_arguments
from app.core.errors import TooLarge


def packed(value):
    return base64.urlsafe_b64encode(cbor2.dumps(value)).decode()


@pytest.mark.parametrize(
    ("query", "want"),
    [
        ("file_id=7", {"file_id": 7}),
        ("hash=ABCD", {"hash": "abcd"}),
        ("hash=sha256:ABCD", {"hash": "abcd"}),
        ("hash=", {}),
        ("tags=[%22a%20b%22,-1]", {"tags": ["a b", -1]}),
        ('tags=["a+b"]', {"tags": ["a b"]}),
        ("file_ids=[1,2]", {"file_ids": [1, 2]}),
        ('hashes=["AB","",""]', {"hashes": ["ab"]}),
        ("hashes=[]", {}),
        ("file_service_name=all+known+tags", {"file_service_name": "all known tags"}),
        ("download=true&ext=.jpg&system_inbox=True", {"download": True}),
        ("file_id=1&file_id=2", {"file_id": 1}),
        ("include_notes=null", {}),
    ],
)
def test_a_query_is_read_name_by_name(query, want):
    assert query_arguments(query) == want


@pytest.mark.parametrize(
    "query",
    ["file_id=x", "file_id=", "hash=xyz", "hash=abc", "tags=x", "tags=[", "file_sort_asc=True", "hashes=x",
     'hashes=["xyz"]', "hashes=[5]", "file_id=" + "9" * 5000],
)
def test_what_is_not_written_as_its_name_demands_is_refused(query):
    with pytest.raises(BadRequest):
        query_arguments(query)


def test_json_that_was_encoded_twice_is_understood():
    once = quote('["blue sky"]')
    assert query_arguments(f"tags={quote(once)}") == {"tags": ["blue sky"]}


def test_json_that_was_encoded_once_keeps_its_percent_signs():
    assert query_arguments("tags=" + quote('["%41"]')) == {"tags": ["%41"]}


def test_a_url_keeps_its_own_escapes_and_one_encoded_twice_is_understood():
    url = "https://one.example/?tags=a%2Bb&q=100%25"
    assert query_arguments("url=" + quote(url, safe="")) == {"url": url}
    assert query_arguments("url=" + quote(quote(url, safe=""), safe="")) == {"url": url}


def test_with_cbor_json_values_are_packed_and_plain_ones_are_not():
    query = f"cbor=1&hash=abcd&tags={packed(['x'])}&hashes={packed(['AB'])}"
    assert query_arguments(query) == {"hash": "abcd", "tags": ["x"], "hashes": ["ab"]}
    with pytest.raises(BadRequest):
        query_arguments('cbor=1&tags=["x"]')


def test_cbor_is_asked_for_by_its_presence():
    assert asks_for_cbor("a=1&cbor=")
    assert not asks_for_cbor("tags=cbor")


def posted(body, content_type="application/json"):
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }


def test_a_body_is_an_object_in_either_format():
    value = {"hash": "ABCD", "url": "x", "other": [1]}
    want = {"hash": "abcd", "url": "x", "other": [1]}
    assert body_arguments(posted(json.dumps(value).encode())) == want
    assert body_arguments(posted(json.dumps(value).encode(), "Application/JSON; charset=utf-8")) == want
    assert body_arguments(posted(cbor2.dumps(value), "application/cbor")) == want


@pytest.mark.parametrize("body", [b"{bad", b"[1]", b"", b'"x"', b"null"])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(BadRequest):
        body_arguments(posted(body))


def test_null_and_empty_hex_count_as_absent():
    value = {"hash": "", "hashes": [""], "url": None, "page_key": None, "service_keys_to_tags": {"": ["a"], "AB": []}}
    assert body_arguments(posted(json.dumps(value).encode())) == {"service_keys_to_tags": {"ab": []}}


@pytest.mark.parametrize("value", [{"hash": 5}, {"hash": "zz"}, {"hashes": "ab"}, {"service_keys_to_tags": "x"},
                                   {"service_keys_to_tags": {"zz": []}}])
def test_hex_that_is_none_is_refused(value):
    with pytest.raises(BadRequest):
        body_arguments(posted(json.dumps(value).encode()))


@pytest.mark.parametrize("content_type", ["", "application/octet-stream", "image/png", "video/mp4", "text/plain"])
def test_a_body_that_is_a_file_holds_no_arguments(content_type):
    assert body_arguments(posted(b'{"url": "x"}', content_type)) == {}


@pytest.mark.parametrize("content_type", ["text/no-such-type", "application/x-www-form-urlencoded"])
def test_a_body_of_an_unknown_type_is_refused(content_type):
    with pytest.raises(BadRequest):
        body_arguments(posted(b"{}", content_type))


def test_a_body_that_is_too_large_is_refused_before_it_is_read():
    environ = posted(b"{}")
    environ["CONTENT_LENGTH"] = str(MAX_BODY_BYTES + 1)
    with pytest.raises(TooLarge):
        body_arguments(environ)
