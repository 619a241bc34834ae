"""The database itself refuses to change an event, or to remove a sealed one.

Only the seal may be written, once, where it is empty. An event that is not sealed yet (it is younger than five
minutes) can be deleted, so that Django's own `flush` works in the tests; one that is sealed cannot. Whoever owns the
database can drop a trigger: against that stands the chain of seals.

SQLite rebuilds a table to alter it and loses its triggers: a later migration of this table must call `protect` again.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLE = "audit_auditevent"
KEPT = (
    "id", "at", "what", "by_id", "on_behalf_of", "subject", "organisation_id", "programme_id", "reason", "details",
)
REFUSAL = "the audit log is append-only"

SQLITE = (
    f"""CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON {TABLE}
    WHEN OLD.seal <> '' OR {" OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in KEPT)}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_event_kept BEFORE DELETE ON {TABLE} WHEN OLD.seal <> ''
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (OLD.seal <> '' OR {" OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in KEPT)})
    EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE TRIGGER audit_event_kept BEFORE DELETE ON {TABLE} FOR EACH ROW
    WHEN (OLD.seal <> '') EXECUTE FUNCTION audit_refuse()""",
)
SQLITE_BACK = ("DROP TRIGGER audit_event_unchanged", "DROP TRIGGER audit_event_kept")
POSTGRESQL_BACK = (
    f"DROP TRIGGER audit_event_unchanged ON {TABLE}",
    f"DROP TRIGGER audit_event_kept ON {TABLE}",
    "DROP FUNCTION audit_refuse()",
)


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unprotect(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
