"""The command line: a contract that scripts, containers and tests rely on.

Every command takes `--data DIR`. While a server runs on that folder, a command that changes something is sent through
its control socket and takes effect at once; otherwise the command opens the folder itself. `--help` answers at once:
what is heavy is imported by the command that needs it.

Exit codes: 0 done · 1 some of it failed, or it can't be · 2 the words of the call are off · 11 the folder is taken.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from app import runtime
from app.cli_calls import answers_of, data_option, one_result, settle_for, told
from app.core.settings import parse_setting
from app.definition_cli import definitions


class ServesByDefault(click.Group):
    """A group whose command may be left out: then it is `serve`."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put `serve` in front when no command is named."""
        wants_help = bool({"-h", "--help"} & set(args))
        if not wants_help and not any(word in self.commands for word in args):
            args = ["serve", *args]
        return super().parse_args(context, args)


@click.group(cls=ServesByDefault, context_settings={"help_option_names": ["-h", "--help"]})
@data_option
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """Bowerbird collects media and keeps it, on your own machine. Without a command it serves."""
    context.obj = data


@main.command()
@data_option
@click.option("--host", default=None, metavar="H", help="The page's address. Default 0.0.0.0; sign-in is needed.")
@click.option("--port", default=None, type=int, metavar="N", help="The page's port. Default 45868; 0 takes a free one.")
@click.option("--https", is_flag=True, default=None, help="Serve the page over HTTPS.")
@click.option("--api-port", default=None, type=int, metavar="N", help="Switch the Client API on at this port (45869).")
@click.option("--api-host", default=None, metavar="H", help="The Client API's address. Default: only this machine.")
@click.option("--api-https", is_flag=True, default=None, help="Serve the Client API over HTTPS.")
@click.option("--no-api", is_flag=True, help="Keep the Client API off.")
@click.pass_context
def serve(context: click.Context, /, data: Path | None = None, no_api: bool = False, **given: Any) -> None:
    """Serve the page and, when it is on, the Client API."""
    flags = {name: parse_setting(name, str(value)) for name, value in given.items() if value is not None}
    if no_api:
        flags["api_port"] = None
    with told():
        settings = settle_for(context, data, flags)
        runtime.start(settings.async_mode)
        from app.serve import run

        run(settings)


@main.group()
def key() -> None:
    """Access keys of the Client API."""


@key.command("create")
@data_option
@click.argument("name")
@click.option("--permit", default="all", metavar="WHAT", help="`all`, or a comma list of numbers (0 to 13).")
@click.option("--search-only", default="", metavar="TAG,…", help="Let it find only files with these tags.")
@click.pass_context
def create_key(context: click.Context, data: Path | None, name: str, permit: str, search_only: str) -> None:
    """Make a key and print its 64 hex characters, which are shown this once."""
    result = one_result(context, data, "key.create", {"name": name, "permit": permit, "search_only": search_only})
    click.echo(result["key"])


@key.command("list")
@data_option
@click.pass_context
def list_keys(context: click.Context, data: Path | None) -> None:
    """List the keys: name, what it may, when it was last used."""
    for row in one_result(context, data, "key.list", {})["keys"]:
        click.echo(f"{row['name']}\t{row['permits']}\t{row['last_used'] or 'never used'}")


@key.command("revoke")
@data_option
@click.argument("name")
@click.pass_context
def revoke_key(context: click.Context, data: Path | None, name: str) -> None:
    """Take a key back; whoever uses it is out at once."""
    one_result(context, data, "key.revoke", {"name": name})


@main.group()
def service() -> None:
    """Services: file domains, tag services, ratings."""


@service.command("add")
@data_option
@click.argument("kind", type=click.Choice(["local-files", "local-tags", "like", "numerical", "inc-dec"]))
@click.argument("name")
@click.option("--stars", default=5, type=click.IntRange(1, 20), help="For numerical: how many stars. Default 5.")
@click.pass_context
def add_service(context: click.Context, data: Path | None, kind: str, name: str, stars: int) -> None:
    """Add a service and print its key."""
    result = one_result(context, data, "service.add", {"kind": kind, "name": name, "stars": stars})
    click.echo(result["key"])


@service.command("list")
@data_option
@click.pass_context
def list_services(context: click.Context, data: Path | None) -> None:
    """List the services: key, kind, name."""
    for row in one_result(context, data, "service.list", {})["services"]:
        click.echo(f"{row['key']}\t{row['kind']}\t{row['name']}")


@main.group()
def owner() -> None:
    """The owner of this Bowerbird."""


@owner.command("set")
@data_option
@click.pass_context
def set_owner(context: click.Context, data: Path | None) -> None:
    """Set the owner's password, from BOWERBIRD_OWNER_PASSWORD or the prompt. Every browser has to sign in again."""
    password = os.environ.get("BOWERBIRD_OWNER_PASSWORD") or click.prompt(
        "New password", hide_input=True, confirmation_prompt=True)
    one_result(context, data, "owner.set", {"password": password})
    click.echo("The password is set.")


@main.command()
@data_option
@click.argument("what", nargs=-1, required=True, metavar="QUERY_OR_URL…")
@click.option("--source", default=None, metavar="GUG", help="Where queries are searched, by its name on the page.")
@click.option("--limit", default=None, type=click.IntRange(1), metavar="N", help="The most files of a query.")
@click.pass_context
def download(context: click.Context, data: Path | None, what: tuple[str, ...], source: str | None,
             limit: int | None) -> None:
    """Queue searches or addresses, work them off, print what came of them.

    The exit code is 0 when every file is here, 1 when something failed or was left out.
    """
    from app.cli_progress import show_download

    with told():
        answers = answers_of(context, data, "download", {"what": list(what), "source": source, "limit": limit})
        sys.exit(show_download(answers))


@main.command("import")
@data_option
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.pass_context
def import_paths(context: click.Context, data: Path | None, paths: tuple[Path, ...]) -> None:
    """Import files, and folders with all that is in them. The originals stay where they are."""
    from app.cli_progress import show_import

    with told():
        answers = answers_of(context, data, "import", {"paths": [str(path.resolve()) for path in paths]})
        sys.exit(show_import(answers))


main.add_command(definitions)
