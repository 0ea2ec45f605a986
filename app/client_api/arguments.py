"""What a route may be given: schemas over the values that `wire` has read.

Types are strict, as the contract has it: a number is a JSON number, a flag is true or false; only a flag given for a
number counts as 0 or 1. Names that a schema doesn't know are ignored.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.client_api.errors import BadRequest


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


Whole = Annotated[int, BeforeValidator(_number)]
Sha256Text = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileNumber = Annotated[int, BeforeValidator(_number), Field(ge=0, le=1024**5)]


class Arguments(BaseModel):
    """The arguments of one path; as it stands, none."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


A = TypeVar("A", bound=Arguments)


def fit(schema: type[A], values: dict[str, Any]) -> A:
    """Return the arguments as the schema has them. Raises BadRequest with the first thing that is wrong."""
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest(f"{where}: {first['msg']}." if where else f"{first['msg']}.") from error
