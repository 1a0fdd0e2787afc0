"""What becomes of a form that is sent: each case with its status, its words and what is kept (docs/bad-input.md)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.ballots import counting
from portal.ballots.intake import statements, tokens
from portal.ballots.models import arrivals, ballot_pool, comment_pool
from portal.ballots.sealing import payload
from portal.extensions import db
from portal.surveys.models import Round
from portal.web.data import clock
from tests import make
from tests.ballots.conftest import NOON, kept

ONE = {
    "ballot_pool": 1,
    "comment_pool": 0,
    "receipt_pool": 1,
    "spent_mark": 2,
    "arrivals": 1,
    "sealed_ballot": 0,
    "sealed_comment": 0,
    "sealed_receipt": 0,
}
NOTHING = dict.fromkeys(ONE, 0)
MISSING_3 = "Câu 3: ông/bà chưa chọn. Nếu không rõ, xin chọn “Không biết / không có ý kiến”."
WRONG_3 = "Câu 3: xin chọn một trong các mức có sẵn."
DAMAGED = "Phiếu bị lỗi khi gửi nên chưa được ghi nhận."
RESENT = "phiếu gửi lần đầu được giữ; nếu lần này chọn khác thì không được nhận"
RESENT_EN = "the form sent first is kept; if you chose differently this time, that has not been accepted"


def ballots() -> list[payload.Ballot]:
    return [payload.decode(row) for row in db.session.scalars(select(ballot_pool.c.payload))]


# taken


def test_a_filled_in_form_is_taken_and_thanked_for(citizen, point):
    page = citizen.answer()
    assert page.status == 303
    assert page.location.startswith(f"/p/{point.code}/done/")
    done = citizen.client.get(page.location)
    assert done.one("main")["id"] == "survey-done"
    assert done.reads("h1") == "Phiếu của ông/bà đã được ghi nhận"
    assert "Xin cảm ơn ông/bà đã trả lời phiếu khảo sát tại xã Thanh Hải" in done.text
    assert "Ông/bà đã làm xong, có thể tắt trang này." in done.text
    assert len(done.reads(".receipt")) == 19
    assert kept() == ONE


def test_what_is_kept_is_what_was_chosen_and_no_more(citizen, point):
    citizen.answer(Q3="9", D1="2", D7="2")
    [ballot] = ballots()
    assert ballot.version == "PKS02-MD-1/2"
    assert ballot.answers == {f"Q{n}": 4 for n in range(1, 15)} | {"Q3": 9, "D1": 2, "D7": 2}
    assert (ballot.channel, ballot.duration, ballot.risk, ballot.assisted) == ("home", "under_5min", 0, True)


@pytest.mark.parametrize(("who", "assisted"), [("1", False), ("2", True), ("3", True), ("9", None), (None, None)])
def test_who_tapped_is_kept_as_a_mark(citizen, who, assisted):
    citizen.answer(D7=who)
    assert ballots()[0].assisted is assisted


def test_a_ballot_is_counted_in_its_ten_minutes(citizen, point):
    citizen.answer()
    [row] = db.session.execute(select(arrivals)).all()
    assert tuple(row) == (point.id, int(NOON.timestamp()) // 600, "home", 1)


def test_two_citizens_are_counted_together(phone):
    for _citizen in range(2):
        phone().answer()
    assert db.session.scalar(select(arrivals.c.n)) == 2
    assert kept()["ballot_pool"] == 2


def test_the_window_is_asked_again_inside_the_transaction(app, citizen, survey, monkeypatch):
    citizen.open()
    places = app.extensions["ballots"].point_cache
    monkeypatch.setattr(places, "forget", lambda: None)
    survey.closes_at = NOON - timedelta(hours=2)
    db.session.commit()
    assert citizen.send().status == 410
    assert kept() == NOTHING


# sent twice


def test_a_second_click_shows_the_same_receipt(citizen):
    first = citizen.answer()
    second = citizen.send(after=1)
    assert citizen.receipt(first) == citizen.receipt(second)
    assert kept() == ONE
    assert RESENT in citizen.client.get(second.location).text


def test_the_first_content_wins(citizen):
    citizen.answer(Q1="1")
    again = citizen.send(Q1="5", Q15="khác hẳn, gọi 0912 345 678")
    said = citizen.client.get(again.location).text
    assert RESENT in said
    assert "đã được ẩn" not in said
    assert RESENT_EN in citizen.client.get(f"{again.location}?lang=en").text
    assert [ballot.answers["Q1"] for ballot in ballots()] == [1]
    assert kept() == ONE


def test_a_retry_without_the_cookie_is_given_the_same_cookie(citizen):
    first = citizen.answer()
    value = first.response.headers["Set-Cookie"].split(";")[0]
    citizen.client.http.delete_cookie(f"p-{citizen.code}")
    second = citizen.send(after=0)
    assert second.response.headers["Set-Cookie"].split(";")[0] == value


def test_back_and_send_with_an_emptied_form_shows_the_receipt_and_keeps_nothing(citizen):
    first = citizen.answer()
    citizen.wait(seconds=5)
    emptied = citizen.client.post(citizen.path, {"nonce": citizen.fields["nonce"]})
    assert citizen.receipt(emptied) == citizen.receipt(first)
    assert kept() == ONE


def test_a_retry_after_closing_still_shows_the_receipt(citizen):
    first = citizen.answer()
    citizen.move(clock.end_of(make.LAST_DAY) + timedelta(hours=3))
    again = citizen.send()
    assert again.status == 303
    assert kept() == ONE
    assert first.status == 303


def test_a_form_taken_before_the_restart_is_known_after_it(app, citizen):
    first = citizen.answer()
    app.extensions["ballots"].forget()
    assert citizen.receipt(citizen.send()) == citizen.receipt(first)
    assert kept() == ONE


# left out, not in the list


def test_a_question_left_out_comes_back_with_everything_typed(citizen):
    page = citizen.answer(Q3=None, Q15="Đường thôn Đồng Nội ngập", D2="5")
    assert page.status == 422
    assert page.reads(".errs h2") == "Phiếu chưa gửi được: còn 1 câu chưa trả lời"
    assert page.reads(".errs a") == "Câu 3. Sự liêm chính (trong sạch, không vụ lợi), gương mẫu"
    assert page.one(".errs a")["href"] == "#Q3"
    assert [found["id"] for found in page.all("[autofocus]")] == ["Q3"]
    assert page.reads("#Q3-err") == MISSING_3
    assert page.one("#Q3")["aria-describedby"] == "Q3-err"
    assert page.fields() == citizen.fill(Q3=None, Q15="Đường thôn Đồng Nội ngập", D2="5")
    assert kept() == NOTHING


def test_it_can_then_be_sent(citizen):
    page = citizen.answer(Q3=None)
    citizen.fields = page.fields()
    assert citizen.client.post(citizen.path, {**citizen.fields, "Q3": "9"}).status == 303
    assert kept() == ONE


def test_an_empty_form_lists_all_fourteen(citizen):
    citizen.open()
    citizen.wait(seconds=60)
    page = citizen.client.post(citizen.path, citizen.fields)
    assert page.status == 422
    assert page.reads(".errs h2") == "Phiếu chưa gửi được: còn 14 câu chưa trả lời"
    assert [link["href"] for link in page.all(".errs a")] == [f"#Q{n}" for n in range(1, 15)]


def test_a_score_that_is_not_in_the_list_is_refused(citizen):
    citizen.open()
    for score in ("0", "6", "7", "10", "-1", "４", "4 ", " 4", "4.0", "04", "abc", "9" * 5000, "🙂", "<b>"):
        page = citizen.send(Q3=score)
        assert page.status == 422, score
        assert page.reads("#Q3-err") == WRONG_3
        assert page.all("#Q3 [checked]") == []
    assert kept() == NOTHING


def test_a_wrong_answer_to_an_optional_question_is_named_by_its_words(citizen):
    page = citizen.answer(D1="7")
    assert page.status == 422
    assert page.reads("#D1-err") == "Giới tính: xin chọn một trong các mức có sẵn."
    assert page.reads(".errs h2") == "Phiếu chưa gửi được: xin xem lại 1 chỗ dưới đây"


def test_the_errors_speak_english_too(citizen):
    page = citizen.answer("?lang=en", Q3=None, Q4="8")
    assert page.reads(".errs h2") == "Not sent yet: please look at 2 places below"
    assert page.reads("#Q3-err").startswith("Question 3: nothing chosen yet.")
    assert page.reads("#Q4-err") == "Question 4: please choose one of the answers shown."


def test_all_no_opinion_is_an_answer(citizen):
    assert citizen.answer(**{f"Q{n}": "9" for n in range(1, 15)}).status == 303


# damaged


DAMAGES = [
    lambda raw: raw + b"&Q1=5",
    lambda raw: raw + b"&Q1=4",
    lambda raw: raw + b"&nonce=x",
    lambda raw: raw + b"&unit=07519",
    lambda raw: raw + b"&D3=1",
    lambda raw: raw + b"&Q16=1",
    lambda raw: raw + b"&channel=family",
    lambda raw: raw + b"&",
    lambda raw: raw + b"&x",
    lambda raw: raw + b"&=",
    lambda raw: raw + b"&%=1",
    lambda raw: raw + b"&%00=1",
    lambda raw: raw + b"&%ff=1",
    lambda raw: raw.replace(b"Q3=4", b"Q3=%00"),
    lambda raw: raw.replace(b"Q3=4", b"Q3=%ff"),
    lambda raw: raw.replace(b"Q3=4", b"Q3=%zz"),
    lambda raw: raw.replace(b"Q3=4", b"Q3[]=4"),
    lambda raw: raw.replace(b"nonce=", b"nonc="),
    lambda _raw: b"",
    lambda _raw: b"\x00" * 100,
    lambda _raw: b"nonce",
    lambda _raw: b"nonce=",
    lambda _raw: b"[1,2,3]",
]


def test_a_damaged_form_is_refused_and_changes_nothing(citizen):
    citizen.open()
    citizen.wait(seconds=60)
    raw = urlencode(citizen.fill()).encode()
    for change in DAMAGES:
        assert change(raw) != raw
        page = citizen.post(change(raw))
        assert page.status == 400, change(raw)
        assert DAMAGED in page.text
    assert kept() == NOTHING


def test_only_a_plain_form_is_read(citizen):
    citizen.open()
    citizen.wait(seconds=60)
    for kind in ("", "text/plain", "application/json", "multipart/form-data; boundary=x", "a" * 5000):
        assert citizen.post(urlencode(citizen.fill()).encode(), kind).status == 400, kind
    assert kept() == NOTHING


def test_a_forged_nonce_is_refused(citizen):
    citizen.open()
    for forged in ("", "A" * 60, "x" * 5000, "đ" * 60, "A" * 59 + "!", "' OR 1=1 --"):
        assert citizen.send(nonce=forged).status == 400, forged
    assert kept() == NOTHING


def test_a_nonce_of_another_commune_is_refused(phone, citizen):
    other = phone(make.point("07519").code)
    other.open()
    assert citizen.answer(nonce=other.fields["nonce"]).status == 400
    assert kept() == NOTHING


def test_a_nonce_of_another_round_is_refused(app, citizen, point):
    other = tokens.issue_nonce(app.config["SECRETS"]["nonce"], point.id, point.round_id + 1, NOON.timestamp())
    assert citizen.answer(nonce=other).status == 400
    assert kept() == NOTHING


@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, False), (0, True)])
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_a_nonce_of_before_the_opening_is_worth_nothing_and_the_form_comes_back_filled(
    app, citizen, survey, point, at, seconds, is_taken, language
):
    opens = survey.opens_at
    issued = (opens + timedelta(seconds=seconds)).timestamp()
    early = tokens.issue_nonce(app.config["SECRETS"]["nonce"], point.id, point.round_id, issued)
    db.session.commit()
    at(opens)
    citizen.open(language)
    page = citizen.send(language, nonce=early, Q3="2")
    assert (page.status, kept() == ONE) == ((303, True) if is_taken else (422, False))
    if not is_taken:
        said = "opened before the survey began" if language else "Trang này mở trước giờ bắt đầu khảo sát"
        assert said in page.text
        assert kept() == NOTHING
        citizen.fields = page.fields()
        assert citizen.fields["Q3"] == "2"
        assert citizen.send(language, Q3="2").status == 303
        assert kept() == ONE


def test_a_form_of_before_an_opening_that_was_put_off_is_not_taken_after_it(citizen, survey):
    citizen.open()
    survey.opens_at = clock.now() + timedelta(hours=1)
    db.session.commit()
    assert citizen.send().status == 403
    citizen.wait(hours=1)
    assert citizen.send().status == 422
    assert kept() == NOTHING


def test_a_form_is_held_against_the_opening_once_more_where_it_is_kept(app, citizen, point):
    citizen.open()
    code = point.code
    db.session.commit()
    place = app.extensions["ballots"].point_cache.find(code)
    with db.engine.execution_options(sqlite_write=True).begin() as connection:
        connection.execute(Round.__table__.update().values(opens_at=clock.now() + timedelta(seconds=30)))
    assert app.extensions["ballots"].point_cache.find(code) is place
    assert citizen.send().status == 422
    assert kept() == NOTHING


def test_a_nonce_signed_with_another_key_is_refused(citizen, point):
    forged = tokens.issue_nonce(b"x" * 32, point.id, point.round_id, NOON.timestamp())
    assert citizen.answer(nonce=forged).status == 400


def test_a_body_over_64_kb_is_too_large(citizen):
    citizen.open()
    citizen.wait(seconds=60)
    raw = urlencode(citizen.fill()).encode()
    most = raw.replace(b"Q15=", b"Q15=" + b"a" * (65_536 - len(raw)))
    assert citizen.post(most).status == 422
    page = citizen.post(most + b"a")
    assert page.status == 413
    assert "tối đa 1.000 ký tự" in page.text
    assert citizen.post(b"a" * 600_000).status == 413
    assert kept() == NOTHING


def test_an_unknown_code_takes_nothing(citizen):
    citizen.open()
    citizen.code = "K7QM2XPA"
    page = citizen.send()
    assert page.status == 404
    assert kept() == NOTHING


# the comment


def test_a_comment_is_kept_apart_in_nfc_without_invisible_signs(citizen):
    citizen.answer(Q15="  De\u0302\u0300 nghị\u202e sửa\u200b đường\r\n\r\n\r\n\r\nthôn\x07 ")
    [row] = db.session.execute(select(comment_pool)).all()
    assert row.body == "Đề nghị sửa đường\n\nthôn".replace("Đ", "D")
    assert kept() == ONE | {"comment_pool": 1}


def test_numbers_in_a_comment_are_hidden_before_it_is_kept_and_its_writer_is_told(citizen):
    page = citizen.answer(Q15="Gọi tôi 0912 345 678, CCCD 024085001234")
    assert db.session.scalar(select(comment_pool.c.body)) == "Gọi tôi [đã ẩn], CCCD [đã ẩn]"
    told = "Số điện thoại, số giấy tờ trong phần góp ý đã được ẩn để giữ kín cho ông/bà."
    assert told in citizen.client.get(page.location).text


def test_a_comment_of_a_thousand_is_kept_and_of_one_more_comes_back(citizen):
    page = citizen.answer(Q15="đ" * 1240)
    assert page.status == 422
    assert page.reads("#Q15-err") == "Phần góp ý dài 1.240 ký tự, tối đa 1.000. Xin viết ngắn bớt 240 ký tự."
    assert page.fields()["Q15"] == "đ" * 1240
    assert kept() == NOTHING
    assert citizen.send(Q15="đ" * 1000).status == 303
    assert len(db.session.scalar(select(comment_pool.c.body))) == 1000


def test_a_comment_that_cannot_be_read_comes_back_without_it(citizen):
    citizen.open()
    citizen.wait(seconds=60)
    for broken in (b"%00", b"a%00b", b"%ff%fe", b"%C3%28", b"%ED%A0%80"):
        page = citizen.post(urlencode(citizen.fill()).encode().replace(b"Q15=", b"Q15=" + broken))
        assert page.status == 422
        assert page.reads("#Q15-err") == "Phần góp ý có ký tự không đọc được. Xin ông/bà gõ lại."
        assert page.fields() == citizen.fill()
    assert kept() == NOTHING


def test_an_empty_or_blank_comment_is_none(citizen):
    citizen.answer(Q15="  \r\n \u200b ")
    assert kept() == ONE


def test_what_was_typed_comes_back_as_text(citizen):
    nasty = "</textarea><script>alert(1)</script>\"' & <img src=x onerror=alert(1)>"
    page = citizen.answer(Q3=None, Q15=nasty)
    assert page.fields()["Q15"] == nasty
    assert page.all("textarea script, main script, img") == []


# time


def test_a_form_sent_within_eight_seconds_is_asked_to_wait(citizen):
    citizen.open()
    page = citizen.send(after=3)
    assert page.status == 422
    assert page.reads(".errs h2") == "Xin ông/bà xem lại câu trả lời, 5 giây nữa bấm “Gửi phiếu”."
    assert page.fields() == citizen.fill()
    assert page.one("form")["data-wait"] == "5"
    assert kept() == NOTHING
    assert citizen.send(after=5).status == 303


@pytest.mark.parametrize(("after", "status"), [(7.9, 422), (8, 303)])
def test_eight_seconds_are_enough(citizen, after, status):
    citizen.open()
    assert citizen.send(after=after).status == status


def test_a_form_older_than_a_day_is_refused_and_can_be_sent_anew(citizen):
    citizen.open()
    page = citizen.send(after=24 * 3600 + 1)
    assert page.status == 422
    assert "Trang này mở đã quá 24 giờ, phiếu chưa được gửi. Xin ông/bà quét lại mã QR." in page.text
    assert kept() == NOTHING
    renewed = page.fields()
    assert renewed["nonce"] != citizen.fields["nonce"]
    assert {**renewed, "nonce": ""} == {**citizen.fill(), "nonce": ""}
    citizen.fields = renewed
    assert citizen.send(after=8).status == 303


def test_a_form_of_exactly_a_day_is_taken(citizen):
    citizen.open()
    assert citizen.send(after=24 * 3600).status == 303


def test_before_opening_nothing_is_taken(citizen, survey):
    citizen.open()
    survey.opens_at = NOON + timedelta(days=1)
    db.session.commit()
    page = citizen.send()
    assert page.status == 403
    assert "Đợt khảo sát bắt đầu từ thứ Năm, ngày 13/6/2024. Mời ông/bà trở lại sau." in page.text
    assert kept() == NOTHING


@pytest.mark.parametrize(
    ("opened", "sent", "status"),
    [
        (-60, -1, 303),
        (-60, 0, 303),
        (-60, 1, 303),
        (-1, 899, 303),
        (-1, 900, 410),
        (-1, 901, 410),
        (-60, 3600, 410),
    ],
)
def test_a_form_opened_before_closing_is_taken_for_fifteen_minutes_more(citizen, opened, sent, status):
    closing = clock.end_of(make.LAST_DAY)
    citizen.move(closing + timedelta(seconds=opened))
    citizen.open()
    page = citizen.send(after=sent - opened)
    assert page.status == status
    assert kept()["ballot_pool"] == (1 if status == 303 else 0)
    if status == 410:
        assert (
            "Đợt khảo sát đã kết thúc lúc 24 giờ ngày 14/6/2024. Phiếu này không được ghi nhận. Xin cảm ơn ông/bà."
        ) in page.text


def test_a_ballot_in_the_grace_counts_for_the_last_day(citizen, survey, point):
    citizen.move(clock.end_of(make.LAST_DAY) - timedelta(seconds=60))
    citizen.open()
    citizen.send(after=300)
    assert counting.by_day(survey, [make.LAST_DAY]) == {(point.id, make.LAST_DAY): 1}


def test_a_nonce_made_after_closing_is_worth_nothing(app, citizen, point):
    closing = clock.end_of(make.LAST_DAY)
    late = tokens.issue_nonce(app.config["SECRETS"]["nonce"], point.id, point.round_id, closing.timestamp())
    citizen.move(closing)
    assert citizen.send(nonce=late).status == 410


def test_the_answers_of_an_opened_round_take_no_more(citizen, survey):
    citizen.open()
    survey.closes_at = NOON + timedelta(seconds=1)
    survey.results_opened_at = NOON + timedelta(seconds=2)
    db.session.commit()
    assert citizen.send().status == 410


# the browser's marker, the family


def test_a_browser_answers_once_for_a_commune(citizen):
    citizen.answer()
    page = citizen.answer()
    assert page.status == 409
    assert (
        "Điện thoại này đã gửi phiếu. Nếu là người khác trong gia đình, xin bấm “Người khác trong gia đình trả lời”."
    ) in page.text
    assert page.one(f'a[href="{citizen.path}?family=1"]').get_text() == "Người khác trong gia đình trả lời"
    assert kept() == ONE


def test_its_form_says_so_before_anybody_answers_again(citizen):
    citizen.answer()
    page = citizen.open()
    assert "Điện thoại này đã gửi phiếu." in page.reads(".note")
    assert page.one(".note a")["href"] == f"{citizen.path}?family=1"
    assert page.all("form") != []


def test_the_same_phone_may_answer_in_another_commune(citizen):
    citizen.answer()
    citizen.code = make.point("07519").code
    assert citizen.answer().status == 303


def test_only_an_accepted_form_marks_the_browser(citizen):
    assert "Set-Cookie" not in citizen.answer(Q3=None).response.headers
    set_cookie = citizen.send().response.headers["Set-Cookie"]
    assert set_cookie.startswith(f"p-{citizen.code}=")
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    assert "Path=/" in set_cookie
    assert "Secure" not in set_cookie


def test_behind_https_the_cookie_is_bound_to_the_host(app, citizen, monkeypatch):
    monkeypatch.setattr(app.extensions["ballots"], "secure", True)
    set_cookie = citizen.answer().response.headers["Set-Cookie"]
    assert set_cookie.startswith(f"__Host-p-{citizen.code}=")
    assert "; Secure" in set_cookie
    assert "Domain" not in set_cookie


def test_a_forged_marker_is_no_marker(app, citizen, point):
    forged = tokens.write_token(b"x" * 32, tokens.first_token(b"x" * 32, b"n" * 16, point.id).after(0))
    citizen.client.http.set_cookie(f"p-{citizen.code}", forged)
    assert citizen.answer().status == 303


def test_four_of_a_family_answer_on_one_phone_three_minutes_apart(citizen):
    assert citizen.answer().status == 303
    for count in range(3):
        citizen.open("?family=1")
        assert citizen.send("?family=1", after=180).status == 303, count
    assert kept()["ballot_pool"] == 4
    assert sorted(ballot.channel for ballot in ballots()) == ["family"] * 3 + ["home"]
    counted = dict(
        db.session.execute(select(arrivals.c.channel, db.func.sum(arrivals.c.n)).group_by(arrivals.c.channel)).all()
    )
    assert counted == {"home": 1, "family": 3}


def test_the_fifth_is_sent_to_another_phone(citizen):
    citizen.answer()
    for _one in range(3):
        citizen.open("?family=1")
        done = citizen.send("?family=1", after=180)
    assert "Người khác trong gia đình trả lời" not in citizen.client.get(done.location).text
    citizen.open("?family=1")
    page = citizen.send("?family=1", after=180)
    assert page.status == 409
    full = "Điện thoại này đã gửi đủ 4 phiếu. Người khác xin dùng máy khác hoặc máy tại bàn hỗ trợ."
    assert full in page.text
    assert full in citizen.open("?family=1").reads(".note")
    assert kept()["ballot_pool"] == 4


def test_the_next_of_a_family_too_soon_waits_with_the_answers_kept(citizen):
    citizen.answer()
    citizen.open("?family=1")
    page = citizen.send("?family=1", after=70)
    assert page.status == 429
    assert page.response.headers["Retry-After"] == "110"
    assert "Xin chờ thêm 2 phút rồi người tiếp theo trả lời." in page.text
    assert page.fields() == citizen.fill()
    assert page.one("form")["data-again"] == "110"
    assert kept() == ONE
    assert citizen.send("?family=1", after=110).status == 303


def test_an_old_cookie_brings_no_fifth_ballot(citizen):
    name = f"p-{citizen.code}"
    first = citizen.answer().response.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    taken = 1
    for _try in range(8):
        citizen.client.http.set_cookie(name, first)
        citizen.open("?family=1")
        taken += citizen.send("?family=1", after=200).status == 303
    assert taken == kept()["ballot_pool"] == 4


def test_a_family_form_on_a_phone_that_never_answered_is_its_first(citizen):
    citizen.open("?family=1")
    assert "người tiếp theo trong gia đình" in citizen.open("?family=1").reads(".note")
    assert citizen.send("?family=1").status == 303
    assert ballots()[0].channel == "family"


# sources


def test_a_flood_waits_with_its_answers_and_the_same_nonce(app, citizen):
    citizen.open()
    citizen.wait(seconds=10)
    side = app.extensions["ballots"]
    tag = side.sources.tag("127.0.0.1", make.point().id, clock.now().timestamp())
    for _ballot in range(300):
        side.sources.count(tag, clock.now().timestamp())
    page = citizen.client.post(citizen.path, citizen.fill())
    assert page.status == 429
    wait = int(page.response.headers["Retry-After"])
    assert 10 <= wait <= 30
    assert f"Đang có nhiều người gửi. Máy tự gửi lại sau {wait} giây, xin ông/bà đừng tắt trang này." in page.text
    assert page.fields() == citizen.fill()
    assert kept() == NOTHING
    assert citizen.send(after=wait).status == 303


def test_a_repeat_is_answered_even_in_a_flood(app, citizen):
    first = citizen.answer()
    side = app.extensions["ballots"]
    tag = side.sources.tag("127.0.0.1", make.point().id, clock.now().timestamp())
    for _ballot in range(300):
        side.sources.count(tag, clock.now().timestamp())
    assert citizen.receipt(citizen.send(after=0)) == citizen.receipt(first)


def test_a_repeat_is_not_counted_against_its_source(app, citizen):
    citizen.answer()
    for _repeat in range(30):
        citizen.send(after=1)
    counts = app.extensions["ballots"].sources.windows[-1].counts
    assert list(counts.values()) == [1]


def test_bench_mode_lifts_the_eight_seconds_and_the_limits(app, citizen, monkeypatch):
    side = app.extensions["ballots"]
    monkeypatch.setattr(side, "bench", True)
    monkeypatch.setattr(side, "wait", 0)
    citizen.open()
    assert citizen.send(after=0).status == 303


# where from


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1:1"},
]
OWN = [
    {},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none"},
]


def test_another_sites_post_is_refused(citizen):
    citizen.open()
    citizen.wait(seconds=60)
    for headers in FOREIGN:
        assert citizen.post(urlencode(citizen.fill()).encode(), headers=headers).status == 403, headers
    assert kept() == NOTHING


def test_a_browser_of_our_own_page_is_let_in(phone):
    for headers in OWN:
        one = phone()
        one.open()
        one.wait(seconds=60)
        assert one.post(urlencode(one.fill()).encode(), headers=headers).status == 303, headers


# faults


def test_when_the_database_fails_the_answers_stay_and_nothing_is_half_kept(citizen, monkeypatch):
    def fail(*_args: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    citizen.open()
    monkeypatch.setattr(statements.Ballot, "run", fail)
    page = citizen.send()
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "20"
    assert "Hệ thống gặp lỗi, phiếu chưa được ghi nhận. Xin ông/bà thử lại sau ít phút." in page.text
    assert page.fields() == citizen.fill()
    assert kept() == NOTHING
    monkeypatch.undo()
    assert citizen.send(after=0).status == 303


# the thank-you page


def test_the_thank_you_page_lives_ten_minutes(citizen):
    page = citizen.answer()
    citizen.wait(seconds=600)
    assert citizen.client.get(page.location).status == 200
    citizen.wait(seconds=1)
    gone = citizen.client.get(page.location)
    assert gone.status == 410
    assert gone.all(".receipt") == []


def test_its_address_tells_no_receipt_and_fits_no_other_commune(citizen):
    page = citizen.answer()
    receipt = citizen.receipt(page).replace(" ", "")
    token = page.location.rsplit("/", 1)[1]
    assert receipt not in page.location
    assert citizen.client.get(f"/p/{make.point('07519').code}/done/{token}").status == 404
    for forged in (token[:-1], token[:-2] + "AA", "x", "A" * 71, "đ"):
        assert citizen.client.get(f"{citizen.path}/done/{forged}").status == 404


def test_thanks_and_receipts_tell_two_opposite_ballots_not_apart(phone):
    pages = []
    for score in ("1", "5"):
        one = phone()
        page = one.answer(**{f"Q{n}": score for n in range(1, 15)})
        done = one.client.get(page.location)
        pages.append((len(page.location), len(page.response.headers["Set-Cookie"]), len(done.response.get_data())))
    assert pages[0] == pages[1]
    assert len({len(row) for row in db.session.scalars(select(ballot_pool.c.payload))}) == 1


def test_in_english_the_thanks_are_english(citizen):
    page = citizen.answer("?lang=en")
    done = citizen.client.get(page.location)
    assert done.reads("h1") == "Your form has been recorded"
    assert done.one("a.btn")["href"] == f"{citizen.path}?family=1&lang=en"


# damaged or rotated marks


OURS = ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"})
NOT_SHOWN_TO_BE_OURS = (
    {},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "none", "Origin": "null"},
)


def chosen(page) -> dict[str, str]:
    """What the form holds, but for its mark."""
    return {name: value for name, value in page.fields().items() if name != "nonce"}


@pytest.mark.parametrize("query", ["", "?lang=en"])
@pytest.mark.parametrize("headers", OURS)
def test_a_form_with_a_damaged_mark_comes_back_filled_and_can_be_sent(citizen, headers, query):
    citizen.open()
    citizen.wait(seconds=60)
    sent = citizen.fill(nonce="A" * 60, Q1="2", Q15="cần sửa đường", D1="1")
    back = citizen.client.post(citizen.path + query, sent, headers=headers)
    assert back.status == 400
    assert chosen(back) == {name: value for name, value in sent.items() if name != "nonce"}
    assert kept() == NOTHING
    citizen.fields = back.fields()
    assert citizen.client.post(citizen.path, citizen.fields).status == 422, "eight seconds anew"
    citizen.wait(seconds=60)
    assert citizen.client.post(citizen.path, citizen.fields).status == 303
    assert [ballot.answers["Q1"] for ballot in ballots()] == [2]


@pytest.mark.parametrize("headers", NOT_SHOWN_TO_BE_OURS)
def test_a_stranger_cannot_send_anybody_a_form_that_is_filled_in(citizen, headers):
    citizen.open()
    back = citizen.client.post(citizen.path, citizen.fill(nonce="A" * 60, Q15="chữ của người lạ"), headers=headers)
    assert back.status == 400
    assert DAMAGED in back.text
    assert set(chosen(back).values()) == {""}
    assert "người lạ" not in back.text


def test_a_form_under_a_key_that_was_changed_comes_back_filled(citizen, point):
    citizen.open()
    old = tokens.issue_nonce(b"x" * 32, point.id, point.round_id, NOON.timestamp())
    back = citizen.client.post(citizen.path, citizen.fill(nonce=old), headers=OURS[0])
    assert (back.status, chosen(back)["Q3"]) == (400, "4")
    assert tokens.read_nonce(citizen.client.app.extensions["ballots"].nonce_key, back.fields()["nonce"]) is not None


def test_a_damaged_form_of_a_phone_that_has_sent_one_comes_back_as_the_next_persons(citizen):
    citizen.answer()
    citizen.wait(seconds=300)
    citizen.open("?family=1")
    back = citizen.client.post(citizen.path, citizen.fill(nonce="A" * 60), headers=OURS[0])
    citizen.fields = back.fields()
    citizen.wait(seconds=60)
    assert citizen.client.post(citizen.path, citizen.fields).status == 303
    assert len(ballots()) == 2


def test_a_second_form_on_a_phone_is_not_taken_and_leads_to_the_receipt_without_showing_it(citizen):
    first = citizen.answer()
    receipt = citizen.receipt(first)
    citizen.open()
    for query, said in (("", "Phiếu gửi lần này không được ghi nhận."), ("?lang=en", "has not been recorded")):
        page = citizen.send(query)
        assert page.status == 409
        assert said in page.text
        assert page.all("main a[href*='family=1']")
        assert page.all("main a[href^='/receipt']")
        assert receipt not in page.text
    assert kept() == ONE


@pytest.mark.parametrize(("query", "words"), [("", "xin liên hệ"), ("?lang=en", "please contact")])
def test_a_sheet_that_is_shut_names_whom_to_ask_and_where_results_will_stand(citizen, survey, at, query, words):
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    page = citizen.open(query)
    assert page.status == 410
    assert words in page.text
    assert survey.plan_data.contact.name.vi in page.text or query
    assert citizen.client.get(page.one("main a[href^='/rounds/']")["href"]).status == 200
