"""Every operation of the page's API."""

from __future__ import annotations

from app.web.operations import Operation
from app.web.routes import definitions, downloads, files, keys, network, overview, queries, session, settings

OPERATIONS: tuple[Operation, ...] = tuple(
    operation
    for noun in (session, overview, downloads, queries, files, definitions, network, keys, settings)
    for operation in noun.api
)
"""In the order in which the documents tell them."""
