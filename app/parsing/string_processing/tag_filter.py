"""Tag filters: which tags may pass. The most specific rule that says anything about a tag decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict

from app.core.tags import split_tag
from app.parsing.schema import STRICT

ALL_NAMESPACED = ":"
ALL_UNNAMESPACED = ""


@dataclass(frozen=True, slots=True)
class TagFilter:
    """Rules from slice to allowed. A slice is a tag, `ns:`, `:` (all namespaced) or empty (all unnamespaced)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    rules: dict[str, bool] = field(default_factory=dict)

    def allows(self, tag: str, *, subtags_too: bool = False) -> bool:
        """Tell whether the clean tag passes; with `subtags_too` a rule for `smile` also speaks about `mood:smile`."""
        namespace, subtag = split_tag(tag)
        slices = [tag]
        if namespace and subtags_too:
            slices.append(subtag)
        slices += [f"{namespace}:", ALL_NAMESPACED] if namespace else [ALL_UNNAMESPACED]
        return next((self.rules[part] for part in slices if part in self.rules), True)
