"""Gallery seeds and file seeds: the rows of the gallery log and the file log."""

from __future__ import annotations

from peewee import AutoField, BlobField, BooleanField, FloatField, IntegerField, TextField

from app.storage.models.base import Table


class GallerySeed(Table):
    """One gallery page to read, or read."""

    id = AutoField()
    query_id = IntegerField()
    position = FloatField()
    url = TextField()
    run_token = TextField()
    status = IntegerField(default=0)
    reason = TextField(default="")
    detail = TextField(default="")
    referral_url = TextField(null=True)
    inherited = TextField(default="{}")
    may_make_pages = BooleanField(default=True)
    force_next_page = BooleanField(default=False)
    page_digest = BlobField(null=True)
    found_new = IntegerField(default=0)
    found_known = IntegerField(default=0)
    attempts = IntegerField(default=0)
    next_try_at = IntegerField(null=True)
    created_at = IntegerField()
    modified_at = IntegerField()

    class Meta:
        table_name = "gallery_seed"


class FileSeed(Table):
    """One file to get, or got, or the reason why not."""

    id = AutoField()
    query_id = IntegerField()
    gallery_seed_id = IntegerField(null=True)
    position = FloatField()
    kind = IntegerField(default=0)
    url = TextField()
    compare_url = TextField()
    status = IntegerField(default=0)
    reason = TextField(default="")
    detail = TextField(default="")
    referral_url = TextField(null=True)
    inherited = TextField(default="{}")
    source_time = IntegerField(null=True)
    file_id = IntegerField(null=True)
    matched_url = TextField(null=True)
    attempts = IntegerField(default=0)
    next_try_at = IntegerField(null=True)
    created_at = IntegerField()
    modified_at = IntegerField()

    class Meta:
        table_name = "file_seed"
