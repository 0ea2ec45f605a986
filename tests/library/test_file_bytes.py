"""Bytes as HTTP answers: ranges, conditional requests, large files."""

from __future__ import annotations

import os

import pytest

from app.library.file_bytes import (
    SINGLE_PIECE_BYTES,
    Asked,
    BytesMissing,
    Pieces,
    RangeNotUnderstood,
    RangeRefused,
    answer_file,
    answer_picture,
    parse_range,
)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("", None),
        ("bytes=0-9", (0, 9)),
        ("bytes=5-5", (5, 5)),
        ("bytes=10-", (10, 99)),
        ("bytes=0-", (0, 99)),
        ("bytes=99-", (99, 99)),
        ("bytes=3-99999999", (3, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=101-200", None),
        ("Bytes = 0-9", (0, 9)),
    ],
)
def test_a_range_is_read(text, want):
    assert parse_range(text, 100) == want


@pytest.mark.parametrize(
    "text",
    ["bytes=9-3", "bytes=-", "bytes=0-1,4-5", "items=0-1", "bytes=7", "bytes=", "bytes=100-", "bytes=100-200",
     "bytes=500-", "bytes=-0", "bytes=a-b", "bytes=" + "9" * 5000 + "-"],
)
def test_a_range_that_cant_be_had_is_refused(text):
    with pytest.raises(RangeRefused):
        parse_range(text, 100)


def test_a_range_without_equals_sign_is_not_understood():
    with pytest.raises(RangeNotUnderstood):
        parse_range("bytes", 100)


def test_an_empty_file_has_no_ranges():
    for text in ("bytes=0-", "bytes=-1"):
        with pytest.raises(RangeRefused):
            parse_range(text, 0)


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small"
    path.write_bytes(bytes(range(100)))
    return path


def test_a_small_file_is_one_buffer(small):
    answer = answer_file(small, Asked(), etag="abc")
    assert answer.status == 200
    assert list(answer.body) == [bytes(range(100))]
    assert dict(answer.headers) == {"ETag": '"abc"', "Accept-Ranges": "bytes", "Content-Length": "100"}


def test_a_part_says_which_part_it_is(small):
    answer = answer_file(small, Asked(range="bytes=10-19"), etag="abc")
    assert answer.status == 206
    assert b"".join(answer.body) == bytes(range(10, 20))
    assert dict(answer.headers)["Content-Range"] == "bytes 10-19/100"
    assert dict(answer.headers)["Content-Length"] == "10"


def test_head_has_the_headers_and_no_body(small):
    answer = answer_file(small, Asked(is_head=True), etag="abc")
    assert list(answer.body) == []
    assert dict(answer.headers)["Content-Length"] == "100"


def test_what_the_client_has_is_not_sent_again(small):
    answer = answer_file(small, Asked(if_none_match='"other", "abc"'), etag="abc")
    assert (answer.status, list(answer.body)) == (304, [])


def test_a_part_of_another_version_is_answered_with_the_whole(small):
    answer = answer_file(small, Asked(range="bytes=10-19", if_range='"older"'), etag="abc")
    assert answer.status == 200
    assert answer_file(small, Asked(range="bytes=10-19", if_range='"abc"'), etag="abc").status == 206


def test_a_missing_file_is_a_typed_error(tmp_path):
    with pytest.raises(BytesMissing):
        answer_file(tmp_path / "none", Asked(), etag="abc")


def test_a_large_file_comes_in_pieces(tmp_path):
    data = os.urandom(SINGLE_PIECE_BYTES * 2 + 17)
    path = tmp_path / "large"
    path.write_bytes(data)
    answer = answer_file(path, Asked(range="bytes=5-"), etag="abc")
    pieces = list(answer.body)
    assert len(pieces) == 3
    assert b"".join(pieces) == data[5:]


def test_a_body_that_is_given_up_closes_its_file(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(bytes(SINGLE_PIECE_BYTES * 3))
    before = len(os.listdir("/proc/self/fd"))
    body = answer_file(path, Asked(), etag="abc").body
    assert isinstance(body, Pieces)
    next(body)
    body.close()
    body.close()
    assert len(os.listdir("/proc/self/fd")) == before
    assert list(body) == []


def test_a_refused_range_leaves_no_file_open(small):
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(RangeRefused):
        answer_file(small, Asked(range="bytes=500-"), etag="abc")
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_file_that_shrinks_ends_early(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(bytes(SINGLE_PIECE_BYTES * 3))
    body = answer_file(path, Asked(), etag="abc").body
    os.truncate(path, SINGLE_PIECE_BYTES)
    assert len(b"".join(body)) == SINGLE_PIECE_BYTES


@pytest.mark.parametrize(
    ("beginning", "mime"),
    [(b"\xff\xd8\xff\xe0", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF....WEBPVP8 ", "image/webp")],
)
def test_a_thumbnail_names_its_own_type(tmp_path, beginning, mime):
    path = tmp_path / "thumbnail"
    path.write_bytes(beginning + bytes(50))
    assert ("Content-Type", mime) in answer_picture(path, Asked(), etag="abc").headers
