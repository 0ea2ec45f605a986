"""Reasons: every outcome says why and what to do next."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.core.reasons import REASONS, Retry, reason

APP = Path(__file__).parents[2] / "app"


def test_a_reason_that_a_user_must_act_on_names_the_act():
    for known in REASONS.values():
        assert known.sentence.endswith(".")
        assert known.action or known.retry is Retry.NOT_NEEDED


def test_a_detail_is_cut_so_that_a_page_can_not_fill_the_log():
    assert len(reason("http_error", "x" * 9000).detail) == 500


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        reason("no_such_reason")


def test_every_code_named_in_the_source_is_in_the_table():
    named = {code for path in APP.rglob("*.py")
             for code in re.findall(r"""\breason\("([a-z0-9_]+)\"""", path.read_text("utf-8"))}
    assert named <= REASONS.keys()
