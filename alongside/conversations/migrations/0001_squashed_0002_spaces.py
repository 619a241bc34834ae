import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('conversations', '0001_initial'), ('conversations', '0002_spaces')]

    initial = True

    dependencies = [
        ('matching', '0001_squashed_0004_criteria'),
        ('people', '__first__'),
        ('programmes', '0001_squashed_0004_amendments'),
        ('safeguarding', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('relationship', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='conversation', to='matching.relationship')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('key', models.CharField(max_length=40)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='conversations.conversation')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='matching.relationshipside')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['conversation', 'id'], name='message_in_order')],
                'constraints': [models.UniqueConstraint(fields=('conversation', 'side', 'key'), name='message_sent_once'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='message_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Space',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('identity', models.CharField(choices=[('named', 'By the name they go by in the programme'), ('pseudonymous', 'By a name that each chooses for this space'), ('anonymous', 'By no name')], max_length=20)),
                ('status', models.CharField(choices=[('preparing', 'Being prepared'), ('open', 'Open'), ('resting', 'Resting: people read, and nobody writes'), ('closed', 'Closed for good: people read what was written')], default='preparing', max_length=20)),
                ('staffed_days', models.CharField(blank=True, max_length=7)),
                ('staffed_from', models.TimeField(blank=True, null=True)),
                ('staffed_until', models.TimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spaces', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'phase'), name='space_once_per_phase'), models.CheckConstraint(condition=models.Q(models.Q(('staffed_days', ''), ('staffed_from__isnull', True), ('staffed_until__isnull', True)), models.Q(models.Q(('staffed_days', ''), _negated=True), ('staffed_from__isnull', False), ('staffed_until__gt', models.F('staffed_from'))), _connector='OR'), name='space_hours_whole_or_none')],
            },
        ),
        migrations.CreateModel(
            name='SpaceName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=40)),
                ('folded', models.CharField(blank=True, max_length=80)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('left_at', models.DateTimeField(null=True)),
                ('rules_version', models.CharField(max_length=16)),
                ('rules_accepted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('digest', models.BooleanField(default=False)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='space_names', to='programmes.participant')),
                ('space', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='conversations.space')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('space', 'participant'), name='space_joined_once'), models.UniqueConstraint(condition=models.Q(('folded', ''), _negated=True), fields=('space', 'folded'), name='space_name_is_taken_once'), models.CheckConstraint(condition=models.Q(models.Q(('folded', ''), ('name', '')), models.Q(models.Q(('name', ''), _negated=True), models.Q(('folded', ''), _negated=True)), _connector='OR'), name='space_name_is_folded')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=120)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('moved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_why', models.TextField(blank=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='conversations.spacename')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('space', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='conversations.space')),
            ],
            options={
                'indexes': [models.Index(fields=['space', '-moved_at', '-id'], name='thread_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('closed_why', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('closed_why', ''), _negated=True)), _connector='OR'), name='thread_closed_by_somebody_and_why')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'What the thread begins with'), ('reply', 'A reply'), ('second_story', 'My own story, in answer')], max_length=20)),
                ('words', models.TextField(blank=True)),
                ('content_note', models.CharField(blank=True, max_length=120)),
                ('status', models.CharField(choices=[('shown', 'Everybody in the space reads it'), ('waiting', 'Waits until somebody has read it'), ('hidden', 'Hidden, with a reason'), ('withdrawn', 'Taken back by its author')], default='shown', max_length=20)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('key', models.CharField(max_length=40)),
                ('answers', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='conversations.post')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='conversations.spacename')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='conversations.thread')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['thread', 'id'], name='post_in_order'), models.Index(condition=models.Q(('status', 'waiting')), fields=['status'], name='post_waiting')],
                'constraints': [models.UniqueConstraint(fields=('author', 'key'), name='post_sent_once'), models.UniqueConstraint(condition=models.Q(('kind', 'opening')), fields=('thread',), name='thread_begins_with_one_post'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), ('content_note', ''), ('words', '')), models.Q(models.Q(('status', 'withdrawn'), _negated=True), models.Q(('words', ''), _negated=True)), _connector='OR'), name='post_has_words_until_withdrawn'), models.CheckConstraint(condition=models.Q(models.Q(('answers__isnull', True), ('kind', 'opening')), ('kind', 'reply'), models.Q(('answers__isnull', False), ('kind', 'second_story')), _connector='OR'), name='second_story_answers_something')],
            },
        ),
        migrations.CreateModel(
            name='PostReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('danger', 'Somebody may be in danger'), ('harm', 'It urges people to harm themselves or others, or tells how'), ('unkind', 'It is unkind, or threatens somebody'), ('private', 'It tells something private about somebody'), ('advice', 'It gives wrong or risky advice about health'), ('selling', 'It sells something, or may be a trick'), ('other', 'Something else')], max_length=20)),
                ('words', models.TextField(blank=True)),
                ('words_then', models.TextField()),
                ('key', models.CharField(max_length=40)),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(null=True)),
                ('concern', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.concern')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='conversations.post')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['reported_at'], name='report_open')],
                'constraints': [models.UniqueConstraint(fields=('reported_by', 'key'), name='report_sent_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='report_settled_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ReadUpTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='read_marks', to='conversations.conversation')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.message')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.relationshipside')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conversation', 'side'), name='read_mark_once')],
            },
        ),
        migrations.CreateModel(
            name='SpaceLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('space', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='conversations.space')),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.peersupporter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('space', 'supporter'), name='space_lead_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='space_lead_ended_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ModerationAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('let_through', 'Read it: everybody may read it now'), ('left', 'Leave it as it is'), ('noted', 'Put a note before it, so that people choose whether to read on'), ('shown_again', 'Show it again'), ('hidden', 'Hide it'), ('thread_closed', 'Close the thread: nobody writes in it any more'), ('thread_opened', 'Open the thread again')], max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('done_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author_words', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='conversations.post')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='conversations.thread')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('answered_at__isnull', False), ('settled_at__isnull', True)), fields=['answered_at'], name='answer_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['let_through', 'left']), models.Q(('reason', ''), _negated=True), _connector='OR'), name='moderation_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['thread_closed', 'thread_opened']), ('post__isnull', True)), models.Q(models.Q(('kind__in', ['thread_closed', 'thread_opened']), _negated=True), ('post__isnull', False)), _connector='OR'), name='moderation_of_post_or_thread'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('author_words', '')), models.Q(('answered_at__isnull', False), models.Q(('author_words', ''), _negated=True)), _connector='OR'), name='answer_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('answered_at__isnull', False), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='answer_settled_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='CaseReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='safeguarding.safeguardingcase')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_readings', to='conversations.conversation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='case_reading_has_reason'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begun_at'))), name='case_reading_ends_after_start')],
            },
        ),
    ]
