"""Long work that survives a restart."""

from __future__ import annotations

from peewee import AutoField, IntegerField, TextField

from app.storage.models.base import Table


class Job(Table):
    """One job and who has it until when."""

    id = AutoField()
    kind = TextField()
    subject_id = IntegerField(default=0)
    payload = TextField(default="{}")
    state = TextField(default="ready")
    priority = IntegerField(default=0)
    owner = TextField(null=True)
    lease_until = IntegerField(null=True)
    due_at = IntegerField(null=True)
    done_units = IntegerField(default=0)
    total_units = IntegerField(null=True)
    reason = TextField(default="")
    detail = TextField(default="")
    created_at = IntegerField()
    modified_at = IntegerField()

    class Meta:
        table_name = "job"
