"""Tags, which file carries which, and the search index that is made from them."""

from __future__ import annotations

from peewee import AutoField, BlobField, CompositeKey, IntegerField, TextField

from app.storage.models.base import Table


class Tag(Table):
    """One tag, cleaned, with its namespace."""

    id = AutoField()
    text = TextField(unique=True)

    class Meta:
        table_name = "tag"


class FileTag(Table):
    """A file carries a tag in a tag service (status 0), or did and must not get it again (2)."""

    file_id = IntegerField()
    service_id = IntegerField()
    tag_id = IntegerField()
    status = IntegerField(default=0)

    class Meta:
        table_name = "file_tags"
        primary_key = CompositeKey("file_id", "service_id", "tag_id")


class TagLog(Table):
    """One change that the search index has to catch up with."""

    seq = AutoField()
    op = IntegerField()
    file_id = IntegerField()
    tag_id = IntegerField(default=0)
    service_id = IntegerField(default=0)

    class Meta:
        table_name = "tag_log"


class Posting(Table):
    """A part of the search index as it was last saved."""

    service_id = IntegerField()
    tag_id = IntegerField()
    chunk = IntegerField()
    bitmap = BlobField()

    class Meta:
        table_name = "postings"
        primary_key = CompositeKey("service_id", "tag_id", "chunk")


class IndexState(Table):
    """Facts about the saved search index."""

    name = TextField(primary_key=True)
    value = BlobField()

    class Meta:
        table_name = "index_state"
