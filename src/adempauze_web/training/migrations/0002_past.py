from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from adempauze.planning import past_session
from adempauze.session import canonical_json, read_log, read_sheet, replay


def derive(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Derive, for what is stored already, what it means for the next session."""
    for stored in apps.get_model("training", "SessionLog").objects.select_related("sheet").iterator(100):
        sheet, log = read_sheet(bytes(stored.sheet.json)), read_log(bytes(stored.raw))
        stored.past = canonical_json(past_session(sheet, log, replay(sheet, log.events)))
        stored.save(update_fields=["past"])


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [
        migrations.AddField("SessionLog", "past", models.BinaryField(default=b"")),
        migrations.RunPython(derive, migrations.RunPython.noop),
    ]
