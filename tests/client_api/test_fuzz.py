"""Whatever is sent, the answer is one of the contract's, never a breakdown."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.client_api import wire
from app.client_api.api import all_endpoints
from tests.client_api.living import ACCESS

PATHS = [endpoint.path for endpoint in all_endpoints() if endpoint.method == "GET"]
NAMES = sorted(wire.INTEGERS | wire.HEX - {wire.ACCESS_KEY, wire.SESSION_KEY} | wire.TEXT | wire.JSON | wire.HEX_LISTS)
ANSWERS = {200, 304, 400, 401, 403, 404, 413, 416, 419, 426}

words = st.one_of(
    st.text(max_size=20),
    st.sampled_from([
        "system:limit = 99999999999999999999", "system:limit=0", "-system:inbox", "a*b:*c", "*:*", "::", ":", "-",
        "--*",
        "system:everything", "\x00", "ｱ", "İ", "\u3164", "%00", "http://[::1", "https://%zz/", "//",
        "a" * 3000,
    ]),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), words),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=3)),
    max_leaves=8,
)
texts = st.one_of(
    words, values.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()),
    st.sampled_from(["ab" * 32, "00", "1", "-1", str(2**80), "true", "[]", '["*"]', "6c6f63616c2074616773"]),
)
few_at_a_time = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@few_at_a_time
@given(path=st.sampled_from(PATHS), query=st.dictionaries(st.sampled_from([*NAMES, "cbor"]), texts, max_size=5))
def test_any_query_gets_an_answer(living, path, query):
    encoded = urlencode(query, errors="replace")
    answer = living.api.test_client().get(f"{path}?{encoded}", headers={ACCESS: living.key})
    assert answer.status_code in ANSWERS, answer.text


@few_at_a_time
@given(tags=st.lists(values, max_size=4), ascending=st.booleans(), sort=st.integers(-3, 40))
def test_any_search_gets_an_answer(living, tags, ascending, sort):
    query = {"tags": json.dumps(tags), "file_sort_asc": json.dumps(ascending), "file_sort_type": sort}
    answer = living.api.test_client().get("/get_files/search_files", query_string=query, headers={ACCESS: living.key})
    assert answer.status_code in (200, 400), answer.text


@few_at_a_time
@given(body=st.dictionaries(
    st.one_of(words, st.sampled_from(["url", "hash", "filterable_tags", "service_keys_to_additional_tags",
                                      "service_names_to_tags", "destination_page_key", "file_service_key"])),
    values, max_size=5,
))
def test_any_body_gets_an_answer(living, body):
    answer = living.api.test_client().post("/add_urls/add_url", json=body, headers={ACCESS: living.key})
    assert answer.status_code in ANSWERS, answer.text


@few_at_a_time
@given(data=st.binary(max_size=60), content_type=st.sampled_from(["application/json", "application/cbor"]))
def test_any_bytes_get_an_answer(living, data, content_type):
    answer = living.api.test_client().post("/add_urls/add_url", data=data, content_type=content_type,
                                           headers={ACCESS: living.key})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/get_files/file", "/get_files/thumbnail"])
@few_at_a_time
@given(text=st.one_of(st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=30),
                      st.from_regex(r"bytes=-?[0-9]{0,30}-[0-9]{0,30}(,[0-9]*-[0-9]*)?", fullmatch=True)))
def test_any_range_gets_an_answer(living, file, path, text):
    headers = {ACCESS: living.key, "Range": text}
    answer = living.api.test_client().get(path, query_string={"hash": file}, headers=headers)
    assert answer.status_code in {200, 206, 400, 416}
