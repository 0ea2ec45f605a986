"""Definitions as JSON: dataclasses in, checked dataclasses out, with errors that name the file and the path.

A definition class is a frozen dataclass with `STRICT` as its pydantic configuration: unknown fields are refused, so
that a misspelt one is found when the definition is read and not when a page comes out wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from app.parsing.errors import DefinitionError
from app.parsing.limits import MAX_PATTERN_CHARACTERS

STRICT = ConfigDict(extra="forbid")

Pattern = Annotated[str, Field(max_length=MAX_PATTERN_CHARACTERS)]
"""A regular expression. A broken one is no error: it matches nothing, as in the tools of this field."""

_Read = TypeVar("_Read")
_MOST_ERRORS_NAMED = 5


def read(adapter: TypeAdapter[_Read], text: str | bytes, source: str) -> _Read:
    """Return the definition that the JSON text holds. Raises DefinitionError naming `source` and the path inside."""
    try:
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        raise DefinitionError("; ".join(_sentences(error, source))) from error


def _sentences(error: ValidationError, source: str) -> Iterable[str]:
    for detail in error.errors(include_url=False, include_input=False)[:_MOST_ERRORS_NAMED]:
        path = ".".join(str(step) for step in detail["loc"])
        yield f"{source}: {path or 'the whole'}: {detail['msg']}"


def write(adapter: TypeAdapter[_Read], value: _Read) -> Any:
    """Return the definition as plain JSON data that `read` takes back."""
    return adapter.dump_python(value, mode="json")
