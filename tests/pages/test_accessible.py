"""Every page in real Chromium, light and dark: axe finds nothing serious, nothing overflows, no script or style is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}

LEAD = ("lead", "lead_readings", "agreement", "collection_guideline", "conflicts", "corrections", "audit", "reextraction", "admit_damaged")


@pytest.fixture
def addresses(
    collection: Any, document: Any, finished: Any, make_document: Any, maria: Any, alice: Any, bob: Any
) -> dict[str, tuple[Any, str]]:
    """Every page with something on it: name to (who, where)."""
    from annotate import governing, inviting, queueing, releasing
    from annotate.models import User

    governing.make_token(user=alice, name="export", scopes=["read"], actor=alice, door="page")
    release = releasing.release(collection=collection, actor=maria, door="page", notes="first")
    waiting = make_document(raw="等待。", facts=(), state="waiting")
    failed = make_document(raw="失败。", facts=(), state="failed", failure="MemoryError")
    root = User.objects.create_superuser("root", password="correct horse battery")
    governing.set_role(collection=collection, user=root, role="manager", actor=maria, door="command")
    reading = queueing.open_reading(
        document=make_document(raw="出口增长5%，进口增长6%，共7年。", facts=("5%", "6%")), annotator=bob, door="page"
    )
    fact = document.facts.order_by("pk").first()
    links = {
        "enter": inviting.login_link(user=alice, actor=alice, door="command"),
        "join": inviting.invite(collection=collection, role="annotator", actor=maria, door="page"),
        "set_password": inviting.reset_link(user=alice, actor=maria, door="page"),
    }
    return {
        "login": (None, reverse("login")),
        **{name: (None, reverse(name, args=[secret])) for name, secret in links.items()},
        "home": (alice, "/"),
        "account": (alice, reverse("account")),
        "guideline": (alice, reverse("guideline")),
        "missing": (alice, "/nothing/"),
        "refused": (alice, reverse("collection_settings", args=[collection.uuid])),
        "new collection": (maria, reverse("create_collection")),
        **{
            name: (maria, reverse(name, args=[collection.uuid]))
            for name in ("collection", "upload", "members", "collection_settings", "releases", "create_release", *LEAD)
        },
        "adjudication": (maria, reverse("adjudication")),
        "release_changes": (maria, reverse("release_changes", args=[release.uuid])),
        "release": (maria, reverse("release", args=[release.uuid])),
        "document": (alice, reverse("document", args=[document.uuid])),
        "clean text": (alice, reverse("document", args=[document.uuid]) + "?text=edits"),
        "waiting": (alice, reverse("document", args=[waiting.uuid])),
        "failed": (alice, reverse("document", args=[failed.uuid])),
        "fact": (maria, reverse("fact", args=[fact.uuid])),
        "desk": (bob, reverse("desk_reading", args=[reading.uuid])),
        "desk without work": (root, reverse("desk_empty")),
        "practice": (bob, reverse("practice")),
        "admin": (root, reverse("admin:index")),
        "admin list": (root, reverse("admin:annotate_document_changelist")),
    }


def serious(page: Any, rules: dict[str, Any]) -> list[str]:
    """What axe calls serious or critical: rule, place, and what it says."""
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    violations = page.evaluate("options => axe.run(options)", rules)["violations"]
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in violations
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.mark.heavy
def test_every_page_is_accessible_in_light_and_dark_and_holds_at_twice_the_size(
    addresses: dict[str, tuple[Any, str]], open_page: Any
) -> None:
    found = []
    for name, (who, address) in addresses.items():
        page = open_page(who, address)
        for theme, rules in (("light", ALL), ("dark", COLOURS)):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found += [f"{name}, {theme}: {problem}" for problem in serious(page, rules)]
        page.set_viewport_size({"width": 683, "height": 384})  # 1366 pixels at 200 %
        if not name.startswith("admin") and page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{name}: overflows at 200 %")
        page.close()
    assert not found, "\n".join(found)


@pytest.fixture
def states(
    collection: Any, document: Any, finished: Any, make_document: Any, maria: Any, alice: Any, carol: Any
) -> dict[str, tuple[Any, str]]:
    """What pages show when all is not as usual: errors, long work, empty lists, a text taken down."""
    from annotate import governing, releasing, taking_down
    from annotate.models import Job

    empty = governing.create_collection(name="空", actor=maria, door="page")
    release = releasing.release(collection=collection, actor=maria, door="page", notes="first")
    running = Job.objects.create(
        kind="import", state="running", collection=collection, owner=maria, done=3, total=9, options={"file_name": "a.zip"}
    )
    failed = Job.objects.create(
        kind="import", state="failed", collection=collection, owner=maria, options={"file_name": "b.zip"}, failure="MemoryError"
    )
    for kind in ("reextract", "release"):
        Job.objects.create(
            kind=kind, state="running", collection=collection, owner=maria, done=3, total=9, options={"version": "1", "found": {}}
        )
    taking_down.take_down(document=document, reason="law", confirm=document.sha256[:12], actor=maria, door="page")
    kept = make_document(raw="出口增长5%。", facts=("5%",))
    fact = document.facts.first()
    return {
        "bad link": (None, reverse("enter", args=["nothing"])),
        "no such filter": (maria, reverse("facts", args=[collection.uuid]) + "?value_from=x"),
        "nothing fits": (maria, reverse("facts", args=[collection.uuid]) + "?indicator=q&adjudicated=true"),
        "taken down": (alice, reverse("document", args=[document.uuid])),
        "fact taken down": (maria, reverse("fact", args=[fact.uuid])),
        "release taken down": (maria, reverse("release", args=[release.uuid])),
        "desk taken down": (carol, reverse("desk_document", args=[document.uuid])),
        "take down": (maria, reverse("take_down", args=[kept.uuid])),
        "running": (maria, reverse("job", args=[running.uuid])),
        "failed": (maria, reverse("job", args=[failed.uuid])),
        "jobs": (maria, reverse("jobs", args=[collection.uuid])),
        "again": (maria, reverse("reextraction", args=[collection.uuid])),
        "releases": (maria, reverse("releases", args=[collection.uuid])),
        "API": (maria, reverse("api:docs")),
        **{
            f"empty {name}": (maria, reverse(name, args=[empty.uuid]))
            for name in ("collection", "facts", "jobs", "releases", "create_release", "comparison", *LEAD)
        },
        "nobody's adjudication": (alice, reverse("adjudication")),
    }


@pytest.mark.heavy
def test_what_is_not_as_usual_is_accessible_too(states: dict[str, tuple[Any, str]], open_page: Any) -> None:
    found = []
    for name, (who, address) in states.items():
        page = open_page(who, address)
        for theme, rules in (("light", ALL), ("dark", COLOURS)):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            if name != "API":  # Swagger UI's own colours are not ours to answer for
                found += [f"{name}, {theme}: {problem}" for problem in serious(page, rules)]
        for width in (683, 390):
            page.set_viewport_size({"width": width, "height": 800})
            if name != "API" and page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                found.append(f"{name}: overflows at {width}")
        page.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("chosen", "system", "dark"), [(None, "dark", True), (None, "light", False), ("light", "dark", False), ("dark", "light", True)]
)
def test_the_description_of_the_api_wears_the_chosen_theme(open_page: Any, alice: Any, chosen: str | None, system: str, dark: bool) -> None:
    page = open_page(alice, "/")
    page.emulate_media(color_scheme=system)
    if chosen:
        page.context.add_cookies([{"name": "theme", "value": chosen, "url": page.url}])
    page.goto(reverse("api:docs"))
    page.wait_for_selector(".swagger-ui .opblock-tag")
    red = page.evaluate("getComputedStyle(document.querySelector('.swagger-ui')).color.match(/\\d+/)[0]")
    assert (int(red) > 128) == dark


BROKEN = """() => [...document.querySelectorAll("main :is(button, .button), main th, main td a")].filter((node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const rows = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
  return node.offsetParent && rows.size > 3 && rows.size > node.textContent.trim().length / 3;
}).map((node) => node.textContent.trim())"""


def test_no_word_is_broken_into_letters_on_a_small_screen(addresses: dict[str, tuple[Any, str]], open_page: Any) -> None:
    found = {}
    for name in ("account", "fact", "members", "collection", "upload", "releases", "release", "create_release", "agreement", "corrections"):
        page = open_page(*addresses[name])
        for width in (1024, 390):
            page.set_viewport_size({"width": width, "height": 768})
            found[name, width] = page.evaluate(BROKEN)
        page.close()
    assert not any(found.values()), found


def test_the_theme_switch_answers_without_a_reload_and_is_kept(alice: Any, collection: Any, open_page: Any) -> None:
    page = open_page(alice, "/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.click("[data-theme-switch] button")  # auto, then light
    page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    with page.expect_response("**/theme/"):
        page.click("[data-theme-switch] button")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert page.evaluate(background) != light
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_waiting_rows_turn_into_extracted_ones_by_themselves(collection: Any, make_document: Any, alice: Any, open_page: Any) -> None:
    from annotate.models import Document

    document = make_document(state="waiting")
    refused: list[str] = []
    page = open_page(alice, "/login/")
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(reverse("collection", args=[collection.uuid]))
    page.wait_for_selector("[data-state=waiting]")
    Document.objects.filter(pk=document.pk).update(state="extracted")
    page.wait_for_selector("tbody [data-state=extracted]", timeout=10_000)
    assert "0" in page.inner_text("#progress")
    assert not refused


def test_files_are_dropped_on_the_upload_page(collection: Any, alice: Any, open_page: Any) -> None:
    from annotate.models import Document

    page = open_page(alice, reverse("upload", args=[collection.uuid]))
    page.evaluate(
        """() => {
            const transfer = new DataTransfer();
            for (const n of [1, 2]) transfer.items.add(new File([`第${n}季度增长5%。`], `${n}.txt`, {type: "text/plain"}));
            document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }"""
    )
    page.click("main form[enctype] button.primary")
    page.wait_for_selector(".note.success")
    assert page.locator(".note.success").count() == 2
    assert Document.objects.count() == 2


def test_the_guideline_is_searched(alice: Any, collection: Any, open_page: Any) -> None:
    page = open_page(alice, reverse("guideline"))
    everything = page.locator("#prose p:visible").count()
    page.fill("#search", "qqqq")
    assert page.locator("#prose p:visible").count() == 0
    page.fill("#search", "")
    assert page.locator("#prose p:visible").count() == everything
