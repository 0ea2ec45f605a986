"""Unfinished files: what may be continued."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from app.network.partial import Partial, Version, continues, parse_content_range, version_of


@pytest.mark.parametrize(("text", "found"), [
    ("bytes 0-9/10", (0, 9, 10)), ("bytes 5-9/*", (5, 9, None)), ("BYTES  5-9/10 ", (5, 9, 10)), ("bytes 5-4/10", None),
    ("bytes 0-10/10", None), ("bytes */10", None), ("items 0-9/10", None), ("bytes -5-9/10", None), ("", None),
    (None, None),
    ("bytes 0-9", None), ("bytes 0-9/10, 11-12/13", None),
])
def test_a_content_range(text, found):
    assert parse_content_range(text) == found


@given(st.text(max_size=40))
def test_a_content_range_never_raises(text):
    parse_content_range(text)


@pytest.mark.parametrize(("headers", "version"), [
    ({"ETag": '"x"', "Last-Modified": "y"}, Version('"x"', "y", 7)), ({"etag": 'W/"x"'}, Version("", "", 7)),
    ({"ETag": "unquoted"}, Version("", "", 7)), ({}, Version("", "", 7)),
])
def test_what_identifies_a_version(headers, version):
    assert version_of(CaseInsensitiveDict(headers), 7) == version


@pytest.mark.parametrize(("version", "headers", "goes_on"), [
    (Version('"x"', "", 10), {"Content-Range": "bytes 5-9/10", "ETag": '"x"'}, True),
    (Version('"x"', "", 10), {"Content-Range": "bytes 5-9/10"}, True),
    (Version('"x"', "", 10), {"Content-Range": "bytes 5-9/10", "ETag": '"y"'}, False),
    (Version('"x"', "", 10), {"Content-Range": "bytes 4-9/10", "ETag": '"x"'}, False),
    (Version('"x"', "", 10), {"Content-Range": "bytes 5-9/11", "ETag": '"x"'}, False),
    (Version("", "then", None), {"Content-Range": "bytes 5-9/10", "Last-Modified": "later"}, False),
    (Version("", "then", None), {"Content-Range": "bytes 5-9/10", "Last-Modified": "then"}, True),
    (Version('"x"', "", 10), {}, False),
])
def test_a_part_goes_on_only_in_its_own_version(version, headers, goes_on):
    assert continues(version, 5, CaseInsensitiveDict(headers)) is goes_on


@pytest.mark.parametrize("state", [
    "", "[]", "{}", '{"etag": 1}', "null", '{"etag": "", "last_modified": "", "total": 9}',
])
def test_an_unreadable_state_means_to_begin_anew(tmp_path, state):
    partial = Partial(tmp_path / "x")
    partial.path.write_bytes(b"12345")
    (tmp_path / "x.state.part").write_text(state)
    assert partial.wish()[0] == 0


def test_a_finished_part_gets_its_name_and_leaves_nothing(tmp_path):
    partial = Partial(tmp_path / "x")
    with partial.start(Version('"x"', "", 5)) as handle:
        handle.write(b"123")
    assert partial.wish() == (3, Version('"x"', "", 5))
    with partial.resume() as handle:
        handle.write(b"45")
    partial.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"12345"
