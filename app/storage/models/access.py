"""Who may come in."""

from __future__ import annotations

from peewee import AutoField, BlobField, BooleanField, IntegerField, TextField

from app.storage.models.base import Table


class Owner(Table):
    """The owner; there is one row at most."""

    id = IntegerField(primary_key=True)
    password_hash = TextField()
    epoch = IntegerField(default=1)
    created_at = IntegerField()
    changed_at = IntegerField()

    class Meta:
        table_name = "owner"


class BrowserSession(Table):
    """One signed-in browser."""

    id = AutoField()
    token_hash = BlobField(unique=True)
    epoch = IntegerField()
    user_agent = TextField(default="")
    created_at = IntegerField()
    seen_at = IntegerField()
    expires_at = IntegerField()

    class Meta:
        table_name = "browser_session"


class AccessKey(Table):
    """One access key of the Client API."""

    id = AutoField()
    name = TextField(unique=True)
    key_hash = BlobField(unique=True)
    permits_everything = BooleanField(default=False)
    permissions = TextField(default="[]")
    search_filter = TextField(default="[]")
    created_at = IntegerField()
    last_used_at = IntegerField(null=True)

    class Meta:
        table_name = "access_key"
