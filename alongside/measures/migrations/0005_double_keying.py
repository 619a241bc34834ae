import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0004_packs'),
        ('programmes', '0009_definitions_never_change'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DoubleKeyedWave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wave', models.CharField(max_length=60)),
                ('as_supporter', models.BooleanField(default=False)),
                ('chosen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='double_keyed_waves', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'wave', 'as_supporter'), name='wave_is_double_keyed_once')],
            },
        ),
        migrations.CreateModel(
            name='Keying',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('answered_on', models.DateField()),
                ('keyed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('keyed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keyings', to='measures.response')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('response', 'number'), name='sheet_is_keyed_once_each_time'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 3)), name='keying_is_one_of_three')],
            },
        ),
    ]
