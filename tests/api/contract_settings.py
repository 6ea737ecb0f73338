"""The settings of the server that test_contract.py asks: the installation's own, without a limit of requests a minute."""

import os

os.environ.setdefault("SECRET_KEY", "a-key-for-the-tests-alone-0123456789abcdef")

from annotate.settings import *  # noqa: F403
from annotate.settings import REST_FRAMEWORK as ASKED

REST_FRAMEWORK = {**ASKED, "DEFAULT_THROTTLE_RATES": {"user": "1000000/min", "anon": "1000000/min"}}
