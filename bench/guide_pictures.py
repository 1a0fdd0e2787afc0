"""Takes the pictures of the officers' guide and of docs/pages.md from a running demonstration.

.venv/bin/python -m bench.guide_pictures http://127.0.0.1:8000 PASSWORD CODE

CODE is the printed code of a commune whose round is open. Pages are taken as a phone shows them: install Roboto or Noto
Sans first (`apt-get install fonts-roboto`), else nothing is taken.
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
GUIDE, DOCS = ROOT / "static" / "guide", ROOT / "docs" / "pages"
COLOURS, MOST_BYTES = 48, 60 * 1024
ROUND, UNIT, EARLIER = "198-kh-bdvtu", "07519", "mo-phong-2024-04"
PLAN = "/manage/plans/new"  # no address: what stands there after one was begun
PHONE, DESK = (360, 740), (1280, 900)
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
SHOWN = {
    "": {"citizen": "/p/{code}", "released": f"/rounds/{EARLIER}/results", "log": f"/log/{ROUND}"},
    "cb.07507": {"officer": "/today", "support-desk": "/support-desk"},
    "huyen.219": {"district": "/tasks"},
    "tinh.chuyenvien1": {
        "province": f"/tasks/{ROUND}",
        "table": f"/monitoring/{ROUND}",
        "unit": f"/board/{ROUND}/units/{UNIT}",
        "results": f"/results/{ROUND}",
        "questions": f"/results/{ROUND}/questions",
        "plans": "/manage/plans",
        "plan": PLAN,
    },
    "tinh.lanhdao1": {"approver": f"/tasks/{ROUND}"},
}
"""The fourteen pages of docs/pages.md, each at both sizes; the empty name is a citizen."""


def main() -> None:
    """Take every picture."""
    address, password, code = sys.argv[1:4]
    fonts = subprocess.check_output(["fc-list", ":", "family"], text=True)  # noqa: S607 - whichever stands first
    if "Roboto" not in fonts and "Noto Sans" not in fonts:
        sys.exit("neither Roboto nor Noto Sans is installed: no phone would show the pages so")
    GUIDE.mkdir(exist_ok=True)
    DOCS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for username, pages in PAGES.items():
            page = opened(browser, address, username, password, (360, 640), 1.5)
            for name, path in pages.items():
                go(page, address + path)
                page.locator("#main").evaluate("main => main.scrollIntoView()")
                keep(GUIDE / f"{name}.png", page.screenshot())
            page.close()
        for username, pages in SHOWN.items():
            for size in (PHONE, DESK):
                page = opened(browser, address, username, password, size, 1)
                for name, path in pages.items():
                    go(page, address + path.format(code=code))
                    keep(DOCS / f"{name}-{size[0]}.png", page.screenshot())
                    print("  height", page.evaluate("document.documentElement.scrollHeight"))
                page.close()
        browser.close()


def opened(browser: Browser, address: str, username: str, password: str, size: tuple[int, int], scale: float) -> Page:
    """A window of this size, signed in unless the name is empty."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale, locale="vi")
    if username:
        page.goto(f"{address}/login")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)
    return page


def go(page: Page, address: str) -> None:
    """Open a page that has to be there; a plan is begun from the gallery first."""
    if address.endswith(PLAN):
        page.goto(address.removesuffix(PLAN) + "/manage/plans")
        page.click("main button[value='gallery:tram-y-te']")
        return
    answer = page.goto(address)
    if answer is None or not answer.ok:
        sys.exit(f"{address}: {answer.status if answer else 'no answer'}")


def keep(path: Path, screenshot: bytes) -> None:
    """Write a picture in few colours."""
    Image.open(BytesIO(screenshot)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes")
    if path.stat().st_size > MOST_BYTES:
        sys.exit(f"{path.name} is too large")


if __name__ == "__main__":
    main()
