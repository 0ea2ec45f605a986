"""What every table's class shares. The schema itself is the migrations'; a test keeps these classes equal to it."""

from __future__ import annotations

from peewee import Model


class Table(Model):
    """A table of ours. No database is bound: queries are run with `database.rows(query)` or `transaction.execute`."""
