import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('what', models.CharField(max_length=60)),
                ('by_id', models.BigIntegerField(null=True)),
                ('on_behalf_of', models.CharField(blank=True, max_length=80)),
                ('subject', models.CharField(db_index=True, max_length=80)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('programme_id', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('place', models.BigIntegerField(null=True, unique=True)),
                ('previous_seal', models.CharField(blank=True, max_length=64)),
                ('seal', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation_id', '-at'], name='audit_by_organisation'), models.Index(condition=models.Q(('place__isnull', True)), fields=['id'], name='audit_not_sealed_yet')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('place__isnull', True), ('seal', '')), models.Q(('place__gte', 1), models.Q(('seal', ''), _negated=True)), _connector='OR'), name='audit_sealed_with_a_place')],
            },
        ),
    ]
