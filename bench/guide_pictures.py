"""Takes the pictures of the officers' guide from a running demonstration, as a phone of 360 px shows its pages.

.venv/bin/python -m bench.guide_pictures http://127.0.0.1:8000 PASSWORD
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

TARGET = Path(__file__).parent.parent / "static" / "guide"
COLOURS, MOST_BYTES = 48, 40 * 1024
PAGES = {
    "cb.07507": {
        "today": "/today",
        "task-force": "/task-force",
        "roster": "/roster",
        "publicity": "/publicity",
        "report": "/report",
    },
    "huyen.219": {
        "preparing": "/manage/preparing",
        "board": "/board",
        "urging": "/urging",
        "inspections": "/inspections",
        "corrections": "/corrections",
        "reports": "/manage/reports",
    },
    "ccb.tinh": {"rosters": "/rosters"},
    "quantri": {"accounts": "/accounts"},
}
"""Who sees what where; the names are those of templates/fieldwork/help/_step.html."""


def main() -> None:
    """Take every picture."""
    address, password = sys.argv[1:3]
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for username, pages in PAGES.items():
            take(browser, address, username, password, pages)
        browser.close()


def take(browser: Browser, address: str, username: str, password: str, pages: dict[str, str]) -> None:
    """The pictures of one account."""
    page = browser.new_page(viewport={"width": 360, "height": 640}, device_scale_factor=1.5, locale="vi")
    page.goto(f"{address}/login")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    for name, path in pages.items():
        answer = page.goto(f"{address}{path}")
        if answer is None or not answer.ok:
            sys.exit(f"{path}: {answer.status if answer else 'no answer'}")
        page.locator("#main").evaluate("main => main.scrollIntoView()")
        keep(name, page.screenshot())
    page.close()


def keep(name: str, screenshot: bytes) -> None:
    """Write a picture in few colours."""
    small = Image.open(BytesIO(screenshot)).convert("RGB").quantize(COLOURS)
    path = TARGET / f"{name}.png"
    small.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes")
    if path.stat().st_size > MOST_BYTES:
        sys.exit(f"{path.name} is too large")


if __name__ == "__main__":
    main()
