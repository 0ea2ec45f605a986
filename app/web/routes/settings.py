"""The settings table: what each is, where its value came from, and changing it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, RootModel

from app.core.errors import Conflict
from app.core.settings import SETTINGS, Setting, parse_setting
from app.web.desk import Desk
from app.web.operations import Answer, Operations

api = Operations("settings")

_FIXED: Final = {"data": "The data folder is chosen when Bowerbird is started."}
"""Settings that the file in the data folder can't decide, and why."""


class SettingFixed(Conflict):
    """This setting was given when Bowerbird was started, which stands above the file."""

    code = "setting_fixed"


class SettingRow(Answer):
    """One setting. `value` is what is chosen; while `is_pending` it waits for the next start. `origin` is flag,
    environment, file or default. A live one changes at once."""

    name: str
    value: str
    default: str
    unit: str
    sentence: str
    origin: str
    is_live: bool
    is_pending: bool


class SettingRows(Answer):
    """All settings, in the order of the table."""

    settings: list[SettingRow]


Texts = dict[str, Annotated[str, Field(max_length=4000)]]


class Changes(RootModel[Annotated[Texts, Field(min_length=1, max_length=64)]]):
    """New texts by the settings' names."""

    model_config = ConfigDict(strict=True, frozen=True)


class Changed(Answer):
    """The settings that take effect only at the next start."""

    needs_restart: list[str]


@api.get("/settings", answers=SettingRows)
def every(desk: Desk) -> SettingRows:
    """List every setting."""
    return SettingRows(settings=[_row(desk, setting) for setting in SETTINGS.values()])


@api.patch("/settings", body=Changes, answers=Changed)
def change(desk: Desk, body: Changes) -> Changed:
    """Change settings: every text is checked before the first is written."""
    values = {name: parse_setting(name, text) for name, text in body.root.items()}
    for name in values:
        _refuse_fixed(desk, name)
    for name, text in body.root.items():
        if name == "network_paused":
            desk.given.network.pause() if values[name] else desk.given.network.resume()
        else:
            desk.given.save_setting(name, text)
    return Changed(needs_restart=[name for name in values if not SETTINGS[name].live])


def _refuse_fixed(desk: Desk, name: str) -> None:
    origin = desk.given.settings.chosen.get(name)
    if name in _FIXED or origin in {"flag", "environment"}:
        raise SettingFixed(_FIXED.get(name, f"{name} was given by a {origin} when Bowerbird was started, which stands "
                                            "above what is chosen here."), action="Change it there")


def _row(desk: Desk, setting: Setting) -> SettingRow:
    name, started, chosen = setting.name, desk.given.settings, desk.given.chosen_settings()
    value = desk.given.network.paused if name == "network_paused" else chosen.values[name]
    is_changed = chosen.values[name] != started.values[name]
    return SettingRow(
        name=name, value=as_text(value), default=as_text(setting.default), unit=setting.unit,
        sentence=setting.sentence, origin="file" if is_changed else chosen.chosen.get(name, "default"),
        is_live=setting.live, is_pending=is_changed and not setting.live,
    )


def as_text(value: Any) -> str:
    """Return a setting's value as one would type it."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case timedelta():
            return f"{value.total_seconds():g}"
        case Path():
            return str(value)
        case tuple():
            return ", ".join(str(part) for part in value)
        case _:
            return str(value)
