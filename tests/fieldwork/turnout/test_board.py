"""The board of districts and the province: who sees which communes, judged how, and the file of it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.visits import operations, queries
from portal.web.data import clock
from portal.web.ui.formats import integer, rate
from tests import make
from tests.ballots.conftest import Citizen
from tests.browser import PageClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

    from portal.surveys.models import Point
    from tests.browser import Page

FIRST, SECOND = date(2024, 6, 12), date(2024, 6, 13)
BOARD = "/board/198-kh-bdvtu"
DAY_BOARD = f"{BOARD}?day=2024-06-13"

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def afternoon(db: object, at: Callable[[datetime], None]) -> None:
    """Four communes in two districts; the second day at a quarter to four."""
    make.survey_round()
    at(clock.at(SECOND, 15, 42))


def point(code: str) -> Point:
    return queries.points_of(make.unit(code))[0]


def day_of(code: str, visits: int | None, ballots: int, day: date = SECOND, *, locked: bool = False) -> None:
    place = point(code)
    if ballots:
        make.arrive(place, ballots, day)
    if visits is None:
        return
    head = make.account("commune_lead", at=place.unit)
    operations.save_visits(place, day, visits=visits, source="direct", version=0, by=head)
    if locked:
        operations.lock_day(place, day, version=1, by=head)


def second_day() -> None:
    """One commune of each kind."""
    day_of("07507", 36, 24, locked=True)
    day_of("07519", 36, 5)
    day_of("07534", 20, 24)
    day_of("07210", None, 7)


@pytest.fixture
def province(sign_in: Callable[..., PageClient]) -> PageClient:
    return sign_in(make.account("province_editor"))


@pytest.fixture
def district(sign_in: Callable[..., PageClient]) -> PageClient:
    return sign_in(make.account("district_monitor"))


def strip(page: Page) -> dict[str, str]:
    """The figures on top, by what stands under them."""
    return {
        one.select("dt")[0].get_text(strip=True): one.select("dd")[0].get_text(strip=True)
        for one in page.all(".strip > div")
    }


def names(page: Page) -> list[str]:
    return [row[0] for row in page.rows("table.stack")]


def test_the_board_judges_what_is_entered(province: PageClient) -> None:
    second_day()
    page = province.get("/board")
    assert page.reads("h1") == "Tình hình tham gia khảo sát ngày 13/6/2024"
    assert "tính đến 15:42" in page.reads(".as-of")
    figures = strip(page)
    assert (figures["lượt người dân đến"], figures["phiếu"]) == ("92", "60")
    assert (figures["đạt"], figures["dưới mức tối thiểu"], figures["cần giải trình"]) == ("1", "1", "1")
    assert (figures["cần kiểm tra"], figures["chưa đủ số liệu"]) == ("0", "1")
    assert figures["tỷ lệ tham gia (nơi đã nhập)"] == "57,6%"


def test_the_table_has_districts_with_sums_in_the_order_of_the_list(province: PageClient) -> None:
    second_day()
    rows = province.get(DAY_BOARD).rows("table.stack")
    heads = [row[0] for row in rows]
    assert heads[0].startswith(("Thành phố Bắc Giang · 1 phường", "Huyện Lục Ngạn · 3 xã, thị trấn"))
    assert heads[-1] == "Cộng · 4 xã, phường, thị trấn"
    line = next(row for row in rows if row[0] == "xã Thanh Hải")
    assert line[1:] == ["36", "18", "24", "66,7", "Đạt", "đã chốt"]
    missing = next(row for row in rows if row[0] == "phường Thọ Xương")
    assert missing[1:] == ["-", "-", "7", "-", "Chưa đủ số liệu", "chưa nhập"]


def test_a_sum_survives_a_pocket_calculator(province: PageClient) -> None:
    second_day()
    rows = province.get(DAY_BOARD).rows("table.stack")
    total = rows[-1]
    communes = [row for row in rows if row[0].startswith(("xã", "phường", "thị trấn"))]
    assert total[1] == str(sum(int(row[1]) for row in communes if row[1] != "-"))
    assert total[3] == str(sum(int(row[3]) for row in communes))
    entered = [row for row in communes if row[1] != "-"]
    assert total[4] == rate(100 * sum(int(row[3]) for row in entered) / sum(int(row[1]) for row in entered))


def test_the_map_has_every_district_and_one_alone_its_units_with_their_verdicts(province: PageClient) -> None:
    second_day()
    assert [one["aria-label"] for one in province.get(DAY_BOARD).all(".cells a")] == [
        "TP Bắc Giang: 0/1 đơn vị đạt",
        "Lục Ngạn: 1/3 đơn vị đạt",
    ]
    listed = province.get(f"{DAY_BOARD}&district=219").all(".map-units li")
    assert {" ".join(one.get_text(" ").split()) for one in listed} == {
        "Xã Thanh Hải Đạt",
        "Thị trấn Chũ Dưới mức tối thiểu",
        "Xã Phúc Sơn Vượt số lượt đến, cần giải trình",
    }


def test_a_ballot_that_comes_while_the_board_is_remembered_is_on_it_at_once(
    app: Flask, province: PageClient, at: Callable[[datetime], None]
) -> None:
    """The board's figures come from a memory of what is over; before, between and after its renewals they are right."""
    second_day()
    database.session.commit()
    for number in range(1, 7):
        before = strip(province.get(DAY_BOARD))["phiếu"]
        citizen = Citizen(PageClient(app), point("07507").code, at)
        assert citizen.answer().status == 303
        assert (before, strip(province.get(DAY_BOARD))["phiếu"]) == (str(59 + number), str(60 + number))
        at(clock.now() + timedelta(minutes=4))


def test_a_district_sees_its_communes_on_page_counts_and_file(district: PageClient) -> None:
    second_day()
    page = district.get(DAY_BOARD)
    assert "Thọ Xương" not in page.text
    assert strip(page)["phiếu"] == "53"
    assert "Thọ Xương" not in str(sheet(district, "day=2024-06-13"))
    assert district.get(f"{BOARD}/units/07210").status == 404
    assert district.get(f"{BOARD}/units/07507").status == 200


def test_communes_have_no_board(sign_in: Callable[..., PageClient]) -> None:
    lead = sign_in(make.account("commune_lead"))
    for path in ("/board", BOARD, f"{BOARD}/units/07507", f"{BOARD}/table.xlsx"):
        assert lead.get(path).status == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=thanh hai", {"xã Thanh Hải"}),
        ("q=CHU", {"thị trấn Chũ"}),
        ("q=luc ngan", {"xã Thanh Hải", "thị trấn Chũ", "xã Phúc Sơn"}),
        ("district=213", {"phường Thọ Xương"}),
        ("status=thap", {"thị trấn Chũ"}),
        ("status=chua_nhap", {"phường Thọ Xương"}),
        ("status=chua_chot", {"thị trấn Chũ", "xã Phúc Sơn", "phường Thọ Xương"}),
        ("q=phuc&status=dat", set()),
        ("status=khong_co", set()),
    ],
)
def test_search_and_filters(province: PageClient, query: str, found: set[str]) -> None:
    second_day()
    page = province.get(f"{DAY_BOARD}&{query}")
    if not found:
        assert "Không có đơn vị nào phù hợp" in page.text
        return
    assert {name for name in names(page) if name[0].islower()} == found


def test_sorting_lists_all_communes_flat_with_their_district(province: PageClient) -> None:
    second_day()
    rows = province.get(f"{DAY_BOARD}&sort=-rate").rows("table.stack")
    assert [row[0] for row in rows[:4]] == ["xã Phúc Sơn", "xã Thanh Hải", "thị trấn Chũ", "phường Thọ Xương"]
    assert rows[0][1] == "huyện Lục Ngạn"
    up = names(province.get(f"{DAY_BOARD}&sort=unit"))
    assert up[:4] == ["thị trấn Chũ", "xã Phúc Sơn", "xã Thanh Hải", "phường Thọ Xương"]


def test_the_whole_round_shows_each_day_and_judges_the_period(province: PageClient) -> None:
    day_of("07507", 20, 12, FIRST, locked=True)
    day_of("07507", 30, 18, locked=True)
    day_of("07519", 20, 12, FIRST)
    page = province.get(f"{BOARD}?day=all")
    rows = {row[0]: row[1:] for row in page.rows("table.stack")}
    assert rows["xã Thanh Hải"] == ["20", "12", "30", "18", "50", "25", "30", "60,0", "Đạt", "đã chốt"]
    assert rows["thị trấn Chũ"][8:] == ["Chưa đủ số liệu", "chưa nhập 13/6"]
    assert rows["xã Phúc Sơn"][9] == "chưa nhập 12/6, 13/6"


def test_what_to_urge_links_to_exactly_those(province: PageClient) -> None:
    second_day()
    page = province.get(DAY_BOARD)
    for link in page.all(".todo a"):
        number = int(link.get_text(strip=True).split()[0])
        if "/board/" in link["href"]:
            listed = [name for name in names(province.get(link["href"])) if name[0].islower()]
            assert len(listed) == number


def test_rosters_publicity_and_posts_that_lack_are_urged_with_the_list_of_whom(province: PageClient) -> None:
    second_day()
    listed = {link.get_text(strip=True): link["href"] for link in province.get(DAY_BOARD).all(".todo a")}
    assert listed["4 đơn vị còn thiếu người hỗ trợ"] == "/urging/198-kh-bdvtu?status=roster_gap"
    assert {"4 đơn vị chưa gửi danh sách, lịch phân công", "4 đơn vị chưa công khai, tuyên truyền"} <= set(listed)
    assert "4 đơn vị chưa đăng tin trong ngày" not in listed


def test_days_not_chot_in_time_are_urged(sign_in: Callable[..., PageClient], at: Callable[[datetime], None]) -> None:
    second_day()
    editor = make.account("province_editor")
    assert "quá hạn" not in sign_in(editor).get(DAY_BOARD).text
    at(clock.at(date(2024, 6, 14), 10, 1))
    assert "3 đơn vị quá hạn chốt số liệu ngày 13/6" in sign_in(editor).get(DAY_BOARD).text


@pytest.mark.parametrize("query", ["day=2024-06-14", "day=2024-05-01", "day=ngay"])
def test_a_day_that_is_not_there_is_not_found(province: PageClient, query: str) -> None:
    assert province.get(f"{BOARD}?{query}").status == 404


def test_a_round_of_another_catalogue_is_not_found(province: PageClient, sign_in: Callable[..., PageClient]) -> None:
    make.units_small(2025)
    make.survey_round("2025", catalogue_id=2025)
    assert province.get("/board/2025").status == 404
    newer = sign_in(make.account("province_editor", at=make.unit("24", 2025)))
    assert newer.get("/board/2025").status == 200
    assert newer.get(BOARD).status == 404


def sheet(browser: PageClient, query: str = "") -> list[list[Any]]:
    answer = browser.request("GET", f"{BOARD}/table.xlsx?{query}")
    assert answer.status_code == 200
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.data)).active.iter_rows()]


@pytest.mark.parametrize(
    "query", ["day=2024-06-13", "day=all", "day=2024-06-13&q=phuc", "day=2024-06-13&sort=-ballots"]
)
def test_the_file_is_what_stands_on_the_screen_cell_by_cell(province: PageClient, query: str) -> None:
    second_day()
    day_of("07507", 1200, 800, FIRST)
    page = province.get(f"{BOARD}?{query}")
    head, *rows = sheet(province, query)
    assert head == [" ".join(cell.get_text().split()) for cell in page.all("table.stack thead th")]
    rates = head.index("Tỷ lệ (%)")
    shown = [[as_shown(value, is_rate=n == rates) for n, value in enumerate(row)] for row in rows]
    assert shown == page.rows("table.stack")


def as_shown(value: object, *, is_rate: bool) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return rate(float(str(value))) if is_rate else integer(int(str(value)))


def test_the_file_is_recorded(province: PageClient) -> None:
    sheet(province)
    actions = [one.action for one in database.session.query(Event).all()]
    assert "board.exported" in actions


def test_the_page_of_a_commune_tells_its_days_its_history_and_its_corrections(province: PageClient) -> None:
    day_of("07507", 36, 24, locked=True)
    head = make.account("commune_lead", full_name="Trần Văn Trưởng")
    operations.ask_correction(point("07507"), SECOND, visits=46, reason="Sổ ghi 46 lượt.", by=head)
    page = province.get(f"{BOARD}/units/07507")
    assert page.reads("h1") == "Xã Thanh Hải, huyện Lục Ngạn"
    assert "Nhập ngày 13/6: 36 lượt" in page.reads(".history")
    assert "Đề nghị điều chỉnh ngày 13/6: 36 thành 46 lượt Trần Văn Trưởng, Tổ trưởng Tổ công tác" in page.reads(
        ".history"
    )
    assert "Sổ ghi 46 lượt." in page.text
    assert "chờ duyệt" in page.text


def test_the_page_asks_for_itself_every_minute_without_prolonging_the_session(province: PageClient) -> None:
    board = province.get(DAY_BOARD).one("#board")
    assert board["hx-trigger"] == "every 60s"
    assert "poll=1" in board["hx-get"]
    part = province.request("GET", board["hx-get"], headers={"HX-Request": "true"}).get_data(as_text=True)
    assert part.lstrip().startswith('<div id="board"')
    assert "poll=1" not in part.replace(str(board["hx-get"]).replace("&", "&amp;"), "")


def test_before_the_round_the_board_says_when_it_begins(province: PageClient, at: Callable[[datetime], None]) -> None:
    at(clock.at(date(2024, 6, 11), 9))
    page = province.get("/board")
    assert "Đợt khảo sát chưa bắt đầu" in page.text
    assert "Bắt đầu từ ngày 12/6/2024." in page.text
    assert province.request("GET", f"{BOARD}/table.xlsx").status_code == 200
    assert province.get(f"{BOARD}/units/07507").status == 200


def test_without_a_round_the_board_says_so(sign_in: Callable[..., PageClient]) -> None:
    make.units_small(2025)
    page = sign_in(make.account("auditor", at=make.unit("24", 2025))).get("/board")
    assert "Chưa có đợt khảo sát nào được duyệt" in page.text


def statements(deed: Callable[[], object]) -> int:
    """How many statements a deed sends to the database."""
    seen: list[str] = []
    listener = lambda _conn, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listener)
    try:
        deed()
    finally:
        event.remove(database.engine, "before_cursor_execute", listener)
    return len(seen)


@pytest.mark.parametrize(("year", "communes", "districts"), [(2024, 209, 10), (2025, 99, 0)])
def test_the_number_of_queries_does_not_grow_with_the_communes(
    sign_in: Callable[..., PageClient], year: int, communes: int, districts: int
) -> None:
    few = sign_in(make.account("province_editor"))
    second_day()
    small = statements(lambda: few.get("/board"))
    database.session.rollback()
    empty_units()
    make.units_of(year)
    make.survey_round("all-of-them", catalogue_id=year)
    many = sign_in(make.account("province_editor", at=make.unit("24", year), username="editor-of-all"))
    pages: list[Page] = []
    assert statements(lambda: pages.append(many.get("/board"))) <= small
    assert f"{communes} xã" in pages[0].text
    assert len(pages[0].all(".folds li")) == districts


def empty_units() -> None:
    """Make room for the whole list of units."""
    from tests.conftest import empty_tables  # noqa: PLC0415

    database.session.remove()
    empty_tables()
