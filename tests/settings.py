"""The settings of the tests: the installation's own, with a key and a data folder for the tests alone."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "a-key-for-the-tests-alone-0123456789abcdef")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="heshi-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
for name in ("REDIS_URL", "METRICS_TOKEN", "HTTPS", "DEBUG", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)  # what the person's shell says is not for the tests; DATABASE_URL is: it chooses the engine

from annotate.settings import *  # noqa: E402, F403
