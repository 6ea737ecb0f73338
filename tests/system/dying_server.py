"""The web application with a fuse: the request whose path ends as the file ``fuse`` says is done and committed, and the server dies unanswered."""

import os
import signal
from pathlib import Path

from annotate.wsgi import application as heshi

FUSE = Path(os.environ["DATA_DIR"]) / "fuse"


def application(environ, start_response):
    answer = heshi(environ, start_response)
    if FUSE.exists() and environ["PATH_INFO"].endswith(FUSE.read_text()):
        FUSE.unlink()
        for process in (os.getppid(), os.getpid()):
            os.kill(process, signal.SIGKILL)
    return answer
