"""The documents of the page's API are made from the code, and hold all of it."""

import collections
import inspect
import re
from pathlib import Path

from pydantic import BaseModel

from app.web import routes
from app.web.catalogue import OPERATIONS
from app.web.openapi import document, markdown
from app.web.operations import open_path

PAGE = Path(__file__).parents[2] / "docs" / "ui-api.md"


def test_every_route_of_the_api_is_in_the_document(ui):
    told = document(OPERATIONS, "1")
    routed = {
        (open_path(rule.rule), method)
        for rule in ui.ui.app.url_map.iter_rules() if rule.endpoint.startswith("api.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routed == {(path, method.upper()) for path, methods in told["paths"].items() for method in methods}


def test_the_owner_can_ask_for_the_document(ui):
    answer = ui.owners_browser().get("/api/v1/openapi.json")
    assert answer.json == document(OPERATIONS, "0.0.test")
    assert answer.json["openapi"] == "3.1.0"
    assert ui.browser().get("/api/v1/openapi.json").status_code == 401


def test_every_reference_in_the_document_leads_somewhere():
    told = document(OPERATIONS, "1")
    wanted = set(re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str(told)))
    assert wanted <= set(told["components"]["schemas"])
    assert not re.findall(r"#/\$defs/", str(told))


def test_every_operation_says_what_it_does_and_who_may():
    for path, methods in document(OPERATIONS, "1")["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"].endswith("."), (method, path)
            assert operation["responses"]["200"]["content"], (method, path)
            assert isinstance(operation["security"], list), (method, path)
    ids = [operation.name for operation in OPERATIONS]
    assert len(set(ids)) == len(ids)


def test_no_two_shapes_share_a_name():
    found = collections.defaultdict(set)
    for name in ("definitions", "downloads", "files", "keys", "network", "overview", "queries", "session", "settings"):
        module = inspect.importlib.import_module(f"{routes.__name__}.{name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, BaseModel):
                found[value.__name__].add(value.__module__)
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}


def test_the_page_for_people_is_the_one_that_the_code_makes():
    assert PAGE.read_text("utf-8") == markdown(OPERATIONS), "run: python -m app.web.openapi --markdown > docs/ui-api.md"
