"""Write the documents that are made from the code: docs/settings.md and docs/ui-api.md."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.core.settings import SETTINGS, Setting
from app.core.units import format_size
from app.web.catalogue import OPERATIONS
from app.web.openapi import markdown

DOCS = Path(__file__).parents[1] / "docs"


def settings_document() -> str:
    """Return docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "<!-- made from app/core/settings.py by `make docs` -->",
        "",
        "A setting is taken from a command-line flag, else from the environment, else from `settings.toml` in the data",
        "folder, else it has its default.",
        "",
        "| name | environment | default | what it does |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{setting.name}` | `{setting.environment}` | {_default(setting)} | {setting.sentence} |"
        for setting in SETTINGS.values()
    ]
    return "\n".join(lines) + "\n"


def _default(setting: Setting) -> str:
    value = setting.default
    if value is None or value == () or value == "":
        return "none"
    if setting.unit == "bytes":
        return format_size(value)
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g} s"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`"


def documents() -> dict[Path, str]:
    """Return every made document by its path."""
    return {DOCS / "settings.md": settings_document(), DOCS / "ui-api.md": markdown(OPERATIONS)}


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, "utf-8")
        print(path.name)
