"""The redactor: nothing that opens a door reaches a log, an error page or a report.

It knows the shapes of secrets (keys, cookies, passwords, session tokens) in headers, addresses and text. Applied as a
filter to every log handler.
"""

from __future__ import annotations

import logging
import re
from typing import Final

MASK: Final = "[redacted]"

_NAMES: Final = (
    r"api[_-]?key|apikey|user[_-]?id|login|pass(?:word|wd)?|pass[_-]?hash|pwd|secret|token|access[_-]?token|"
    r"refresh[_-]?token|auth|authorization|signature|sig|session(?:[_-]?(?:id|key))?|sessionid|sid|"
    r"hydrus-client-api-access-key|hydrus-client-api-session-key|access[_-]?key|csrf[_-]?token"
)
_RULES: Final = (
    # a header with everything to its line's end, as in logs of requests and in repr() of a dict of headers
    (re.compile(
        r"(?i)((?:proxy-)?authorization|(?:set-)?cookie2?|hydrus-client-api-(?:access|session)-key|x-api-key)"
        r"(['\"]?\s*[:=]\s*)(?:'[^'\n]*'|\"[^\"\n]*\"|[^\n'\"]+)"
    ), rf"\1\2{MASK}"),
    # name=value in a query string, a form or a key=value log line
    (re.compile(rf"(?i)(?<![\w-])({_NAMES})(=|%3D)(?!\[redacted\])([^&\s'\"#;,\])}}]+)"), rf"\1\2{MASK}"),
    # "name": "value" in JSON or a repr
    (re.compile(rf"(?i)(['\"](?:{_NAMES})['\"]\s*:\s*)(?:'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"|[0-9]+)"),
     rf"\1'{MASK}'"),
    # user:password@ in an address
    (re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^/\s@'\"]+@"), rf"\1{MASK}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {MASK}"),
    # the setup link of the first start
    (re.compile(r"(/setup\?token=)[^&\s'\"]+"), rf"\1{MASK}"),
)


class Redactor(logging.Filter):
    """Takes secrets out of text, and out of the records of any handler it is added to."""

    def redact(self, text: str) -> str:
        """Return the text without secrets."""
        for pattern, replacement in _RULES:
            text = pattern.sub(replacement, text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record's message, arguments, and what it says about an exception; always let it pass."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = f"{record.msg} {record.args}"
        record.msg, record.args = self.redact(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        return True
