"""Bodies that lie about themselves: F9 to F16, I4. None hangs, none is glued, each ends as a typed reason."""

from __future__ import annotations

import errno
import os
import threading
import time
from datetime import timedelta

import pytest

from app.core.errors import StorageTrouble
from app.network.limits import Limits
from app.network.partial import Sink
from app.network.request import Cancelled, NetworkTrouble, Request
from tests.faults.fault_server import BODY, ETAG, FaultServer
from tests.network.made import made

QUICK = Limits(
    header_seconds=0.4, rate_window_seconds=0.3, page_seconds=5.0, file_seconds=5.0, watch_tick_seconds=0.05,
)


@pytest.fixture
def server():
    with FaultServer() as server:
        yield server


@pytest.fixture
def house(tmp_path):
    with made(tmp_path) as house:
        yield house


@pytest.fixture
def hasty(tmp_path):
    with made(tmp_path, limits=QUICK) as house:
        yield house


def fetch(house, server, path, **options):
    into = house.path / "file"
    return house.network.fetch_file(Request(server.url(path), is_page=False, **options), into)


def trouble_of(house, server, path, **options):
    with pytest.raises(NetworkTrouble) as caught:
        fetch(house, server, path, **options)
    return caught.value


def test_f9_a_short_body_is_an_error_and_its_part_is_kept(house, server):
    trouble = trouble_of(house, server, "short_body")
    assert trouble.reason.code == "truncated"
    assert not (house.path / "file").exists()
    assert (house.path / "file.part").stat().st_size > 0
    assert server.times("short_body") == 3


def test_f9_a_download_that_broke_off_goes_on_where_it_was(house, server):
    fetched = fetch(house, server, "breaks_once")
    assert fetched.path.read_bytes() == BODY
    second = server.asked[1].headers
    assert second["range"] == f"bytes={len(BODY) // 2}-"
    assert second["if-range"] == ETAG
    assert [path.name for path in house.path.glob("*.part")] == []


def test_a_download_goes_on_after_a_restart(house, server):
    (house.path / "file.part").write_bytes(BODY[:1000])
    (house.path / "file.state.part").write_text('{"etag": "\\"one\\"", "last_modified": "", "total": null}')
    assert fetch(house, server, "media").path.read_bytes() == BODY
    assert server.asked[0].headers["range"] == "bytes=1000-"


def test_a_rest_that_ends_early_is_gone_on_with(house, server):
    """A 206 without length: only its range tells that something is missing."""
    (house.path / "file.part").write_bytes(BODY[:1000])
    (house.path / "file.state.part").write_text('{"etag": "\\"one\\"", "last_modified": "", "total": null}')
    assert fetch(house, server, "short_rest").path.read_bytes() == BODY
    assert [asked.headers["range"] for asked in server.asked] == ["bytes=1000-", "bytes=6000-"]


def test_a_part_of_unknown_version_is_not_continued(house, server):
    (house.path / "file.part").write_bytes(b"something else")
    assert fetch(house, server, "media").path.read_bytes() == BODY
    assert "range" not in server.asked[0].headers


def test_a_weak_etag_vouches_for_nothing(house, server):
    assert fetch(house, server, "breaks_once?etag=W/%22one%22").path.read_bytes() == BODY
    assert "range" not in server.asked[1].headers


def test_f10_what_comes_beyond_the_length_is_dropped(house, server):
    assert fetch(house, server, "long_body").path.read_bytes() == BODY[:1000]


def test_f11_an_early_end_without_length_looks_whole_here(house, server):
    assert fetch(house, server, "no_length_cut").size == 5000


@pytest.mark.parametrize(("lengths", "code"), [
    ("is=1000", None), ("is=-5", None), ("is=abc", None), ("is=1000&and=1000", None),
    ("is=1000&and=2000", "connection_failed"), ("is=1000,2000", "connection_failed"),
    ("is=99999999999999", "too_large"), ("is=9999999999999999999999", "truncated"),
])
def test_f12_odd_lengths_are_survived_or_refused(house, server, lengths, code):
    if code is None:
        assert fetch(house, server, f"length?{lengths}").size == 1000
    else:
        assert trouble_of(house, server, f"length?{lengths}").reason.code == code


def test_f12_a_length_over_the_limit_is_refused_before_reading(house, server):
    trouble = trouble_of(house, server, "length?is=1001", max_bytes=1000)
    assert trouble.reason.code == "too_large"
    assert not (house.path / "file.part").exists() or (house.path / "file.part").stat().st_size == 0


def test_f13_an_error_page_in_place_of_media_arrives_as_what_it_is(house, server):
    assert fetch(house, server, "error_page").content_type == "text/html"


@pytest.mark.parametrize("name", ["range_ignored", "wrong_content_range", "changed_etag"])
def test_f14_two_versions_are_never_glued(house, server, name):
    (house.path / "file.part").write_bytes(BODY[:1000])
    (house.path / "file.state.part").write_text('{"etag": "\\"one\\"", "last_modified": "", "total": null}')
    found = fetch(house, server, name).path.read_bytes()
    assert found in {BODY, BODY[::-1]}


def test_f14_a_part_longer_than_the_file_begins_anew(house, server):
    (house.path / "file.part").write_bytes(BODY + b"more")
    (house.path / "file.state.part").write_text('{"etag": "\\"one\\"", "last_modified": "", "total": null}')
    assert fetch(house, server, "media").path.read_bytes() == BODY


def test_a_part_that_nobody_asked_for_is_refused(house, server):
    assert trouble_of(house, server, "unasked_part").reason.code == "http_error"


@pytest.mark.parametrize("name", ["drip", "chunked_drip", "drip_to_the_end"])
def test_f15_a_drip_is_cut_within_its_window(hasty, server, name):
    start = time.monotonic()
    trouble = trouble_of(hasty, server, name)
    assert trouble.reason.code == "timeout"
    assert "1 KB a second" in trouble.reason.detail
    assert time.monotonic() - start < 20
    assert not (hasty.path / "file").exists()


def test_f15_a_body_has_a_total_deadline(tmp_path, server):
    limits = Limits(least_bytes_per_second=0.0, rate_window_seconds=0.1, file_seconds=0.4, watch_tick_seconds=0.05)
    with made(tmp_path, limits=limits) as house:
        assert "longer than any request may" in trouble_of(house, server, "drip").reason.detail


@pytest.mark.parametrize("name", ["header_drip", "endless_continue", "silent"])
def test_f16_headers_that_do_not_end_are_cut(hasty, server, name):
    start = time.monotonic()
    trouble = trouble_of(hasty, server, name)
    assert trouble.reason.code == "timeout"
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("name", ["many_headers", "garbage"])
def test_f16_headers_that_make_no_sense_are_a_broken_connection(house, server, name):
    assert trouble_of(house, server, name).reason.code == "connection_failed"


def test_a_silent_server_is_a_timeout_of_the_socket_too(tmp_path, server):
    with made(tmp_path, read_timeout=timedelta(seconds=0.2)) as house:
        assert house.trouble(server.url("silent")).reason.code == "timeout"


@pytest.mark.parametrize("name", ["drip", "header_drip", "silent"])
def test_cancelling_ends_a_request_that_is_stuck(house, server, name):
    stop = threading.Event()
    threading.Timer(0.15, stop.set).start()
    with pytest.raises(Cancelled):
        house.network.fetch_file(Request(server.url(name), is_page=False), house.path / "file", stop=stop)


def test_i4_a_300_mb_gzip_page_is_cut_at_the_limit(house, server):
    trouble = house.trouble(server.url("gzip_bomb"))
    assert trouble.reason.code == "too_large"
    assert "16.0 MB" in trouble.reason.detail


def test_i4_a_packed_file_is_cut_too(house, server):
    assert trouble_of(house, server, "gzip_bomb", max_bytes=1_000_000).reason.code == "too_large"
    assert not (house.path / "file").exists()
    assert (house.path / "file.part").stat().st_size <= 1_000_000


def test_files_are_asked_for_unpacked_and_pages_packed(house, server):
    fetch(house, server, "echo")
    house.network.fetch_page(Request(server.url("echo")))
    assert [asked.headers["accept-encoding"] for asked in server.asked] == ["identity", "gzip, deflate"]


def test_a_packed_page_is_unpacked(house, server):
    assert house.network.fetch_page(Request(server.url("gzip_page"))).text == "<p>größe</p>"


def test_a_damaged_packing_is_a_truncated_page(house, server):
    assert house.trouble(server.url("broken_gzip")).reason.code == "truncated"


def test_a_file_that_came_packed_is_never_resumed(house, server):
    assert fetch(house, server, "gzip_file").path.read_bytes() == BODY
    assert all("range" not in asked.headers for asked in server.asked)


def test_no_descriptor_is_left_open_whatever_happened(hasty, server):
    def round_of_everything():
        for path in ("short_body", "drip", "reset", "garbage", "gzip_bomb", "length?is=1&and=2", "status?is=500"):
            trouble_of(hasty, server, path, max_bytes=1_000_000)
        fetch(hasty, server, "media")

    round_of_everything()
    server.settle()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        round_of_everything()
    server.settle()
    assert len(os.listdir("/proc/self/fd")) <= before


def test_progress_is_told_with_the_total(house, server):
    told = []
    house.network.fetch_file(
        Request(server.url("media"), is_page=False), house.path / "file", on_progress=lambda *news: told.append(news)
    )
    assert told[-1] == (len(BODY), len(BODY))
    assert [received for received, _ in told] == sorted(received for received, _ in told)


@pytest.mark.parametrize(("number", "code"), [
    (errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EIO, "storage_trouble"),
])
def test_f3_a_full_or_failing_disk_is_no_trouble_of_the_network(house, server, monkeypatch, number, code):
    def full(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Sink, "_write", full)
    with pytest.raises(StorageTrouble) as caught:
        fetch(house, server, "media")
    assert caught.value.code == code
    assert len(server.asked) == 1


def test_a_folder_that_is_gone_is_told_as_such(house, server):
    with pytest.raises(StorageTrouble):
        house.network.fetch_file(Request(server.url("media"), is_page=False), house.path / "gone" / "file")
    with pytest.raises(StorageTrouble):
        house.network.fetch_page(Request(server.url("fine")), save_to=house.path / "gone" / "page")
