"""ballots/form/point_cache.py: what this process changed is read anew at once, in every application it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.ballots.form.point_cache import PointCache
from portal.extensions import db as database
from tests import make


@pytest.fixture
def caches(db) -> list[PointCache]:
    """Two applications in one process, each with a cache of its own."""
    return [PointCache(), PointCache()]


def test_each_cache_reads_anew_what_was_changed(caches):
    round_ = make.survey_round()
    point = make.point(of=round_)
    database.session.commit()
    before = [cache.find(point.code).window.opens_at for cache in caches]
    round_.opens_at += timedelta(days=1)
    database.session.commit()
    after = [cache.find(point.code).window.opens_at for cache in caches]
    assert after == [moment + timedelta(days=1) for moment in before]


def test_what_was_only_read_is_still_remembered(caches):
    point = make.point(of=make.survey_round())
    database.session.commit()
    known = [cache.find(point.code) for cache in caches]
    assert point.code
    database.session.commit()
    assert [cache.recent(known[0].code) for cache in caches] == known
