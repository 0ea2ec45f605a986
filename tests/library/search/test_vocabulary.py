"""Looking through tags by pattern."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from app.core.tags import split_tag
from app.library.search import vocabulary
from app.library.search.vocabulary import Pattern, Vocabulary, fold

WORDS = ["blue", "sky", "skyline", "red", "samus", "aran", "x", "9", "a.b", "c++"]


@pytest.mark.parametrize(
    ("subtag", "folded"),
    [("blue sky", "\x01blue\x01sky"), ("foo_(bar)-baz", "\x01foo\x01bar\x01baz"), (")", "\x01)"),
     ("it's", "\x01it\x01s"), ("(((", "\x01((("), ("a", "\x01a")],
)
def test_search_text_parts_words_at_every_sign(subtag: str, folded: str):
    assert fold([subtag, "other"]) == [folded, "\x01other"]


def _fits_plainly(pattern: tuple[str | None, str], tag: str, *, is_whole: bool) -> bool:
    """The rules again, by a regular expression over one tag with blanks for marks."""
    namespace, subtag = pattern
    its_namespace, its_subtag = split_tag(tag)
    if namespace is not None and not re.fullmatch(".*".join(map(re.escape, namespace.split("*"))), its_namespace):
        return False
    text = " " + " ".join(re.sub(r"[\[\](){}/\\\"'_-]", " ", its_subtag).split())
    wanted = ".*".join(map(re.escape, re.sub(" +", " ", re.sub(r"[\[\](){}/\\\"'_-]", " ", subtag)).strip().split("*")))
    start = "" if subtag.startswith("*") else " "
    if is_whole:
        return re.fullmatch(f" .*{wanted}" if subtag.startswith("*") else f" {wanted}", text) is not None
    return re.search(start + wanted, text) is not None


@pytest.mark.parametrize("many", [0, 3, 256])
@pytest.mark.parametrize("seed", range(6))
def test_patterns_find_what_the_rules_say(seed: int, many: int, monkeypatch):
    monkeypatch.setattr(vocabulary, "BLOCK", 16)
    monkeypatch.setattr(vocabulary, "_MANY", many)
    dice = random.Random(seed)
    tags = sorted({
        dice.choice(["", "", "creator:", "character:", "series:"]) + dice.choice([" ", "_", "-"]).join(
            dice.choices(WORDS, k=dice.randrange(1, 4)))
        for _ in range(150)
    })
    known = Vocabulary()
    for start in range(0, len(tags), 7):
        known.add([(number + 1, tags[number]) for number in range(start, min(start + 7, len(tags)))])
    assert len(known) == len(tags)
    for _ in range(150):
        word = dice.choice(WORDS)
        subtag = dice.choice([word, word[:2], f"{word} {dice.choice(WORDS)}", f"{word[:1]}*{dice.choice(WORDS)}",
                              f"*{word[-2:]}", f"{word}*", f"*{word[:2]}*", f"{word} *", f"{word}*y*", f"({word})",
                              f"*{word})"])
        namespace = dice.choice([None, "", "creator", "c*", "*", "nothing"])
        is_whole = dice.random() < 0.5
        found = known.matching(Pattern(namespace, subtag, is_whole=is_whole), lambda: None).tolist()
        wanted = [number for number, tag in enumerate(tags, 1)
                  if _fits_plainly((namespace, subtag), tag, is_whole=is_whole)]
        assert sorted(found) == wanted, (namespace, subtag, is_whole)


def test_the_best_are_those_used_most_wherever_they_stand(monkeypatch):
    monkeypatch.setattr(vocabulary, "BLOCK", 8)
    dice = random.Random(2)
    known = Vocabulary()
    known.add([(number, f"blue {number}" if number % 3 else f"red {number}") for number in range(1, 200)])
    counts = np.array([dice.randrange(30) for _ in range(200)])
    wanted = sorted((number for number in range(1, 200) if number % 3 and counts[number]),
                    key=lambda number: (-counts[number], number))
    assert known.best(Pattern(None, "blu", is_whole=False), counts, 12, lambda: None) == wanted[:12]
    assert known.best(Pattern(None, "nothing", is_whole=False), counts, 12, lambda: None) == []
