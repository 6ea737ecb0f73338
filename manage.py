#!/usr/bin/env python3
"""Django's command line for Heshi; ``manage.py up`` starts the whole of it."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")
    if sys.argv[1:2] == ["up"]:
        from annotate.first_start import prepare

        prepare()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Heshi does not start: {error}")


if __name__ == "__main__":
    main()
