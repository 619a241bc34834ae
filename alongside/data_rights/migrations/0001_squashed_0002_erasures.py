import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('data_rights', '0001_initial'), ('data_rights', '0002_erasures')]

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('programmes', '0001_squashed_0004_amendments'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopyRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('web', 'On this site'), ('telephone', 'By telephone'), ('paper', 'In a letter or on paper'), ('in_person', 'In person')], max_length=20)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_on', models.DateField()),
                ('status', models.CharField(choices=[('asked', 'Being prepared'), ('released', 'Ready'), ('withdrawn', 'Taken back')], default='asked', max_length=20)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('content', models.BinaryField(blank=True, null=True)),
                ('content_until', models.DateField(blank=True, null=True)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copy_requests', to='programmes.participant')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'due_on'], name='copy_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('participant',), name='one_copy_is_prepared_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'released'), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='copy_released_by_somebody'), models.CheckConstraint(condition=models.Q(('content__isnull', True), models.Q(('content_until__isnull', False), ('status', 'released')), _connector='OR'), name='copy_is_there_once_released_and_not_for_ever')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('web', 'On this site'), ('telephone', 'By telephone'), ('paper', 'In a letter or on paper'), ('in_person', 'In person')], max_length=20)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kept', models.JSONField(blank=True, default=dict)),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='programmes.participant')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='erasure_done_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='RowDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.CharField(max_length=80)),
                ('is_given', models.BooleanField()),
                ('reason', models.CharField(blank=True, choices=[('other_person', 'It would tell about another person'), ('harm', 'It could seriously harm somebody'), ('safeguarding', 'It would get in the way of protecting somebody'), ('law', 'The law says that it may not be given')], max_length=20)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='data_rights.copyrequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('request', 'row'), name='row_decided_once'), models.CheckConstraint(condition=models.Q(models.Q(('is_given', True), ('reason', '')), models.Q(('is_given', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='row_left_out_for_a_reason')],
            },
        ),
    ]
