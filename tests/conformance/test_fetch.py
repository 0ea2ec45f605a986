"""/get_files/file and /get_files/thumbnail."""

from __future__ import annotations

import pytest

from tests.client_api.living import bad, good, is_hex, nobody, nobody_id
from tests.client_api.media import animation, decode, picture

SHAPES = [
    ("PNG", {"form": "PNG"}, "image/png", 2, "png", ".png"),
    ("JPEG", {"form": "JPEG", "quality": 90}, "image/jpeg", 1, "jpeg", ".jpg"),
    ("WEBP", {"form": "WEBP"}, "image/webp", 33, "webp", ".webp"),
    ("BMP", {"form": "BMP"}, "image/bmp", 4, "bitmap", ".bmp"),
    ("TIFF", {"form": "TIFF"}, "image/tiff", 34, "tiff", ".tiff"),
    ("still GIF", {"form": "GIF"}, "image/gif", 68, "static gif", ".gif"),
]


@pytest.fixture(scope="module")
def png(living):
    data = picture(64, 48)
    return data, living.add(data)


@pytest.mark.parametrize(("name", "options", "mime", "enum", "human", "ext"), SHAPES, ids=[each[0] for each in SHAPES])
def test_still_types(api, living, name, options, mime, enum, human, ext):
    data = picture(30, 20, **options)
    file = living.add(data)
    row = api.row(file)
    names = ("mime", "filetype_enum", "filetype_human", "ext", "width", "height", "size", "duration", "num_frames")
    assert [row[each] for each in names] == [mime, enum, human, ext, 30, 20, len(data), None, None]
    answer = good(api.get("/get_files/file", hash=file))
    assert answer.content == data
    assert answer.headers["Content-Type"] == mime
    assert answer.headers["Content-Disposition"] == f'inline; filename="{file}{ext}"'


@pytest.mark.parametrize(
    ("form", "mime", "enum", "human", "ext"),
    [("GIF", "image/gif", 3, "animated gif", ".gif"), ("PNG", "image/apng", 23, "apng", ".png")],
)
def test_animated_types(api, living, form, mime, enum, human, ext):
    file = living.add(animation(form, frames=4, ms=250))
    row = api.row(file)
    names = ("mime", "filetype_enum", "filetype_human", "ext", "num_frames", "pixel_hash", "has_audio")
    assert [row[each] for each in names] == [mime, enum, human, ext, 4, None, False]
    assert row["duration"] == 1000
    assert good(api.get("/get_files/file", hash=file)).headers["Content-Type"] == mime


def test_a_picture_has_a_pixel_hash(api, png):
    assert is_hex(api.row(png[1])["pixel_hash"])


def test_a_file_by_its_id(api, png, living):
    assert good(api.get("/get_files/file", file_id=living.id_of(png[1]))).content == png[0]


def test_a_file_may_be_kept_a_year(api, png):
    answer = api.get("/get_files/file", hash=png[1])
    assert answer.headers["Cache-Control"] == "max-age=31536000"
    assert "Expires" in answer.headers


def test_a_file_never_runs_where_it_is_shown(api, png):
    for path in ("file", "thumbnail"):
        headers = api.get("/get_files/" + path, hash=png[1]).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_a_file_as_download(api, png):
    answer = api.get("/get_files/file", hash=png[1], download=True)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{png[1]}.png"'


def test_a_hash_prefix_is_tolerated(api, png):
    assert good(api.get("/get_files/file", hash="sha256:" + png[1])).content == png[0]


def test_the_id_wins_over_the_hash(api, living, png):
    other = picture()
    assert good(api.get("/get_files/file", file_id=living.id_of(living.add(other)), hash=png[1])).content == other


def test_what_a_client_has_is_not_sent_again(api, png):
    etag = api.get("/get_files/file", hash=png[1]).headers["ETag"]
    answer = api.raw("GET", "/get_files/file", params={"hash": png[1]}, headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer.content == b""


def test_an_unknown_file_404(api):
    bad(api.get("/get_files/file", hash=nobody()), 404)
    bad(api.get("/get_files/file", file_id=nobody_id()), 404)


def test_a_file_whose_bytes_are_gone_404(api, living):
    file = living.add()
    living.ground.store.file_path(file, ".png").unlink()
    bad(api.get("/get_files/file", hash=file), 404, "FileMissingException")


@pytest.mark.parametrize("path", ["file", "thumbnail"])
def test_no_identifier_400(api, path):
    bad(api.get("/get_files/" + path), 400)
    bad(api.get("/get_files/" + path, hashes=[nobody()]), 400)
    bad(api.get("/get_files/" + path, hash="abcd"), 400)


# ranges


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-5", 5, 5), ("bytes=10-", 10, None), ("bytes=0-", 0, None),
     ("bytes=3-99999999", 3, None)],
)
@pytest.mark.parametrize("path", ["file", "thumbnail"])
def test_a_range(api, png, path, text, first, last):
    whole = api.get("/get_files/" + path, hash=png[1])
    data = whole.content
    last = len(data) - 1 if last is None else last
    answer = api.raw("GET", "/get_files/" + path, params={"hash": png[1]}, headers={"Range": text})
    assert answer.status_code == 206
    assert answer.content == data[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(data)}"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == whole.headers["Content-Type"]
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_a_suffix_range(api, png):
    data, file = png
    answer = api.raw("GET", "/get_files/file", params={"hash": file}, headers={"Range": "bytes=-5"})
    assert answer.status_code == 206
    assert answer.content == data[-5:]
    assert answer.headers["Content-Range"] == f"bytes {len(data) - 5}-{len(data) - 1}/{len(data)}"


@pytest.mark.parametrize(
    ("text", "status"),
    [("bytes=9-3", 416), ("bytes=-", 416), ("bytes=0-1,4-5", 416), ("items=0-1", 416), ("bytes=7", 416),
     ("bytes=99999999-", 416), ("bytes", 400)],
)
def test_refused_ranges(api, png, text, status):
    bad(api.raw("GET", "/get_files/file", params={"hash": png[1]}, headers={"Range": text}), status)


def test_a_range_wholly_behind_the_end_is_the_whole_file(api, png):
    data, file = png
    answer = api.raw("GET", "/get_files/file", params={"hash": file}, headers={"Range": "bytes=99999998-99999999"})
    assert answer.status_code == 200
    assert answer.content == data


def test_a_large_file_comes_whole(api, living):
    data = picture(600, 500)
    assert len(data) > 512 * 1024
    file = living.add(data)
    assert good(api.get("/get_files/file", hash=file)).content == data
    answer = api.raw("GET", "/get_files/file", params={"hash": file}, headers={"Range": "bytes=300000-"})
    assert answer.content == data[300_000:]


# thumbnails


@pytest.mark.parametrize(
    ("size", "thumbnail"),
    [((64, 48), (64, 48)), ((400, 300), (150, 112)), ((300, 600), (62, 125)), ((600, 100), (150, 25)),
     ((150, 125), (150, 125))],
)
def test_thumbnail_size(api, living, size, thumbnail):
    file = living.add(picture(*size))
    row = api.row(file)
    assert (row["thumbnail_width"], row["thumbnail_height"]) == thumbnail
    answer = good(api.get("/get_files/thumbnail", hash=file))
    assert decode(answer.content).size == thumbnail
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "max-age=31536000"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{file}.thumbnail"'


def test_a_transparent_thumbnail_is_png(api, living):
    file = living.add(picture(40, 40, mode="RGBA"))
    answer = good(api.get("/get_files/thumbnail", file_id=living.id_of(file)))
    assert answer.headers["Content-Type"] == "image/png"
    assert decode(answer.content).mode == "RGBA"
    assert api.row(file)["has_transparency"] is True


def test_a_thumbnail_is_never_404(api):
    for query in ({"hash": nobody()}, {"file_id": nobody_id()}):
        answer = good(api.get("/get_files/thumbnail", **query))
        assert answer.headers["Content-Type"] == "image/png"
        assert decode(answer.content).size == (200, 200)
        assert answer.headers["Cache-Control"] == "max-age=4"


def test_asking_for_an_unknown_file_makes_nothing(api, living):
    unknown = nobody()
    api.get("/get_files/thumbnail", hash=unknown)
    assert living.id_of(unknown) is None


def test_a_lost_thumbnail_is_an_icon_that_is_not_kept(api, living):
    file = living.add()
    living.ground.store.thumbnail_path(file).unlink()
    answer = good(api.get("/get_files/thumbnail", hash=file))
    assert decode(answer.content).size == (200, 200)
    assert answer.headers["Cache-Control"] == "max-age=4"


def test_the_thumbnail_of_an_animation(api, living):
    answer = good(api.get("/get_files/thumbnail", hash=living.add(animation())))
    assert decode(answer.content).size == (32, 32)
