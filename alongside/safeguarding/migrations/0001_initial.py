import alongside.safeguarding.models
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
            name='SafeguardingCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('next_step_on', models.DateField(blank=True, null=True, verbose_name='Next step by')),
                ('closing_proposed_at', models.DateTimeField(null=True)),
                ('closing_reason', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='safeguarding_cases', to='programmes.participant')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closing_proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='safeguarding_cases', to='programmes.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('closing_proposed_by__isnull', False)), _connector='OR'), name='case_closed_by_somebody'), models.CheckConstraint(condition=models.Q(('closed_by__isnull', True), models.Q(('closed_by', models.F('closing_proposed_by')), _negated=True), _connector='OR'), name='case_closed_by_a_second_person')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='Reason')),
                ('placed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_reason', models.TextField(blank=True)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='programmes.participant')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='programmes.programme')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='safeguarding.safeguardingcase')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('programme', 'participant'), name='one_hold_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='hold_lifted_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=alongside.safeguarding.models.new_key, max_length=64, unique=True)),
                ('raised_by_name', models.CharField(blank=True, max_length=200, verbose_name='Your name')),
                ('reply_to', models.CharField(blank=True, max_length=320, verbose_name='How we can reach you')),
                ('about_words', models.CharField(blank=True, max_length=200, verbose_name='Who is it about?')),
                ('subject', models.CharField(blank=True, max_length=80)),
                ('words', models.TextField(verbose_name='What worries you?')),
                ('urgency', models.CharField(choices=[('now', 'Somebody may be in danger now'), ('soon', 'It should not wait for long'), ('routine', 'It can wait for a day or so')], max_length=20)),
                ('status', models.CharField(choices=[('new', 'Not yet seen'), ('acknowledged', 'Seen by a named person'), ('in_case', 'Part of a safeguarding case'), ('answered', 'Answered')], default='new', max_length=20)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns_about', to='programmes.participant')),
                ('about_staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='programmes.programme')),
                ('raised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raised_by_participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns_raised', to='programmes.participant')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='safeguarding.safeguardingcase')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'status', 'due_at'], name='concern_desk')],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='concern_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('status', 'new')), models.Q(models.Q(('status', 'new'), _negated=True), ('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='concern_acknowledged_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=alongside.safeguarding.models.new_key, max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('fact', 'What was seen or said'), ('opinion', 'An opinion'), ('wish', 'What the person wants to happen'), ('told', 'Who was told, and what they answered'), ('decision', 'A decision and its reason')], max_length=20)),
                ('words', models.TextField(verbose_name='Note')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='safeguarding.casenote')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='safeguarding.safeguardingcase')),
            ],
            options={
                'ordering': ['written_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='case_note_has_words')],
            },
        ),
        migrations.CreateModel(
            name='HelpContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='Telephone')),
                ('text_number', models.CharField(blank=True, max_length=60, verbose_name='Text message')),
                ('url', models.URLField(blank=True, verbose_name='Web page')),
                ('hours', models.CharField(max_length=120, verbose_name='When')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='What they are for')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('last_checked_on', models.DateField(blank=True, null=True, verbose_name='Last checked')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_contacts', to='programmes.programme')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('phone', ''), _negated=True), models.Q(('text_number', ''), _negated=True), models.Q(('url', ''), _negated=True), _connector='OR'), name='help_contact_can_be_reached')],
            },
        ),
    ]
