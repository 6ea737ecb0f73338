"""The Django admin as a second place to work: the same rooms as the pages, the same rights, the same audit; no rule of its own.

Everybody on the staff sees the records of their own collections; the superuser sees all, and judges only where they are a member.
Nothing is deleted here.
"""

import axes.admin
import axes.models
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from annotate.admin import corpus, deciding, facts, judgements, known_values, people, readings, records, reviews, takedown

__all__ = ["corpus", "deciding", "facts", "judgements", "known_values", "people", "readings", "records", "reviews", "takedown"]

admin.site.site_title = admin.site.site_header = _("Heshi")
admin.site.index_title = _("Records")
admin.site.disable_action("delete_selected")

# Its tables speak English only; superusers find them at admin/axes/, and the index of everybody stays in one language.
for model in (axes.models.AccessAttempt, axes.models.AccessLog, axes.models.AccessFailureLog):
    if model in admin.site._registry:
        admin.site._registry[model].has_module_permission = lambda request: False  # type: ignore[method-assign]
