"""Words and their codes; the database refuses to change a codebook that was used."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER evaluation_codebook_never_changed BEFORE UPDATE OF content, title, "key", number, organisation_id
ON evaluation_owncodebook WHEN OLD.fixed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a codebook that was used is never changed'); END
""", """
CREATE TRIGGER evaluation_job_keeps_codebook BEFORE UPDATE OF codebook, codebook_digest ON evaluation_codingjob
BEGIN SELECT RAISE(ABORT, 'a codebook that was used is never changed'); END
"""
POSTGRES = """
CREATE FUNCTION evaluation_refuse_codebook_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a codebook that was used is never changed' USING ERRCODE = 'restrict_violation'; END $$
""", """
CREATE TRIGGER evaluation_codebook_never_changed BEFORE UPDATE OF content, title, "key", number, organisation_id
ON evaluation_owncodebook FOR EACH ROW WHEN (OLD.fixed_at IS NOT NULL)
EXECUTE FUNCTION evaluation_refuse_codebook_change()
""", """
CREATE TRIGGER evaluation_job_keeps_codebook BEFORE UPDATE OF codebook, codebook_digest ON evaluation_codingjob
FOR EACH ROW EXECUTE FUNCTION evaluation_refuse_codebook_change()
"""


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, None)


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table in (("codebook_never_changed", "owncodebook"), ("job_keeps_codebook", "codingjob")):
        on_table = f" ON evaluation_{table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER evaluation_{name}{on_table}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION evaluation_refuse_codebook_change()")


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0004_trial_method'),
        ('programmes', '0011_coder_role'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodingJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='What is this coding called?')),
                ('codebook', models.JSONField()),
                ('codebook_digest', models.CharField(max_length=64)),
                ('percent', models.PositiveSmallIntegerField(verbose_name='How many of a hundred do both code?')),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('first_done_at', models.DateTimeField(blank=True, null=True)),
                ('second_done_at', models.DateTimeField(blank=True, null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coding_jobs', to='programmes.programme')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OpenAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(max_length=5000, verbose_name='Your answer')),
                ('may_quote', models.BooleanField(default=False, verbose_name='May be quoted without their name')),
                ('how', models.CharField(choices=[('web', 'On this site'), ('telephone', 'Read aloud by telephone'), ('paper', 'On paper'), ('in_person', 'In person'), ('imported', 'Brought in from elsewhere')], default='web', max_length=20)),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='open_answers', to='programmes.participant')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CodedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('for_first', models.BooleanField()),
                ('for_second', models.BooleanField()),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='evaluation.codingjob')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coded_texts', to='evaluation.openanswer')),
            ],
        ),
        migrations.CreateModel(
            name='OpenQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=300, verbose_name='The question')),
                ('side', models.CharField(choices=[('member', 'Members'), ('supporter', 'Peer supporters'), ('staff', 'Staff')], max_length=20, verbose_name='Whom do you ask?')),
                ('moment', models.CharField(max_length=60, verbose_name='What do you call this time?')),
                ('opens_on', models.DateField(verbose_name='From which day?')),
                ('closes_on', models.DateField(verbose_name='Until which day?')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='open_questions', to='programmes.programme')),
            ],
        ),
        migrations.AddField(
            model_name='openanswer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='evaluation.openquestion'),
        ),
        migrations.AddField(
            model_name='codingjob',
            name='questions',
            field=models.ManyToManyField(related_name='coding_jobs', to='evaluation.openquestion'),
        ),
        migrations.CreateModel(
            name='OwnCodebook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(max_length=200, verbose_name='What is it called?')),
                ('content', models.JSONField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('fixed_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codebooks', to='programmes.organisation')),
            ],
        ),
        migrations.AddField(
            model_name='codingjob',
            name='own_codebook',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='evaluation.owncodebook'),
        ),
        migrations.CreateModel(
            name='Quotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('words', models.TextField(max_length=2000, verbose_name='The words to be quoted')),
                ('chosen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotations', to='evaluation.codedtext')),
            ],
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('is_given', models.BooleanField()),
                ('reason', models.TextField(max_length=1000, verbose_name='Why?')),
                ('settled_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settlements', to='evaluation.codedtext')),
            ],
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marks', models.JSONField(blank=True, default=list)),
                ('memo', models.TextField(blank=True, max_length=2000, verbose_name='A note for yourself and the talk afterwards')),
                ('coded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='evaluation.codedtext')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('text', 'coder'), name='coded_once_a_coder')],
            },
        ),
        migrations.AddConstraint(
            model_name='codedtext',
            constraint=models.UniqueConstraint(fields=('job', 'number'), name='coded_text_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='codedtext',
            constraint=models.UniqueConstraint(fields=('job', 'answer'), name='coded_text_once_a_job'),
        ),
        migrations.AddConstraint(
            model_name='codedtext',
            constraint=models.CheckConstraint(condition=models.Q(('for_first', True), ('for_second', True), _connector='OR'), name='coded_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='openquestion',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='open_question_closes_later'),
        ),
        migrations.AddConstraint(
            model_name='openquestion',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='open_question_has_words'),
        ),
        migrations.AddConstraint(
            model_name='openanswer',
            constraint=models.UniqueConstraint(fields=('question', 'participant'), name='open_answer_once_a_participant'),
        ),
        migrations.AddConstraint(
            model_name='openanswer',
            constraint=models.UniqueConstraint(fields=('question', 'person'), name='open_answer_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='openanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('participant__isnull', False), ('person__isnull', True)), models.Q(('participant__isnull', True), ('person__isnull', False)), _connector='OR'), name='open_answer_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='openanswer',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='open_answer_has_words'),
        ),
        migrations.AddConstraint(
            model_name='owncodebook',
            constraint=models.UniqueConstraint(fields=('organisation', 'key', 'number'), name='codebook_version_once'),
        ),
        migrations.AddConstraint(
            model_name='codingjob',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='coded_by_two'),
        ),
        migrations.AddConstraint(
            model_name='codingjob',
            constraint=models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='coded_twice_at_most_all'),
        ),
        migrations.AddConstraint(
            model_name='quotation',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='quotation_has_words'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(fields=('text', 'code'), name='settled_once_a_code'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='settled_with_a_reason'),
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
