"""The demonstration's publicity: plausible, the same again, with gaps and photographs used twice."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.demo.steps import drawn_photos, publicity
from portal.demo.steps.fieldwork import Fieldwork
from portal.extensions import db as database
from portal.fieldwork.publicity import board
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.surveys.models import Point, Round
from portal.web.data import clock
from portal.web.media import image_processing
from portal.web.media.uploads import Photo, looks_alike
from tests import make

COMMUNES = ("07507", "07519", "07534", "07210")


@pytest.fixture
def survey(db, at):
    at(clock.at(make.LAST_DAY, 22))
    made = make.survey_round(simulated=True)
    for code in COMMUNES:
        make.account(Role.COMMUNE_OFFICER, make.unit(code))
    return made


def fill(survey, seed):
    publicity.fill(Fieldwork.of(survey, seed), with_photographs=True)


def test_it_fills_through_the_pages_own_operations_and_takes_all_out_again(survey):
    fill(survey, 1)
    counted = [database.session.scalar(select(func.count()).select_from(t)) for t in (PublicityEntry, DailyPost)]
    assert counted[0] >= 8
    assert counted[1] >= 6
    assert database.session.scalar(select(func.count(Photo.id)))
    publicity.clear(select(Point.id).where(Point.round_id == survey.id))
    assert not any(database.session.scalar(select(func.count()).select_from(t)) for t in (PublicityEntry, Photo))


def test_the_same_seed_gives_the_same_log(survey):
    fill(survey, 5)
    first = log()
    database.session.rollback()
    again = make.survey_round(simulated=True)
    for code in COMMUNES:
        make.account(Role.COMMUNE_OFFICER, make.unit(code))
    fill(again, 5)
    assert log() == first


def log():
    rows = database.session.scalars(select(PublicityEntry).order_by(PublicityEntry.entered_at, PublicityEntry.place))
    return [(row.channel, row.first_day, row.place, row.entered_at) for row in rows]


def test_photographs_used_twice_are_marked(survey):
    fill(survey, 2)
    photos = database.session.scalars(select(Photo)).all()
    assert all(photo.status == "ready" for photo in photos)
    row = database.session.scalars(select(Round)).one()
    assert len(board.rows(make.unit("24"), row, row.plan_data.channels, make.LAST_DAY)) == 4


def test_no_two_drawn_pictures_are_alike():
    chance = Random(3)
    prints = [
        int(image_processing.reencoded(drawn_photos.draw(chance, "Thanh Hải")).fingerprint, 16) for _ in range(60)
    ]
    assert not any(looks_alike(one, other) for n, one in enumerate(prints) for other in prints[:n])
