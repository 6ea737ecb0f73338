from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotateConfig(AppConfig):
    name = "annotate"
    label = "annotate"
    verbose_name = _("Heshi")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from annotate.models import append_only

        append_only.connect()
