"""The tables as peewee classes, one noun a file."""

from app.storage.models.access import AccessKey, BrowserSession, Owner
from app.storage.models.definition import StoredDefinition
from app.storage.models.file_time import FileTime
from app.storage.models.files import File, FileDeletion, FileDomain, Hash
from app.storage.models.job import Job
from app.storage.models.note import Note
from app.storage.models.query import Query
from app.storage.models.secrets import ApiParameter, Cookie, Header
from app.storage.models.seeds import FileSeed, GallerySeed
from app.storage.models.service import Service
from app.storage.models.tags import FileTag, IndexState, Posting, Tag, TagLog
from app.storage.models.urls import KnownUrl, UrlMap

__all__ = [
    "AccessKey",
    "ApiParameter",
    "BrowserSession",
    "Cookie",
    "File",
    "FileDeletion",
    "FileDomain",
    "FileSeed",
    "FileTag",
    "FileTime",
    "GallerySeed",
    "Hash",
    "Header",
    "IndexState",
    "Job",
    "KnownUrl",
    "Note",
    "Owner",
    "Posting",
    "Query",
    "Service",
    "StoredDefinition",
    "Tag",
    "TagLog",
    "UrlMap",
]
