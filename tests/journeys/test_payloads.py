"""An attacker's text, stored, in a real browser: no dialog, nothing asked of another host, no complaint of the CSP."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from tests.journeys.walks import sign_in
from tests.subjects import small_world
from tests.web import payloads

pytestmark = pytest.mark.once

SLUG = "198-kh-bdvtu"
PAGES = {
    Role.PROVINCE_EDITOR: (
        f"/manage/rounds/{SLUG}", f"/manage/rounds/{SLUG}/chat/07507", f"/manage/rounds/{SLUG}/directing",
        f"/manage/rounds/{SLUG}/task-forces/07507", f"/awards/{SLUG}", f"/awards/{SLUG}/proposal", "/documents",
        "/inspections/visits/1", f"/urging/{SLUG}/incidents", f"/rosters/{SLUG}/units/07507",
        f"/rosters/{SLUG}/supervisors", f"/results/{SLUG}/exclusions/1", "/documents/" + "b" * 32, "/audit",
    ),
    Role.COMMUNE_LEAD: ("/today", "/publicity", "/roster", "/incidents", "/inbox"),
}  # fmt: skip


def test_stored_attacks_run_nowhere(app, db, serve, page):
    world = small_world()
    usernames = {role: world.accounts[role].username for role in PAGES}
    payloads.planted()
    database.session.commit()
    base, dialogs, foreign, attacked = serve(app), [], [], 0
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.context.route("**/*", lambda route: watch(route, base, foreign))
    for role, paths in PAGES.items():
        page.context.clear_cookies()
        sign_in(page, base, usernames[role])
        for path in paths:
            answer = page.goto(base + path, wait_until="load")
            assert answer.status == 200, (path, answer.status)
            attacked += "onerror=alert(" in page.inner_text("main")
    assert dialogs == []
    assert foreign == []
    assert page.evaluate("document.querySelectorAll('[onerror], u').length") == 0
    assert attacked >= 10


def watch(route, base, foreign):
    """Let through what is ours, and note what is not."""
    if route.request.url.startswith((base, "data:", "blob:")):
        return route.continue_()
    foreign.append(route.request.url)
    return route.abort()
