"""How much longer than promised something may take where the machine is shared."""

from __future__ import annotations

import os

SLACK = 1.5 if os.environ.get("CI") else 1.0
"""Times the promise: `make bench` on a quiet machine holds the code to it, the machines that try each change run other things beside it."""
