"""Text can be erased under a manager's name, and a release can be made by a worker."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [("waiting", "waiting"), ("extracting", "extracting"), ("extracted", "extracted"), ("failed", "failed"), ("taken_down", "taken down")]
KINDS = [("import", "import"), ("export", "export"), ("reextract", "extract again"), ("release", "release")]


def key(related_name):
    return models.ForeignKey(
        db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to="annotate.takedown",
        verbose_name="take-down",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("annotate", "0003_refusals_and_references")]
    operations = [
        migrations.CreateModel(
            name="TakeDown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.TextField(verbose_name="why taken down")),
                ("taken_at", models.DateTimeField(verbose_name="taken down")),
                ("erased", models.JSONField(default=dict, verbose_name="rows that lost text")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="take_down", to="annotate.document", verbose_name="document"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="taken down by"
                    ),
                ),
            ],
            options={"verbose_name": "take-down", "verbose_name_plural": "take-downs"},
        ),
        migrations.AlterField("document", "state", models.CharField("state", max_length=10, choices=STATES, default="waiting")),
        migrations.RemoveConstraint("document", "document_state"),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "extracting", "extracted", "failed", "taken_down"])), name="document_state"
            ),
        ),
        migrations.AlterField("job", "kind", models.CharField("kind", max_length=10, choices=KINDS)),
        migrations.AddField("goldfact", "take_down", key("gold")),
        migrations.AddField("auditevent", "take_down", key("+")),
        migrations.AddIndex("goldfact", models.Index(fields=["release", "fact_uuid"], name="goldfact_change_log")),
        migrations.AddIndex(
            "goldfact",
            models.Index(condition=models.Q(("take_down__isnull", False)), fields=["release", "take_down"], name="goldfact_taken_down"),
        ),
    ]
