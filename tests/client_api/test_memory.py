"""What is remembered for callers."""

from __future__ import annotations

from app.client_api.memory import NumberedHashes


class Asked:
    """Stands for the library's files and counts the questions."""

    def __init__(self, **known):
        self.known = {int(number): sha256 for number, sha256 in known.items()}
        self.questions = []

    def hashes_of(self, file_ids):
        self.questions.append(list(file_ids))
        return {number: self.known[number] for number in file_ids if number in self.known}


def test_a_hash_is_asked_for_once():
    files = Asked(**{"7": "ab" * 32})
    hashes = NumberedHashes(files)
    assert [hashes.of(7) for _ in range(3)] == ["ab" * 32] * 3
    assert files.questions == [[7]]


def test_a_number_that_is_nobodys_may_become_somebodys():
    files = Asked()
    hashes = NumberedHashes(files)
    assert hashes.of(7) is None
    files.known[7] = "cd" * 32
    assert hashes.of(7) == "cd" * 32


def test_the_one_asked_for_longest_ago_makes_room():
    files = Asked(**{str(number): f"{number:064x}" for number in range(3)})
    hashes = NumberedHashes(files, most=2)
    for number in (0, 1, 0, 2, 0, 1):
        assert hashes.of(number) == f"{number:064x}"
    assert files.questions == [[0], [1], [2], [1]]
