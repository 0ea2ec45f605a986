"""Times of files beyond their import: modified here or on a site."""

from __future__ import annotations

from peewee import CompositeKey, IntegerField, TextField

from app.storage.models.base import Table


class FileTime(Table):
    """One instant."""

    file_id = IntegerField()
    kind = TextField()
    domain = TextField(default="")
    at = IntegerField()

    class Meta:
        table_name = "file_time"
        primary_key = CompositeKey("file_id", "kind", "domain")
