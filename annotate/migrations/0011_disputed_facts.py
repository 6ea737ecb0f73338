"""Facts on which finished readings differ and nobody decided are marked, so that the adjudicators' queue is an index."""

from django.db import migrations, models
from django.db.models import Case, Count, Exists, IntegerField, JSONField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONArray

COMPARED = (
    "value_max", "measure", "indicator", "subject", "region", "region_code", "place", "period_start", "period_end", "status", "qualifier", "base",
    "value_base", "unit_base",
)  # fmt: skip
STRETCH = 500  # documents


def mark(apps, schema_editor):
    """For documents that two people have read already, a stretch of them at a time."""
    Document, Fact, Reading, Review = (apps.get_model("annotate", name) for name in ("Document", "Fact", "Reading", "Review"))
    reviews = Review.objects.filter(fact=OuterRef("pk"), reading__state="finished")
    signature = Case(When(state="rejected", then=JSONArray(Value(""))), default=JSONArray(*COMPARED), output_field=JSONField())
    said = reviews.order_by().values("fact").annotate(n=Count(signature, distinct=True)).values("n")
    silent = Reading.objects.filter(document=OuterRef("document"), state="finished").filter(
        ~Exists(Review.objects.filter(reading=OuterRef("pk"), fact=OuterRef(OuterRef("pk"))))
    )
    untold = Q(Exists(silent.filter(aided=True))) & ~Q(origin="person")
    differ = ~untold & (Q(said__gt=1) | (Q(Exists(silent)) & Q(Exists(reviews.filter(state="accepted")))))
    undecided = Fact.objects.filter(adjudication__isnull=True).annotate(said=Subquery(said, output_field=IntegerField())).filter(differ)
    twice, last = Document.objects.filter(readings_done__gt=1).order_by("pk"), 0
    while keys := list(twice.filter(pk__gt=last).values_list("pk", flat=True)[:STRETCH]):
        Fact.objects.filter(pk__in=undecided.filter(document__in=keys).order_by().values("pk")).update(disputed=True)
        last = keys[-1]


class Migration(migrations.Migration):
    dependencies = [("annotate", "0010_what_facts_are_sought_by")]
    operations = [
        migrations.AddField("fact", "disputed", models.BooleanField(db_default=False, default=False, editable=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex("fact", models.Index(condition=Q(disputed=True), fields=["collection", "id"], name="fact_disputed")),
    ]
