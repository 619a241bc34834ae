"""The database refuses to change what a stored definition says, whoever asks, on SQLite and on PostgreSQL."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "programmes_definitionversion"
FIELDS = "slug, version, title, text, content_hash"
SQLITE = f"""
CREATE TRIGGER programmes_definition_never_changed BEFORE UPDATE OF {FIELDS} ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'a stored definition is never changed'); END
"""
POSTGRES = f"""
CREATE FUNCTION programmes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a stored definition is never changed' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER programmes_definition_never_changed BEFORE UPDATE OF {FIELDS} ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION programmes_refuse_change()
"""


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE, None)


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_table = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER programmes_definition_never_changed{on_table}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION programmes_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("programmes", "0008_joining")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
