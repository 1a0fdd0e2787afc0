"""The menu as a person meets it: on a phone it stands folded away under the name of the page at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def choose(page: Page, name: str) -> None:
    """Open what is folded until the entry is there, and follow it."""
    entry = page.locator(".bar nav, .topics").get_by_role("link", name=name, exact=True)
    for folded in page.locator(".switch > summary").all():
        if not entry.is_visible() and folded.is_visible():
            folded.click()
    with page.expect_navigation():
        entry.click()
