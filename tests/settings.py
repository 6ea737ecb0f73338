"""The settings of the tests: the installation's own, with a key and a data folder for the tests alone.

Whatever a run writes, its processes and theirs too (workers of pytest-xdist, killed servers, Chromium), lies in one temporary folder, which goes with
the process that made it.
"""

import atexit
import os
import shutil
import tempfile

if "HESHI_TESTS" not in os.environ:
    run, maker = tempfile.mkdtemp(prefix="heshi-tests-"), os.getpid()
    os.environ["HESHI_TESTS"] = run
    os.chmod(run, 0o711)  # a database server that may not run as root has its folder in here
    atexit.register(lambda: os.getpid() == maker and shutil.rmtree(run, ignore_errors=True))  # not where a fork of it ends
os.environ["TMPDIR"] = tempfile.tempdir = os.environ["HESHI_TESTS"]

os.environ.setdefault("SECRET_KEY", "a-key-for-the-tests-alone-0123456789abcdef")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="data-")
for name in ("REDIS_URL", "METRICS_TOKEN", "HTTPS", "DEBUG", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)  # what the person's shell says is not for the tests; DATABASE_URL is: it chooses the engine

from annotate.settings import *  # noqa: E402, F403
