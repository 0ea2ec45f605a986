"""What every formula does with what it found: repair, trim, process."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from app.parsing.limits import MAX_STRINGS
from app.parsing.run import Run
from app.parsing.string_processing.processor import Step, process_strings


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaBase:
    """A way from a text to strings. Kinds differ in `search`; `process` is the list of steps afterwards."""

    name: str = ""
    process: tuple[Step, ...] = ()

    @abstractmethod
    def search(self, run: Run, text: str, *, collapse: bool) -> Iterable[str]:
        """Yield the raw strings. Raises ParseError."""

    def parse(self, run: Run, text: str, *, collapse: bool) -> list[str]:
        """Return the strings found in the text, processed; `collapse` joins their lines with nothing between.

        Raises ParseError when the text is not of the kind the formula reads.
        """
        found = islice(self.search(run, text, collapse=collapse), MAX_STRINGS)
        return process_strings(self.process, [_tidy(string, collapse=collapse) for string in found])


def _tidy(text: str, *, collapse: bool) -> str:
    text = _with_whole_surrogates(text)
    if not collapse:
        return text.strip()
    return "".join(line.strip() for line in text.splitlines())


def _with_whole_surrogates(text: str) -> str:
    """Join surrogate halves that belong together; halves without a partner are dropped."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return text
