"""Migrations: numbered, whole or not at all, backed up first, never downwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from app.storage import models
from app.storage.migration import NewerSchema, migrate, statements


def columns(path):
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} for table in tables
                if not table.startswith("sqlite_")}


def test_an_empty_folder_gets_the_newest_schema_and_no_backup(tmp_path):
    assert migrate(tmp_path / "b.db", tmp_path / "backups")[0] == 0
    assert not (tmp_path / "backups").exists()
    assert "file_tags" in columns(tmp_path / "b.db")


def test_the_classes_have_the_columns_of_the_schema(tmp_path):
    migrate(tmp_path / "b.db", tmp_path / "backups")
    schema = columns(tmp_path / "b.db")
    classes = {getattr(models, name)._meta.table_name: getattr(models, name) for name in models.__all__}
    assert classes.keys() == schema.keys()
    for table, model in classes.items():
        assert {field.column_name for field in model._meta.sorted_fields} == schema[table]


def test_a_step_that_fails_leaves_the_step_before_it_and_a_backup(tmp_path):
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (id INTEGER);")
    migrate(tmp_path / "b.db", tmp_path / "backups", folder)
    (folder / "0002_two.sql").write_text("CREATE TABLE two (id INTEGER); CREATE TABLE one (id INTEGER);")
    with pytest.raises(sqlite3.OperationalError):
        migrate(tmp_path / "b.db", tmp_path / "backups", folder)
    assert columns(tmp_path / "b.db").keys() == {"one"}
    assert columns(tmp_path / "backups" / "before-0002.db").keys() == {"one"}


def test_a_newer_schema_is_refused_with_an_instruction_and_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
        connection.execute("PRAGMA user_version = 900")
    with pytest.raises(NewerSchema) as caught:
        migrate(tmp_path / "b.db", tmp_path / "backups")
    assert "900" in caught.value.sentence
    assert caught.value.action


def test_statements_keep_semicolons_in_texts_together():
    assert len(list(statements("INSERT INTO t VALUES (';');\n-- a; b\nDELETE FROM t;"))) == 2


def test_the_services_of_a_fresh_client_are_there(tmp_path):
    migrate(tmp_path / "b.db", tmp_path / "backups")
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM service")}
    assert {"my files", "my tags", "downloader tags", "trash", "favourites"} <= names
