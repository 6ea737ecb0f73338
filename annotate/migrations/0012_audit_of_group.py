"""One deed on many things is found by its name, however much its person did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0011_disputed_facts")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(condition=models.Q(("group__isnull", False)), fields=["group", "actor"], name="audit_of_group"),
        )
    ]
