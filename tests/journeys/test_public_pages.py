"""What everybody may read, on a phone and on a desk: the released results, the round, the log, the promises."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.surveys.rounds import approvals
from tests import make
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.results import poll
from tests.results.release.test_releasing import PROVINCE

SLUG = "198-kh-bdvtu"
PAGES = (
    "/",
    "/receipt",
    "/promises",
    f"/rounds/{SLUG}",
    f"/rounds/{SLUG}/results",
    f"/log/{SLUG}",
    "/verify",
    "/login",
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages_fit_their_screen_and_axe_finds_no_fault(app, db, serve, page, width):
    survey = poll.province(PROVINCE)
    by, second = (make.account(Role.PROVINCE_APPROVER) for _ in range(2))
    approvals.ask_and_decide(survey, "release", by=by, second=second)
    database.session.commit()
    base, found = serve(app), []
    page.set_viewport_size({"width": width, "height": 740})
    for path in PAGES:
        answer = page.goto(base + path)
        assert answer is not None
        assert answer.status == 200, path
        found += [f"{path}: {fault}" for fault in (*sideways_faults(page), *accessibility_faults(page))]
        found += [f"{path}: {fault}" for fault in small_targets(page)] if width == 360 else []
    assert found == []
