import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PACK, PERMISSION = "measures_instrumentpack", "measures_packpermission"
SQLITE = (
    f"""CREATE TRIGGER measures_pack_never_changed BEFORE UPDATE ON {PACK}
    BEGIN SELECT RAISE(ABORT, 'an instrument that was brought is never changed'); END""",
    f"""CREATE TRIGGER measures_permission_never_changed BEFORE UPDATE ON {PERMISSION}
    BEGIN SELECT RAISE(ABORT, 'a permission to use words is never changed'); END""",
)
POSTGRES = (
    """CREATE FUNCTION measures_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'what was brought with a licence is never changed' USING ERRCODE = 'restrict_violation';
    END $$""",
    f"""CREATE TRIGGER measures_pack_never_changed BEFORE UPDATE ON {PACK}
    FOR EACH ROW EXECUTE FUNCTION measures_refuse_change()""",
    f"""CREATE TRIGGER measures_permission_never_changed BEFORE UPDATE ON {PERMISSION}
    FOR EACH ROW EXECUTE FUNCTION measures_refuse_change()""",
)


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, None)


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for name, table in (("pack", PACK), ("permission", PERMISSION)):
        on_table = f" ON {table}" if is_postgres else ""
        schema_editor.execute(f"DROP TRIGGER measures_{name}_never_changed{on_table}")
    if is_postgres:
        schema_editor.execute("DROP FUNCTION measures_refuse_change()")


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0001_squashed_0003_responses_close'),
        ('programmes', '0009_definitions_never_change'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='response',
            name='how',
            field=models.CharField(blank=True, choices=[('web', 'On this site'), ('telephone', 'Read aloud by telephone'), ('paper', 'On paper'), ('in_person', 'In person'), ('imported', 'Brought in from elsewhere')], max_length=20),
        ),
        migrations.CreateModel(
            name='InstrumentPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('file_id', models.CharField(max_length=50)),
                ('language', models.CharField(max_length=20)),
                ('version', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('content_hash', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instrument_packs', to='programmes.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='PackPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(max_length=500, verbose_name='Who owns the words?')),
                ('reference', models.CharField(max_length=500, verbose_name='Number of the licence, or date and sender of the letter')),
                ('confirmed_by', models.CharField(max_length=500, verbose_name='Who in your organisation made sure of it?')),
                ('confirmed_on', models.DateField(verbose_name='When?')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='Last day of the licence')),
                ('conditions', models.CharField(blank=True, max_length=500, verbose_name='What the owner asks for')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permissions', to='measures.instrumentpack')),
            ],
        ),
        migrations.AddConstraint(
            model_name='instrumentpack',
            constraint=models.UniqueConstraint(fields=('key', 'language'), name='pack_once_per_language'),
        ),
        migrations.AddConstraint(
            model_name='instrumentpack',
            constraint=models.UniqueConstraint(fields=('organisation', 'file_id', 'version', 'language'), name='pack_version_brought_once'),
        ),
        migrations.AddConstraint(
            model_name='packpermission',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('confirmed_on')), _connector='OR'), name='permission_ends_after_it_was_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='packpermission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('holder', ''), _negated=True), models.Q(('reference', ''), _negated=True), models.Q(('confirmed_by', ''), _negated=True)), name='permission_says_who_and_by_what'),
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
