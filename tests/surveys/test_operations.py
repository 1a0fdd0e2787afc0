"""surveys/operations.py: a plan becomes a round; desks and chairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.errors import Conflict, DomainError
from portal.surveys import operations, queries
from portal.surveys.models import ApprovalRequest, Point, Questionnaire, Round
from portal.surveys.points import codes
from portal.surveys.questionnaire import questionnaire
from tests import make


def form():
    return questionnaire.Questionnaire.from_json(make.default_form())


def small_plan(**changes):
    """Plan 198 over the four communes of the small catalogue."""
    plan = make.plan_198()
    return replace(plan, catalogue=replace(plan.catalogue, expected=4), **changes)


@pytest.fixture
def loaded(db) -> Round:
    make.units_small()
    return operations.load_round(small_plan(), form())


@pytest.fixture
def point(loaded) -> Point:
    return queries.point_in(make.unit("24"), loaded, "07507")


def test_a_plan_becomes_a_draft_with_a_code_for_every_commune(loaded):
    points = queries.points_of(loaded)
    assert (loaded.slug, loaded.state, loaded.preset) == ("198-kh-bdvtu", "draft", "H")
    assert [p.unit.title for p in points] == ["phường Thọ Xương", "thị trấn Chũ", "xã Phúc Sơn", "xã Thanh Hải"]
    assert len({codes.canonical(p.code) for p in points} - {None}) == 4
    assert loaded.days == [date(2024, 6, day) for day in (12, 13, 14)]
    assert loaded.plan_data == small_plan()


def test_loading_leaves_an_event_that_names_the_questionnaire(loaded, db):
    event = db.session.scalars(select(Event).where(Event.action == "rounds.load")).one()
    assert event.subject_id == "198-kh-bdvtu"
    assert event.detail == {"questionnaire": form().digest, "points": 4}
    assert event.unit_path == "/24/"


def test_a_draft_loaded_again_keeps_its_codes_and_takes_the_new_text(loaded, db):
    before = {p.unit_id: p.code for p in queries.points_of(loaded)}
    plan = small_plan()
    again = operations.load_round(replace(plan, identity=replace(plan.identity, title="Tên mới")), form())
    assert again.id == loaded.id
    assert again.title == "Tên mới"
    assert {p.unit_id: p.code for p in queries.points_of(again)} == before


def test_what_was_asked_of_the_old_text_is_no_longer_asked(loaded, db):
    asker = make.account("province_editor")
    db.session.add(ApprovalRequest(round_id=loaded.id, kind="approve", asked_by=asker.id, asked_at=loaded.loaded_at))
    operations.load_round(small_plan(), form())
    assert queries.waiting_approvals(loaded) == []
    assert "nạp lại" in queries.approvals_of(loaded)[0].note


def test_an_approved_round_is_not_loaded_again(loaded):
    loaded.approved_at = loaded.loaded_at
    with pytest.raises(Conflict, match="đã được duyệt, không nạp lại"):
        operations.load_round(small_plan(), form())


def test_a_frozen_questionnaire_keeps_its_text(loaded, db):
    loaded.questionnaire.frozen_at = loaded.loaded_at
    changed = replace(form(), staff_title="Tên khác")
    with pytest.raises(Conflict, match="đã dùng, không sửa được"):
        operations.load_round(small_plan(), changed)


def test_a_second_round_uses_the_same_questionnaire(loaded, db):
    plan = small_plan()
    operations.load_round(replace(plan, identity=replace(plan.identity, slug="dung-thu")), form(), simulated=True)
    assert db.session.scalar(select(func.count()).select_from(Questionnaire)) == 1
    assert len({point.code for point in db.session.scalars(select(Point))}) == 8
    assert queries.by_slug("dung-thu").simulated


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"catalogue": {"year": 2023}}, "Chưa nạp danh mục đơn vị 2023"),
        ({"catalogue": {"expected": 209}}, "kế hoạch ghi 209 đơn vị, danh mục 2024 có 4"),
        ({"catalogue": {"expected": 4, "districts": ""}}, "không khớp với danh mục đơn vị 2024"),
        ({"form": {"version": 7}}, "kế hoạch dùng phiếu PKS02-MD-1 v7"),
    ],
)
def test_a_plan_that_does_not_fit_leaves_nothing_behind(db, change, said):
    make.units_small()
    plan = small_plan()
    plan = replace(plan, **{name: replace(getattr(plan, name), **values) for name, values in change.items()})
    with pytest.raises(DomainError, match=said):
        operations.load_round(plan, form())
    assert db.session.scalar(select(func.count()).select_from(Point)) == 0


def test_whoever_takes_the_chair_ends_the_time_of_the_one_before(point):
    operations.set_chair(point, status="incumbent", holder="Nguyễn Văn A", from_day=date(2022, 1, 1))
    operations.set_chair(point, status="vacant", holder="Trần Thị B", from_day=date(2024, 6, 1))
    told = [(row.status, row.from_day, row.until_day) for row in point_again(point).tenures]
    assert told == [("incumbent", date(2022, 1, 1), date(2024, 5, 31)), ("vacant", date(2024, 6, 1), None)]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2021, 12, 31), None),
        (date(2022, 1, 1), "incumbent"),
        (date(2024, 5, 31), "incumbent"),
        (date(2024, 6, 1), "vacant"),
    ],
)
def test_a_day_has_the_chair_it_had(point, day, status):
    operations.set_chair(point, status="incumbent", from_day=date(2022, 1, 1))
    operations.set_chair(point, status="vacant", from_day=date(2024, 6, 1))
    tenure = queries.tenure_on(point_again(point).tenures, day)
    assert (tenure.status if tenure else None) == status


def test_a_chair_entered_twice_for_one_day_is_corrected(point):
    operations.set_chair(point, status="vacant", holder="Trần Thị B", from_day=date(2024, 6, 1))
    operations.set_chair(point, status="acting", holder="Trần Thị B", from_day=date(2024, 6, 1))
    assert [row.status for row in point_again(point).tenures] == ["acting"]


@pytest.mark.parametrize(
    ("status", "from_day", "until_day", "field", "said"),
    [
        ("king", date(2024, 6, 1), None, "status", "Chọn tình trạng"),
        ("acting", date(2024, 6, 1), date(2024, 5, 31), "until_day", "từ ngày bắt đầu"),
        ("acting", date(2023, 1, 1), None, "until_day", "Đã có người giữ chức từ ngày 01/02/2024"),
        ("acting", date(2023, 1, 1), date(2024, 2, 1), "until_day", "trước ngày đó"),
    ],
)
def test_a_chair_that_cannot_be_is_refused(point, status, from_day, until_day, field, said):
    operations.set_chair(point, status="incumbent", from_day=date(2024, 2, 1))
    with pytest.raises(DomainError, match=said) as refusal:
        operations.set_chair(point_again(point), status=status, from_day=from_day, until_day=until_day)
    assert refusal.value.field == field


def test_a_change_of_chair_moves_the_points_version_and_leaves_an_event(point, db):
    officer, before = make.account("province_editor"), point.version
    operations.set_chair(point, status="acting", holder="Trần Thị B", from_day=date(2024, 6, 1), by=officer)
    event = db.session.scalars(select(Event).where(Event.action == "points.set-chair")).one()
    assert point.version == before + 1
    assert event.unit_path == "/24/219/07507/"
    assert event.detail["after"] == {"status": "acting", "holder": "Trần Thị B", "from": "2024-06-01", "until": ""}


def test_a_desk_is_not_written_over_what_a_colleague_just_wrote(point, db):
    first = make.account("province_editor", full_name="Trần Thị Bình")
    seen = point.version
    operations.set_desk(point, desk_name="Một cửa", desk_address="", desk_hours="", by=first, version=seen)
    with pytest.raises(Conflict, match="vừa được đồng chí Trần Thị Bình sửa lúc"):
        operations.set_desk(point, desk_name="Khác", desk_address="", desk_hours="", by=first, version=str(seen))
    assert point.desk_name == "Một cửa"


def test_the_colleague_who_is_named_changed_this_point_and_not_another_later(point, loaded):
    first, later = (make.account("province_editor", full_name=name) for name in ("Trần Thị Bình", "Lê Văn Sau"))
    seen, other = point.version, queries.point_in(make.unit("24"), loaded, "07519")
    operations.set_desk(point, desk_name="Một cửa", desk_address="", desk_hours="", by=first, version=seen)
    operations.set_desk(other, desk_name="Bàn khác", desk_address="", desk_hours="", by=later, version=other.version)
    with pytest.raises(Conflict, match="vừa được đồng chí Trần Thị Bình sửa lúc"):
        operations.set_desk(point, desk_name="Khác", desk_address="", desk_hours="", by=later, version=seen)


def point_again(point: Point) -> Point:
    return queries.point_in(make.unit("24"), queries.by_slug("198-kh-bdvtu"), point.unit.code)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1944, 12, 31)])
def test_a_chair_from_before_there_were_any_is_a_slip(point, day):
    with pytest.raises(DomainError, match="kiểm tra lại năm"):
        operations.set_chair(point, status="incumbent", from_day=day)


def plan_of_another_office(slug="cua-co-quan-khac", year=2024):
    """The same plan over another office's catalogue of the same year, whose codes are the same."""
    plan = small_plan()
    catalogue = replace(plan.catalogue, key="2024001", year=year)
    return replace(plan, catalogue=catalogue, identity=replace(plan.identity, slug=slug))


@pytest.fixture
def another_office(loaded):
    make.load_units(2024, make.SMALL.encode(), 2024001, "khac")


def test_a_plan_names_one_of_several_catalogues_of_a_year_by_its_key(loaded, another_office):
    other = operations.load_round(plan_of_another_office(), form())
    assert (loaded.catalogue_id, other.catalogue_id) == (2024, 2024001)
    assert {point.unit.catalogue_id for point in queries.points_of(other)} == {2024001}
    with pytest.raises(DomainError, match="danh mục 2024001 của năm 2024"):
        operations.load_round(plan_of_another_office("khac", 2023), form())


def test_the_same_words_are_shared_by_two_offices_and_other_words_take_another_version(loaded, another_office):
    assert loaded.questionnaire.office == "24"
    here, there = (make.unit("24", catalogue) for catalogue in (2024, 2024001))
    assert [queries.questionnaires(top) for top in (here, there)] == [[loaded.questionnaire], []]
    with pytest.raises(Conflict, match="tăng version"):
        operations.load_round(plan_of_another_office(), replace(form(), staff_title="Khác"))
    operations.load_round(plan_of_another_office(), form())
    assert loaded.questionnaire.office == ""
    assert queries.questionnaires(here) == queries.questionnaires(there) == [loaded.questionnaire]
