"""Opens addresses in Chromium as somebody and prints what the browser had to complain of, as JSON: ``look.py CHROMIUM BASE SESSION ADDRESS...``

A program of its own, so that its event loop disturbs no other test's.
"""

import json
import sys
from typing import Any

from playwright.sync_api import sync_playwright


def main(program: str, base: str, session: str, *addresses: str) -> None:
    found: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(base_url=base, locale="en")
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        for address in addresses:
            page = context.new_page()
            told: list[str] = []
            page.on("console", lambda message, told=told: told.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error, told=told: told.append(str(error)))
            page.on(
                "request",
                lambda request, told=told: None if request.url.startswith((base, "data:")) else told.append(f"asks {request.url}"),
            )
            page.goto(address, wait_until="networkidle")
            if address.endswith("/docs"):
                page.wait_for_selector(".opblock", timeout=90_000)
            found[address] = {"told": told, "operations": page.locator(".opblock").count(), "title": page.title()}
            page.close()
        browser.close()
    print(json.dumps(found))


main(*sys.argv[1:])
