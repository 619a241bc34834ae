import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('matching', '0001_initial'), ('matching', '0002_names_that_wait'), ('matching', '0003_held_back_and_locked'), ('matching', '0004_criteria')]

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('programmes', '0001_squashed_0004_amendments'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchingProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('traits', models.JSONField(blank=True, default=dict)),
                ('shown', models.JSONField(blank=True, null=True)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('modalities', models.JSONField(blank=True, default=list)),
                ('availability', models.JSONField(blank=True, default=list)),
                ('community', models.CharField(blank=True, max_length=120, verbose_name='Small community')),
                ('avoid_own_community', models.BooleanField(default=False, verbose_name='Please match me with nobody from my own community')),
                ('introduction', models.TextField(blank=True, verbose_name='A few words about you')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matching_profiles', to='programmes.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matching_profiles', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'participant'), name='matching_profile_once')],
            },
        ),
        migrations.CreateModel(
            name='AvoidedName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('stated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('looked_at', models.DateTimeField(null=True)),
                ('found', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.participant')),
                ('looked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='avoided_names', to='matching.matchingprofile')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('looked_at__isnull', True)), fields=['profile'], name='avoided_name_waiting')],
                'constraints': [models.UniqueConstraint(fields=('profile', 'name'), name='avoided_name_once'), models.CheckConstraint(condition=models.Q(('looked_at__isnull', False), ('found__isnull', True), _connector='OR'), name='avoided_name_found_by_look')],
            },
        ),
        migrations.CreateModel(
            name='MatchingRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seed', models.BigIntegerField()),
                ('status', models.CharField(choices=[('working', 'Being worked out'), ('done', 'Worked out'), ('failed', 'Stopped by a fault')], default='working', max_length=20)),
                ('stage', models.PositiveSmallIntegerField(default=0)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('places', models.PositiveIntegerField(default=0)),
                ('proposed', models.PositiveIntegerField(default=0)),
                ('certificate', models.JSONField(default=dict)),
                ('unmatched', models.JSONField(default=list)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='programmes.programme')),
                ('run_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SupportRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, verbose_name='What you hope for')),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('on_hold', 'With a person, before it goes on'), ('proposed', 'Somebody is being asked'), ('matched', 'Matched'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=20)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('waiting_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('held_back_why', models.TextField(blank=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_requests', to='programmes.member')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'waiting_since'], name='request_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ('waiting', 'on_hold', 'proposed'))), fields=('member',), name='one_open_request'), models.CheckConstraint(condition=models.Q(('status', 'on_hold'), ('held_back_why', ''), _connector='OR'), name='held_back_only_while_on_hold'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('status__in', ('waiting', 'on_hold', 'proposed'))), models.Q(('closed_at__isnull', False), ('status__in', ('matched', 'withdrawn'))), _connector='OR'), name='request_closed_at_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='ProposedMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(default=1)),
                ('is_round_choice', models.BooleanField(default=False)),
                ('by_hand', models.BooleanField(default=False)),
                ('is_locked', models.BooleanField(default=False)),
                ('weight', models.IntegerField(default=0)),
                ('reasons', models.JSONField(default=dict)),
                ('criteria', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('proposed', 'For a coordinator to review'), ('asked_supporter', 'The supporter is being asked'), ('offered', 'The member is choosing'), ('accepted', 'Agreed by both'), ('declined', 'Declined'), ('not_chosen', 'The member chose differently'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=20)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.CharField(blank=True, max_length=300)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='matching.matchinground')),
                ('supporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='programmes.peersupporter')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='matching.supportrequest')),
                ('with_request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed_by', to='matching.supportrequest')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'made_at'], name='proposal_by_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('supporter__isnull', False), ('with_request__isnull', True)), models.Q(('supporter__isnull', True), ('with_request__isnull', False)), _connector='OR'), name='proposal_with_exactly_one'), models.UniqueConstraint(condition=models.Q(('status__in', ('proposed', 'asked_supporter', 'offered')), ('supporter__isnull', False)), fields=('request', 'supporter'), name='live_proposal_once_with_supporter'), models.UniqueConstraint(condition=models.Q(('status__in', ('proposed', 'asked_supporter', 'offered')), ('with_request__isnull', False)), fields=('request', 'with_request'), name='live_proposal_once_with_member'), models.UniqueConstraint(condition=models.Q(('is_round_choice', True), ('status', 'proposed')), fields=('request',), name='one_choice_to_review'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('asked_supporter', 'offered', 'accepted')), _negated=True), ('asked_at__isnull', False), _connector='OR'), name='nobody_agrees_unasked')],
            },
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('active', 'Under way'), ('paused', 'Having a pause'), ('ended', 'Ended')], default='active', max_length=20)),
                ('started_on', models.DateField()),
                ('planned_end_on', models.DateField()),
                ('first_contact_on', models.DateField(blank=True, null=True)),
                ('paused_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ending_kind', models.CharField(blank=True, choices=[('planned', 'As planned'), ('early', 'Early, by choice'), ('rematch', 'To be matched with somebody else'), ('safeguarding', 'For safety'), ('died', 'One of them died')], max_length=20)),
                ('ending_words', models.TextField(blank=True)),
                ('bridge', models.TextField(blank=True, verbose_name='What comes next for them')),
                ('contact_after', models.CharField(blank=True, choices=[('none', 'No contact afterwards'), ('through_us', 'Only through the organisation'), ('as_they_like', 'As the two of them like')], max_length=20)),
                ('review_held_on', models.DateField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relationships', to='programmes.programme')),
                ('proposal', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relationship', to='matching.proposedmatch')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'status', 'planned_end_on'], name='relationship_by_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(('planned_end_on__gte', models.F('started_on'))), name='relationship_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_on__isnull', False), ('status', 'ended'), models.Q(('ending_kind', ''), _negated=True)), models.Q(models.Q(('status', 'ended'), _negated=True), ('ended_at__isnull', True), ('ended_on__isnull', True), ('ending_kind', '')), _connector='OR'), name='relationship_ended_somehow'), models.CheckConstraint(condition=models.Q(models.Q(('paused_on__isnull', False), ('status', 'paused')), models.Q(models.Q(('status', 'paused'), _negated=True), ('paused_on__isnull', True)), _connector='OR'), name='relationship_paused_since')],
            },
        ),
        migrations.CreateModel(
            name='RelationshipPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('resumes_on', models.DateField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='matching.relationship')),
            ],
            options={
                'ordering': ['starts_on', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('resumes_on__isnull', True)), fields=('relationship',), name='one_pause_at_a_time'), models.CheckConstraint(condition=models.Q(('resumes_on__isnull', True), ('resumes_on__gte', models.F('starts_on')), _connector='OR'), name='pause_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='RelationshipSide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('receiving', 'Receiving support'), ('giving', 'Giving support'), ('both', 'Giving and receiving')], max_length=20)),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relationship_sides', to='programmes.member')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relationship_sides', to='programmes.participant')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sides', to='matching.relationship')),
                ('supporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relationship_sides', to='programmes.peersupporter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('relationship', 'participant'), name='side_once_per_participant'), models.UniqueConstraint(condition=models.Q(('role', 'both'), _negated=True), fields=('relationship', 'role'), name='one_giving_one_receiving'), models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', False), ('supporter__isnull', True)), models.Q(('member__isnull', True), ('supporter__isnull', False)), _connector='OR'), name='side_is_member_or_supporter')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_supporter', models.BooleanField(default=False)),
                ('trait', models.CharField(max_length=60)),
                ('value', models.CharField(blank=True, max_length=80)),
                ('strength', models.CharField(choices=[('must', 'Must'), ('prefer', 'Prefer'), ('do_not_mind', 'Do not mind'), ('not_this', 'Not this')], max_length=20)),
                ('rank', models.PositiveSmallIntegerField(default=1)),
                ('by_staff', models.BooleanField(default=False)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='matching.matchingprofile')),
            ],
            options={
                'ordering': ['rank', 'id'],
                'constraints': [models.UniqueConstraint(fields=('profile', 'as_supporter', 'trait', 'value'), name='wish_once'), models.CheckConstraint(condition=models.Q(('rank__gte', 1)), name='wish_rank_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('known', 'They know each other'), ('asked', 'One of them asked not to be matched with the other'), ('organisation', 'The organisation decided it'), ('past', 'They were matched before, and it ended early')], max_length=20)),
                ('stated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to='programmes.programme')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.participant')),
                ('stated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'first', 'second'), name='exclusion_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='exclusion_in_order')],
            },
        ),
    ]
