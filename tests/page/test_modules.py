"""The page's own modules: their pure parts run in node, and what must never stand in them does not."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "static/js").rglob("*.js"))
SEARCH_PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def test_the_pure_parts_keep_their_promises():
    node = shutil.which("node", path=SEARCH_PATH)
    if node is None:
        pytest.skip("node is not on the path")
    ran = subprocess.run([node, "--test", "tests/page/"], cwd=ROOT, capture_output=True, text=True, timeout=50)
    assert ran.returncode == 0, ran.stdout[-4000:]


def test_the_libraries_are_the_files_that_are_named():
    named = dict(reversed(line.split("  ")) for line in (ROOT / "tools/vendor.sha256").read_text().splitlines())
    vendor = ROOT / "static/vendor"
    if not vendor.is_dir():
        pytest.skip("static/vendor is not set up: run `npm ci && node tools/vendor.mjs`")
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in vendor.glob("*.mjs")} == named


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT / "static/js")))
def test_text_reaches_the_page_only_as_text(module: Path):
    source = module.read_text("utf-8")
    for never in (r"innerHTML", r"outerHTML", r"insertAdjacentHTML", r"document\.write", r"dangerouslySet", r"\beval\(",
                  r"new Function", r'style="', r"\son[a-z]+=\""):
        assert not re.search(never, source), f"{never} in {module}"


def test_links_that_lead_out_take_nothing_along():
    for module in MODULES:
        for tag in re.findall(r"<a [^>]*target=[^>]*>", module.read_text("utf-8")):
            assert 'rel="noopener noreferrer"' in tag


def test_the_lock_names_no_registry_host():
    assert "resolved" not in (ROOT / "package-lock.json").read_text("utf-8")
