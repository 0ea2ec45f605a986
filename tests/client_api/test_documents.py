"""The guide names the paths that are there, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from app.client_api.access import EVERYONE
from app.client_api.api import all_endpoints

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "client-api.md"


def test_the_guide_lists_every_path():
    paths = {endpoint.path for endpoint in all_endpoints() if endpoint.access != EVERYONE}
    assert set(re.findall(r"`(/[a-z_/]+)`", GUIDE.read_text("utf-8"))) == paths
