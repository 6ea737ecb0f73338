"""The door for gunicorn."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
application = get_wsgi_application()

from annotate.extracting import load  # noqa: E402 (it needs the applications)

# Each web process reads the dictionaries while it already answers: nobody waits for them, at the start or at the first proposal.
os.register_at_fork(after_in_child=lambda: threading.Thread(target=load, name="load", daemon=True).start())
