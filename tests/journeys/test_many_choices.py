"""A questionnaire with as many and as long choices as may be: its pages take four screens of a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.accounts import operations
from portal.accounts.permissions import Role
from portal.ballots.sealing import payload
from portal.extensions import db as database
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from tests import forms, make
from tests.journeys.conftest import VIEWPORTS
from tests.journeys.test_long_lists import too_large
from tests.results import poll
from tests.results.exports.test_result_exports import released

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.once, pytest.mark.journey]
ROUND = "198-kh-bdvtu"


@pytest.fixture
def survey(db, at):
    """Three communes answered it; results are opened and released."""
    at(poll.AFTER)
    body = forms.as_many_choices_as_may_be()
    assert Form.from_json(body).closed
    make.questionnaire(body=body)
    survey = make.survey_round()
    for code in ("07507", "07519", "07210"):
        point = make.point(code, survey)
        sheets = [
            poll.sheet(
                4, Q21=1 + n % 20, Q22=payload.several({1, 1 + n % 20}), Q23=1 + n % 20, Q24=1 + n % 20, Q25=n % 11
            )
            for n in range(60)
        ]
        make.ballots(point, sheets)
        poll.visits(point, (80, 0, 0))
    made = poll.opened(survey)
    released(made)
    return made


def test_pages_of_twenty_choices_take_four_screens(app, survey, serve, page: Page):
    token = operations.sign_in(make.account(Role.PROVINCE_EDITOR), "device-of-editor")
    number, closed = survey.questionnaire.id, survey.questionnaire.body["closed"]
    database.session.commit()
    base = serve(app)
    edit = f"/manage/questionnaires/{number}"
    numbers = [n for n, one in enumerate(closed) if one.get("choices")]
    paths = [edit, *(f"{edit}/closed/{n}" for n in numbers)]
    paths += [f"/manage/rounds/{ROUND}/errata", "/manage/questionnaires"]
    paths += [f"/results/{ROUND}{part}" for part in ("/questions", "/communes", "/themes", "/release")]
    paths += [
        f"/released/{ROUND}",
        f"/released/{ROUND}/07507",
        f"/rounds/{ROUND}/results",
        f"/rounds/{ROUND}/results/07507",
    ]
    page.set_viewport_size(VIEWPORTS["phone"])
    page.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": token, "url": base}])
    assert too_large(page, base, paths) == {}
