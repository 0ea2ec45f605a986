"""What sites know us by; every value is encrypted before it comes here."""

from __future__ import annotations

from peewee import AutoField, BlobField, BooleanField, CompositeKey, IntegerField, TextField

from app.storage.models.base import Table


class Cookie(Table):
    """One cookie."""

    id = AutoField()
    domain = TextField()
    path = TextField(default="/")
    name = TextField()
    value = BlobField()
    session_domain = TextField()
    with_subdomains = BooleanField(default=True)
    is_secure = BooleanField(default=False)
    is_http_only = BooleanField(default=False)
    expires_at = IntegerField(null=True)
    created_at = IntegerField()

    class Meta:
        table_name = "cookie"


class Header(Table):
    """One custom header."""

    id = AutoField()
    context_kind = IntegerField()
    context_data = TextField(default="")
    name = TextField()
    value = BlobField()
    approval = TextField(default="approved")
    reason = TextField(default="")
    created_at = IntegerField()

    class Meta:
        table_name = "header"


class ApiParameter(Table):
    """One query parameter that a site's API wants."""

    domain = TextField()
    name = TextField()
    value = BlobField()
    created_at = IntegerField()

    class Meta:
        table_name = "api_parameter"
        primary_key = CompositeKey("domain", "name")
