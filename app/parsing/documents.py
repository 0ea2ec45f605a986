"""A page's text as the tree or data that formulae walk, within the limits of size and depth."""

from __future__ import annotations

import json
import warnings
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

from app.parsing.errors import ParseError
from app.parsing.limits import MAX_INPUT_CHARACTERS, MAX_JSON_DEPTH


def _check_size(text: str) -> None:
    if len(text) > MAX_INPUT_CHARACTERS:
        raise ParseError(f"the page has {len(text):,} characters; {MAX_INPUT_CHARACTERS:,} are read at most")


def read_html(text: str) -> BeautifulSoup:
    """Return the tree a browser would build. Raises ParseError.

    html5lib and no faster parser: definitions are written around what it inserts and repairs (`tbody`, `head`).
    XML is read by it too; its element names become lower case and empty elements stay open.
    """
    _check_size(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return BeautifulSoup(text, "html5lib")
        except (ValueError, RecursionError, AssertionError) as error:
            raise ParseError(f"the page can't be read as HTML ({type(error).__name__})") from error


def read_json(text: str) -> Any:
    """Return the data. Raises ParseError, also for data that is nested too deeply."""
    _check_size(text)
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise ParseError(f"the JSON is nested more than {MAX_JSON_DEPTH} levels deep") from error
    except ValueError as error:
        raise ParseError(f"the page is not JSON: {str(error)[:200]}") from error
    _check_depth(data)
    return data


def _check_depth(data: Any) -> None:
    level = [data]
    for _ in range(MAX_JSON_DEPTH + 1):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    raise ParseError(f"the JSON is nested more than {MAX_JSON_DEPTH} levels deep")
