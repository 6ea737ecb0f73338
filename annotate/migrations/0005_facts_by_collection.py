"""A fact knows its collection, where it stands, and what lists seek it by, so that every list of facts is read by an index."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

SOUGHT = ("indicator", "region_code", "period_end", "measure", "status")


def fill(apps, schema_editor):
    """For facts that are there already; one statement, whatever their number."""
    Fact, Document, Candidate, Review = (apps.get_model("annotate", name) for name in ("Fact", "Document", "Candidate", "Review"))
    collection = Document.objects.filter(pk=OuterRef("document_id")).values("collection_id")
    candidate = Candidate.objects.filter(pk=OuterRef("candidate_id"))
    judged = Review.objects.filter(fact=OuterRef("pk")).order_by("id").values("start")[:1]
    Fact.objects.update(
        collection_id=Subquery(collection),
        start=Coalesce(Subquery(candidate.values("start")), Subquery(judged), 0),
        **{name: Subquery(candidate.values(name)) for name in SOUGHT},
    )
    # PostgreSQL alters no table in a transaction that still has references to check
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("annotate", "0004_take_down")]

    operations = [
        migrations.AddField(
            model_name="fact",
            name="collection",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="annotate.collection",
                verbose_name="collection",
            ),
        ),
        migrations.AddField("fact", "start", models.PositiveIntegerField(default=0, editable=False, verbose_name="start")),
        migrations.AddField("fact", "indicator", models.CharField(editable=False, max_length=200, null=True, verbose_name="indicator")),
        migrations.AddField("fact", "region_code", models.CharField(editable=False, max_length=6, null=True, verbose_name="region code")),
        migrations.AddField("fact", "period_end", models.CharField(editable=False, max_length=7, null=True, verbose_name="last month")),
        migrations.AddField("fact", "measure", models.CharField(editable=False, max_length=8, null=True, verbose_name="measure")),
        migrations.AddField("fact", "status", models.CharField(editable=False, max_length=8, null=True, verbose_name="status")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="fact",
            name="collection",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="annotate.collection",
                verbose_name="collection",
            ),
        ),
        migrations.AlterField(
            model_name="fact",
            name="candidate",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="annotate.candidate",
                verbose_name="candidate",
            ),
        ),
        migrations.AddIndex("fact", models.Index(fields=["collection", "id"], name="fact_newest")),
        migrations.AddIndex("fact", models.Index(fields=["collection", "document", "start", "id"], name="fact_in_reading_order")),
        *(migrations.AddIndex("fact", models.Index(fields=["collection", name, "id"], name=f"fact_by_{name}")) for name in SOUGHT),
        migrations.AddIndex(
            "fact",
            models.Index(condition=~models.Q(origin="machine"), fields=["collection", "origin", "id"], name="fact_by_rare_origin"),
        ),
    ]
