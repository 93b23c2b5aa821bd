"""People's words about criteria, responsibilities, and evidence with its versions."""

import django.db.models.deletion
import django.utils.timezone
import roadmap.models.evidence
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calculator', '0004_drafts_of_the_full_form'),
        ('evaluations', '0014_verdicts_of_judges_and_people'),
        ('roadmap', '0001_phases_and_criteria'),
        ('workspaces', '0004_api_tokens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.TextField(blank=True, max_length=2000)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('facts', models.JSONField(default=list)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'ordering': ['criterion', '-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('number', models.PositiveIntegerField(default=1)),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['project', 'title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proves', models.CharField(choices=[('document', 'Document'), ('link', 'Link'), ('eval_run', 'Evaluation run'), ('spec_mapping', 'Decisions on principles'), ('calc_scenario', 'Calculator scenario'), ('decision_record', 'Record of a decision'), ('inventory_record', 'Inventory record'), ('risk_record', 'Risk record'), ('training_record', 'Training record'), ('drill_record', 'Record of a drill'), ('log_sample', 'Sample of the logs'), ('survey', 'Survey or feedback'), ('approval', 'Confirmation by a person')], max_length=40)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['criterion', 'proves', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('file', 'File'), ('link', 'Link'), ('note', 'Note'), ('decision', 'Decision'), ('run', 'Run'), ('scenario', 'Scenario'), ('stances', 'Stances')], max_length=8)),
                ('sha256', models.CharField(max_length=64)),
                ('text', models.TextField(blank=True)),
                ('url', models.URLField(blank=True, max_length=2000)),
                ('file', models.FileField(blank=True, max_length=200, upload_to=roadmap.models.evidence.random_name)),
                ('file_name', models.CharField(blank=True, max_length=120)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveIntegerField(blank=True, null=True)),
                ('was', models.JSONField(default=dict)),
                ('covers_from', models.DateField(blank=True, null=True)),
                ('covers_to', models.DateField(blank=True, null=True)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['evidence', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.TextField(blank=True, max_length=2000)),
                ('reason', models.TextField(max_length=2000)),
            ],
            options={
                'ordering': ['criterion', '-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('project_owner', 'Project owner'), ('alignment_lead', 'Alignment lead'), ('evaluator', 'Evaluator'), ('security_reviewer', 'Security reviewer'), ('privacy_reviewer', 'Privacy reviewer'), ('risk_owner', 'Risk owner'), ('executive_sponsor', 'Executive sponsor'), ('independent_reviewer', 'Independent reviewer')], max_length=40)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['project', 'role', 'given_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='confirmation',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='criterion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='roadmap.criterion'),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidence',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidence',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='workspaces.project'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='superseded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='supersedes', to='roadmap.evidence'),
        ),
        migrations.AddField(
            model_name='evidenceuse',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidenceuse',
            name='criterion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='roadmap.criterion'),
        ),
        migrations.AddField(
            model_name='evidenceuse',
            name='evidence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='roadmap.evidence'),
        ),
        migrations.AddField(
            model_name='evidenceversion',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidenceversion',
            name='evidence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='roadmap.evidence'),
        ),
        migrations.AddField(
            model_name='evidenceversion',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='evaluations.run'),
        ),
        migrations.AddField(
            model_name='evidenceversion',
            name='scenario_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='calculator.scenarioversion'),
        ),
        migrations.AddField(
            model_name='exclusion',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exclusion',
            name='criterion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='roadmap.criterion'),
        ),
        migrations.AddField(
            model_name='exclusion',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='responsibility',
            name='given_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='responsibility',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='responsibility',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibilities', to='workspaces.project'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('criterion',), name='one_confirmation_in_force'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('project', 'title'), name='one_evidence_per_title'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='evidence_number_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='evidenceuse',
            constraint=models.UniqueConstraint(fields=('evidence', 'criterion', 'proves'), name='evidence_proves_a_thing_once'),
        ),
        migrations.AddConstraint(
            model_name='evidenceversion',
            constraint=models.UniqueConstraint(fields=('evidence', 'number'), name='one_evidence_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='evidenceversion',
            constraint=models.CheckConstraint(condition=models.Q(('covers_from__isnull', True), ('covers_to__isnull', True), ('covers_to__gte', models.F('covers_from')), _connector='OR'), name='evidence_covers_a_period'),
        ),
        migrations.AddConstraint(
            model_name='evidenceversion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['file', 'link', 'note', 'decision', 'run', 'scenario', 'stances'])), name='evidence_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='exclusion',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('criterion',), name='one_exclusion_in_force'),
        ),
        migrations.AddConstraint(
            model_name='exclusion',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='exclusion_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('project', 'role', 'person'), name='responsibility_given_once'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['project_owner', 'alignment_lead', 'evaluator', 'security_reviewer', 'privacy_reviewer', 'risk_owner', 'executive_sponsor', 'independent_reviewer'])), name='responsibility_is_known'),
        ),
    ]
