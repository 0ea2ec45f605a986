"""How the long commands look in a terminal: a bar while they run, a table of outcomes at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

OUTCOMES = (
    ("successful", "new"), ("known", "here already"), ("deleted", "deleted before"), ("children", "split in several"),
    ("ignored", "left out"), ("failed", "failed"), ("skipped", "skipped"), ("todo", "not done"),
)


class Bar:
    """One line that is written over; silent when the output is no terminal."""

    def __init__(self) -> None:
        self._is_live = sys.stderr.isatty()

    def show(self, done: int, total: int, words: str) -> None:
        """Draw it."""
        if not self._is_live:
            return
        width = 30
        filled = width * done // total if total else 0
        click.echo(f"\r\033[K[{'#' * filled}{'.' * (width - filled)}] {done}/{total} {words[:60]}", nl=False, err=True)

    def end(self) -> None:
        """Clear the line."""
        if self._is_live:
            click.echo("\r\033[K", nl=False, err=True)


def show_download(answers: Iterator[dict[str, Any]]) -> int:
    """Follow a download to its end; return the exit code."""
    bar = Bar()
    for answer in answers:
        if "progress" in answer:
            bar.show(answer["progress"]["done"], answer["progress"]["total"], answer["progress"]["words"])
            continue
        bar.end()
        if "error" in answer:
            return _say(answer["error"])
        return _download_table(answer["result"])
    return _say({"sentence": "The server stopped before the download was done; it goes on when it starts again.",
                 "action": ""})


def _download_table(result: dict[str, Any]) -> int:
    for refused in result["refused"]:
        _say(refused)
    is_whole = not result["refused"]
    for query in result["queries"]:
        click.echo(query["title"])
        for kind, words in OUTCOMES:
            if query["counts"].get(kind):
                click.echo(f"  {query['counts'][kind]:>7}  {words}")
        for reason in query["reasons"]:
            click.echo(f"           {reason['count']} × {reason['sentence']} {reason['action']}".rstrip())
        if query["stop"]:
            click.echo(f"           {query['stop']}")
        is_whole = is_whole and query["is_whole"]
    return 0 if is_whole else 1


def show_import(answers: Iterator[dict[str, Any]]) -> int:
    """Follow an import to its end; return the exit code."""
    bar = Bar()
    for answer in answers:
        if "progress" in answer:
            bar.show(answer["progress"]["done"], answer["progress"]["total"], answer["progress"]["words"])
        elif "refused" in answer:
            bar.end()
            click.echo(f"{answer['refused']['path']}: {answer['refused']['sentence']}", err=True)
        elif "error" in answer:
            bar.end()
            return _say(answer["error"])
        else:
            bar.end()
            counts = answer["result"]
            click.echo(f"{counts['successful']} new, {counts['known']} here already, {counts['deleted']} deleted "
                       f"before, {counts['failed']} failed")
            return 1 if counts["failed"] else 0
    return _say({"sentence": "The server stopped before the import was done.",
                 "action": "Repeat it: what is in is known"})


def _say(error: dict[str, Any]) -> int:
    action = f" {error['action']}." if error.get("action") else ""
    click.echo(f"bowerbird: {error['sentence']}{action}", err=True)
    return 1
