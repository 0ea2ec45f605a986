"""The headers of every class of answer, and what a browser may do with a user's file (reliability.md A7, I1)."""

import base64
import hashlib
import re

import pytest

from app.core.ids import Sha256
from app.media.filetype import Filetype
from app.web.media import kind_headers
from tests.web.made_ui import drawn

BASE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SANDBOXED = "sandbox; default-src 'none'"
PNG = drawn("teal")


@pytest.fixture
def picture(ui):
    """The sha256 of a picture in the house."""
    return ui.add_file(PNG)


def test_every_answer_has_the_base_headers(ui, picture):
    browser = ui.owners_browser()
    paths = ["/", "/api/v1/session", "/api/v1/nowhere", "/nowhere", "/static/css/tokens.css", "/static/nothing.js",
             f"/media/file/{picture}", f"/media/thumbnail/{picture}", "/media/file/" + "0" * 64, "/media/other",
             "/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=99"]
    for client in (browser, ui.browser(), ui.browser("evil.example")):
        for path in paths:
            answer = client.get(path)
            assert {name: answer.headers.get(name) for name in BASE} == BASE, path
            assert answer.headers.get("Content-Security-Policy"), path
            assert answer.headers.get("Cache-Control"), path


def test_the_api_answers_as_data_that_nothing_keeps(ui):
    answer = ui.owners_browser().get("/api/v1/settings")
    assert answer.content_type == "application/json"
    assert answer.headers["Content-Security-Policy"] == NOTHING_RUNS
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_shell_runs_only_our_own_files_and_one_inline_text_by_its_hash(ui):
    answer = ui.browser("attic.local:45868").get("/")
    (inline,) = re.findall(r'<script type="importmap">(.*?)</script>', answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": f"'self' 'sha256-{digest}'",
        "style-src": "'self'",
        "img-src": "'self' blob: data:",
        "media-src": "'self' blob:",
        "connect-src": "'self' ws://attic.local:45868 wss://attic.local:45868",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*(src=|importmap))", answer.text)
    assert not re.search(r"\son\w+=|<style|style=", answer.text)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("css/tokens.css", "text/css; charset=utf-8"), ("js/main.js", "text/javascript; charset=utf-8"),
     ("icons/mark.svg", "image/svg+xml; charset=utf-8")],
)
def test_static_files_have_the_types_that_browsers_ask_for(ui, path, kind):
    answer = ui.browser().get(f"/static/{path}")
    assert (answer.status_code, answer.content_type) == (200, kind)
    again = ui.browser().get(f"/static/{path}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["../run.py", "..%2frun.py", "%2e%2e/run.py", "/etc/passwd", "css/../../run.py"])
def test_static_files_are_those_of_one_folder(ui, path):
    assert ui.owners_browser().get(f"/static/{path}").status_code in {404, 308}


def test_a7_addresses_with_keys_leave_by_no_referrer(ui):
    assert ui.browser().get("/library?Hydrus-Client-API-Access-Key=abc").headers["Referrer-Policy"] == "no-referrer"


def test_a7_a_key_in_the_address_opens_nothing_on_the_pages_port(ui):
    key = ui.given.keys.create("all", permits_everything=True)
    path = f"/api/v1/settings?Hydrus-Client-API-Access-Key={key}"
    assert ui.browser().get(path).status_code == 401


# files ----------------------------------------------------------------------------------------------------------------


def test_i1_a_picture_is_shown_in_a_sandbox_and_kept_by_the_browser(ui, picture):
    answer = ui.owners_browser().get(f"/media/file/{picture}")
    assert (answer.status_code, answer.data) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{picture}.png"'
    assert answer.headers["Content-Security-Policy"] == SANDBOXED
    assert answer.headers["ETag"] == f'"{picture}"'
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert {name: answer.headers.get(name) for name in BASE} == BASE


def test_a_file_is_saved_when_that_is_asked_for(ui, picture):
    answer = ui.owners_browser().get(f"/media/file/{picture}?download=1")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{picture}.png"'


RUNNABLE = [Filetype.HTML, Filetype.SVG, Filetype.PDF, Filetype.FLASH, Filetype.EPUB, Filetype.JSON,
            Filetype.PLAIN_TEXT, Filetype.OCTET_STREAM, Filetype.UNKNOWN, Filetype.ZIP, Filetype.UGOIRA,
            Filetype.WINDOWS_EXE, 12345]


@pytest.mark.parametrize("filetype", RUNNABLE)
def test_i1_whatever_a_browser_could_run_is_only_ever_saved(filetype):
    headers = dict(kind_headers(filetype, Sha256("a" * 64), wants_to_save=False))
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("filetype", [Filetype.HTML, Filetype.SVG, Filetype.PDF, Filetype.UNKNOWN])
def test_i1_over_http_a_runnable_file_is_saved_from_a_sandbox(ui, picture, filetype):
    ui.ground.writer.run(lambda tx: tx.execute("UPDATE file SET filetype = ?", (int(filetype),)))
    answer = ui.owners_browser().get(f"/media/file/{picture}", headers={"Sec-Fetch-Dest": "document"})
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Security-Policy"] == SANDBOXED


@pytest.mark.parametrize(
    ("filetype", "kind"),
    [(Filetype.JPEG, "image/jpeg"), (Filetype.APNG, "image/png"), (Filetype.WEBM, "video/webm"),
     (Filetype.MP4, "video/mp4"), (Filetype.MP3, "audio/mpeg"), (Filetype.AVIF, "image/avif")],
)
def test_what_browsers_can_draw_or_play_is_shown_under_their_name_for_it(filetype, kind):
    headers = dict(kind_headers(filetype, Sha256("a" * 64), wants_to_save=False))
    assert headers["Content-Type"] == kind
    assert headers["Content-Disposition"].startswith("inline; ")


@pytest.mark.parametrize("what", ["thumbnail", "preview"])
def test_i1_thumbnails_are_raster_whatever_the_file_is(ui, picture, what):
    ui.ground.writer.run(lambda tx: tx.execute("UPDATE file SET filetype = ?", (int(Filetype.SVG),)))
    answer = ui.owners_browser().get(f"/media/{what}/{picture}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] in {"image/jpeg", "image/png", "image/webp"}
    assert answer.headers["Content-Security-Policy"] == SANDBOXED
    again = ui.owners_browser().get(f"/media/{what}/{picture}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_part_of_a_file_is_answered(ui, picture):
    answer = ui.owners_browser().get(f"/media/file/{picture}", headers={"Range": "bytes=1-3"})
    assert (answer.status_code, answer.data) == (206, PNG[1:4])
    assert answer.headers["Content-Range"] == f"bytes 1-3/{len(PNG)}"
    head = ui.owners_browser().head(f"/media/file/{picture}")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(PNG)))
    beyond = ui.owners_browser().get(f"/media/file/{picture}", headers={"Range": "bytes=999999-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(PNG)}")


def test_media_is_read_and_only_by_the_owner(ui, picture):
    for what in ("file", "thumbnail", "preview"):
        assert ui.browser().get(f"/media/{what}/{picture}").status_code == 401
        assert ui.owners_browser().post(f"/media/{what}/{picture}").status_code == 405
    for path in ("/media/", "/media/file/../../x", f"/media/file/{picture.upper()}", f"/media/file/{picture}/",
                 f"/media/x/{picture}"):
        assert ui.owners_browser().get(path).status_code == 404
