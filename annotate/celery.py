"""The Celery application: Redis carries ids, the database holds the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")

app = Celery("heshi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
