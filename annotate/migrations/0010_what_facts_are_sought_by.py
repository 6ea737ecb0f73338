"""Facts are sought by region and month; the judgements that say another one are found by index too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0009_readings_counted")]
    operations = [
        *(migrations.RemoveIndex("fact", f"fact_by_{name}") for name in ("indicator", "region_code", "period_end", "measure", "status")),
        *(migrations.RemoveField("fact", name) for name in ("indicator", "measure", "status")),
        *(
            migrations.AddIndex("fact", models.Index(fields=[field, "collection", "id"], name=name))
            for field, name in (("region_code", "fact_of_region"), ("period_end", "fact_of_month"))
        ),
        *(
            migrations.AddIndex(model, models.Index(fields=[field, "fact"], name=f"{model}_by_{name}"))
            for model in ("review", "adjudication")
            for field, name in (("region_code", "region"), ("period_end", "month"))
        ),
    ]
