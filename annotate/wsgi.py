"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
application = get_wsgi_application()

from annotate.extracting import load  # noqa: E402 (it needs the applications)

load()
gc.freeze()  # what is read by now stays: no request waits while the collector walks through dictionaries and routes
