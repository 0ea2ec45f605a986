"""The one door for a worker process: plain data in, plain data out, nothing raised for a bad page or a bad parser."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from app.parsing.errors import DefinitionError, ParseError, Veto
from app.parsing.page_parser import PAGE_PARSER, PageParser
from app.parsing.run import Run
from app.parsing.schema import read

_PARSERS_KEPT = 64


@lru_cache(maxsize=_PARSERS_KEPT)
def _parser(serialised: str) -> PageParser:
    return read(PAGE_PARSER, serialised, "parser")


def parse_page(job: dict[str, Any]) -> dict[str, Any]:
    """Parse one page.

    `job` has `parser` (a page parser as `schema.write` writes it), `context` (variable name to text: `url`, `post_url`,
    `gallery_url`, `post_index`) and `text`. The answer is `{"posts": [...]}` for `Post.from_data`, or `{"veto": text}`
    when the definition left the page out, or `{"error": text}` when the page or the parser can't be read.
    """
    try:
        parser = _parser(json.dumps(job["parser"]))
        posts = parser.parse(Run(job["context"]), job["text"])
    except Veto as veto:
        return {"veto": veto.text}
    except (ParseError, DefinitionError) as error:
        return {"error": error.sentence}
    except RecursionError:
        return {"error": "the page is nested too deeply"}
    return {"posts": [post.to_data() for post in posts]}
