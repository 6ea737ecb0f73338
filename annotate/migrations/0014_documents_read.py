"""Documents that were read to the end are found without walking over those that nobody has read."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("annotate", "0013_reviews_with_comments")]

    operations = [
        migrations.AddIndex(
            "document",
            models.Index(condition=Q(readings_done__gte=F("readings_wanted")), fields=["collection", "id"], name="document_read"),
        )
    ]
