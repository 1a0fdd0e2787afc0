"""ballots/form/point_cache.py: what this process changed is read anew at once, in every application it holds."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from portal.ballots.form import point_cache
from portal.ballots.form.point_cache import PointCache
from portal.extensions import db as database
from tests import make


@pytest.fixture
def caches(db) -> list[PointCache]:
    """Two applications in one process, each with a cache of its own."""
    return [PointCache(lambda: database.engine) for _ in range(2)]


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


@pytest.mark.parametrize("known", [True, False])
def test_a_point_read_before_serves_while_the_database_is_away(caches, monkeypatch, known):
    cache, point = caches[0], make.point(of=make.survey_round())
    database.session.commit()
    before = cache.find(point.code) if known else None
    monkeypatch.setattr(point_cache, "MAX_AGE_SECONDS", 0)
    monkeypatch.setattr(point_cache, "load", raising(psycopg.OperationalError("the server closed the connection")))
    if known:
        assert cache.find(point.code) == before
    else:
        with pytest.raises(OperationalError):
            cache.find(point.code)


def test_a_fault_of_ours_is_not_hidden_by_what_was_read_before(caches, monkeypatch):
    cache, point = caches[0], make.point(of=make.survey_round())
    database.session.commit()
    cache.find(point.code)
    monkeypatch.setattr(point_cache, "MAX_AGE_SECONDS", 0)
    monkeypatch.setattr(point_cache, "load", raising(psycopg.errors.UndefinedTable(), ProgrammingError))
    with pytest.raises(ProgrammingError):
        cache.find(point.code)


def raising(error: Exception, kind: type[DBAPIError] = OperationalError):
    def load(*_about: object) -> None:
        raise kind("SELECT", None, error)

    return load
