"""Lighthouse finds nothing to improve on four public and eight staff pages: accessibility, best practices, search."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from portal.config import ROOT
from portal.extensions import db as database
from portal.web.data import clock
from tests import make
from tests.journeys.conftest import CHROMIUM, CHROMIUM_ARGS, VIEWPORTS
from tests.journeys.walks import sign_in
from tests.subjects import World

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Playwright

pytestmark = [pytest.mark.once, pytest.mark.slow]
PUBLIC = ("/", "/p/{code}", "/receipt", "/rounds/{slug}")
STAFF = (
    *("/tasks", "/monitoring/{slug}", "/board/{slug}", "/inspections/{slug}", "/results/{slug}", "/documents"),
    *("/manage/rounds/{slug}", "/board/{slug}/units/07507"),
)


def node() -> str:
    """The Node.js that fetched Lighthouse (setup.sh): the machine's, or the portal's own."""
    return shutil.which("node") or str(ROOT / ".venv" / "node" / "bin" / "node")


def test_lighthouse_finds_nothing_to_improve(db, app, serve, playwright: Playwright, tmp_path: Path):
    world = World()
    still_open = make.survey_round("dang-mo", first_day=clock.today(), last_day=clock.today())
    names = {"slug": world.round.slug, "code": make.point("07507", still_open).code}
    editor = world.accounts["province_editor"].username
    database.session.commit()
    base = serve(app)
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=CHROMIUM,
        args=[*CHROMIUM_ARGS, "--remote-debugging-port=0"],
        viewport=VIEWPORTS["phone"],
    )
    try:
        sign_in(context.pages[0], base, editor)
        port = (tmp_path / "profile" / "DevToolsActivePort").read_text().splitlines()[0]
        pages = [base + path.format(**names) for path in (*PUBLIC, *STAFF)]
        judged = subprocess.run(
            [node(), str(ROOT / "tests" / "journeys" / "lighthouse.mjs"), port, *pages],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
    finally:
        context.close()
    assert judged.stdout.splitlines() == [f"{len(pages)} pages judged"]
