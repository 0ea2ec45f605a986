"""The shell: its import map, and what it says when the front end's libraries are not there."""

import json
import re
import shutil

from app.web.shell import IMPORTS, missing_libraries
from tests.web.made_ui import ROOT, make_ui


def test_the_import_map_names_what_the_vendor_step_lays_down(read_ui):
    page = read_ui.browser().get("/")
    (inline,) = re.findall(r'<script type="importmap">(.*?)</script>', page.text)
    assert json.loads(inline) == {"imports": IMPORTS}
    if (ROOT / "static" / "vendor").is_dir():
        assert missing_libraries(ROOT / "static") == []


def test_every_bare_import_of_the_front_end_is_in_the_import_map():
    bare = set()
    for module in (ROOT / "static" / "js").rglob("*.js"):
        bare |= set(re.findall(r'^import [^"\']*["\']([^"\'./][^"\']*)["\']', module.read_text("utf-8"), re.MULTILINE))
    assert bare <= set(IMPORTS)


def test_without_its_libraries_the_page_says_what_is_missing_and_the_api_runs(tmp_path):
    root = tmp_path / "program"
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copytree(ROOT / "static" / "css", root / "static" / "css")
    made = make_ui(tmp_path / "data", root=root)
    try:
        page = made.browser().get("/").text
        assert "preact, preact/hooks" in page
        assert "make set-up" in page
        assert "<script" not in page
        assert made.owners_browser().get("/api/v1/queries").status_code == 200
    finally:
        made.close()
