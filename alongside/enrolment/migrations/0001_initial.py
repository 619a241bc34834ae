import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('programmes', '0001_squashed_0004_amendments'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpreadsheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_supporters', models.BooleanField(default=False)),
                ('filename', models.CharField(max_length=255)),
                ('content', models.BinaryField()),
                ('content_hash', models.CharField(max_length=64)),
                ('mapping', models.JSONField(default=dict)),
                ('day_first', models.BooleanField(default=True)),
                ('status', models.CharField(choices=[('mapping', 'Columns to be matched'), ('checking', 'Being checked'), ('checked', 'Checked, waiting for you'), ('importing', 'Being brought in'), ('done', 'Brought in'), ('undoing', 'Being undone'), ('undone', 'Undone'), ('failed', 'Stopped by a fault')], default='mapping', max_length=20)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('notes', models.JSONField(default=list)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('failed_step', models.CharField(blank=True, choices=[('mapping', 'Columns to be matched'), ('checking', 'Being checked'), ('checked', 'Checked, waiting for you'), ('importing', 'Being brought in'), ('done', 'Brought in'), ('undoing', 'Being undone'), ('undone', 'Undone'), ('failed', 'Stopped by a fault')], max_length=20)),
                ('checked_at', models.DateTimeField(null=True)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='programmes.programme')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('worked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'content_hash'], name='import_by_content'), models.Index(fields=['status', 'heartbeat_at'], name='import_by_heartbeat')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('values', models.JSONField(default=dict)),
                ('remarks', models.JSONField(default=list)),
                ('outcome', models.CharField(choices=[('ready', 'Ready to come in'), ('bad', 'Cannot come in as it is'), ('duplicate', 'May be somebody you know already'), ('created', 'Brought in'), ('merged', 'Joined to somebody you knew already'), ('skipped', 'Left out'), ('undone', 'Taken out again'), ('kept', 'Stays, because something depends on it')], max_length=20)),
                ('duplicate_row', models.PositiveIntegerField(blank=True, null=True)),
                ('proposals', models.JSONField(blank=True, default=list)),
                ('decision', models.CharField(blank=True, choices=[('', 'Not decided yet'), ('new', 'A different person: bring in'), ('same', 'The same person: join to the known one'), ('skip', 'Leave this row out')], default='', max_length=20)),
                ('member_created', models.BooleanField(default=False)),
                ('supporter_created', models.BooleanField(default=False)),
                ('filled', models.JSONField(blank=True, default=dict)),
                ('kept_because', models.JSONField(blank=True, default=list)),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.participant')),
                ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.participant')),
                ('spreadsheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='enrolment.spreadsheetimport')),
            ],
            options={
                'indexes': [models.Index(fields=['spreadsheet', 'outcome'], name='import_row_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('spreadsheet', 'number'), name='import_row_once')],
            },
        ),
        migrations.CreateModel(
            name='ConsentRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=60)),
                ('wording_version', models.CharField(max_length=30)),
                ('wording', models.TextField()),
                ('given', models.BooleanField()),
                ('how', models.CharField(choices=[('self', 'By themselves, on this site'), ('read_aloud', 'Read aloud to them, answered by telephone'), ('in_person', 'Said in person'), ('paper', 'Signed on paper')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_records', to='programmes.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_records', to='programmes.programme')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['programme', 'participant', 'purpose', '-at'], name='consent_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('wording', ''), _negated=True), name='consent_has_wording'), models.CheckConstraint(condition=models.Q(('at__lte', models.F('recorded_at'))), name='consent_not_in_future')],
            },
        ),
    ]
