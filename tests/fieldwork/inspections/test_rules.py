"""The rules of inspections: which days may be planned and recorded, what becomes a finding, who opens it again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.fieldwork.inspections import checklist, operations, posters, queries
from portal.fieldwork.inspections.models import Finding, Inspection, InspectionPlan
from portal.web.data import clock
from tests import make
from tests.fieldwork.inspections.rows import desk

FIRST = make.FIRST_DAY
ALL_WELL = {item: {"answer": checklist.YES, "note": ""} for item in checklist.ITEMS}


@pytest.fixture(autouse=True)
def first_morning(db, at):
    make.survey_round()
    at(clock.at(FIRST, 9))


@pytest.fixture
def monitor(db):
    return make.account(Role.DISTRICT_MONITOR)


def inspected(by, answers=ALL_WELL, key="a" * 32, **changes):
    values = {"day": FIRST, "team": "Đoàn số 1", "answers": answers} | changes
    return operations.record_inspection(desk(), key=key, by=by, **values)


def findings() -> list[Finding]:
    database.session.expire_all()
    return list(database.session.scalars(select(Finding).order_by(Finding.id)))


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        (date(2024, 6, 4), False),
        (date(2024, 6, 5), True),
        (FIRST, True),
        (date(2024, 6, 17), True),
        (date(2024, 6, 18), False),
        (date(2023, 6, 12), False),
    ],
)
def test_a_plan_lies_between_the_rounds_plan_and_the_communes_report(monitor, day, allowed):
    if allowed:
        assert operations.plan_visits([desk()], day=day, team="Đoàn", by=monitor) == 1
    else:
        with pytest.raises(DomainError) as refused:
            operations.plan_visits([desk()], day=day, team="Đoàn", by=monitor)
        assert refused.value.field == "day"
        assert database.session.scalars(select(InspectionPlan)).all() == []


def test_a_plan_counts_what_it_added_and_leaves_what_stands(monitor):
    points = [desk(code) for code in ("07507", "07519")]
    assert operations.plan_visits(points[:1], day=FIRST, team="Đoàn", by=monitor) == 1
    assert operations.plan_visits(points, day=FIRST, team="Đoàn khác", by=monitor) == 1
    assert operations.plan_visits(points, day=FIRST, team="Đoàn khác", by=monitor) == 0
    teams = database.session.scalars(select(InspectionPlan.team).order_by(InspectionPlan.id)).all()
    assert teams == ["Đoàn", "Đoàn khác"]
    assert [[plan.team for plan in queries.plans_of(point)] for point in points] == [["Đoàn"], ["Đoàn khác"]]


def test_two_organisers_may_send_a_team_to_one_desk_on_one_day(monitor):
    editor = make.account(Role.PROVINCE_EDITOR)
    assert [operations.plan_visits([desk()], day=FIRST, team="Đoàn", by=by) for by in (monitor, editor)] == [1, 1]


@pytest.mark.parametrize(
    ("day", "allowed"), [(date(2024, 6, 4), False), (date(2024, 6, 5), True), (FIRST, True), (date(2024, 6, 13), False)]
)
def test_a_visit_is_recorded_for_no_day_to_come(monitor, day, allowed):
    if allowed:
        assert inspected(monitor, day=day).day == day
    else:
        with pytest.raises(DomainError):
            inspected(monitor, day=day)


@pytest.mark.parametrize("item", checklist.ITEMS)
@pytest.mark.parametrize(("answer", "found"), [(checklist.YES, 0), (checklist.UNSEEN, 0), (checklist.NO, 1)])
def test_only_what_is_not_met_becomes_a_finding_of_its_item(monitor, item, answer, found):
    inspected(monitor, ALL_WELL | {item: {"answer": answer, "note": "Bàn số 2"}})
    assert [(one.item, one.body) for one in findings()] == [(item, f"{checklist.CORRECTIONS[item]}: Bàn số 2")] * found


def test_all_items_not_met_are_as_many_findings_in_the_order_of_the_list(monitor):
    inspected(monitor, {item: {"answer": checklist.NO, "note": ""} for item in checklist.ITEMS})
    assert [one.item for one in findings()] == list(checklist.ITEMS)
    assert all(one.due_day == FIRST + timedelta(days=1) for one in findings())


def test_the_same_form_twice_is_one_inspection_with_its_findings_once(monitor):
    lacking = ALL_WELL | {"roster": {"answer": checklist.NO, "note": ""}}
    first, second = inspected(monitor, lacking), inspected(monitor, lacking, team="Đoàn số 2")
    assert first.id == second.id
    assert second.team == "Đoàn số 1"
    assert len(findings()) == 1
    assert len(database.session.scalars(select(Inspection)).all()) == 1


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2024, 6, 12), date(2024, 6, 13)),
        (date(2024, 6, 13), date(2024, 6, 14)),
        (date(2024, 6, 14), date(2024, 6, 17)),
        (date(2024, 6, 15), date(2024, 6, 17)),
    ],
)
def test_things_are_to_be_mended_by_the_next_working_day(at, today, due):
    at(clock.at(today, 9))
    assert operations.default_due(desk().round) == due


def test_a_day_of_mending_that_is_over_is_refused(monitor):
    lacking = ALL_WELL | {"poster": {"answer": checklist.NO, "note": ""}}
    with pytest.raises(DomainError) as refused:
        inspected(monitor, lacking, due_day=FIRST - timedelta(days=1))
    assert refused.value.field == "due_day"


def test_things_may_be_asked_to_be_mended_today(monitor):
    inspected(monitor, ALL_WELL | {"poster": {"answer": checklist.NO, "note": ""}}, due_day=FIRST)
    assert [one.due_day for one in findings()] == [FIRST]


@pytest.fixture
def finding(monitor):
    inspected(monitor, ALL_WELL | {"roster": {"answer": checklist.NO, "note": ""}})
    (made,) = findings()
    return queries.finding_in(monitor.unit, made.id)


def test_mended_opened_again_mended_again_leaves_each_deed_on_record(monitor, finding):
    officer = make.account()
    operations.mark_fixed(finding, note_typed="Đã niêm yết", by=officer)
    assert not finding.is_open
    operations.reopen(finding, note_typed="Chưa thấy", due_day=FIRST + timedelta(days=2), by=monitor)
    assert (finding.is_open, finding.fixed_by, finding.reopened_note) == (True, None, "Chưa thấy")
    operations.mark_fixed(finding, note_typed="Đã dán ở bảng tin", by=officer)
    assert (finding.is_open, finding.fixed_note, finding.reopened_note) == (False, "Đã dán ở bảng tin", "")
    actions = database.session.scalars(
        select(Event.action).where(Event.subject_kind == "finding").order_by(Event.id)
    ).all()
    assert actions == ["finding.noted", "finding.fixed", "finding.reopened", "finding.fixed"]


def test_what_is_mended_already_is_not_mended_once_more(monitor, finding):
    operations.mark_fixed(finding, note_typed="Xong", by=monitor)
    with pytest.raises(Conflict):
        operations.mark_fixed(finding, note_typed="Xong", by=monitor)


def test_what_is_open_is_not_opened_again(monitor, finding):
    with pytest.raises(Conflict):
        operations.reopen(finding, note_typed="x", due_day=FIRST, by=monitor)


@pytest.mark.parametrize(
    ("note", "due", "field"), [("", FIRST, "note_typed"), ("Chưa được", FIRST - timedelta(days=1), "due_day")]
)
def test_opening_again_wants_a_reason_and_a_day_to_come(monitor, finding, note, due, field):
    operations.mark_fixed(finding, note_typed="Xong", by=monitor)
    with pytest.raises(DomainError) as refused:
        operations.reopen(finding, note_typed=note, due_day=due, by=monitor)
    assert refused.value.field == field
    assert not finding.is_open


def test_mending_without_saying_how_is_refused(monitor, finding):
    with pytest.raises(DomainError) as refused:
        operations.mark_fixed(finding, note_typed="", by=monitor)
    assert refused.value.field == "note_typed"
    assert finding.is_open


@pytest.mark.parametrize("answers", [{}, {"poster": {}}, {"poster": {"answer": "no"}}, {"unknown": {"answer": "yes"}}])
def test_the_list_is_always_whole_and_in_its_order(answers):
    seen = checklist.item_results(answers)
    assert [one.item for one in seen] == list(checklist.ITEMS)
    assert all(one.answer == answers.get(one.item, {}).get("answer", checklist.UNSEEN) for one in seen)
    assert all(one.words and one.answer_words for one in seen)


CODE, OTHER = "K7QM2XPA", "CZ6EP344"


@pytest.fixture
def base(app):
    return str(app.config["BASE_URL"]).rstrip("/")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("{base}/p/{own}", posters.OWN),
        (" {base}/p/{own}\n", posters.OWN),
        ("{base}/p/{other}", posters.OTHER),
        ("{base}/p/khong-phai-ma", posters.FOREIGN),
        ("{base}/q/{own}", posters.FOREIGN),
        ("https://gia-mao.example/p/{own}", posters.FOREIGN),
        ("{own}", posters.FOREIGN),
        ("", posters.FOREIGN),
        ("WIFI:S:xa;P:12345678;;", posters.FOREIGN),
    ],
)
def test_a_posters_code_is_this_communes_only_with_the_very_address(base, text, reading):
    own, other = desk("07507").code, desk("07519").code
    assert posters.judge_text(text.format(base=base, own=own, other=other), own) == reading


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        ([], posters.NONE),
        (["own"], posters.OWN),
        (["own", "other"], posters.OTHER),
        (["own", "foreign"], posters.FOREIGN),
        (["other", "foreign", "own"], posters.FOREIGN),
    ],
)
def test_the_worst_code_on_a_poster_decides(base, texts, verdict):
    own, other = desk("07507").code, desk("07519").code
    known = {"own": f"{base}/p/{own}", "other": f"{base}/p/{other}", "foreign": "https://gia-mao.example/x"}
    assert posters.judge_texts([known[one] for one in texts], own)[0] == verdict


def test_a_long_foreign_text_is_kept_cut():
    assert len(posters.judge_texts(["https://gia-mao.example/" + "x" * 5000], "")[1]) == posters.LONGEST_TEXT


@pytest.mark.parametrize("reading", [posters.OWN, posters.OTHER, posters.FOREIGN, posters.NONE, ""])
def test_each_reading_is_a_sentence(base, reading):
    said = posters.reading_in_words(Inspection(poster_reading=reading, poster_text=f"{base}/p/{desk('07519').code}"))
    assert said.endswith(".")
