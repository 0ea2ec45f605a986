"""Documents are true: the made ones are fresh, commands and settings are described, dependencies have their line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.cli import main
from app.core.settings import SETTINGS
from tools.docs import documents

ROOT = Path(__file__).parents[2]
DEFINITIONS = ROOT / "app" / "sites" / "definitions"


def test_the_made_documents_are_those_the_code_makes_now():
    for path, text in documents().items():
        assert path.read_text("utf-8") == text, f"{path.name} is old: run make docs"


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_setting_is_in_the_documents(name):
    assert f"`{name}`" in (ROOT / "docs" / "settings.md").read_text("utf-8")


def test_every_command_has_a_help_text():
    def commands(group):
        for command in group.commands.values():
            yield command
            if hasattr(command, "commands"):
                yield from commands(command)

    for command in commands(main):
        assert command.help, command.name


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_pinned_and_has_its_line(file):
    lines = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    for line in (ROOT / file).read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "-r")):
            name, version = line.split("==")
            assert version
            assert re.search(rf"\b{re.escape(name)}\b", lines), name


def test_every_library_of_the_page_is_pinned_and_has_its_line():
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    lines = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for name, version in (package.get("dependencies", {}) | package.get("devDependencies", {})).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert name in lines, name


def test_no_lock_file_names_a_registry_or_a_machine():
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in text
    assert "registry" not in text


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in DEFINITIONS.glob("*/definition.json")))
def test_every_site_is_in_the_tables_and_tells_how_old_its_shape_is(folder):
    tables = "".join(path.read_text("utf-8") for path in (ROOT / "docs" / "sites").glob("*.md"))
    assert f"`{folder}`" in tables
    assert json.loads((DEFINITIONS / folder / "definition.json").read_text("utf-8"))["shape_date"]
