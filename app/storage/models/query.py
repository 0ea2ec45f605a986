"""Things that find files: gallery queries, pages of URLs."""

from __future__ import annotations

from peewee import AutoField, BooleanField, FloatField, IntegerField, TextField

from app.storage.models.base import Table


class Query(Table):
    """One query."""

    id = AutoField()
    key = TextField(unique=True)
    kind = TextField()
    text = TextField()
    source = TextField(default="")
    position = FloatField()
    file_limit = IntegerField(null=True)
    new_found = IntegerField(default=0)
    total_found = IntegerField(default=0)
    is_files_paused = BooleanField(default=False)
    is_search_paused = BooleanField(default=False)
    no_work_until = IntegerField(null=True)
    no_work_reason = TextField(default="")
    stop_reason = TextField(default="")
    options = TextField(default="{}")
    created_at = IntegerField()

    class Meta:
        table_name = "query"
