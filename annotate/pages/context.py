"""What every template may use."""

from typing import Any

from django.http import HttpRequest

THEMES = ("auto", "light", "dark")


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The theme of the cookie, and the one its switch would set next."""
    theme = request.COOKIES.get("theme", "auto")
    theme = theme if theme in THEMES else "auto"
    return {"theme": theme, "theme_next": THEMES[(THEMES.index(theme) + 1) % len(THEMES)]}
