"""Notes of files."""

from __future__ import annotations

from peewee import CompositeKey, IntegerField, TextField

from app.storage.models.base import Table


class Note(Table):
    """One note."""

    file_id = IntegerField()
    name = TextField()
    text = TextField()

    class Meta:
        table_name = "note"
        primary_key = CompositeKey("file_id", "name")
