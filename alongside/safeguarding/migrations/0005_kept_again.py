"""What 0002 keeps is kept again on SQLite, which loses triggers when it rebuilds a table; calls and drill reports too."""

from django.db import migrations

CONCERN, CALL, REHEARSAL = "safeguarding_concern", "safeguarding_alarmcall", "safeguarding_rehearsal"
AGAIN = [
    (
        "concern_words_not_changed",
        CONCERN,
        "UPDATE",
        "OLD.words <> NEW.words OR OLD.raised_at <> NEW.raised_at OR OLD.programme_id <> NEW.programme_id",
    ),
    ("concern_not_deleted", CONCERN, "DELETE", ""),
]
NEW = [
    ("alarm_call_not_changed", CALL, "UPDATE", ""),
    ("alarm_call_not_deleted", CALL, "DELETE", ""),
    ("rehearsal_report_not_changed", REHEARSAL, "UPDATE", "OLD.ended_at IS NOT NULL"),
    ("rehearsal_not_deleted", REHEARSAL, "DELETE", ""),
]


def keep(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, event, condition in NEW if postgresql else [*AGAIN, *NEW]:
        when = f"WHEN ({condition})" if condition else ""
        if postgresql:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION safeguarding_refuse()"
            )
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
            )


def let_go(apps, schema_editor):
    for name, table, _event, _condition in NEW:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0004_rehearsals_and_on_call")]

    operations = [migrations.RunPython(keep, let_go)]
