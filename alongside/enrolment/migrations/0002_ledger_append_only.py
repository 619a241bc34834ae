"""The database refuses to change a line of the consent ledger, whoever asks, on SQLite and on PostgreSQL."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER enrolment_consentrecord_never_changed BEFORE UPDATE ON enrolment_consentrecord
BEGIN SELECT RAISE(ABORT, 'a line of the consent ledger is never changed'); END
"""
POSTGRES = """
CREATE FUNCTION enrolment_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a line of the consent ledger is never changed' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER enrolment_consentrecord_never_changed BEFORE UPDATE ON enrolment_consentrecord
FOR EACH ROW EXECUTE FUNCTION enrolment_refuse_change()
"""


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE, None)


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_table = " ON enrolment_consentrecord" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER enrolment_consentrecord_never_changed{on_table}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION enrolment_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0001_initial")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
