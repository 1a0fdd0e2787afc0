"""protection_cache.py: the attack is worked out once a machine; what bears another mark is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.results.disclosure import disclosure_control, protection_cache
from portal.results.disclosure.disclosure_control import protect
from portal.results.release import releasing
from portal.results.tallying import tallying
from portal.web.jobs import jobs
from tests import make
from tests.results import poll

COMMUNES = {
    "07507": {5: 30, 4: 10},
    "07519": {4: 20, 2: 10},
    "07210": {5: 25},
}
AREAS = [
    [(0, 2, 9, 30, 12), (1, 0, 3, 40, 9), (6, 7, 8, 9, 10)],
    [(0, 0, 12, 30, 12), (9, 9, 9, 9, 9), (5, 6, 7, 8, 30)],
]


def files(app):
    return sorted((Path(app.config["INSTANCE"]) / protection_cache.FOLDER).glob("*"))


@pytest.fixture(autouse=True)
def _nothing_solved(app):
    for file in files(app):
        file.unlink()


@pytest.fixture
def asked(monkeypatch):
    """How often the attack itself is asked."""
    every, whole = [], disclosure_control.protect

    def counted(areas, **how):
        every.append(how)
        return whole(areas, **how)

    monkeypatch.setattr(disclosure_control, "protect", counted)
    return every


@pytest.mark.parametrize("bands_only", [False, True])
def test_what_is_remembered_is_what_was_found(app, asked, bands_only):
    with app.app_context():
        first = protection_cache.protect(AREAS, bands_only=bands_only)
        assert first == protect(AREAS, bands_only=bands_only)
        assert protection_cache.protect(AREAS, bands_only=bands_only) == first
    assert len(asked) == 1
    assert [file.stat().st_mode & 0o777 for file in files(app)] == [0o600]


def test_a_table_that_somebody_laid_there_is_worked_out_again(app, asked):
    with app.app_context():
        right = protection_cache.protect(AREAS)
        [file] = files(app)
        kept = file.read_bytes()
        for wrong in (kept.replace(b'"form"', b'"norm"'), kept[:-1], b"", kept[protection_cache.MAC_BYTES :]):
            file.write_bytes(wrong)
            assert protection_cache.protect(AREAS) == right
        other = protection_cache.protect([AREAS[0]])
        *_rest, name = sorted(files(app), key=lambda one: one == file)
        name.write_bytes(next(one for one in files(app) if one != file).read_bytes())
        assert protection_cache.protect(AREAS) == right != other
    assert len(asked) == 7


def test_a_disk_that_takes_nothing_costs_time_alone(app, asked, monkeypatch):
    monkeypatch.setitem(app.config, "INSTANCE", "/proc/no-such-place")
    with app.app_context():
        assert protection_cache.protect(AREAS) == protection_cache.protect(AREAS)
    assert len(asked) == 2


def test_after_the_job_no_page_asks_the_attack(app, db, at, sign_in, asked):
    survey = poll.province(COMMUNES)
    at(poll.AFTER)
    job = jobs.start(tallying.PROTECTION, {"round_id": survey.id})
    releasing.work_out_protection(job, lambda _done, _total: None)
    database.session.commit()
    assert asked
    asked.clear()
    reader = sign_in(make.account(Role.PROVINCE_EDITOR))
    assert reader.get(f"/released/{survey.slug}/draft").status == 200
    assert releasing.draft(survey)["tables"]
    assert asked == []
