"""The annexes of field reports: which a plan has, which columns, and what their cells and notes say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.documents.field_reports import report_annexes
from portal.fieldwork.reporting.content.figures import Activity, Channel, Helper, Invited, Verdict, Visit
from tests import make
from tests.fieldwork.reporting.figures_of import DAYS, commune, days, district

pytestmark = pytest.mark.usefixtures("app")

PLAN = make.plan_198()
BARE = replace(PLAN, helpers=None, channels=())
UNCOUNTED = replace(BARE, turnout=None, bodies=replace(PLAN.bodies, task_force=""))
ONCE = replace(PLAN, turnout=replace(PLAN.turnout, denominator=replace(PLAN.turnout.denominator, per="round")))
AN = Helper("Nguyễn Văn An", "Hội", "sáng 12/6")


def heads(table) -> list[str]:
    return [head.text for row in table.head for head in row]


def cells(row) -> list[str]:
    return [cell.text for cell in row.cells]


@pytest.mark.parametrize(
    ("plan", "titles"),
    [
        (PLAN, ["Nhật ký theo ngày", "Danh sách, lịch phân công", "Công khai, tuyên truyền"]),
        (replace(PLAN, helpers=None), ["Nhật ký theo ngày", "Công khai, tuyên truyền"]),
        (BARE, ["Nhật ký theo ngày"]),
    ],
)
def test_a_commune_s_annexes_are_those_of_its_plan_numbered_through(plan, titles) -> None:
    found = report_annexes.annexes(commune(), plan)
    assert [(annex.number, annex.title) for annex in found] == list(enumerate(titles, start=1))
    moved = found[1:] if plan.helpers is None else ()
    assert all(annex.style == "annex-3" for annex in moved), "its columns stay those of the third"


@pytest.mark.parametrize(
    ("plan", "sums"),
    [
        (PLAN, ["120", "36", "45", "60", "-", ""]),
        (ONCE, ["36", "45", "60", "-", ""]),
        (BARE, ["120", "60", ""]),
        (UNCOUNTED, ["60", ""]),
    ],
)
def test_the_journal_has_columns_for_what_a_plan_counts(plan, sums) -> None:
    annex = report_annexes.by_day(commune(), plan)
    assert cells(annex.tables[0].rows[-1]) == sums
    assert len(annex.notes) == (2 if plan.turnout is None else 3)


def test_a_sum_says_how_many_days_it_lacks_and_a_column_without_any_figure_nothing() -> None:
    told = report_annexes.by_day(commune(days=days({"visits": None}, {"helped": None, "visits": None})), PLAN).notes[-1]
    assert told == (
        "Tổng cộng chỉ cộng các ngày đã có số liệu; còn thiếu: lượt người dân đến 02 ngày, "
        "lượt được hỗ trợ thủ tục hành chính 01 ngày."
    )
    nothing = days(*[{"guided": None}] * 3)
    assert len(report_annexes.by_day(commune(days=nothing), PLAN).notes) == 3


@pytest.mark.parametrize(("helpers", "gaps", "notes"), [((AN,), 2, 2), ((AN,), 0, 1), ((), 2, 1)])
def test_half_days_without_enough_people_are_noted_under_a_list(helpers, gaps, notes) -> None:
    assert len(report_annexes.duty_list(commune(helpers=helpers, gaps=gaps), PLAN).notes) == notes


@pytest.mark.parametrize(("last", "when"), [(DAYS[0], "12/6/2024"), (DAYS[1], "12/6 - 13/6/2024")])
@pytest.mark.parametrize(("evidence", "shown"), [("ảnh", "ảnh"), ("", "-")])
def test_an_activity_has_its_days_and_its_evidence(last, when, evidence, shown) -> None:
    made = commune(activities=(Activity("Loa", "Thôn", DAYS[0], last, 2, evidence),))
    [row] = report_annexes.publicity(made).tables[0].rows
    assert cells(row) == ["Thôn", when, "2", shown]


@pytest.mark.parametrize(
    ("plan", "row"),
    [
        (PLAN, ["40", "20", "40", "20", "40", "20", "120", "60", "50,0", "Đạt"]),
        (ONCE, ["20", "20", "20", "120", "60", "50,0", "Đạt"]),
        (UNCOUNTED, ["20", "20", "20", "60"]),
    ],
)
def test_taking_part_has_columns_for_what_a_plan_counts(plan, row) -> None:
    annex = report_annexes.participation(district(commune()), plan)
    first, total = annex.tables[0].rows
    assert cells(first) == row
    assert cells(total) == [*row[:-1], ""] if plan.turnout else row
    assert len(annex.notes) == (2 if plan.turnout else 1)


@pytest.mark.parametrize(("count", "columns"), [(5, 16), (6, 6)])
def test_the_days_of_a_long_round_are_not_printed(count, columns) -> None:
    later = tuple(DAYS[0] + timedelta(days=number) for number in range(count))
    made = commune(days=tuple(replace(days()[0], day=day) for day in later))
    [table] = report_annexes.participation(district(made, days=later), PLAN).tables
    assert len(table.columns) == columns


@pytest.mark.parametrize(
    ("changes", "share", "note"),
    [
        (({},), "50,0", []),
        (({"visits": None},), "-", ["chưa gồm 01 ngày chưa có lượt đến của 01 đơn vị"]),
        (({"ballots": None},), "-", ["chưa gồm 01 ngày chưa có số phiếu của 01 đơn vị"]),
        (
            ({"visits": None}, {"ballots": None}),
            "-",
            ["chưa gồm 01 ngày chưa có lượt đến và 01 ngày chưa có số phiếu của 01 đơn vị"],
        ),
    ],
)
def test_what_sums_leave_out_is_said_and_has_no_rate(changes, share, note) -> None:
    figures = district(commune(), commune(days=days(*changes)))
    table = report_annexes.participation(figures, PLAN).tables[0]
    assert cells(table.rows[1])[-2] == share
    told = [text.partition("bảng, ")[2].partition(";")[0] for text in report_annexes.left_out(figures, PLAN)]
    assert told == note


def test_invitations_are_summed_over_days_and_communes_are_not() -> None:
    days_invited = (Invited(DAYS[0], 2, 30, 12), Invited(DAYS[1], 1, 8, 0))
    [table] = report_annexes.invitations(district(commune(), invited=days_invited))
    assert [cells(row) for row in table.rows] == [
        ["2", "30", "12", "42"],
        ["1", "8", "0", "8"],
        ["-", "38", "12", "50"],
    ]
    assert list(report_annexes.invitations(district(commune()))) == []


USED, UNUSED = Channel("Loa", 1, 3), Channel("Hội nghị", 0, 1)


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({}, ["chưa có", "0/0", "chưa gửi", "0", "0", "đang soạn"]),
        (
            {"decision_number": "5-QĐ", "channels": (USED, UNUSED), "roster_in": True, "helpers": (AN,), "gaps": 3},
            ["5-QĐ", "1/2", "đã gửi", "1", "3", "đang soạn"],
        ),
    ],
)
def test_a_commune_s_work_is_told_in_a_row(changes, row) -> None:
    assert [cell.text for cell in report_annexes.work_cells(commune(**changes))] == row


@pytest.mark.parametrize(
    ("plan", "columns", "title"),
    [
        (PLAN, 8, "Tuyên truyền, phân công theo đơn vị"),
        (replace(PLAN, channels=()), 7, "Phân công, báo cáo theo đơn vị"),
        (replace(PLAN, helpers=None), 5, "Tuyên truyền, báo cáo theo đơn vị"),
        (UNCOUNTED, 3, "Báo cáo theo đơn vị"),
    ],
)
def test_work_has_columns_for_what_a_plan_asks(plan, columns, title) -> None:
    annex = report_annexes.work(district(commune()), plan)
    assert (len(annex.tables[0].columns), annex.title) == (columns, title)


def test_an_inspection_has_what_was_found_and_what_is_left() -> None:
    seen = district(commune(), visits=(Visit(date(2024, 6, 12), "Xã A", "Đoàn", 3, 1),))
    [row] = report_annexes.inspections(seen).tables[0].rows
    assert (row.name, cells(row)) == ("Xã A", ["12/6/2024", "Đoàn", "3", "1"])


@pytest.mark.parametrize(("status", "tables"), [("dat", 1), ("cao_bat_thuong", 2)])
def test_days_with_too_many_ballots_stand_in_a_table_of_their_own(status, tables) -> None:
    made = commune(days=days({"ballots": 41}), verdict=Verdict(status, 60))
    assert len(report_annexes.participation(district(made), PLAN).tables) == tables
    assert len(report_annexes.participation(district(made), replace(PLAN, turnout=None)).tables) == 1
