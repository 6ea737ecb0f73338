"""A document knows how many readings it has and is to get, so that the next one to read, and those read twice, are found by index."""

from django.db import migrations, models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """For documents that are there already; one statement, whatever their number."""
    Document, Reading, Collection = (apps.get_model("annotate", name) for name in ("Document", "Reading", "Collection"))
    finished = Reading.objects.filter(document=OuterRef("pk"), state="finished").order_by()
    home = Collection.objects.filter(pk=OuterRef("collection_id"))
    wanted = home.annotate(
        wanted=Case(
            When(readings_required=1, second_share__gt=OuterRef("draw"), then=Value(2)),
            default=F("readings_required"),
            output_field=models.PositiveSmallIntegerField(),
        )
    )
    Document.objects.update(
        readings_done=Coalesce(Subquery(finished.values("document").annotate(n=Count("pk")).values("n")), 0),
        readings_wanted=Subquery(wanted.values("wanted")),
    )


class Migration(migrations.Migration):
    dependencies = [("annotate", "0008_answers_to_programs")]
    operations = [
        migrations.AddField("document", "readings_done", models.PositiveSmallIntegerField(default=0, editable=False)),
        migrations.AddField("document", "readings_wanted", models.PositiveSmallIntegerField(editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("document", "readings_wanted", models.PositiveSmallIntegerField(editable=False)),
        migrations.AddIndex(
            "document",
            models.Index(
                condition=Q(readings_done__lt=F("readings_wanted"), state="extracted"),
                fields=["collection", "id"],
                name="document_wants_reading",
            ),
        ),
        migrations.AddIndex(
            "document", models.Index(condition=Q(readings_done__gt=1), fields=["collection", "id"], name="document_read_twice")
        ),
    ]
