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
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(max_length=300)),
                ('dates_shifted', models.BooleanField(default=False)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('content_hash', models.CharField(max_length=64)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='programmes.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='export_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=40)),
                ('as_of', models.DateField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ready_at', models.DateTimeField(null=True)),
                ('content', models.JSONField(default=dict)),
                ('fault', models.CharField(blank=True, max_length=300)),
                ('code_version', models.CharField(blank=True, max_length=20)),
                ('data_hash', models.CharField(blank=True, max_length=64)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'part', 'as_of'), name='result_once_a_day'), models.CheckConstraint(condition=models.Q(('ready_at__isnull', True), models.Q(('data_hash', ''), _negated=True), _connector='OR'), name='result_ready_has_hash')],
            },
        ),
    ]
