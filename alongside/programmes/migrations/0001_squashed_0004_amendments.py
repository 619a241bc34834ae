import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('programmes', '0001_initial'), ('programmes', '0002_drafts'), ('programmes', '0003_moderator'), ('programmes', '0004_amendments')]

    initial = True

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('is_demo', models.BooleanField(default=False)),
                ('country', models.CharField(default='GB', max_length=2)),
                ('small_cell_threshold', models.PositiveSmallIntegerField(default=8, help_text='Counts of people from 1 up to one less than this are hidden in results.', verbose_name='Smallest group that may be shown')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('small_cell_threshold__gte', 2)), name='organisation_hides_single_people')],
            },
        ),
        migrations.CreateModel(
            name='DefinitionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=80)),
                ('version', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('content_hash', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitions', to='programmes.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'slug', 'content_hash'), name='definition_stored_once')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('discreet_name', models.CharField(help_text='Stands in e-mails and on lock screens. It must name no illness or group.', max_length=80, verbose_name='Name that gives nothing away')),
                ('status', models.CharField(choices=[('preparing', 'Being prepared'), ('open', 'Open'), ('closed', 'Closed')], default='preparing', max_length=20)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('is_public', models.BooleanField(default=False)),
                ('is_found_by_search', models.BooleanField(default=False)),
                ('is_amended', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='programmes.definitionversion')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='programmes.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='programme_name_once'), models.CheckConstraint(condition=models.Q(('status', 'preparing'), ('opened_at__isnull', False), _connector='OR'), name='programme_open_since'), models.CheckConstraint(condition=models.Q(('is_public', True), ('is_found_by_search', False), _connector='OR'), name='programme_found_only_if_public')],
            },
        ),
        migrations.CreateModel(
            name='DefinitionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('text_before', models.TextField(blank=True)),
                ('begun_from', models.CharField(blank=True, max_length=80)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='programmes.organisation')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='programmes.programme')),
            ],
        ),
        migrations.CreateModel(
            name='DraftDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=60)),
                ('words', models.TextField(max_length=5000)),
                ('decided_by', models.CharField(max_length=200)),
                ('decided_on', models.DateField()),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='programmes.definitiondraft')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('starts_on', models.DateField(verbose_name='First day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='Last day')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.definitionversion')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intakes', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'name'), name='intake_name_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='intake_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='Full name')),
                ('known_as', models.CharField(help_text='Other members and supporters see only this name.', max_length=80, verbose_name='What they like to be called')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-mail')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='Telephone')),
                ('postal_address', models.TextField(blank=True, verbose_name='Postal address')),
                ('area', models.CharField(blank=True, max_length=80, verbose_name='Area or start of postcode')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='Date of birth')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Year of birth')),
                ('gender', models.CharField(blank=True, max_length=80, verbose_name='Gender, in their own words')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='Languages')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('text', 'Text message'), ('telephone', 'Telephone call'), ('post', 'Letter'), ('helper', 'Through somebody who helps me')], default='telephone', max_length=20, verbose_name='Best way to reach them')),
                ('safe_to_contact', models.CharField(blank=True, max_length=300, verbose_name='When and how it is safe to contact them')),
                ('helper_name', models.CharField(blank=True, max_length=200, verbose_name='Who helps them')),
                ('helper_phone', models.CharField(blank=True, max_length=20, verbose_name="Helper's telephone")),
                ('helper_email', models.EmailField(blank=True, max_length=254, verbose_name="Helper's e-mail")),
                ('external_id', models.CharField(blank=True, max_length=80, verbose_name='Your own reference')),
                ('notes', models.TextField(blank=True, verbose_name='Practical notes')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_test', models.BooleanField(default=False)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='programmes.participant')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='programmes.organisation')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='participants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(models.F('organisation'), django.db.models.functions.text.Lower('name'), models.F('id'), name='participant_by_name'), models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='participant_by_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('merged_into__isnull', True), ('person__isnull', False)), fields=('organisation', 'person'), name='participant_once_per_person'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='participant_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'email'), _negated=True), models.Q(('email', ''), _negated=True), _connector='OR'), name='participant_by_email_has_email')],
            },
        ),
        migrations.CreateModel(
            name='PeerSupporter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('enrolled', 'Taking part'), ('paused', 'Having a pause'), ('left', 'Left')], default='enrolled', max_length=20)),
                ('joined_on', models.DateField()),
                ('joined_how', models.CharField(default='by_hand', max_length=30)),
                ('paused_until', models.DateField(blank=True, null=True)),
                ('left_on', models.DateField(blank=True, null=True)),
                ('left_reason', models.CharField(blank=True, choices=[('finished', 'The support came to its planned end'), ('own_choice', 'They decided to stop'), ('not_for_me', 'It was not for them'), ('unwell', 'They are too unwell'), ('moved', 'They moved away'), ('out_of_touch', 'We lost touch'), ('other_support', 'They found other support'), ('died', 'They died'), ('not_said', 'They did not say, and need not')], max_length=30)),
                ('capacity', models.PositiveSmallIntegerField(default=1, verbose_name='How many people at once')),
                ('free_again', models.BooleanField(default=True, help_text='After an ending a supporter is free again only when they say so.', verbose_name='Free for a new match')),
                ('intake', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.intake')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_places', to='programmes.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='programmes.programme')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['programme', 'status'], name='peersupporter_by_status')],
                'constraints': [models.UniqueConstraint(fields=('programme', 'participant'), name='peersupporter_once_per_programme'), models.CheckConstraint(condition=models.Q(models.Q(('left_on__isnull', False), ('status', 'left')), models.Q(models.Q(('status', 'left'), _negated=True), ('left_on__isnull', True)), _connector='OR'), name='peersupporter_left_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('enrolled', 'Taking part'), ('paused', 'Having a pause'), ('left', 'Left')], default='enrolled', max_length=20)),
                ('joined_on', models.DateField()),
                ('joined_how', models.CharField(default='by_hand', max_length=30)),
                ('paused_until', models.DateField(blank=True, null=True)),
                ('left_on', models.DateField(blank=True, null=True)),
                ('left_reason', models.CharField(blank=True, choices=[('finished', 'The support came to its planned end'), ('own_choice', 'They decided to stop'), ('not_for_me', 'It was not for them'), ('unwell', 'They are too unwell'), ('moved', 'They moved away'), ('out_of_touch', 'We lost touch'), ('other_support', 'They found other support'), ('died', 'They died'), ('not_said', 'They did not say, and need not')], max_length=30)),
                ('intake', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.intake')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_places', to='programmes.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='programmes.programme')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['programme', 'status'], name='member_by_status')],
                'constraints': [models.UniqueConstraint(fields=('programme', 'participant'), name='member_once_per_programme'), models.CheckConstraint(condition=models.Q(models.Q(('left_on__isnull', False), ('status', 'left')), models.Q(models.Q(('status', 'left'), _negated=True), ('left_on__isnull', True)), _connector='OR'), name='member_left_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(blank=True, choices=[('administrator', 'Organisation administrator'), ('coordinator', 'Coordinator'), ('supervisor', 'Supervisor'), ('safeguarding_lead', 'Safeguarding lead'), ('moderator', 'Moderator'), ('evaluator', 'Evaluator')], max_length=30)),
                ('role_ends_on', models.DateField(blank=True, null=True)),
                ('email', models.EmailField(max_length=254, verbose_name='E-mail')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='programmes.organisation')),
                ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='programmes.participant')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('participant__isnull', False), ('role', '')), models.Q(models.Q(('role', ''), _negated=True), ('participant__isnull', True)), _connector='OR'), name='invitation_to_role_or_participant'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_by_somebody'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('participant__isnull', True), ('programme__isnull', True), ('withdrawn_at__isnull', True)), fields=('organisation', 'role', 'email'), name='invitation_waits_once_in_organisation'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('participant__isnull', True), ('withdrawn_at__isnull', True)), fields=('programme', 'role', 'email'), name='invitation_waits_once_in_programme'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('participant',), name='invitation_waits_once_for_participant')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField(max_length=5000)),
                ('agreed_by', models.CharField(max_length=300)),
                ('applies_from', models.DateField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.definitionversion')),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.definitionversion')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='programmes.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='amendment_changes_something'), models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), models.Q(('agreed_by', ''), _negated=True)), name='amendment_says_why_and_who_agreed'), models.UniqueConstraint(fields=('programme', 'after'), name='amendment_once_a_version'), models.UniqueConstraint(fields=('programme', 'applies_from'), name='amendment_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='StaffRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('administrator', 'Organisation administrator'), ('coordinator', 'Coordinator'), ('supervisor', 'Supervisor'), ('safeguarding_lead', 'Safeguarding lead'), ('moderator', 'Moderator'), ('evaluator', 'Evaluator')], max_length=30, verbose_name='Role')),
                ('starts_on', models.DateField(verbose_name='First day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='Last day')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_roles', to='programmes.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_roles', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff_roles', to='programmes.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='staff_role_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='staff_role_ended_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'administrator'), _negated=True), ('programme__isnull', True), _connector='OR'), name='administrator_of_organisation'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('ends_on__isnull', True), ('programme__isnull', False)), fields=('person', 'programme', 'role'), name='staff_role_once_in_programme'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('ends_on__isnull', True), ('programme__isnull', True)), fields=('person', 'organisation', 'role'), name='staff_role_once_in_organisation')],
            },
        ),
        migrations.CreateModel(
            name='DraftComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=60)),
                ('words', models.TextField(max_length=5000)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='programmes.definitiondraft')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='draft_comment_resolved_by_somebody')],
            },
        ),
    ]
