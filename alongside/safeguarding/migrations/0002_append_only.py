"""The database itself keeps what was written: notes of a case, and the words of a concern, from anybody's hand.

SQLite loses triggers when it rebuilds a table: a later migration that alters one of these tables ends with `keep`.
"""

from django.db import migrations

NOTE, CONCERN = "safeguarding_casenote", "safeguarding_concern"
# name, table, event, condition ("" for always)
REFUSED = [
    ("case_note_not_changed", NOTE, "UPDATE", ""),
    ("case_note_not_deleted", NOTE, "DELETE", ""),
    (
        "concern_words_not_changed",
        CONCERN,
        "UPDATE",
        "OLD.words <> NEW.words OR OLD.raised_at <> NEW.raised_at OR OLD.programme_id <> NEW.programme_id",
    ),
    ("concern_not_deleted", CONCERN, "DELETE", ""),
]


def keep(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION safeguarding_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
            params=None,
        )
    for name, table, event, condition in REFUSED:
        when = f"WHEN ({condition})" if condition else ""
        if postgresql:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION safeguarding_refuse()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
            )


def let_go(apps, schema_editor):
    for name, table, _event, _condition in REFUSED:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {name}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION safeguarding_refuse()")


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial")]

    operations = [migrations.RunPython(keep, let_go)]
