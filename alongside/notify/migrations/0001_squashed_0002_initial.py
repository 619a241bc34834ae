import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notify', '0001_initial'), ('notify', '0002_initial')]

    initial = True

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=80)),
                ('recipient_name', models.CharField(max_length=200)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('programme_id', models.BigIntegerField(null=True)),
                ('kind', models.CharField(max_length=60)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('text', 'Text message'), ('telephone', 'Telephone call'), ('post', 'Letter'), ('helper', 'Through somebody who helps me')], max_length=20)),
                ('address', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(max_length=200)),
                ('words', models.TextField()),
                ('link', models.CharField(blank=True, max_length=300)),
                ('status', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('by_hand', 'For a person to pass on'), ('passed_on', 'Passed on by a person')], default='queued', max_length=20)),
                ('key', models.CharField(blank=True, max_length=200, null=True, unique=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'created_at'], name='notice_waiting'), models.Index(fields=['programme_id', 'status'], name='notice_by_programme')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('channel', 'email'), _negated=True), models.Q(('address', ''), _negated=True), _connector='OR'), name='notice_by_email_has_address')],
            },
        ),
    ]
