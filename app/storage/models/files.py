"""Hashes that anybody has named, what is known of their bytes, and which file domains hold them."""

from __future__ import annotations

from peewee import AutoField, BlobField, BooleanField, CompositeKey, IntegerField, TextField

from app.storage.models.base import Table


class Hash(Table):
    """One sha256; its id is the file_id of the Client API."""

    id = AutoField()
    sha256 = BlobField(unique=True)
    md5 = BlobField(null=True)
    sha1 = BlobField(null=True)
    sha512 = BlobField(null=True)

    class Meta:
        table_name = "hash"


class File(Table):
    """What is known of the bytes; stays when they are deleted."""

    id = IntegerField(primary_key=True)
    size = IntegerField()
    filetype = IntegerField()
    forced_filetype = IntegerField(null=True)
    extension = TextField()
    width = IntegerField(null=True)
    height = IntegerField(null=True)
    duration_ms = IntegerField(null=True)
    num_frames = IntegerField(null=True)
    num_words = IntegerField(null=True)
    has_audio = BooleanField(default=False)
    has_transparency = BooleanField(default=False)
    has_exif = BooleanField(default=False)
    has_xmp = BooleanField(default=False)
    has_iptc = BooleanField(default=False)
    has_human_readable = BooleanField(default=False)
    has_software_source = BooleanField(default=False)
    has_icc_profile = BooleanField(default=False)
    pixel_hash = BlobField(null=True)
    perceptual_hash = BlobField(null=True)
    blurhash = TextField(null=True)
    thumbnail_width = IntegerField(null=True)
    thumbnail_height = IntegerField(null=True)
    is_inbox = BooleanField(default=True)
    archived_at = IntegerField(null=True)

    class Meta:
        table_name = "file"


class FileDomain(Table):
    """A file is in a domain."""

    file_id = IntegerField()
    service_id = IntegerField()
    imported_at = IntegerField()

    class Meta:
        table_name = "file_domain"
        primary_key = CompositeKey("file_id", "service_id")


class FileDeletion(Table):
    """A file was deleted from a domain."""

    file_id = IntegerField()
    service_id = IntegerField()
    deleted_at = IntegerField(null=True)
    imported_at = IntegerField(null=True)
    reason = TextField(null=True)

    class Meta:
        table_name = "file_deletion"
        primary_key = CompositeKey("file_id", "service_id")
