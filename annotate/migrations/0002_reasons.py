"""The reasons that keys stand for; a lead may add others in the admin."""

import csv
from pathlib import Path

from django.db import migrations

TABLE = Path(__file__).resolve().parent.parent / "tables" / "reasons.csv"


def fill(apps, schema_editor):
    Reason = apps.get_model("annotate", "Reason")
    with TABLE.open(encoding="utf-8", newline="") as file:
        Reason.objects.bulk_create(Reason(**row | {"digit": row["digit"] or None}) for row in csv.DictReader(file))


class Migration(migrations.Migration):
    dependencies = [("annotate", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
