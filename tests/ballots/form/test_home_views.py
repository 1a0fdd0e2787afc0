"""The front door: rounds, the printed code, a commune's desk, a receipt, what is promised."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.ballots import queries
from portal.ballots.sealing import batch_sealer
from portal.ballots.sealing.sealable_tables import BALLOTS, RECEIPTS
from portal.extensions import db
from portal.sealing import sealer
from portal.web.data import clock
from tests import make
from tests.ballots.conftest import NOON


def test_it_shows_the_open_round_and_until_when(client, survey):
    page = client.get("/")
    assert page.status == 200
    assert page.reads("h1") == "Ý Dân"
    assert survey.title in page.text
    assert "Đang nhận phiếu, đến 24 giờ ngày 14/6/2024." in page.text
    assert page.one(f'a[href="/rounds/{survey.slug}"]')


def test_before_and_after_it_says_so(client, survey, at):
    at(clock.start_of(make.FIRST_DAY) - timedelta(days=1))
    assert "Đợt khảo sát bắt đầu từ thứ Tư, ngày 12/6/2024." in client.get("/").text
    at(clock.end_of(make.LAST_DAY))
    text = client.get("/").text
    assert "Hiện không có đợt khảo sát nào đang nhận phiếu." in text
    assert "Đã kết thúc lúc 24 giờ ngày 14/6/2024." in text


def test_a_draft_is_not_shown(client, survey):
    survey.approved_at = None
    db.session.commit()
    assert survey.title not in client.get("/").text


def test_without_any_round_it_is_still_a_page(client):
    page = client.get("/")
    assert page.status == 200
    assert "Hiện không có đợt khảo sát nào đang nhận phiếu." in page.text


def test_a_printed_code_opens_its_form_however_it_is_typed(client, point):
    for typed in (
        point.code,
        point.code.lower(),
        f"{point.code[:4]} {point.code[4:]}",
        f" {point.code[:4]}-{point.code[4:]} ",
    ):
        page = client.get("/", query_string={"code": typed})
        assert (page.status, page.location) == (302, f"/p/{point.code}")
    assert client.get("/", query_string={"code": point.code, "lang": "en"}).location == f"/p/{point.code}?lang=en"


def test_a_wrong_code_is_told(client, point):
    for typed in ("K7QM2XPA", "x", point.code[:-1], "<b>", "đ" * 300):
        page = client.get("/", query_string={"code": typed})
        assert page.status == 422
        assert page.reads("#code-err") == "Mã QR không đúng. Xin ông/bà quét lại mã tại bộ phận một cửa."
        assert page.one("#code")["value"] == typed


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("thanh hai", ["Xã Thanh Hải, huyện Lục Ngạn"]),
        ("Thanh Hải", ["Xã Thanh Hải, huyện Lục Ngạn"]),
        ("THỌ XƯƠNG", ["Phường Thọ Xương, thành phố Bắc Giang"]),
        ("luc ngan", ["Thị trấn Chũ, huyện Lục Ngạn", "Xã Phúc Sơn, huyện Lục Ngạn", "Xã Thanh Hải, huyện Lục Ngạn"]),
        ("xa phuc son luc ngan", ["Xã Phúc Sơn, huyện Lục Ngạn"]),
    ],
)
def test_a_commune_is_found_without_accents_and_always_shown_with_its_district(client, survey, typed, found):
    page = client.get("/", query_string={"q": typed})
    shown = [" ".join(heading.get_text().split()) for heading in page.all("#desks ~ .list h3")]
    assert sorted(shown) == sorted(found)


def test_it_shows_the_desk_and_its_hours_and_no_code(client, point):
    page = client.get("/", query_string={"q": "thanh hai"})
    assert "Bộ phận một cửa UBND xã Thanh Hải" in page.text
    assert page.one('a[href="/rounds/198-kh-bdvtu/duty/07507"]').get_text() == "Lịch hội viên hỗ trợ tại bàn"
    point.desk_name, point.desk_address, point.desk_hours = "Bộ phận một cửa", "Thôn Lai", "7:30–11:30, 13:30–17:00"
    db.session.commit()
    page = client.get("/", query_string={"q": "thanh hai"})
    assert "Thôn Lai" in page.text
    assert "7:30–11:30" in page.text
    assert point.code not in page.response.get_data(as_text=True)


def test_a_round_may_open_its_forms_by_name(client, survey, point):
    survey.plan = {**survey.plan, "form": {**survey.plan["form"], "open_by_name": True}}
    db.session.commit()
    page = client.get("/", query_string={"q": "thanh hai"})
    assert page.one(f'#desks ~ .list a[href="/p/{point.code}"]').get_text() == "Mở phiếu"


def test_nothing_found_is_told(client, survey):
    page = client.get("/", query_string={"q": "<b>không có%_"})
    assert "Không tìm thấy nơi nào có tên “<b>không có%_”" in page.text
    assert client.get("/", query_string={"q": "x" * 5000}).status == 200


def test_it_says_in_one_line_what_it_is_and_who_runs_it_and_leads_on_by_one_link(client, survey):
    page = client.get("/")
    assert page.reads(".mast p") == (
        "Cổng khảo sát, lấy ý kiến của người dân, do Ban Dân vận Tỉnh ủy Bắc Giang phụ trách."
    )
    assert [heading.get_text() for heading in page.all("h2")] == [
        "Tìm nơi trả lời",
        "Tra mã",
        "Kết quả các đợt khảo sát",
    ]
    assert page.all(".foot a")[0].get_text() == "Cam kết với người dân"


def test_a_receipt_is_looked_up_from_it(citizen, client):
    receipt = citizen.receipt(citizen.answer())
    form = client.get("/").one("form[method=post]")
    assert "đã được ghi nhận" in client.post(str(form["action"]), {"code": receipt}).reads("[role=status]")


@pytest.mark.parametrize("path", ["/", "/receipt", "/promises", "/log/198-kh-bdvtu", "/p/ABCD2345"])
@pytest.mark.parametrize(("query", "told"), [("", "Nơi người dân trả lời phiếu"), ("?lang=en", "Where residents")])
def test_public_pages_describe_themselves_to_search_engines(client, survey, path, query, told):
    assert str(client.get(path + query).one("meta[name=description]")["content"]).startswith(told)


def test_it_is_read_in_english(client, survey):
    page = client.get("/?lang=en&q=luc+ngan")
    assert page.one("html")["lang"] == "en"
    assert "Open until 24:00 on 14 June 2024." in page.text
    assert "Thanh Hải commune, Lục Ngạn district" in page.text


def test_its_queries_do_not_grow_with_the_communes(client, survey, statements):
    client.get("/", query_string={"q": "chu"})
    statements.clear()
    client.get("/", query_string={"q": "chu"})
    one = len(statements)
    statements.clear()
    client.get("/", query_string={"q": "luc ngan"})
    assert len(statements) == one


def test_a_round_of_2025_has_no_districts_and_still_a_form(phone, at, db):
    year = date(2025, 9, 10)
    make.units_of(2025)
    survey = make.survey_round("2025", catalogue_id=2025, first_day=year, last_day=year)
    db.session.commit()
    at(clock.at(year, 9))
    citizen = phone(make.point("07210", survey).code)
    assert citizen.open().reads(".where") == "Phường Bắc Giang"
    assert citizen.send().status == 303


# receipts


WAITS, SEALED = (
    "Phiếu có mã này đã được ghi nhận. Đang chờ niêm phong.",
    "Phiếu có mã này đã được ghi nhận. Mã nằm ở mục số",
)


def test_a_receipt_waits_until_fifty_voters_wait_at_a_full_hour_and_then_is_in_the_log(citizen, client, at):
    receipt = citizen.receipt(citizen.answer())

    def told() -> str:
        pages = [client.post("/receipt", {"code": typed}) for typed in (receipt, receipt.lower().replace(" ", "-"))]
        assert {page.status for page in pages} == {200}
        return " ".join({page.reads("[role=status]") for page in pages})

    assert WAITS in told()
    batch_sealer.run(sign=True)
    assert WAITS in told()
    for _voter in range(49):
        make.waits(BALLOTS, make.point("07210"), payload=b"{}")
        make.waits(RECEIPTS, make.point("07210"))
    db.session.commit()
    at(NOON + timedelta(hours=1))
    batch_sealer.run()
    assert SEALED in told()
    assert WAITS not in told()


def test_a_receipt_that_is_sealed_but_not_yet_signed_for_still_waits(citizen, client, at, monkeypatch):
    receipt = citizen.receipt(citizen.answer())
    monkeypatch.setattr(batch_sealer, "LEAST_VOTERS", 1)
    monkeypatch.setattr(sealer, "sign", lambda *_about, **_how: "")
    at(NOON + timedelta(hours=1))
    assert batch_sealer.run().receipts == 1
    assert WAITS in client.post("/receipt", {"code": receipt}).reads("[role=status]")


def test_the_three_answers_stand_in_english_too(citizen, client, at):
    receipt = citizen.receipt(citizen.answer())
    assert "Waiting to be sealed." in client.post("/receipt?lang=en", {"code": receipt}).text
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    batch_sealer.run()
    assert "It is entry number" in client.post("/receipt?lang=en", {"code": receipt}).text
    assert "This code was not found" in client.post("/receipt?lang=en", {"code": "K7QM 2XPA 9HTN 4D3E"}).text


def test_a_receipt_can_be_looked_up_by_address_too(citizen, client):
    receipt = citizen.receipt(citizen.answer())
    assert "đã được ghi nhận" in client.get("/receipt", query_string={"code": receipt}).reads("[role=status]")


def test_any_other_code_is_not_found_and_told_alike(client, survey):
    for typed in ("K7QM 2XPA 9HTN 4D3E", "x", "đ" * 300, "<b>", "' OR 1=1 --"):
        page = client.post("/receipt", {"code": typed})
        assert page.status == 404
        assert (
            "Không thấy mã này. Xin kiểm tra lại từng chữ, từng số: phiếu đã được nhận thì tra được ngay."
        ) in page.text


def test_the_empty_page_asks_for_a_code(client):
    page = client.get("/receipt")
    assert page.status == 200
    assert page.all("[role=status]") == []
    assert "Cookie" not in page.response.headers.get("Set-Cookie", "")


def test_looking_up_tells_nothing_but_in_or_not(citizen, client):
    first = citizen.receipt(citizen.answer(Q1="1"))
    page = client.post("/receipt", {"code": first})
    assert "Thanh Hải" not in page.text
    assert NOON.strftime("%H") not in page.reads("[role=status]")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "application/json", 415),
        ("code=A&code=B", "application/x-www-form-urlencoded", 400),
        ("code=%FF", "application/x-www-form-urlencoded", 400),
        ("code=%00", "application/x-www-form-urlencoded", 400),
    ],
)
def test_a_mangled_question_for_a_receipt_is_refused(client, body, kind, status):
    assert client.request("POST", "/receipt", data=body, content_type=kind).status_code == status


@pytest.mark.parametrize(("seconds", "found"), [(-1, 1), (0, 0)])
def test_a_desk_is_found_until_its_round_closes(survey, seconds, found):
    moment = survey.closes_at + timedelta(seconds=seconds)
    assert len(queries.desks("thanh hai", moment, 5)) == found
    assert [len(rounds) for rounds in (queries.rounds_at(moment), queries.rounds_before(moment, 3))] == [
        found,
        1 - found,
    ]
