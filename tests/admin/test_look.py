"""The admin in a real Chromium: our colours whatever theme was chosen on whatever system, and nothing serious for axe."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.models import AuditEvent, User
from tests.admin.conftest import page as address_of
from tests.pages.conftest import open_page
from tests.pages.test_accessible import ALL, COLOURS, serious

__all__ = ["open_page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Luminance and contrast as WCAG 2.1 defines them, of what the browser computed.
CONTRAST = """selector => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => rgb(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const node = document.querySelector(selector);
  let ground = node;
  while (rgb(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const [one, other] = [light(getComputedStyle(node).color), light(getComputedStyle(ground).backgroundColor)].sort((a, b) => b - a);
  return { contrast: (one + 0.05) / (other + 0.05), colour: rgb(getComputedStyle(node).color).slice(0, 3).join() };
}"""


@pytest.fixture
def root(collection: Any, maria: Any) -> Any:
    from annotate import governing

    user = User.objects.create_superuser("root", password="correct horse battery")
    governing.set_role(collection=collection, user=user, role="manager", actor=maria, door="command")
    return user


@pytest.fixture
def chosen(open_page: Any, root: Any) -> Any:
    """``chosen(theme, system, address)``: an admin page under a theme of the cookie (None: none was chosen) on a light or dark system."""

    def show(theme: str | None, system: str, address: str) -> Any:
        page = open_page(root, "/admin/")
        page.emulate_media(color_scheme=system, reduced_motion="reduce")
        page.context.clear_cookies(name="theme")
        if theme:
            page.context.add_cookies([{"name": "theme", "value": theme, "url": page.url}])
        page.goto(address)
        return page

    return show


@pytest.mark.parametrize(
    ("theme", "system", "colour"),
    [
        (None, "light", "23,87,124"),
        (None, "dark", "138,193,224"),
        ("light", "light", "23,87,124"),
        ("light", "dark", "23,87,124"),
        ("dark", "light", "138,193,224"),
        ("dark", "dark", "138,193,224"),
    ],
)
def test_links_wear_our_colour_and_can_be_read(chosen: Any, document: Any, theme: str | None, system: str, colour: str) -> None:
    page = chosen(theme, system, address_of("document"))
    for link in ("#result_list tbody th a", ".breadcrumbs a", "#nav-sidebar th a"):
        found = page.evaluate(CONTRAST, link)
        assert found["contrast"] >= 4.5, (link, found)
        assert found["colour"] == colour, (link, found)
    assert page.evaluate(CONTRAST, "#changelist-filter h2")["contrast"] >= 4.5


@pytest.mark.heavy
@pytest.mark.parametrize("system", ["light", "dark"])
def test_axe_finds_nothing_serious_in_lists_forms_and_previews(chosen: Any, document: Any, system: str) -> None:
    fact, event = document.facts.first(), AuditEvent.objects.last()
    found = []
    for address in (
        "/admin/", address_of("fact"), address_of("fact", "change", fact.pk), address_of("fact", "add"), address_of("auditevent"),
        address_of("auditevent", "change", event.pk), address_of("document", "change", document.pk), address_of("user", "add"), address_of("collection"),
    ):  # fmt: skip
        page = chosen(None, system, address)
        found += [f"{address}: {problem}" for problem in serious(page, ALL if system == "light" else COLOURS)]
        page.close()
    for model, action in (("fact", "reject"), ("document", "take_down"), ("collection", "release")):
        page = chosen(None, system, address_of(model))
        page.locator("input.action-select").first.check()
        page.select_option("select[name=action]", action)
        page.locator(".actions button").click()
        page.wait_for_selector("input[name=confirmed]", state="attached")
        found += [f"{action}: {problem}" for problem in serious(page, ALL if system == "light" else COLOURS)]
        page.close()
    assert not found, "\n".join(found)
