"""Our own sites: one folder each with its definition, and the made pages that test it."""

from __future__ import annotations

from importlib.resources import files


def texts() -> dict[str, str]:
    """Return the text of every definition that comes with Bowerbird, by the name its errors are told under."""
    return {
        f"{folder.name}/definition.json": (folder / "definition.json").read_text("utf-8")
        for folder in sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
        if folder.is_dir() and (folder / "definition.json").is_file()
    }
