"""The pages of results: who may open them and when, what stands where, what few answers never show."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.ballots.models import arrivals, ballot_pool, sealed_ballot
from portal.extensions import db as database
from portal.results.tables import breakdown_grids, result_views
from portal.results.tallying import reading, tallying
from portal.surveys.models import ChairTenure, Round
from portal.web.data import clock
from portal.web.ui import pictures
from tests import make
from tests.results import poll

ADDRESS = "/results/198-kh-bdvtu"
PAGES = ("", "/questions", "/communes", "/breakdowns", "/themes", "/quality", "/release")
EVERYTHING = [*(f"{ADDRESS}{page}" for page in PAGES), f"{ADDRESS}/tables.xlsx"]
READERS = (Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.AUDITOR)
OTHERS = tuple(role for role in Role if role not in READERS)
SENTENCE = "Kết quả chưa mở. Chỉ xem được sau khi Ban Dân vận Tỉnh ủy mở kết quả."


@pytest.fixture
def reader(db, sign_in):
    """Signs an editor of the province in, once the round is there."""
    return lambda role=Role.PROVINCE_EDITOR: sign_in(make.account(role))


@pytest.fixture
def survey(db):
    """Four communes: many answers, some, four only, none."""
    return poll.kept_province({"07507": {5: 30, 4: 6, 3: 2, 1: 2, 9: 5}, "07519": {4: 7, 2: 3}, "07210": {5: 4}})


# --- who, when


@pytest.mark.parametrize("role", READERS)
def test_the_province_and_the_auditor_read_what_is_opened(survey, reader, role):
    browser = reader(role)
    for address in EVERYTHING:
        assert browser.get(address, check=not address.endswith(".xlsx")).status == 200, address


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_does(survey, reader, role):
    browser = reader(role)
    for address in EVERYTHING:
        answer = browser.get(address)
        assert answer.status == 403, address
        assert "90,0" not in answer.text


def test_a_round_of_another_catalogue_is_not_there(survey, sign_in):
    make.units_small(2025)
    other = make.account(Role.PROVINCE_EDITOR, make.unit("24", 2025))
    assert sign_in(other).get(ADDRESS).status == 404


def test_an_unknown_round_is_not_there(survey, reader):
    browser = reader()
    for address in EVERYTHING:
        assert browser.get(address.replace("198-kh-bdvtu", "khong-co")).status == 404, address


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (clock.at(make.FIRST_DAY, 9), "đang diễn ra"),
        (poll.AFTER, "đã kết thúc, chưa mở kết quả"),
        (clock.at(make.FIRST_DAY - timedelta(days=2), 9), "đã duyệt, chưa đến ngày mở"),
    ],
)
def test_before_opening_every_page_says_so_and_why(db, reader, at, moment, words):
    make.survey_round()
    browser = reader()
    at(moment)
    for address in EVERYTHING:
        answer = browser.get(address)
        assert answer.status == 403
        assert answer.reads("h1") == "Kết quả chưa mở"
        assert SENTENCE in answer.text
        assert words in answer.text


@pytest.mark.parametrize("role", Role)
def test_before_opening_opposite_answers_give_the_same_responses(db, sign_in, at, role):
    make.survey_round()
    browser = sign_in(make.account(role))
    make.ballots(make.point("07507"), poll.sheets({5: 30}))
    database.session.commit()
    at(poll.AFTER)
    content = responses(browser)
    forget_ballots()
    make.ballots(make.point("07507"), poll.sheets({1: 30}), hour=10)
    database.session.commit()
    assert responses(browser) == content


def forget_ballots() -> None:
    for table in (ballot_pool, sealed_ballot, arrivals):
        database.session.execute(table.delete())


def responses(browser) -> list[tuple[int, str]]:
    """What every address answers, but for tokens and references that differ each time."""
    addresses = ["/results", "/board/198-kh-bdvtu?day=all", *EVERYTHING]
    answers = [browser.get(address, check=False).response for address in addresses]
    ever_new = r'("X-CSRFToken":"|name="csrf_token"\s+value=")[^"]+|(Mã tra cứu: )[0-9a-f]+'
    return [(one.status_code, re.sub(ever_new, r"\1\2", one.get_data(as_text=True))) for one in answers]


def test_before_opening_not_even_the_tables_are_made(db, at):
    make.survey_round()
    make.ballots(make.point("07507"), poll.sheets({5: 30}))
    database.session.commit()
    at(poll.AFTER)
    assert not tallying.is_made(database.session.query(Round).one())


# --- while tallies are made


def opened_without_tallies() -> Round:
    survey = make.survey_round(results_opened_at=poll.AFTER)
    database.session.commit()
    return survey


@pytest.mark.parametrize(
    ("status", "words"),
    [("pending", "Đang chờ đến lượt"), ("running", "Đang làm: 100/209"), ("failed", "Chưa làm xong: có lỗi.")],
)
def test_the_page_tells_how_far_the_tallying_is(db, reader, status, words):
    job = tallying.start(opened_without_tallies())
    job.status, job.done, job.total, job.heartbeat_at = status, 100, 209, clock.now()
    page = reader().get(ADDRESS)
    assert page.status == 200
    assert words in page.text


def test_a_part_is_enough_while_it_runs(db, reader):
    job = tallying.start(opened_without_tallies())
    job.status, job.heartbeat_at = "running", clock.now()
    part = reader().get(f"{ADDRESS}?poll=1", headers={"HX-Request": "true"})
    assert part.soup.find("h1") is None
    assert part.one(".job.running")


def test_when_it_is_done_the_part_leads_to_the_results(survey, reader):
    job = tallying.start(survey)
    job.status = "done"
    part = reader().get(f"{ADDRESS}?poll=1", headers={"HX-Request": "true"})
    assert part.one(".job.done .button")["href"] == ADDRESS


def test_failed_work_is_asked_for_again(db, reader):
    survey = opened_without_tallies()
    make.ballots(make.point("07507"), poll.sheets({5: 6}))
    tallying.start(survey).status = "failed"
    browser = reader()
    assert browser.submit(ADDRESS, {}).status == 303
    assert browser.get(ADDRESS).reads(".headline .big b") == "100,0%"


def test_the_auditor_sees_the_fault_and_cannot_retry(db, reader):
    tallying.start(opened_without_tallies()).status = "failed"
    browser = reader(Role.AUDITOR)
    assert browser.get(ADDRESS).all("main form") == []
    assert browser.post(f"{ADDRESS}/tallies").status == 403


@pytest.mark.parametrize(("opened", "status"), [(True, 409), (False, 403)])
def test_what_is_done_or_shut_is_not_tallied_again(survey, reader, opened, status):
    tallying.start(survey).status = "done"
    if not opened:
        survey.results_opened_at = None
    assert reader().post(f"{ADDRESS}/tallies").status == status


# --- what stands on the pages


def test_the_rounds_are_listed_with_their_state(survey, reader):
    page = reader().get("/results")
    assert page.one(".todo a")["href"] == ADDRESS
    assert "đã mở" in page.text


def test_without_rounds_the_list_says_so(db, reader):
    assert "Chưa có đợt khảo sát nào" in reader().get("/results").text


def test_the_headline_has_its_mean_and_base_and_no_interval(survey, reader):
    page = reader().get(ADDRESS)
    assert page.reads(".headline .big b") == "87,0%"
    assert "(điểm bình quân 4,37/5; 5 phiếu không có ý kiến)" in page.reads(".headline .big")
    assert "54 phiếu có ý kiến" in page.reads(".head")
    assert "Khoảng" not in page.reads(".headline")


def test_every_page_says_who_answered(survey, reader):
    browser = reader()
    for page in PAGES:
        assert "không phải mẫu chọn ngẫu nhiên trong toàn dân" in browser.get(f"{ADDRESS}{page}").text


def test_the_seven_places_stand_beside_every_page(survey, reader):
    browser = reader()
    for page in PAGES:
        shown = browser.get(f"{ADDRESS}{page}")
        assert [a.get_text() for a in shown.all("nav.places li a")][:7] == [
            "Tổng quan",
            "Câu hỏi",
            "Địa phương",
            "Người trả lời",
            "Ý kiến",
            "Độ tin cậy",
            "Công bố và tải về",
        ]
        assert shown.one("nav.places [aria-current=page]")["href"] == f"{ADDRESS}{page}"


def test_questions_stand_by_group_the_most_satisfied_first(db, reader):
    survey = make.survey_round()
    make.ballots(make.point("07507"), poll.sheets({5: 200}, Q3=1, Q1=2))
    poll.opened(survey)
    labels = [p.span.get_text() for p in reader().get(ADDRESS).all(".chart.wide .rows p:not(.group)")]
    assert [label.split(".")[0] for label in labels[:4]] == ["2", "1", "4", "3"]


def test_answers_have_one_scale_from_red_to_green(survey, reader):
    browser = reader()
    for page in ("", "/questions"):
        legend = browser.get(f"{ADDRESS}{page}").all(".chart .legend")[0].select("rect")
        assert [one["fill"] for one in legend] == list(pictures.LEVEL_COLOURS)


# --- the communes beside the level of all

DIFFERENT = {"07507": {5: 10, 1: 40}, "07519": {5: 300, 1: 30}, "07210": {5: 270, 1: 30}, "07534": {5: 6}}


def test_three_counts_lead_to_their_lists(db, reader):
    poll.province(DIFFERENT)
    browser = reader()
    links = browser.get(ADDRESS).all(".standings a")
    assert [" ".join(a.get_text(" ").split()) for a in links] == [
        "1 thấp hơn mức chung",
        "0 chưa đủ căn cứ kết luận",
        "2 cao hơn mức chung",
    ]
    assert [names(browser.get(str(a["href"]))) for a in links[::2]] == [
        ["xã Thanh Hải"],
        ["phường Thọ Xương", "thị trấn Chũ"],
    ]


def test_what_chance_makes_stands_beside_the_uncorrected_counts_in_the_note_alone(db, reader):
    poll.province(DIFFERENT)
    page = reader().get(ADDRESS)
    notes = [one for one in page.all("details.more") if "Nếu không điều chỉnh" in one.get_text()]
    assert len(notes) == 1
    assert "riêng ngẫu nhiên" in notes[0].get_text()
    assert notes[0].summary.get_text() == "Cách so sánh"
    assert page.text.count("Nếu không điều chỉnh") == 1


def test_communes_with_few_opinions_are_not_compared(survey, reader):
    page = reader().get(f"{ADDRESS}/communes")
    assert "1 đơn vị có từ 20 ý kiến" in page.text
    listed = reader().get(f"{ADDRESS}/communes?sort=unit")
    assert cells(listed, 0, "thị trấn Chũ")[-2] == "-"


def test_districts_stand_in_the_catalogue_s_order_on_one_axis(db, reader):
    poll.province({"07507": {5: 60}, "07210": {5: 30, 1: 30}})
    browser = reader()
    for page in ("", "/communes"):
        chart = next(one for one in browser.get(f"{ADDRESS}{page}").all("figure.chart") if "Trục từ" in one.text)
        assert [p.span.get_text() for p in chart.select(".rows p")] == ["TP Bắc Giang", "Lục Ngạn"]
        assert "Trục từ 30% đến 100%, trục không bắt đầu từ 0." in chart.get_text()


def test_a_count_that_differs_from_what_arrived_is_told(survey, reader):
    make.arrive(make.point("07507"), 3, hour=11)
    assert "khác số lượt gửi phiếu" in reader().get(ADDRESS).text


def test_a_simulated_round_says_so_on_every_page(db, reader):
    poll.province({"07507": {5: 9}}, simulated=True)
    browser = reader()
    for page in PAGES:
        assert browser.get(f"{ADDRESS}{page}").reads(".band") == "SỐ LIỆU MÔ PHỎNG"


def cells(page, table: int, head: str) -> list[str]:
    """A row's cells by its head."""
    rows = page.all("main table.figures")[table].select("tbody tr")
    found = [row for row in rows if row.th.get_text(strip=True).startswith(head)]
    assert len(found) == 1, head
    return [cell.get_text(strip=True) for cell in found[0].select("td")]


def test_turnout_stands_by_day_and_by_unit(survey, reader):
    browser = reader()
    page = browser.get(f"{ADDRESS}/quality")
    assert cells(page, 0, "Ngày 12/6") == ["59", "59", "0", "100,0", "3", "0", "0", "0", "1"]
    assert cells(page, 1, "Lục Ngạn")[:3] == ["55", "55", "100,0"]
    few = browser.get(f"{ADDRESS}/quality?district=219")
    assert cells(few, 0, "xã Thanh Hải") == ["45", "45", "100,0", "đạt"]
    assert cells(few, 0, "xã Phúc Sơn") == ["-", "0", "-", "chưa đủ số liệu"]
    full = browser.get(f"{ADDRESS}/quality?district=219&show=all")
    assert cells(full, 0, "xã Thanh Hải") == ["45", "45", "0", "0", "0", "0", "45", "20", "45", "100,0", "đạt"]
    assert cells(full, 0, "Huyện Lục Ngạn") == ["55", "55", "0", "0", "0", "0", "55", "", "55", "100,0", ""]


def test_each_level_stands_with_its_share(survey, reader):
    browser = reader()
    shares = browser.get(f"{ADDRESS}/questions")
    assert cells(shares, 0, "14.") == ["3,7", "5,6", "3,7", "24,1", "63,0", "54", "8,5"]
    counts = browser.get(f"{ADDRESS}/questions?show=counts")
    assert cells(counts, 0, "14.") == ["2", "3", "2", "13", "34", "54", "5"]
    assert counts.one("details.more[open] .methods [aria-current]").get_text() == "Số phiếu"


def test_questions_stand_in_the_form_s_order_with_the_plain_mean_beside(survey, reader):
    page = reader().get(f"{ADDRESS}/questions")
    heads = [row.th.get_text() for row in page.all("main table.figures")[0].select("tbody tr")]
    assert [head.split(".")[0] for head in heads] == [str(n) for n in range(1, 15)]
    assert cells(page, 1, "14.") == ["54", "4,37", "87,0", "75,6–93,6", "-", "87,41", "80,0", "2"]
    assert cells(page, 2, "Tổng hợp các nhóm") == ["4,37", "87,0", "75,6–93,6", "87,41"]


def test_districts_stand_beside_each_other_and_thin_cells_are_slanted(survey, reader):
    page = reader().get(f"{ADDRESS}/communes")
    assert cells(page, 1, "14.") == ["-", "86,0", "87,0"]
    assert [tag.get_text() for tag in page.all("main table.figures .thin")] == []


def test_a_district_with_few_answers_is_slanted(db, reader):
    poll.province({"07507": {5: 30}, "07210": {5: 9, 1: 1}})
    page = reader().get(f"{ADDRESS}/communes")
    assert {tag.get_text() for tag in page.all("main table.figures .thin")} == {"90,0"}


def test_communes_stand_under_their_district_with_group_and_turnout(survey, reader):
    browser = reader()
    few, page = (browser.get(f"{ADDRESS}/communes?district=219{more}") for more in ("", "&show=all"))
    assert cells(few, 0, "xã Thanh Hải") == ["40", "90,0", "77–96", "chưa đủ căn cứ", "đạt"]
    great = ["40", "90,0", "77–96", "90–90", "91,00", "chưa đủ căn cứ", "đạt", "từ 90% trở lên", "từ 70% trở lên"]
    thin = ["10", "70,0", "40–89", "70–70", "68,00", "-", "đạt", "chưa đủ cơ sở xếp nhóm", "-"]
    assert cells(page, 0, "xã Thanh Hải") == great
    assert cells(page, 0, "thị trấn Chũ") == thin
    assert cells(page, 0, "Huyện Lục Ngạn")[:2] == ["50", "86,0"]


def test_an_empty_chair_has_no_group(survey, reader):
    database.session.add(ChairTenure(point_id=make.point("07507").id, status="vacant", from_day=make.FIRST_DAY))
    page = reader().get(f"{ADDRESS}/communes?sort=unit&show=all")
    assert cells(page, 0, "xã Thanh Hải")[-2] == "khuyết chức danh Chủ tịch, không xếp nhóm"


def test_a_long_list_comes_page_by_page(survey, reader, monkeypatch):
    monkeypatch.setattr(result_views, "A_PAGE", 2)
    browser = reader()
    first = browser.get(f"{ADDRESS}/communes?sort=unit")
    assert names(first) == ["thị trấn Chũ", "xã Phúc Sơn"]
    assert len(names(browser.get(str(first.all(".pages a")[0]["href"])))) == 2
    for page in ("0", "99", "x", "9" * 30):
        assert browser.get(f"{ADDRESS}/communes?sort=unit&page={page}").status == 200


def test_four_opinions_show_nothing_anywhere(db, reader):
    """The only answers of the province are four: no page has a figure of theirs."""
    poll.province({"07210": {5: 4, 9: 6}})
    browser = reader()
    for page in ("/questions", "/questions?show=counts", "/communes", "/communes?sort=unit&show=all"):
        for row in browser.get(f"{ADDRESS}{page}").all("main table.figures tbody tr"):
            figures = {cell.get_text(strip=True) for cell in row.select("td.n")}
            assert figures <= {"-"}, (page, row.get_text(" "))
    overview = browser.get(ADDRESS)
    assert "Chưa đủ phiếu để hiện kết quả" in overview.text
    assert overview.all(".chart") == []


def test_a_commune_with_four_opinions_shows_nothing(survey, reader):
    page = reader().get(f"{ADDRESS}/communes?district=213&show=all")
    assert cells(page, 0, "phường Thọ Xương") == [*"------", "đạt", "chưa đủ cơ sở xếp nhóm", "-"]
    assert cells(page, 0, "Thành phố Bắc Giang")[:5] == ["-"] * 5


def test_a_province_without_districts_is_told_by_kinds(db, sign_in):
    make.units_of(2025)
    survey = make.survey_round(catalogue_id=2025)
    point = database.session.scalars(database.select(make.Point)).first()
    make.ballots(point, poll.sheets({5: 30}))
    poll.opened(survey)
    browser = sign_in(make.account(Role.PROVINCE_EDITOR, make.unit("24", 2025)))
    for page in PAGES:
        assert browser.get(f"{ADDRESS}{page}").status == 200
    page = browser.get(f"{ADDRESS}/communes")
    heads = [th.get_text() for th in page.all("main table.figures")[1].select("thead th")]
    assert heads == ["Câu hỏi", "Các xã", "Các phường", "Toàn tỉnh"]


# --- the index chosen, by what people told, quality


def test_the_index_is_chosen_on_the_page_and_stays_from_page_to_page(survey, reader):
    browser = reader()
    page = browser.get(f"{ADDRESS}?index=mean0")
    assert page.reads(".headline .big b") == "84,26"
    assert page.reads("nav.places [aria-current=true]") == "Quy đổi 0–100"
    assert "chỉ số là Quy đổi 0–100" in page.text
    assert f"{ADDRESS}/communes?index=mean0" in [a["href"] for a in page.all("nav.places a")]
    matrix = browser.get(f"{ADDRESS}/communes?index=mean0")
    assert cells(matrix, 1, "14.") == ["-", "83,00", "84,26"]
    assert "Chỉ số quy đổi 0–100, ô in nghiêng" in matrix.text
    usual = browser.get(f"{ADDRESS}?index=khong-co")
    assert usual.reads(".headline .big b") == "87,0%"


def test_the_file_says_which_index_it_was_made_with(survey, reader):
    found = sheets_of(reader().get(f"{ADDRESS}/tables.xlsx?table=areas&index=mean5", check=False))
    notes = {row[0]: row[1] for row in found["Ghi chú"]}
    assert notes["Cách tính chỉ số"].startswith("chỉ số quy đổi: điểm bình quân chia 5")
    assert notes["Chỉ số của đợt"].startswith("tỷ lệ hài lòng")


def test_where_visits_are_closed_the_interval_is_corrected_by_them(db, reader):
    survey = make.survey_round()
    make.ballots(make.point("07507", survey), poll.sheets({4: 35, 3: 15}))
    poll.visits(make.point("07507", survey), (60, 20, 20))
    poll.opened(survey)
    page = reader().get(f"{ADDRESS}/communes?q=thanh+hai&show=all")
    assert cells(page, 0, "xã Thanh Hải")[1:5] == ["50", "70,0", "56–81", "60–78"]


def test_answers_are_told_by_what_people_said_of_themselves(db, reader):
    survey = make.survey_round()
    make.ballots(make.point("07507", survey), poll.sheets({5: 56, 1: 14}, D1=1, D6=1, D7=1))
    make.ballots(make.point("07519", survey), poll.sheets({5: 48, 1: 32}, D1=2, D6=2, D7=3), hour=10)
    make.ballots(make.point("07210", survey), poll.sheets({5: 6}, D1=3), hour=11)
    poll.opened(survey)
    page = reader().get(f"{ADDRESS}/breakdowns")
    assert cells(page, 0, "Nữ")[:3] == ["80", "80", "60,0"]
    assert cells(page, 0, "Nam")[:3] == ["-", "-", "-"], "the next smallest, or the six could be worked out"
    assert cells(page, 0, "Khác") == ["-"] * 5
    assert "Nơi trả lời: chưa đủ phiếu để so sánh." in page.text


def test_marked_ballots_are_counted_and_none_is_taken_away(db, reader):
    survey = make.survey_round()
    make.ballots(make.point("07507", survey), poll.sheets({5: 12}), duration="under_25s", risk=1)
    make.ballots(make.point("07519", survey), poll.sheets({4: 20, 2: 20}), hour=10)
    poll.opened(survey)
    page = reader().get(f"{ADDRESS}/quality")
    assert cells(page, 3, "Trả lời nhanh")[:4] == ["12", "23,1", "100,0", "50,0"]
    assert cells(page, 3, "Chung điện thoại")[:2] == ["0", "0,0"]
    assert cells(page, 4, "Không có phiếu nào không mở được")[-2:] == ["0", "-"]
    [card] = [one for one in page.all(".flags li") if "Xã Thanh Hải" in one.text]
    assert "100,0% số phiếu gửi liên tiếp từ cùng một nguồn" in card.text
    assert "không phiếu nào tự động bị loại" in page.text


def test_fewer_than_three_communes_are_never_told_by_attribute(db, sign_in):
    page = reading.Reading(make.unit("213"), poll.province({"07210": {5: 40}}))
    assert breakdown_grids.both(page) == []


# --- search, filter, sort


def names(page) -> list[str]:
    return [row.th.get_text(strip=True) for row in page.all("main table.figures")[-1].select("tbody tr")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=thanh+hai", ["xã Thanh Hải"]),
        ("district=213", ["Thành phố Bắc Giang · 1 phường", "phường Thọ Xương"]),
        ("status=0", ["xã Thanh Hải"]),
        ("status=too_thin&q=chu", ["thị trấn Chũ"]),
        ("sort=-rate&district=219", ["xã Thanh Hải", "thị trấn Chũ", "xã Phúc Sơn"]),
        ("sort=n&district=219", ["xã Phúc Sơn", "thị trấn Chũ", "xã Thanh Hải"]),
        ("sort=khong-co&q=chu", ["thị trấn Chũ"]),
    ],
)
def test_communes_are_searched_filtered_and_sorted(survey, reader, query, found):
    assert names(reader().get(f"{ADDRESS}/communes?{query}")) == found


@pytest.mark.parametrize("query", ["q=zzz", "district=999", "status=7", "status=x", "q=" + "a" * 5000])
def test_what_fits_nothing_says_so(survey, reader, query):
    page = reader().get(f"{ADDRESS}/communes?{query}")
    assert page.status == 200
    assert "Không có đơn vị nào phù hợp" in page.text


def test_a_sum_never_stands_over_a_part_of_a_district(survey, reader):
    assert reader().get(f"{ADDRESS}/communes?q=chu").all("tr.sum, tr.total") == []


def test_turnout_is_filtered_by_its_verdict(survey, reader):
    assert names(reader().get(f"{ADDRESS}/quality?status=chua_du_so_lieu")) == ["xã Phúc Sơn"]


# --- the file


def sheets_of(answer) -> dict[str, list[list[object]]]:
    book = load_workbook(BytesIO(answer.response.data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def as_shown(value: object, number_format: str) -> str:
    """A cell of the file as the screen writes it."""
    if not isinstance(value, int | float):
        return value or ""  # type: ignore[return-value]
    places = len(number_format.partition(".")[2])
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("page", "table", "label"),
    [
        ("quality?sort=-visits&show=all", "participation", "Xuất Excel"),
        ("quality?status=dat&show=all", "participation", "Xuất Excel"),
        ("questions?show=counts", "distribution", "từng mức trả lời"),
        ("questions", "distribution", "từng mức trả lời"),
        ("questions", "questions", "từng câu hỏi"),
        ("communes?index=mean5", "areas", "theo huyện"),
        ("communes?sort=-rate&index=mean0&show=all", "communes", "Xuất Excel"),
        ("communes?district=219&q=ha&show=all", "communes", "Xuất Excel"),
        ("breakdowns", "breakdowns", "theo người trả lời"),
        ("quality", "quality", "dấu hiệu, phiếu không mở được"),
    ],
)
def test_the_file_holds_what_stands_on_the_screen(survey, reader, page, table, label):
    """Every row of a page's tables is one of the file's, with the same figures; intervals stand in two of its cells."""
    browser = reader()
    shown = browser.get(f"{ADDRESS}/{page}")
    link = next(str(a["href"]) for a in shown.all("main a") if a.get_text() == label)
    assert f"table={table}" in link
    book = load_workbook(BytesIO(browser.get(link, check=False).response.data))
    sheets = [[[as_shown(cell.value, cell.number_format) for cell in row] for row in one] for one in book.worksheets]
    drawn = {heads_of(one)[-1]: one for one in shown.all("main table.figures")}
    found = 0
    for sheet in sheets[:-1]:
        mine = [row for one in drawn.values() for row in one.select("tbody tr")]
        for row in sheet[1:]:
            same = [one for one in mine if one.th.get_text(strip=True) == row[0]]
            found += any(is_part_of(figures_of(one), row[1:]) for one in same)
    assert found


def heads_of(table) -> list[str]:
    return [th.get_text(strip=True) for th in table.select("thead th")]


def figures_of(row) -> list[str]:
    """A row's figures; verdicts, which a page tells in short, left out."""
    return [cell.get_text(strip=True) for cell in row.select("td.n") if cell.get_text(strip=True)]


def is_part_of(figures: list[str], row: list[str]) -> bool:
    """Whether each figure is in the row; of an interval on a page both ends, as far as they are shown."""
    ends = [figure for figure in figures if "–" not in figure]
    return bool(ends) and all(end in row for end in ends)


def test_the_whole_file_has_a_sheet_a_table_and_says_what_they_are(survey, reader):
    found = sheets_of(reader().get(f"{ADDRESS}/tables.xlsx", check=False))
    assert list(found) == [
        "T1 Theo ngày",
        "T1 Theo đơn vị",
        "T2 Từng mức trả lời",
        "T3 Theo câu hỏi",
        "T3 Theo nhóm",
        "T4 Theo huyện",
        "Có gia quyền",
        "T5 Theo xã",
        "T6 Theo người trả lời",
        "T7 Tại bàn, ở nhà",
        "T9 Dấu hiệu",
        "T9 Không mở",
        "T9 Đơn vị",
        "Ghi chú",
    ]
    notes = {row[0]: row[1] for row in found["Ghi chú"]}
    assert notes["Mã đợt"] == "198-kh-bdvtu"
    assert notes["Phiếu khảo sát"].startswith("PKS02-MD-1/2")
    assert notes["Cách tính chỉ số"].startswith("tỷ lệ hài lòng")
    assert notes["Chỉ số của đợt"].startswith("tỷ lệ hài lòng")
    assert notes["Mức tham gia"].startswith("ít nhất 50% số lượt người dân đến")
    assert notes["Số phiếu đã tổng hợp"] == "59"


def test_text_in_the_file_is_text_and_figures_are_figures(survey, reader):
    found = sheets_of(reader().get(f"{ADDRESS}/tables.xlsx", check=False))
    row = next(row for row in found["T5 Theo xã"] if row[0] == "xã Thanh Hải")
    assert row[:7] == ["xã Thanh Hải", 40, 90.0, 76.9, 96.0, 90.0, 90.0]
    assert row[7:] == [91.0, "chưa đủ căn cứ", "Đạt", "từ 90% trở lên", "từ 70% trở lên"]
    assert not any(str(cell).startswith("=") for rows in found.values() for line in rows for cell in line)


def test_four_opinions_show_nothing_in_the_file(db, reader):
    poll.province({"07210": {5: 4, 9: 6}})
    found = sheets_of(reader().get(f"{ADDRESS}/tables.xlsx", check=False))
    for name, rows in found.items():
        if name.startswith(("T2", "T3", "T4", "T5")):
            assert not any(isinstance(cell, int | float) for row in rows for cell in row), name


def test_taking_a_file_is_on_the_record(survey, reader):
    reader().get(f"{ADDRESS}/tables.xlsx?table=communes&q=chu", check=False)
    event = database.session.query(Event).filter_by(action="results.export").one()
    assert event.detail == {"round": "198-kh-bdvtu", "table": "communes", "rows": 1}
    assert event.role == Role.PROVINCE_EDITOR


def test_an_unknown_table_is_not_there(survey, reader):
    assert reader().get(f"{ADDRESS}/tables.xlsx?table=khong-co").status == 404


# --- sums


def number(text: str) -> int:
    return int(text.replace(".", "")) if text not in {"-", ""} else 0


@pytest.mark.parametrize(("page", "columns"), [("communes", (0,)), ("quality", (0, 1, 6, 8))])
def test_on_the_page_communes_sum_to_their_district(db, reader, page, columns):
    poll.province({"07507": {5: 9, 4: 3}, "07519": {4: 7}, "07534": {2: 11}, "07210": {5: 6}})
    browser = reader()
    for district in ("213", "219"):
        rows = browser.get(f"{ADDRESS}/{page}?district={district}&show=all").all("main table.figures tbody tr")
        for column in columns:
            whole, *parts = (number(row.select("td")[column].get_text(strip=True)) for row in rows)
            assert whole == sum(parts)
