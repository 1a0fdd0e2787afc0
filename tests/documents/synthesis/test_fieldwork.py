"""Section I of the report counts what fieldwork recorded, and says so where nothing is."""

from __future__ import annotations

import pytest

from portal.documents.synthesis.fieldwork import CHANNELS, summarise_fieldwork
from portal.documents.synthesis.figures import Fieldwork
from portal.extensions import db as database
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.publicity.models import PublicityEntry
from portal.units import queries as units
from portal.web.data import clock
from tests import make


@pytest.fixture
def survey(db):
    return make.survey_round()


def told(survey) -> Fieldwork:
    top = units.province(2024)
    return summarise_fieldwork(top, survey, survey.plan_data, inspections.inspections_in(top, survey))


def test_nothing_recorded_is_no_figure(survey):
    assert told(survey) == Fieldwork()


def test_a_commune_counts_once_for_a_way_however_often_it_used_it(survey):
    officer = make.account()
    for number, (code, channel) in enumerate(
        [("07507", "posted"), ("07507", "posted"), ("07507", "website"), ("07507", "social"), ("07519", "social")]
    ):
        entry = PublicityEntry(
            point_id=make.point(code, survey).id,
            key=f"{number:032d}",
            channel=channel,
            first_day=make.FIRST_DAY,
            last_day=make.FIRST_DAY,
            place="Nhà văn hóa thôn",
            entered_by=officer.id,
            entered_at=clock.start_of(make.FIRST_DAY),
        )
        database.session.add(entry)
    database.session.flush()
    work = told(survey)
    assert (work.posted, work.online, work.loudspeaker, work.villages) == (1, 2, 0, 0)
    assert work.rosters is None


def test_every_channel_of_the_plan_counts_for_some_way(survey):
    named = set().union(*CHANNELS.values())
    assert {channel.id for channel in survey.plan_data.channels} == named
