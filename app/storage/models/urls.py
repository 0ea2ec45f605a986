"""Known URLs and the files they lead to."""

from __future__ import annotations

from peewee import AutoField, CompositeKey, IntegerField, TextField

from app.storage.models.base import Table


class KnownUrl(Table):
    """One URL in its stored spelling."""

    id = AutoField()
    url = TextField(unique=True)
    domain = TextField()

    class Meta:
        table_name = "known_url"


class UrlMap(Table):
    """A URL leads to a file."""

    url_id = IntegerField()
    file_id = IntegerField()
    kind = IntegerField()
    seen_at = IntegerField()
    verified_at = IntegerField(null=True)

    class Meta:
        table_name = "url_map"
        primary_key = CompositeKey("url_id", "file_id")
