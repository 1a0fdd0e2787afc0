"""No figures of any round make a rule of quality raise; one that raises all the same stops no opening and is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.ballots.sealing import batch_sealer
from portal.documents.annexes.people_annexes import annex_9
from portal.documents.synthesis import snapshot
from portal.extensions import db as database
from portal.results.models import FlagRecord
from portal.results.statistics import outliers, quality, quality_indicators
from portal.results.tables import quality_words
from portal.results.tallying import frozen_flags, tallying
from portal.sealing import verification
from portal.surveys.models import Point
from portal.surveys.plan.quality_limits import LIMITS
from portal.units.models import Unit
from portal.web.data import clock
from tests import make
from tests.results import poll

LENGTHS = (1, 3, 28, 60, 62)
COUNT = st.integers(0, 5) | st.integers(0, 100_000)
MIDNIGHT = int(clock.start_of(make.FIRST_DAY).timestamp()) // 600


def at_night_in_a_long_round(days, ballots=12):
    """One commune whose ballots came within ten minutes at 3 o'clock, eleven with theirs at 9."""
    make.units_of(2024)
    last = make.FIRST_DAY + timedelta(days=days - 1)
    survey = make.survey_round(last_day=last)
    points = database.session.scalars(select(Point).order_by(Point.id).limit(12)).all()
    for point in points[1:]:
        make.ballots(point, [{"Q14": 4}] * 20, hour=9)
    make.ballots(points[0], [{"Q14": 5}] * ballots, day=make.FIRST_DAY + timedelta(days=days // 10), hour=3)
    code = database.session.get_one(Unit, points[0].unit_id).code
    survey.results_opened_at = clock.end_of(last) + timedelta(hours=1)
    database.session.commit()
    return survey, code


@pytest.mark.parametrize("days", LENGTHS)
def test_ballots_at_night_are_flagged_and_results_open_however_long_the_round(db, at, days):
    survey, code = at_night_in_a_long_round(days)
    at(survey.results_opened_at)
    tallying.make(survey, lambda _done, _total: None)
    top = make.unit("24")
    assert "dot_bien" in {flag.rule for flag in frozen_flags.read(top, survey)[code]}
    assert frozen_flags.not_applied_in_words(top, survey) == []


@st.composite
def provinces(draw):
    """How many ballots came to each commune in which ten minutes, and how many of them could be opened."""
    days, communes = draw(st.sampled_from(LENGTHS)), draw(st.sampled_from((1, 2, 11, 12, 99, 209)))
    busy = draw(st.integers(0, min(communes, 14)))
    bucket = st.integers(0, 144 * days - 1)
    arrived = {n: draw(st.dictionaries(bucket, st.integers(1, 400), min_size=1, max_size=6)) for n in range(busy)}
    opened = {n: draw(st.integers(0, sum(buckets.values()))) for n, buckets in arrived.items()}
    visits = draw(st.lists(st.none() | COUNT, min_size=days, max_size=days))
    return days, communes, arrived, opened, visits


@settings(max_examples=100, deadline=None)
@given(provinces())
def test_no_rule_raises_whatever_came_in_at_any_hour_of_any_round(app, province):
    days, communes, arrived, opened, visits = province
    moved = {n: {MIDNIGHT + bucket: many for bucket, many in buckets.items()} for n, buckets in arrived.items()}
    counted = quality_indicators.from_points(moved, days)
    every = []
    for n in range(communes):
        mine = {name: {0: {0: many}} for (point, name), many in counted.items() if point == n}
        mine |= {"duration": {0: {5: opened.get(n, 0)}}, "same": {0: {0: opened.get(n, 0)}}}
        by_day = [0] * days
        for bucket, many in arrived.get(n, {}).items():
            by_day[bucket // 144] += many
        every.append(quality_indicators.from_counts(str(n), mine, tuple(zip(visits, by_day, strict=True))))
    assert quality.screen(every).unmade == {}


def test_a_rule_that_raises_names_each_commune_once():
    unmade: quality.Unmade = {}
    every = [quality.Indicators(key, 20) for key in "ab"]
    for some in ([every[0]], every, []):
        assert quality.try_rule("nhanh", some, unmade, lambda: 1 // 0) is None
    assert quality.try_rule("mot_cot", [], unmade, lambda: 1 // 0) is None
    assert quality.try_rule("ban_dem", every, unmade, lambda: "x") == "x"
    assert unmade == {"nhanh": ["a", "b"], "mot_cot": []}


@st.composite
def any_signs(draw):
    """Figures that no counting would bring together, too."""
    names = ("ballots", "sent", "fast", "risky", "same", "alike", "peak", "usual", "pair", "night", "reused")
    figures = {name: draw(COUNT) for name in names}
    paced = draw(st.just(0.0) | st.floats(0, 1e6))
    days = tuple(draw(st.lists(st.tuples(st.none() | COUNT, COUNT), max_size=4)))
    return quality.Indicators(
        "", paced=paced, straightlined={draw(st.integers(1, 5)): draw(COUNT)}, days=days, **figures
    )


@settings(max_examples=120, deadline=None)
@given(st.lists(any_signs(), max_size=14))
def test_no_rule_raises_on_figures_that_contradict_each_other(app, every):
    every = [replace(one, key=str(number)) for number, one in enumerate(every)]
    assert quality.screen(every, replace(LIMITS, least_communes=3)).unmade == {}


@given(COUNT, COUNT, st.just(0.0) | st.just(1.0) | st.floats(0, 1))
def test_the_deviations_of_any_figures_are_a_number_and_grow_with_them(x, n, rate):
    here = outliers.deviations(x, n, rate)
    assert 0 <= here < 40
    assert outliers.deviations(x + 1, n, rate) >= here - 1e-6
    assert 0 <= outliers.upper_tail(x, n, rate) <= 1 + 1e-6


def test_what_nothing_let_expect_stands_out_as_far_as_can_be_told():
    assert outliers.deviations(12, 12, 0.0) == outliers.deviations(12, 10, 0.5) > 30
    assert outliers.deviations(0, 12, 0.0) == 0


@given(st.dictionaries(st.text(max_size=3), st.tuples(COUNT, COUNT), max_size=14))
def test_communes_are_held_against_each_other_whatever_their_figures(counted):
    for one in outliers.compare(counted).values():
        assert one.deviations >= 0


def test_a_commune_whose_ballots_did_not_open_is_judged_by_how_many_came(app):
    """Twelve came at night, five of them could be opened."""
    calm = [quality.Indicators(str(n), 60, sent=60, night=n % 2) for n in range(20)]
    found = quality.screen([*calm, quality.Indicators("a", 5, sent=30, night=12)])
    assert found.unmade == {}
    assert [flag.sentence for flag in found.flags["a"]] == ["40,0% số phiếu gửi từ 23 giờ đến 5 giờ"]


def broken(*_figures):
    raise ZeroDivisionError


@pytest.fixture
def spoiled(monkeypatch):
    """The rule of ballots at night raises, by itself and beside the others."""
    monkeypatch.setattr(quality, "SINGLE_RULES", quality.SINGLE_RULES | {"ban_dem": broken})


def test_a_rule_that_raises_is_told_everywhere_and_results_open(db, at, sign_in, spoiled):
    survey = poll.province({"07507": {5: 30}, "07519": {4: 10, 2: 10}})
    assert tallying.is_made(survey)
    record = database.session.get(FlagRecord, survey.id)
    assert "07507" in record.unmade["ban_dem"]
    assert [flag.rule for flag in frozen_flags.read(make.unit("24"), survey)["07507"]] == ["cung_mau"]
    event = database.session.scalars(select(Event).where(Event.action == "results.flags")).one()
    assert event.detail["unmade"] == ["Gửi ban đêm"]
    said = [sentence for sentence in annex_9(snapshot.synthesis_figures(survey)).notes if "Không lập được" in sentence]
    assert len(said) == 1
    assert "«Gửi ban đêm»" in said[0]
    at(poll.AFTER)
    reader = sign_in(make.account(Role.PROVINCE_EDITOR))
    assert "Không lập được dấu hiệu «Gửi ban đêm» cho:" in reader.get(f"/results/{survey.slug}/flags").text
    assert "Không lập được dấu hiệu «Gửi ban đêm» cho:" in reader.get(f"/results/{survey.slug}/quality").text


def test_what_was_not_made_is_sealed_with_the_flags(db, at, spoiled):
    number = poll.province({"07507": {5: 30}}).id
    database.session.rollback()
    at(poll.AFTER)
    batch_sealer.run(sign=True)
    with database.engine.connect() as connection:
        assert verification.verify_in(connection, number, []).faults == []


@pytest.mark.parametrize(
    ("where", "rules"), [("read", quality_words.RULES), ("from_arrivals", frozen_flags.BY_ARRIVALS)]
)
def test_signs_that_cannot_be_read_stop_no_opening_and_are_told(db, monkeypatch, where, rules):
    monkeypatch.setattr(quality_indicators, where, broken)
    survey = poll.province({"07507": {5: 30}})
    assert tallying.is_made(survey)
    told = frozen_flags.not_applied_in_words(make.unit("24"), survey)
    assert len(told) == len(rules)
    assert all(sentence.endswith("cho mọi đơn vị.") for sentence in told)


def test_flags_sealed_before_there_was_a_place_for_what_was_not_made_keep_their_digest():
    found = {"07507": (quality.Flag("ban_dem", "12,0%"),)}
    before = sha256(b"a=1\n07507\tban_dem\t12,0%").hexdigest()
    assert frozen_flags.digest(found, {"a": 1}, {}) == before
    assert frozen_flags.digest(found, {"a": 1}, {"nhanh": []}) != before
