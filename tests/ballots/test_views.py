from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from portal.web import clock
from tests import make

NOON = clock.at(make.FIRST_DAY, 12)


@pytest.fixture
def point(db, at):
    make.survey_round()
    db.session.commit()
    at(NOON)
    return make.point()


def test_form(client, point, at):
    page = client.get(f"/p/{point.code}")
    print(page.status, page.response.headers)
    assert page.status == 200
    fields = page.fields()
    at(NOON + timedelta(seconds=60))
    fields |= {f"Q{n}": "5" for n in range(1, 15)}
    sent = client.post(f"/p/{point.code}", fields)
    print(sent.status, sent.response.headers)
    done = client.get(sent.location)
    print(done.text)
