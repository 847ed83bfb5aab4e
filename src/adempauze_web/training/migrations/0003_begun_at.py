"""Note when a session was begun, as far as a phone has told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0002_past"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuedsheet",
            name="begun_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
