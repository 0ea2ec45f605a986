"""No threat or fault loses its test: each number is named in a test's own words, and docs/security.md says where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.core.events import POINTS
from tests.downloads.test_restart import ON_THE_WAY

ROOT = Path(__file__).parents[2]
THREATS = [*(f"A{number}" for number in range(1, 14)), "I1", "I2", "I3", "I4", "I12", "R1", "R2", "R3", "R4"]
FAULTS = ["F1", "F3", "F8", "F26", "F27", "F32", "F34"]
ROW = re.compile(r"^\| ([AFIR]\d{1,2}) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
BAD_INPUT = re.compile(r"^\| .+? \| `(tests/[\w/]+\.py)::(\w+)` \|$", re.MULTILINE)


def numbers_in(text: str) -> set[str]:
    """Return the numbers that a text names; `A1 to A4` names four."""
    spans = re.findall(r"\b([AFIRS])(\d{1,2}) to \1(\d{1,2})\b", text)
    spanned = {f"{letter}{number}" for letter, first, last in spans for number in range(int(first), int(last) + 1)}
    return spanned | set(re.findall(r"\b[AFIRS]\d{1,2}\b", text))


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Return the test functions of a module."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


@cache
def named_by() -> dict[str, set[str]]:
    """Return the numbers that the words of each test module and of its tests name, by the module's path."""
    named = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        tests = list(functions_of(tree))
        words = [ast.get_docstring(node) or "" for node in ([tree, *tests] if tests else [])]
        named[path.relative_to(ROOT).as_posix()] = numbers_in("\n".join(words))
    return named


def document() -> str:
    return (ROOT / "docs" / "security.md").read_text("utf-8")


@pytest.mark.parametrize("number", THREATS + FAULTS)
def test_every_threat_and_fault_is_named_by_a_test(number: str) -> None:
    assert any(number in numbers for numbers in named_by().values())


@pytest.mark.parametrize("number", THREATS + FAULTS)
def test_the_document_says_what_is_done_and_where_it_is_tested(number: str) -> None:
    rows = [row for row in ROW.findall(document()) if row[0] == number]
    assert len(rows) == 1
    paths = re.findall(r"`(tests/[\w/]+\.py)`", rows[0][3])
    assert paths
    for path in paths:
        assert number in named_by().get(path, set()), f"{path} does not name {number}"


def test_every_bad_input_of_the_document_has_its_test() -> None:
    rows = BAD_INPUT.findall(document())
    assert len(rows) == 14
    for path, name in rows:
        tests = {test.name for test in functions_of(ast.parse((ROOT / path).read_text("utf-8")))}
        assert name in tests, f"{path}::{name}"


def test_every_step_of_a_durable_effect_has_its_kill_test() -> None:
    assert set(ON_THE_WAY) == POINTS
