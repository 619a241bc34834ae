"""Published figures; the database refuses to change them, whoever asks, on SQLite and on PostgreSQL."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "evaluation_release"
FIELDS = "programme_id, number, as_of, content, comparison, code_version, data_hash, digest, made_at"
WORDS = "what was published is never changed"
SQLITE = f"""
CREATE TRIGGER evaluation_release_never_changed BEFORE UPDATE OF {FIELDS} ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
"""
POSTGRES = f"""
CREATE FUNCTION evaluation_refuse_release_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER evaluation_release_never_changed BEFORE UPDATE OF {FIELDS} ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION evaluation_refuse_release_change()
"""


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE, None)


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_table = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER evaluation_release_never_changed{on_table}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION evaluation_refuse_release_change()")


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0002_trials'),
        ('programmes', '0009_definitions_never_change'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('as_of', models.DateField()),
                ('content', models.JSONField()),
                ('comparison', models.JSONField(blank=True, default=dict)),
                ('code_version', models.CharField(max_length=20)),
                ('data_hash', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('taken_back_because', models.CharField(blank=True, choices=[('wrong', 'Some of the numbers were wrong'), ('gave_away', 'They could give somebody away'), ('old', 'They are too old to go by')], max_length=20)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='programmes.programme')),
                ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='release_numbered_once'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_because', ''), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False), models.Q(('taken_back_because', ''), _negated=True)), _connector='OR'), name='release_taken_back_by_somebody_with_a_reason')],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
