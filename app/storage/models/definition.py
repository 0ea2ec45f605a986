"""Imported definitions, and the switches of our own."""

from __future__ import annotations

from peewee import AutoField, BooleanField, IntegerField, TextField

from app.storage.models.base import Table


class StoredDefinition(Table):
    """One definition."""

    id = AutoField()
    kind = TextField()
    name = TextField()
    origin = TextField()
    domains = TextField(default="[]")
    payload = TextField(default="{}")
    is_enabled = BooleanField(default=True)
    created_at = IntegerField()
    batch = IntegerField()
    renamed_by = IntegerField(null=True)
    name_before = TextField(null=True)

    class Meta:
        table_name = "definition"
