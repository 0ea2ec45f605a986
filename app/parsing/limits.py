"""How much a page or a definition may ask for before it is cut short or refused."""

from __future__ import annotations

MAX_INPUT_CHARACTERS = 16 * 1024 * 1024
"""A longer page is refused. Also the longest string that a formula or a step may build."""

MAX_STRINGS = 100_000
"""Results of one formula, and nodes that one rule may select; more are cut off."""

MAX_SUBSIDIARY_DEPTH = 8
"""Page parsers inside page parsers."""

MAX_JSON_DEPTH = 512
MAX_PATTERN_CHARACTERS = 1000
"""A longer regular expression matches nothing, and our own definitions are refused for it."""

MAX_RANDOM_CHARACTERS = 10_000
