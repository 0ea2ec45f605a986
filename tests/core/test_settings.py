"""Settings: one table, four places to choose from, and sentences when a choice can't be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.core.settings import SETTINGS, BadSetting, parse_setting, settle


def test_a_flag_outranks_the_environment_which_outranks_the_file():
    chosen = settle({"port": 1}, {"BOWERBIRD_PORT": "2", "BOWERBIRD_HOST": "127.0.0.1"}, {"port": 3, "host": "::1"})
    assert (chosen.port, chosen.host) == (1, "127.0.0.1")
    assert chosen.chosen["port"] == "flag"
    assert chosen.chosen["host"] == "environment"


def test_what_nobody_chose_is_at_its_default():
    settings = settle({}, {}, {})
    assert settings.port == 45868
    assert settings.api_port is None
    assert settings.chosen == {}


def test_a_list_in_the_file_reads_like_a_comma_list():
    settings = settle({}, {}, {"allowed_private_hosts": ["nas.lan", "10.0.0.0/8"]})
    assert settings.allowed_private_hosts == ("nas.lan", "10.0.0.0/8")


def test_an_empty_environment_variable_is_no_choice():
    assert settle({}, {"BOWERBIRD_PORT": ""}, {}).port == 45868


@pytest.mark.parametrize(("name", "text"), [("port", "70000"), ("port", "x"), ("network_paused", "maybe"),
                                            ("trusted_proxies", "not an address"), ("proxy", "ftp://x"),
                                            ("request_interval", "-1"), ("file_limit", "much")])
def test_a_value_that_can_not_be_names_its_setting(name, text):
    with pytest.raises(BadSetting) as caught:
        parse_setting(name, text)
    assert name in caught.value.sentence


def test_an_unknown_name_in_the_file_is_refused_and_named():
    with pytest.raises(BadSetting, match="prot"):
        settle({}, {}, {"prot": 1})


@pytest.mark.parametrize(("name", "text", "value"), [
    ("api_port", "none", None), ("api_port", "0", 0), ("file_limit", "2 GB", 2 * 1024**3),
    ("read_timeout", "1.5", timedelta(seconds=1.5)), ("ca_bundle", "/a.pem", Path("/a.pem")),
    ("own_definitions", "off", False),
])
def test_a_text_becomes_the_value_it_means(name, text, value):
    assert parse_setting(name, text) == value


def test_every_setting_has_a_sentence_a_unit_and_is_the_owners():
    for setting in SETTINGS.values():
        assert setting.sentence.endswith(".")
        assert setting.unit
        assert setting.owner_only
        assert setting.environment == f"BOWERBIRD_{setting.name.upper()}"
