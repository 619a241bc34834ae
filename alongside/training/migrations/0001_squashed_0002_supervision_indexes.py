import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('training', '0001_initial'), ('training', '0002_supervision_indexes')]

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('programmes', '0001_squashed_0004_amendments'),
    ]

    operations = [
        migrations.CreateModel(
            name='ModuleCompletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('module', models.CharField(max_length=60)),
                ('completed_on', models.DateField()),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='programmes.peersupporter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('supporter', 'module'), name='module_completed_once')],
            },
        ),
        migrations.CreateModel(
            name='RoleAcceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wording_hash', models.CharField(max_length=64)),
                ('accepted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_acceptances', to='programmes.peersupporter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('supporter', 'wording_hash'), name='role_accepted_once')],
            },
        ),
        migrations.CreateModel(
            name='Supervision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='programmes.peersupporter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('supporter',), name='one_supervisor_at_a_time'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='supervision_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='SupervisionMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_on', models.DateField(verbose_name='When')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('missed', 'Missed')], default='planned', max_length=20)),
                ('held_on', models.DateField(blank=True, null=True)),
                ('notes', models.TextField(blank=True, verbose_name='Notes for the two of you')),
                ('strained', models.BooleanField(default=False, verbose_name='The supporter is under strain')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervision_meetings', to='programmes.peersupporter')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'planned_on'], name='supervision_due'), models.Index(condition=models.Q(('strained', True)), fields=['status', 'supporter'], name='supervision_strained')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'planned')), fields=('supporter',), name='one_next_supervision'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'held'), _negated=True), ('held_on__isnull', False), _connector='OR'), name='supervision_held_on_a_day')],
            },
        ),
    ]
