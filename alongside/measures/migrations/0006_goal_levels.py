import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0005_double_keying'),
    ]

    operations = [
        migrations.CreateModel(
            name='GoalLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('words', models.CharField(max_length=300)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='measures.goal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('goal', 'level'), name='goal_has_each_level_once'), models.CheckConstraint(condition=models.Q(('level__gte', -2), ('level__lte', 2), models.Q(('words', ''), _negated=True)), name='goal_level_is_one_of_five')],
            },
        ),
    ]
