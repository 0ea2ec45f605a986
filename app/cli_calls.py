"""What every command of the command line needs: its `--data`, its way to the server or the folder, and plain errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from app import runtime
from app.core.errors import BowerbirdError
from app.core.settings import Settings

Answer = dict[str, Any]


def data_option(command: Any) -> Any:
    """Give a command its `--data`."""
    return click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
                        help="The data folder. Default: BOWERBIRD_DATA, else ./data.")(command)


class told:  # noqa: N801 - used like a function
    """Turns a typed error into its sentence on stderr and an exit code."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, BowerbirdError):
            tell(error.code, error.sentence, error.action)


def tell(code: str, sentence: str, action: str) -> None:
    """Say what is wrong and what to do next, and leave."""
    click.echo(f"bowerbird: {sentence}" + (f" {action}." if action else ""), err=True)
    sys.exit(11 if code == "folder_taken" else 1)


def data_folder(context: click.Context, data: Path | None) -> Path:
    """Return the folder that the call means: its own `--data`, the one before the command, the environment, ./data."""
    return data or context.find_root().obj or Path(os.environ.get("BOWERBIRD_DATA") or "data")


def settle_for(context: click.Context, data: Path | None, flags: Mapping[str, Any]) -> Settings:
    """Return the settings in force for this call."""
    from app.settings_file import read_settings

    return read_settings(data_folder(context, data), flags, os.environ)


def answers_of(
    context: click.Context, data: Path | None, command: str, arguments: Mapping[str, Any]
) -> Iterator[Answer]:
    """Run a command where it belongs, in the server or here, and yield its answers."""
    from app.control import ask

    settings = settle_for(context, data, {})
    remote = ask(settings.data.resolve(), command, arguments)
    if remote is not None:
        yield from remote
        return
    runtime.start(settings.async_mode)
    from app.commands import run_alone

    yield from run_alone(settings, command, arguments)


def one_result(context: click.Context, data: Path | None, command: str, arguments: Mapping[str, Any]) -> Answer:
    """Run a command and return its result; an error is told and ends the program."""
    with told():
        for answer in answers_of(context, data, command, arguments):
            if "error" in answer:
                tell(**answer["error"])
            if "result" in answer:
                return dict(answer["result"])
    tell("server_stopped", "The server stopped before it had answered.", "Start it again and repeat the command")
    raise AssertionError("unreachable")
