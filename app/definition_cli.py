"""`definitions` on the command line: import, list, export, switch, test, and ask about addresses and pages."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from app.cli_calls import data_option, one_result

SHARED_SUFFIXES = (".png", ".json")
FEW = 20


def say(text: str, *, err: bool = False) -> None:
    """Print a line. Names come out of strangers' files: what would steer the terminal is shown as a mark."""
    click.echo("".join(letter if letter.isprintable() or letter == "\t" else "\ufffd" for letter in text), err=err)


@click.group()
def definitions() -> None:
    """Downloaders: what is known of sites, ours and what people share."""


@definitions.command("import")
@data_option
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…")
@click.option("--yes", is_flag=True, help="Import without asking.")
@click.pass_context
def import_files(context: click.Context, data: Path | None, files: tuple[Path, ...], yes: bool) -> None:
    """Import shared downloaders, PNG or JSON files or folders of them. What would happen is shown first.

    The exit code is 1 when something could not be read, or the answer was no.
    """
    call: dict[str, Any] = {"paths": [str(path.resolve()) for path in _shared_files(files)]}
    if not yes:
        preview = one_result(context, data, "definitions.preview", call)
        _show_preview(preview)
        if not _changes(preview):
            sys.exit(1 if preview["refused"] else 0)
        if not click.confirm("Import this?"):
            sys.exit(1)
        call["agreed"] = preview["digest"]
    done = one_result(context, data, "definitions.import", call)
    if yes:
        _show_preview(done)
    if done["batch"] is not None:
        say(f"Imported. To take it back: definitions undo {done['batch']}")
    sys.exit(1 if done["refused"] else 0)


def _shared_files(paths: Iterable[Path]) -> list[Path]:
    return [file for path in paths for file in (_below(path) if path.is_dir() else [path])]


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SHARED_SUFFIXES and path.is_file())


def _changes(preview: dict[str, Any]) -> bool:
    return any(line["outcome"] != "same" for line in preview["definitions"])


def _show_preview(preview: dict[str, Any]) -> None:
    for line in preview["definitions"]:
        say(f"{line['outcome']:<9} {line['kind']:<12} {line['name']}{_beside(line)}")
        for change in line["changes"]:
            say(f"          {change}")
    for domain, holder in preview["domains"].items():
        say(f"claims    {domain}" + (f" (until now: {holder})" if holder else ""))
    for metadata in preview["metadata"]:
        for header in metadata["headers"]:
            say(f"header    {metadata['name']}: {header['name']}: {header['value']}")
        for rule in metadata["bandwidth"] or ():
            seconds = "month" if rule["seconds"] is None else f"{rule['seconds']} s"
            say(f"rule      {metadata['name']}: at most {rule['maximum']:,} {rule['counts']} each {seconds}")
    for sentence in preview["refused"]:
        say(f"refused   {sentence}", err=True)
    counts = Counter(line["outcome"] for line in preview["definitions"])
    words = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    misc = f", {preview['misc']} other objects" if preview["misc"] else ""
    say(f"{words or 'nothing to import'}{misc}")


def _beside(line: dict[str, Any]) -> str:
    match line["outcome"]:
        case "replaces":
            return f" (in place of '{line['other']}', which is set aside)"
        case "renamed":
            return f" (there is another '{line['other']}')"
        case "same":
            return f" (here as '{line['other']}')" if line["other"] != line["name"] else ""
        case _:
            return ""


@definitions.command("undo")
@data_option
@click.argument("batch", type=int, required=False)
@click.pass_context
def undo(context: click.Context, data: Path | None, batch: int | None) -> None:
    """Take an import back: the one of that number, or the latest."""
    gone = one_result(context, data, "definitions.undo", {"batch": batch})["gone"]
    say(f"{gone} gone.")


@definitions.command("list")
@data_option
@click.pass_context
def list_all(context: click.Context, data: Path | None) -> None:
    """List all: kind, name, where it is from, on or off, the number of its import."""
    for row in one_result(context, data, "definitions.list", {})["definitions"]:
        origin = f"own: {row['origin']}" if row["is_own"] else row["origin"]
        say(f"{row['kind']}\t{row['name']}\t{origin}\t{'on' if row['is_enabled'] else 'off'}\t"
                   f"{row['batch'] or ''}")


@definitions.command("switch")
@data_option
@click.argument("site")
@click.argument("to", type=click.Choice(["on", "off"]))
@click.pass_context
def switch(context: click.Context, data: Path | None, site: str, to: str) -> None:
    """Switch one of our own sites on or off, by the name that `list` shows behind `own:`."""
    one_result(context, data, "definitions.switch", {"site": site, "on": to == "on"})


@definitions.command("export")
@data_option
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="A .png or .json file.")
@click.pass_context
def export(context: click.Context, data: Path | None, names: tuple[str, ...], target: Path) -> None:
    """Write definitions of these names to a file that can be shared, and read by the program they come from."""
    suffix = target.suffix.lower()
    if suffix not in SHARED_SUFFIXES:
        raise click.UsageError("the file has to end in .png or .json")
    payload = one_result(context, data, "definitions.export", {"names": list(names)})["payload"]
    try:
        target.write_bytes(_picture(payload) if suffix == ".png" else payload.encode())
    except OSError as error:
        raise click.ClickException(f"{target} can't be written: {error.strerror}") from error


def _picture(payload: str) -> bytes:
    from app.media.grey import grey_png
    from app.sites.sharing.payload import lay_out

    pixels = lay_out(payload)
    return grey_png(pixels.width, pixels.rows)


@definitions.command("test")
@data_option
@click.pass_context
def test(context: click.Context, data: Path | None) -> None:
    """Try our own definitions on all their samples. The exit code is 1 when one is not as stated."""
    result = one_result(context, data, "definitions.test", {})
    for wrong in result["wrong"]:
        say(f"{wrong['site']}: {wrong['sample']}: {wrong['sentence']}", err=True)
    say(f"{result['tried']} samples tried, {len(result['wrong'])} not as stated")
    sys.exit(1 if result["wrong"] else 0)


def without_own(command: Any) -> Any:
    """Give a command its `--without-own`."""
    return click.option("--without-own", is_flag=True, help="Leave our own definitions out.")(command)


@definitions.command("match")
@data_option
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@without_own
@click.pass_context
def match(context: click.Context, data: Path | None, urls: tuple[str, ...], as_json: bool, without_own: bool) -> None:
    """Tell which class each address has, its forms, what is fetched for it, and what reads that."""
    told = one_result(context, data, "definitions.match", {"urls": list(urls), "without_own": without_own})["urls"]
    if as_json:
        click.echo(json.dumps(told, indent=2))
        return
    for each in told:
        say(each["url"])
        for key, value in each.items():
            if key != "url":
                say(f"  {key:<11} {value or '-'}")


@definitions.command("parse")
@data_option
@click.option("--url", required=True, metavar="URL", help="The page's address.")
@click.option("--file", "page", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="PAGE", help="The page's text.")
@click.option("--parser", default=None, metavar="NAME", help="Read with this parser; the address is not matched then.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@without_own
@click.pass_context
def parse(context: click.Context, data: Path | None, url: str, page: Path, parser: str | None, as_json: bool,
          without_own: bool) -> None:
    """Tell what is found on a page that lies in a file."""
    told = one_result(context, data, "definitions.parse", {
        "url": url, "file": str(page.resolve()), "parser": parser, "without_own": without_own})
    if as_json:
        click.echo(json.dumps(told, indent=2))
        return
    say(f"{told['outcome']} by '{told['parser']}'" + (f": {told['note']}" if "note" in told else ""))
    for number, post in enumerate(told["posts"], 1):
        say(f"post {number}")
        for key, value in post.items():
            say(f"  {key:<18} {_few(value)}")


def _few(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    more = f" … and {len(value) - FEW} more" if len(value) > FEW else ""
    return ", ".join(map(str, value[:FEW])) + more
