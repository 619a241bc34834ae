import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('measures', '0001_initial'), ('measures', '0002_initial'), ('measures', '0003_responses_close')]

    initial = True

    dependencies = [
        ('matching', '0001_squashed_0004_criteria'),
        ('people', '__first__'),
        ('programmes', '0001_squashed_0004_amendments'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnsweringChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one_at_a_time', models.BooleanField(default=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=300, verbose_name='Your goal')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='programmes.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='programmes.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='goal_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_supporter', models.BooleanField(default=False)),
                ('wave', models.CharField(max_length=60)),
                ('instrument', models.CharField(max_length=60)),
                ('instrument_hash', models.CharField(blank=True, max_length=64)),
                ('language', models.CharField(default='en', max_length=10)),
                ('due_on', models.DateField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('status', models.CharField(choices=[('due', 'To be asked'), ('started', 'Begun'), ('completed', 'Answered'), ('declined', 'Would rather not'), ('missed', 'Not answered in time')], default='due', max_length=20)),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('score', models.FloatField(blank=True, null=True)),
                ('is_prorated', models.BooleanField(default=False)),
                ('scorer_version', models.CharField(blank=True, max_length=20)),
                ('is_baseline', models.BooleanField(default=False)),
                ('how', models.CharField(blank=True, choices=[('web', 'On this site'), ('telephone', 'Read aloud by telephone'), ('paper', 'On paper'), ('in_person', 'In person')], max_length=20)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('asked_on', models.DateField(blank=True, null=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='programmes.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='programmes.programme')),
                ('relationship', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='matching.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'status', 'due_on'], name='response_due'), models.Index(fields=['programme', 'closes_on'], name='response_closes')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('relationship__isnull', True)), fields=('participant', 'programme', 'wave', 'instrument', 'as_supporter'), name='response_once_per_wave'), models.UniqueConstraint(condition=models.Q(('relationship__isnull', False)), fields=('participant', 'relationship', 'wave', 'instrument', 'as_supporter'), name='response_once_per_relationship_wave'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'completed'), _negated=True), models.Q(('answered_on__isnull', False), ('completed_at__isnull', False)), _connector='OR'), name='response_completed_at_a_moment'), models.CheckConstraint(condition=models.Q(('is_baseline', False), models.Q(('status', 'completed'), ('wave', 'baseline')), _connector='OR'), name='baseline_is_completed'), models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('status', 'completed'), models.Q(('instrument_hash', ''), _negated=True)), _connector='OR'), name='score_says_where_it_comes_from')],
            },
        ),
    ]
