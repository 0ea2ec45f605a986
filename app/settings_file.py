"""The owner's choices in `DATA/settings.toml`: read at start, written when a setting is changed on the page.

What the file says beside the changed line, comments included, stays as it is.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from app.core.settings import BadSetting, Settings, parse_setting, settle

NAME = "settings.toml"


def read_settings(data: Path, flags: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Return the values in force for this data folder. Raises BadSetting."""
    return settle(flags, environment, read_file(data), data)


def read_file(data: Path) -> dict[str, Any]:
    """Return what the file says; {} when there is none. Raises BadSetting when it is not TOML."""
    try:
        return tomllib.loads((data / NAME).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # whether the folder can be used is told when it is opened
        return {}
    except OSError as error:
        raise BadSetting(f"{NAME} can't be read: {error.strerror}.", action="Make it readable for this user") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{NAME} can't be read: {error}.", action="Correct the line, or remove the file") from error


def save_setting(data: Path, name: str, text: str) -> Any:
    """Write one choice and return its value; the file is replaced whole or not at all. Raises BadSetting."""
    value = parse_setting(name, text)
    path = data / NAME
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    document[name] = value if isinstance(value, bool) else text
    unfinished = path.with_suffix(".part")
    unfinished.write_text(tomlkit.dumps(document), "utf-8")
    unfinished.chmod(0o600)
    os.replace(unfinished, path)  # noqa: PTH105 - the durable one
    return value
