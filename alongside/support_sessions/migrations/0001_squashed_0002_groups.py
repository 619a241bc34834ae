import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('support_sessions', '0001_initial'), ('support_sessions', '0002_groups')]

    initial = True

    dependencies = [
        ('matching', '0001_squashed_0004_criteria'),
        ('people', '__first__'),
        ('programmes', '0001_squashed_0004_amendments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Name of the group')),
                ('status', models.CharField(choices=[('forming', 'Being formed'), ('running', 'Under way'), ('ended', 'Ended')], default='forming', max_length=20)),
                ('unit', models.CharField(choices=[('person', 'One person'), ('couple', 'A couple'), ('family', 'A family')], default='person', max_length=20)),
                ('joining', models.CharField(choices=[('open', 'People may still join'), ('closed', 'Nobody joins after the first session')], default='closed', max_length=20)),
                ('size_min', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('size_max', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='First day')),
                ('planned_end_on', models.DateField(blank=True, null=True)),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='At what time')),
                ('place', models.CharField(blank=True, max_length=300, verbose_name='Where')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('intake', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.intake', verbose_name='Intake')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='programmes.programme')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'status', 'starts_on'], name='group_by_status')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'ended'), _negated=True), fields=('programme', 'name'), name='group_name_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='group_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'running'), _negated=True), ('starts_on__isnull', False), _connector='OR'), name='group_began_on_a_day'), models.CheckConstraint(condition=models.Q(('planned_end_on__isnull', True), ('planned_end_on__gte', models.F('starts_on')), _connector='OR'), name='group_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by__isnull', False), ('ended_on__isnull', False), ('status', 'ended')), models.Q(models.Q(('status', 'ended'), _negated=True), ('ended_by__isnull', True), ('ended_on__isnull', True)), _connector='OR'), name='group_ended_by_somebody'), models.CheckConstraint(condition=models.Q(('size_min__isnull', True), ('size_max__isnull', True), ('size_max__gte', models.F('size_min')), _connector='OR'), name='group_sizes_in_order')],
            },
        ),
        migrations.CreateModel(
            name='GroupLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='support_sessions.group')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group_leads', to='programmes.member')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group_leads', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group_leads', to='programmes.peersupporter')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', True), ('person__isnull', True), ('supporter__isnull', False)), models.Q(('member__isnull', False), ('person__isnull', True), ('supporter__isnull', True)), models.Q(('member__isnull', True), ('person__isnull', False), ('supporter__isnull', True)), _connector='OR'), name='lead_is_one_of_three'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='lead_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='lead_taken_back_by_somebody'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('ends_on__isnull', True)), fields=('group', 'supporter'), name='leads_once_as_supporter'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('ends_on__isnull', True)), fields=('group', 'member'), name='leads_once_as_member'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('ends_on__isnull', True)), fields=('group', 'person'), name='leads_once_as_person')],
            },
        ),
        migrations.CreateModel(
            name='GroupPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.PositiveSmallIntegerField()),
                ('within', models.PositiveSmallIntegerField(default=1)),
                ('out_of', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('why_left', models.CharField(blank=True, choices=[('own_choice', 'They left, and need not say why'), ('moved', 'They are in another group now'), ('ended', 'The group ended'), ('left_programme', 'They left the programme')], max_length=20)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='support_sessions.group')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_places', to='programmes.member')),
                ('moved_from', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_to', to='support_sessions.groupplace')),
                ('placed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('group', 'member'), name='in_a_group_once'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('group', 'seat', 'within'), name='seat_taken_once'), models.CheckConstraint(condition=models.Q(('seat__gte', 1), ('within__gte', 1), models.Q(('out_of__isnull', True), ('seat__lte', models.F('out_of')), _connector='OR')), name='group_never_too_large'), models.CheckConstraint(condition=models.Q(models.Q(('until__isnull', True), ('why_left', '')), models.Q(('until__gte', models.F('since')), ('until__isnull', False), models.Q(('why_left', ''), _negated=True)), _connector='OR'), name='left_a_group_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='SupportSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(blank=True, max_length=60)),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('planned_on', models.DateField(blank=True, null=True)),
                ('planned_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('planned_modality', models.CharField(blank=True, choices=[('in_person', 'In person'), ('phone', 'By telephone'), ('video', 'By video'), ('message', 'By text or message'), ('letter', 'By letter')], max_length=20)),
                ('is_optional', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('delivered', 'Took place'), ('missed', 'Missed'), ('cancelled', 'Called off')], default='planned', max_length=20)),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='When')),
                ('delivered_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='How long, in minutes')),
                ('delivered_modality', models.CharField(blank=True, choices=[('in_person', 'In person'), ('phone', 'By telephone'), ('video', 'By video'), ('message', 'By text or message'), ('letter', 'By letter')], max_length=20, verbose_name='How')),
                ('logged_at', models.DateTimeField(blank=True, null=True)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support_sessions', to='support_sessions.group')),
                ('instead_of', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='another_day', to='support_sessions.supportsession')),
                ('logged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('logged_side', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matching.relationshipside')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_sessions', to='programmes.programme')),
                ('relationship', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support_sessions', to='matching.relationship')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'status', 'planned_on'], name='session_due'), models.Index(fields=['relationship', 'status', 'delivered_on'], name='session_delivered'), models.Index(fields=['group', 'status', 'planned_on'], name='session_of_group')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', True), ('relationship__isnull', False)), models.Q(('group__isnull', False), ('relationship__isnull', True)), _connector='OR'), name='session_of_two_or_of_group'), models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('relationship', 'number'), name='planned_session_once'), models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('group', 'number'), name='planned_session_of_group_once'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('relationship', 'key'), name='extra_session_sent_once'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'delivered'), _negated=True), models.Q(('delivered_minutes__isnull', False), ('delivered_on__isnull', False), models.Q(('delivered_modality', ''), _negated=True)), _connector='OR'), name='delivered_session_says_when_how_long_and_how'), models.CheckConstraint(condition=models.Q(('status', 'delivered'), models.Q(('delivered_minutes__isnull', True), ('delivered_modality', ''), ('delivered_on__isnull', True)), _connector='OR'), name='only_delivered_session_was_delivered'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('delivered', 'missed')), _negated=True), models.Q(('logged_at__isnull', False), ('logged_side__isnull', False), ('relationship__isnull', False)), models.Q(('group__isnull', False), ('logged_at__isnull', False), ('logged_by__isnull', False)), _connector='OR'), name='logged_session_says_by_whom'), models.CheckConstraint(condition=models.Q(('delivered_minutes__isnull', True), ('delivered_minutes__lte', 1440), _connector='OR'), name='session_within_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'planned'), _negated=True), ('planned_on__isnull', False), _connector='OR'), name='planned_session_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='SessionPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='What it is about')),
                ('agenda', models.JSONField(blank=True, default=list)),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='At what time')),
                ('place', models.CharField(blank=True, max_length=300, verbose_name='Where')),
                ('adaptation', models.TextField(blank=True, verbose_name='What you changed, and why')),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='support_sessions.supportsession')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('adaptation', ''), ('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False)), _connector='OR'), name='session_plan_changed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='SessionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, verbose_name='What was done, and what was agreed')),
                ('catch_up', models.TextField(blank=True, verbose_name='A few words for those who could not come')),
                ('written_at', models.DateTimeField(auto_now=True)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='group_note', to='support_sessions.supportsession')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(('catch_up', ''), _negated=True), _connector='OR'), name='session_note_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Debrief',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('good', 'Good'), ('mixed', 'Some of both'), ('heavy', 'Heavy')], max_length=20, verbose_name='How was it for you?')),
                ('words', models.TextField(blank=True, verbose_name='Anything you want to keep')),
                ('for_supervision', models.TextField(blank=True, verbose_name='Anything to talk about in supervision')),
                ('written_at', models.DateTimeField(auto_now=True)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='debriefs', to='support_sessions.grouplead')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='debriefs', to='support_sessions.supportsession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'lead'), name='debrief_once_a_lead')],
            },
        ),
        migrations.CreateModel(
            name='ContactNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(verbose_name='Anything to remember')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_notes', to='matching.relationshipside')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='support_sessions.supportsession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'side'), name='contact_note_once_a_side'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='contact_note_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(blank=True, choices=[('coming', 'I will be there'), ('not_coming', 'Not this time')], max_length=20)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('came', 'Came'), ('late', 'Came late'), ('excused', 'Had said they could not'), ('missed', 'Missed')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='If they said why')),
                ('marked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='support_sessions.groupplace')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='support_sessions.supportsession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'place'), name='in_the_register_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='answered_through_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('marked_at__isnull', True), ('marked_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('marked_at__isnull', False), ('marked_by__isnull', False)), _connector='OR'), name='marked_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.PositiveSmallIntegerField()),
                ('due_on', models.DateField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('fit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='We suit each other')),
                ('giving', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='I am able to give something')),
                ('receiving', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='I get something from it')),
                ('load', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='How much it weighs on me')),
                ('words', models.TextField(blank=True, verbose_name='Anything you would like the coordinator to know')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('followed_up_at', models.DateTimeField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('followed_up_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='matching.relationshipside')),
            ],
            options={
                'indexes': [models.Index(fields=['due_on', 'answered_at'], name='check_in_due')],
                'constraints': [models.UniqueConstraint(fields=('side', 'week'), name='check_in_once_a_week'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('entered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='check_in_answered_through_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('followed_up_at__isnull', True), ('followed_up_by__isnull', True)), models.Q(('answered_at__isnull', False), ('followed_up_at__isnull', False), ('followed_up_by__isnull', False)), _connector='OR'), name='check_in_followed_up_by_somebody'), models.CheckConstraint(condition=models.Q(('fit__isnull', True), ('fit__lte', 10), _connector='OR'), name='check_in_fit_0_to_10'), models.CheckConstraint(condition=models.Q(('giving__isnull', True), ('giving__lte', 10), _connector='OR'), name='check_in_giving_0_to_10'), models.CheckConstraint(condition=models.Q(('receiving__isnull', True), ('receiving__lte', 10), _connector='OR'), name='check_in_receiving_0_to_10'), models.CheckConstraint(condition=models.Q(('load__isnull', True), ('load__lte', 10), _connector='OR'), name='check_in_load_0_to_10')],
            },
        ),
        migrations.CreateModel(
            name='CoordinatorCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('called_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('fine', 'It goes well'), ('small', 'Something small, settled in the call'), ('follow_up', 'Something to follow up'), ('not_reached', 'Not reached')], max_length=20, verbose_name='How does it go?')),
                ('words', models.TextField(blank=True, verbose_name='What was said')),
                ('called_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('side', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='coordinator_call', to='matching.relationshipside')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('called_by__isnull', True), ('called_on__isnull', True), ('outcome', '')), models.Q(('called_by__isnull', False), ('called_on__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='call_made_has_outcome')],
            },
        ),
    ]
