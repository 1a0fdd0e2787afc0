"""The form as a citizen finds it."""

from __future__ import annotations

import contextvars
import gzip
import re
import secrets
from datetime import timedelta

import psycopg
import pytest

from portal.ballots.form import answers, form_view, pages, point_cache
from portal.ballots.intake import operations, tokens
from portal.ballots.submission_status import Window
from portal.demo import gallery
from portal.extensions import db
from portal.surveys.models import ChairTenure
from portal.web.data import clock
from portal.web.ui import terms
from tests import make
from tests.ballots.conftest import NOON, kept
from tests.ballots.form.test_point_cache import raising

BUDGET = 14_600


def test_the_form_names_the_commune_with_its_district_in_the_largest_words(citizen):
    page = citizen.open()
    assert page.status == 200
    assert page.reads("h1") == "Phiếu lấy ý kiến về Chủ tịch UBND xã"
    assert page.reads(".where") == "Xã Thanh Hải, huyện Lục Ngạn"
    assert "Không đúng xã này? Xin quét lại mã." in page.text


def test_it_promises_what_it_keeps(citizen):
    assert citizen.open().reads(".safe") == (
        "Không hỏi tên. Cán bộ xã, người hỗ trợ không xem được câu trả lời. 14 câu, khoảng 5 phút."
    )
    assert [item.get_text() for item in citizen.open().all(".promise li")] == [
        "Không hỏi tên, số điện thoại, số căn cước",
        "Không ghi lại ai trả lời; cán bộ xã không xem được phiếu",
        "Ông/bà tự trả lời; người hỗ trợ không được xem",
        "Khoảng 5 phút; về nhà trả lời được, đến 24 giờ ngày 14/6",
    ]


def test_it_says_what_it_is_for_who_asks_and_how_long_answers_are_kept(citizen):
    box = citizen.open().reads("details")
    assert "Vì sao hỏi? Câu trả lời được giữ thế nào?" in box
    assert "tham mưu với Tỉnh ủy" in box
    assert "Cơ quan chủ trì: Ban Dân vận Tỉnh ủy Bắc Giang." in box
    assert "rồi xóa" in box
    assert "Liên hệ: Phòng Dân vận các cơ quan nhà nước" in box


def test_fourteen_questions_a_comment_and_the_optional_block_stand_on_one_page(citizen):
    page = citizen.open()
    names = list(dict.fromkeys(field["name"] for field in page.all("input[type=radio]")))
    assert names == [*(f"Q{n}" for n in range(1, 15)), "D1", "D2", "D4", "D5", "D6", "D7"]
    assert page.one("textarea")["name"] == "Q15"
    assert page.reads("#Q14 legend").startswith("14. Nhìn chung, ông/bà hài lòng ở mức nào")


def test_the_answers_are_words_in_whole_rows_and_nothing_is_ticked(citizen):
    page = citizen.open()
    assert [row.get_text() for row in page.all("#Q3 label.opt")] == [
        "Rất không hài lòng",
        "Không hài lòng",
        "Bình thường",
        "Hài lòng",
        "Rất hài lòng",
        "Không biết / không có ý kiến",
    ]
    assert page.all("[checked]") == []


def test_the_form_is_plain_html_that_posts_to_its_own_address(citizen):
    page = citizen.open()
    form = page.one("form")
    assert form["method"] == "post"
    assert form.get("action") is None
    assert page.all("form button") != []
    assert [script["src"].split("?")[0] for script in page.all("script")] == ["/static/citizen.js"]


def test_reading_the_form_needs_and_sets_no_cookie(citizen):
    page = citizen.open()
    assert "Set-Cookie" not in page.response.headers
    assert "Cookie" not in page.response.headers.get("Vary", "")
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["", "?lang=en", "?family=1"])
def test_the_page_is_the_same_with_gzip_and_without(citizen, path):
    plain = citizen.client.request("GET", citizen.path + path, headers={"Accept-Encoding": "identity"})
    packed = citizen.client.request("GET", citizen.path + path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert without_nonce(gzip.decompress(packed.get_data())) == without_nonce(plain.get_data())


def without_nonce(page: bytes) -> bytes:
    return re.sub(rb'name="nonce" value="[^"]{60}"', b"", page)


def test_each_form_has_a_mark_of_its_own(citizen):
    assert citizen.open().fields()["nonce"] != citizen.open().fields()["nonce"]


def test_the_first_view_fits_one_initial_window(citizen):
    page = citizen.client.request("GET", citizen.path, headers={"Accept-Encoding": "gzip"})
    assets = re.findall(rb'(?:href|src)="(/static/[^"]+)"', gzip.decompress(page.get_data()))
    assert len(assets) == 2
    sizes = [wire_size(page)]
    for address in assets:
        reply = citizen.client.request("GET", address.decode(), headers={"Accept-Encoding": "gzip"})
        assert reply.status_code == 200
        assert "immutable" in reply.headers["Cache-Control"]
        sizes.append(wire_size(reply))
    assert sum(sizes) <= BUDGET


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["198-kh-bdvtu", *gallery.NAMES])
def test_so_does_the_first_view_of_every_plan_that_ships(citizen, app, name, language):
    reply = citizen.client.request("GET", citizen.path, headers={"Accept-Encoding": "gzip"})
    others = re.findall(rb'(?:href|src)="(/static/[^"]+)"', gzip.decompress(reply.get_data()))
    sent = [citizen.client.request("GET", one.decode(), headers={"Accept-Encoding": "gzip"}) for one in others]
    around = wire_size(reply) - len(reply.get_data()) + sum(map(wire_size, sent))
    with app.test_request_context(f"/?lang={language}"):
        page = gzip.compress(page_of(name, language).encode(), compresslevel=9)
    assert re.findall(rb'(?:href|src)="(/static/[^"]+)"', gzip.decompress(page)) == others
    assert around + len(page) <= BUDGET


def page_of(name: str, language: str) -> str:
    """An empty form of a plan's file."""
    given = gallery.the_plan(name)
    form = gallery.the_form(given)
    window = Window(clock.start_of(given.window.first_day), clock.end_of(given.window.last_day), is_closed=False)
    rules = answers.rules_of(form, given.form.variant)
    shared = form_view.RoundSnapshot(given.slug, window, given, form, rules, simulated=True)
    version = form_view.FormVersion(shared, "Canh Nậu", given.catalogue.communes.split(", ")[0], None, "incumbent")
    terms.speak_of(given.tongues)
    page = pages.FormPage(
        form_view.build(version, language), "7K3M9P2Q", language, secrets.token_urlsafe(45), 25, simulated=True
    )
    return pages.form(page)


def wire_size(reply) -> int:
    """Body and headers."""
    return len(reply.get_data()) + len(str(reply.headers)) + len("HTTP/1.1 200 OK\r\n")


def test_no_other_origin_is_named(citizen):
    page = citizen.open()
    addresses = [tag.get("href") or tag.get("src") for tag in page.all("[href], [src]")]
    assert [address for address in addresses if address.startswith(("http", "//"))] == []


def test_without_scripts_an_index_leads_to_the_parts_and_each_is_there(citizen):
    page = citizen.open()
    parts = page.all("noscript .parts a")
    assert [part.get_text() for part in parts] == [
        "Câu 1–8",
        "Câu 9–13",
        "Câu 14",
        "Vài thông tin chung",
        "Góp ý",
        "Vì sao hỏi?",
    ]
    assert all(page.one(str(part["href"])) for part in parts)


def test_a_short_form_asks_the_core_questions_numbered_as_shown(citizen, survey):
    survey.plan = {**survey.plan, "form": {**survey.plan["form"], "variant": "short"}}
    db.session.commit()
    page = citizen.open()
    numbered = [item.get_text() for item in page.all(".q[data-n] .num")]
    assert numbered == [f"{n}." for n in range(1, 9)]
    assert page.all("#Q2") == []


@pytest.mark.parametrize(
    ("code", "where", "heading"),
    [
        ("07519", "Thị trấn Chũ, huyện Lục Ngạn", "Phiếu lấy ý kiến về Chủ tịch UBND thị trấn"),
        ("07210", "Phường Thọ Xương, thành phố Bắc Giang", "Phiếu lấy ý kiến về Chủ tịch UBND phường"),
    ],
)
def test_the_words_follow_the_kind_of_unit(phone, survey, code, where, heading):
    page = phone(make.point(code).code).open()
    assert page.reads(".where") == where
    assert page.reads("h1") == heading


def test_the_words_follow_who_holds_the_chair(citizen, point):
    assert "Chủ tịch phụ trách" not in citizen.open().text
    db.session.add(ChairTenure(point_id=point.id, status="vacant", from_day=make.FIRST_DAY))
    db.session.commit()
    page = citizen.open()
    assert "Phó Chủ tịch phụ trách UBND xã Thanh Hải" in page.reads("#lead-1")
    assert "hiện khuyết" in page.text


def test_it_can_be_read_in_english(citizen):
    page = citizen.open("?lang=en")
    assert page.one("html")["lang"] == "en"
    assert page.reads(".where") == "Thanh Hải commune, Lục Ngạn district"
    assert page.reads("#Q3 label.opt.end") == "Very satisfied"
    assert page.reads(".dock .btn:not(.quiet)") == "Send"
    assert page.one("a.lang")["href"] == citizen.path
    assert page.one("a.lang").get_text() == "Tiếng Việt"


def test_before_opening_it_says_when_to_come_back(citizen, at):
    at(clock.at(make.FIRST_DAY, 0) - timedelta(seconds=1))
    page = citizen.open()
    assert page.status == 403
    assert "Đợt khảo sát bắt đầu từ thứ Tư, ngày 12/6/2024. Mời ông/bà trở lại sau." in page.text
    assert page.all("form") == []


def test_after_closing_it_says_so(citizen, at):
    at(clock.end_of(make.LAST_DAY))
    page = citizen.open()
    assert page.status == 410
    assert "Đợt khảo sát đã kết thúc lúc 24 giờ ngày 14/6/2024. Xin cảm ơn ông/bà." in page.text
    assert page.all("form") == []


def test_the_window_opens_and_closes_to_the_second(citizen, at):
    opening, closing = clock.start_of(make.FIRST_DAY), clock.end_of(make.LAST_DAY)
    second = timedelta(seconds=1)
    for moment, status in [(opening - second, 403), (opening, 200), (closing - second, 200), (closing, 410)]:
        at(moment)
        assert citizen.open().status == status, moment


def test_a_round_closed_early_is_closed_at_once(citizen, survey):
    survey.closes_at = NOON - timedelta(hours=1)
    db.session.commit()
    page = citizen.open()
    assert page.status == 410
    assert "kết thúc lúc 11 giờ ngày 12/6/2024" in page.text


def test_an_unknown_code_is_not_found(client, survey):
    for code in ("K7QM2XPA", "x", "<script>", "ĐĂKLẮK12", "A" * 500):
        page = client.get(f"/p/{code}")
        assert page.status == 404
        assert "Mã QR không đúng. Xin ông/bà quét lại mã tại bộ phận một cửa." in page.text


def test_a_round_that_is_not_approved_has_no_form(citizen, survey):
    survey.approved_at = None
    db.session.commit()
    assert citizen.open().status == 404


def test_a_code_in_small_letters_with_a_hyphen_is_led_to_its_form(client, point):
    page = client.get(f"/p/{point.code[:4].lower()}-{point.code[4:].lower()}?lang=en")
    assert page.status == 302
    assert page.location == f"/p/{point.code}?lang=en"


def test_a_simulated_round_says_so(citizen, survey):
    assert "MÔ PHỎNG" not in citizen.open().soup.get_text()
    survey.simulated = True
    db.session.commit()
    assert "SỐ LIỆU MÔ PHỎNG" in citizen.open().soup.get_text()


def test_opening_forms_keeps_nothing_and_asks_the_database_at_most_once_a_second(citizen, statements):
    before = kept()
    citizen.open()
    statements.clear()
    for _form in range(5):
        assert contextvars.Context().run(citizen.client.http.get, citizen.path).status_code == 200
    assert len([one for one in statements if "SELECT" in one]) <= 1
    assert kept() == before


def test_a_change_of_the_chair_shows_after_the_deed_without_a_restart(citizen, point):
    first = citizen.open().text
    db.session.add(ChairTenure(point_id=point.id, status="acting", from_day=make.FIRST_DAY))
    db.session.commit()
    assert citizen.open().text != first


def test_a_form_can_be_read_by_any_method_that_reads(citizen):
    assert citizen.client.request("HEAD", citizen.path).status_code == 200
    assert citizen.client.request("PUT", citizen.path).status_code == 405


def test_the_nonce_says_point_round_and_second(app, citizen, point):
    citizen.open()
    read = tokens.read_nonce(app.config["SECRETS"]["nonce"], citizen.fields["nonce"])
    assert read is not None
    assert (read.point_id, read.round_id, read.issued) == (point.id, point.round_id, int(NOON.timestamp()))


@pytest.mark.parametrize(("origin", "comes_back"), [("http://localhost", True), (None, False)])
def test_a_form_comes_back_from_a_process_that_never_read_its_point(citizen, app, monkeypatch, origin, comes_back):
    """The database away at the first form that a new process sees of a point: the answers go again with one tap."""
    citizen.open()
    citizen.wait(seconds=60)
    app.extensions["ballots"].forget()
    monkeypatch.setattr(point_cache, "load", raising(psycopg.OperationalError("the server closed the connection")))
    headers = {"Origin": origin} if origin else {}
    page = citizen.client.post(citizen.path, citizen.fill(), headers=headers)
    assert page.status == 503
    assert bool(page.all("main form")) is comes_back
    if comes_back:
        assert page.one("main form")["action"] == citizen.path
        assert page.fields("main form").items() >= citizen.fill().items()
        assert not page.all("details")
        assert "còn giữ ở trang này" in page.text


def test_a_form_comes_back_where_the_database_goes_before_its_page_was_ever_printed(citizen, app, monkeypatch):
    """The point was read, then the database went: the page of the fault still holds what was read as a ballot."""
    citizen.open()
    citizen.wait(seconds=60)
    fault = raising(psycopg.OperationalError("terminating connection due to administrator command"))
    monkeypatch.setattr(operations, "take", fault)
    monkeypatch.setattr(app.extensions["ballots"].page_cache, "form_page", fault)
    page = citizen.client.post(citizen.path, citizen.fill(), headers={"Origin": "http://localhost"})
    assert page.status == 503
    assert page.fields("main form").items() >= citizen.fill().items()
