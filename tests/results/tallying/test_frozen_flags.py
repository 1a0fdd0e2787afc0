"""frozen_flags.py: flags are written once, when results are opened, with the limits they were made by."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.visits.models import VisitCount
from portal.results.models import FlagRecord
from portal.results.statistics import quality
from portal.results.tallying import frozen_flags, tallying
from tests import make
from tests.results import poll


def more_ballots_than_visits(**changes):
    """One commune of 25 ballots and 20 visits, one in order."""
    survey = make.survey_round(**changes)
    for code, visits in (("07507", 20), ("07519", 40)):
        point = make.point(code, survey)
        make.ballots(point, poll.sheets({3: 8, 4: 9, 5: 8}))
        poll.visits(point, (visits, 0, 0))
    return poll.opened(survey)


def test_what_stands_out_at_the_opening_is_kept_with_its_figures_and_limits(db):
    survey = more_ballots_than_visits()
    found = frozen_flags.read(make.unit("24"), survey)
    assert [flag.sentence for flag in found["07507"] if flag.rule == "vuot_luot"] == ["25 phiếu, 20 lượt người dân đến"]
    assert "07519" not in found or all(flag.rule != "vuot_luot" for flag in found["07519"])
    record = database.session.get(FlagRecord, survey.id)
    assert record.limits == asdict(quality.LIMITS)
    assert record.frozen_at == poll.AFTER
    assert frozen_flags.read(make.unit("213"), survey) == {}


def test_the_limits_are_those_of_the_plan_and_the_page_prints_them(db, at, sign_in):
    limits = replace(quality.LIMITS, same_percent=30)
    survey = more_ballots_than_visits(plan=replace(make.plan_198(), quality=limits).to_json())
    assert database.session.get(FlagRecord, survey.id).limits == asdict(limits)
    found = frozen_flags.read(make.unit("24"), survey)["07507"]
    assert [flag.sentence for flag in found if flag.rule == "cung_mau"] == ["36,0% số phiếu trả lời giống hệt nhau"]
    at(poll.AFTER)
    text = sign_in(make.account(Role.PROVINCE_EDITOR)).get(f"/results/{survey.slug}/flags").text
    assert "Trả lời giống hệt: trên 30% số phiếu" in text


def test_neither_a_later_figure_nor_a_second_run_changes_a_flag(db):
    survey = more_ballots_than_visits()
    before = frozen_flags.read(make.unit("24"), survey)
    for count in database.session.scalars(select(VisitCount)):
        count.visits = 100
    database.session.commit()
    tallying.make(survey, lambda _done, _total: None)
    database.session.commit()
    assert frozen_flags.read(make.unit("24"), survey) == before
    events = database.session.scalars(select(Event).where(Event.action == "results.flags")).all()
    assert len(events) == 1
    assert events[0].detail["sha256"] == frozen_flags.digest(before, asdict(quality.LIMITS), {})
