"""The state of a criterion is computed from here on; words that were turned around before hold what people said."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0003_states_from_words")]

    operations = [
        migrations.RemoveConstraint(
            model_name='criterion',
            name='criterion_status_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='criterion',
            name='not_applicable_has_a_reason',
        ),
        migrations.RemoveField(
            model_name='criterion',
            name='reason',
        ),
        migrations.RemoveField(
            model_name='criterion',
            name='status',
        ),
    ]
