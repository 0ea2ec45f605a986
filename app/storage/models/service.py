"""Services: file domains, tag services, ratings; kinds are the numbers of client-api.md section 7.1."""

from __future__ import annotations

from peewee import AutoField, IntegerField, TextField

from app.storage.models.base import Table


class Service(Table):
    """One service."""

    id = AutoField()
    key = TextField(unique=True)
    kind = IntegerField()
    name = TextField()
    options = TextField(default="{}")

    class Meta:
        table_name = "service"
