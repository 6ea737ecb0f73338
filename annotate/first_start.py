"""What must be there before the settings can be read: the folder for everything Heshi writes, and the key that signs sessions.

Standard library only: ``manage.py up`` calls it before Django is configured.
"""

import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def prepare() -> None:
    """Make DATA_DIR (for its owner only) and its secret key, or end with one line that says why not."""
    os.umask(0o077)
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_secret_key(folder)
    except OSError as error:
        sys.exit(f"Heshi does not start: the data folder {folder} cannot be written ({error.strerror}); choose another with DATA_DIR=")


def make_secret_key(folder: Path) -> None:
    """Written under another name and linked, so that a killed start leaves a whole key or none."""
    probe = folder / f".writable-{os.getpid()}"
    probe.write_text(secrets.token_urlsafe(48), "utf-8")
    try:
        if not os.environ.get("SECRET_KEY"):
            os.link(probe, folder / "secret_key")
    except FileExistsError:
        pass
    finally:
        probe.unlink()
