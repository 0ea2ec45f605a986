"""Our own sites: one folder each with its definition, and the made pages that test it."""

from __future__ import annotations

from importlib.resources import files

from app.sites.catalogue import Definitions

__all__ = ["Definitions", "load_definitions"]


def load_definitions() -> Definitions:
    """Return the snapshot of the definitions that come with Bowerbird. Raises DefinitionError."""
    return Definitions.from_texts({
        f"{folder.name}/definition.json": (folder / "definition.json").read_text("utf-8")
        for folder in sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
        if folder.is_dir() and (folder / "definition.json").is_file()
    })
