"""Who may import whom: read from the source, so that the house keeps its floors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

FLOORS: dict[str, set[str]] = {
    "core": set(),
    "runtime": {"core"},
    "workers": {"runtime", "core"},
    "parsing": {"core"},
    "media": {"core", "runtime", "workers"},
    "sites": {"core", "parsing"},
    "storage": {"core", "runtime"},
    "library": {"core", "runtime", "workers", "parsing", "media", "sites", "storage"},
    "network": {"core", "runtime", "workers", "parsing", "media", "sites", "storage"},
    "access": {"core", "runtime", "workers", "parsing", "media", "sites", "storage"},
}
FLOORS["downloads"] = FLOORS["library"] | {"library", "network", "access"}
FLOORS["automation"] = FLOORS["downloads"] | {"downloads"}
FLOORS["client_api"] = FLOORS["automation"] | {"automation"}
FLOORS["web"] = FLOORS["automation"] | {"automation"}

ONLY_IN: dict[str, set[str]] = {
    "eventlet": {"runtime"},
    "gevent": {"runtime"},
    "flask": {"web", "client_api", ""},
    "flask_socketio": {"web", "client_api", ""},
    "requests": {"network"},
    "PIL": {"media"},
    "av": {"media"},
    "peewee": {"storage", "library", "network", "downloads", "automation", "access"},
    "click": {""},
}
"""Which rooms may import a library; "" is the entry (`app/__init__`, `app/cli` and what lies beside them)."""


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if "__pycache__" not in path.parts)


def room_of(path: Path) -> str:
    parts = path.relative_to(APP).parts
    return parts[0] if len(parts) > 1 else ""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_module_imports_only_rooms_below_its_own(path):
    room = room_of(path)
    if room == "":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "app" and len(parts) > 1 and parts[1] != room:
            assert parts[1] in FLOORS[room], f"{path.relative_to(APP)} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_library_is_imported_only_where_it_belongs(path):
    for name in imported(path):
        allowed = ONLY_IN.get(name.split(".")[0])
        assert allowed is None or room_of(path) in allowed, f"{path.relative_to(APP)} imports {name}"


@pytest.mark.parametrize("path", [p for p in modules() if room_of(p) == "core"], ids=lambda path: path.name)
def test_core_stands_on_the_standard_library_alone(path):
    import sys

    for name in imported(path):
        assert name.split(".")[0] in sys.stdlib_module_names | {"app"}, f"core imports {name}"


def test_the_imports_between_modules_have_no_circle():
    names = {path: ".".join(("app", *path.relative_to(APP).with_suffix("").parts)).removesuffix(".__init__")
             for path in modules()}
    graph = {name: {other for other in _top_level(path) if other in names.values() and other != name}
             for path, name in names.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name):], name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def _top_level(path: Path) -> Iterator[str]:
    """What is imported as the module loads; a package's own __init__ may name what lies below it."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module if node.module != "app" else ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
