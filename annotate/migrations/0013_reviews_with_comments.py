"""What people remarked on their judgements is looked through without reading all judgements: few have a remark."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0012_audit_of_group")]

    operations = [migrations.AddIndex("review", models.Index(condition=~models.Q(comment=""), fields=["fact"], name="review_with_comment"))]
