"""One server to a folder."""

from __future__ import annotations

import os

import pytest

from app.storage.lock import FolderLock, FolderTaken


def test_a_second_one_is_told_who_has_the_folder(tmp_path):
    first = FolderLock(tmp_path)
    first.take()
    with pytest.raises(FolderTaken) as caught:
        FolderLock(tmp_path).take()
    assert str(os.getpid()) in caught.value.sentence


def test_a_released_folder_can_be_taken_again(tmp_path):
    first = FolderLock(tmp_path)
    first.take()
    first.release()
    FolderLock(tmp_path).take()
