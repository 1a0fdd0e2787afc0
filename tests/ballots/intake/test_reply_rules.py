"""What a form that comes back is answered: its code, when the browser asks again, whose form it is, its cookie."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.ballots.desks.desk_token import DeskToken
from portal.ballots.intake import replies, tokens
from portal.ballots.intake.intake import Post, SubmissionResult
from portal.ballots.intake.tokens import BrowserToken, Nonce
from portal.ballots.submission_status import SubmissionStatus
from portal.surveys.models import GRACE
from portal.web.data import clock

NOON = clock.at(date(2024, 6, 12), 12)
TOKEN = BrowserToken(bytes(16), 1, 1, 0)
PHONE = DeskToken(bytes(16), 1)


def nonce(kind: int) -> Nonce:
    return Nonce(bytes(16), 1, 1, 0, kind)


@pytest.mark.parametrize(
    ("result", "code", "again"),
    [
        (SubmissionResult(SubmissionStatus.DAMAGED, typed={"Q1": "1"}), 400, None),
        (SubmissionResult(SubmissionStatus.DAMAGED), 400, None),
        (SubmissionResult(SubmissionStatus.TOO_FAST, wait=5), 422, None),
        (SubmissionResult(SubmissionStatus.EXPIRED), 422, None),
        (SubmissionResult(SubmissionStatus.TOO_OLD), 422, None),
        (SubmissionResult(SubmissionStatus.BUSY, wait=7), 429, 7),
        (SubmissionResult(SubmissionStatus.TOO_SOON, wait=61), 429, 61),
        (SubmissionResult(SubmissionStatus.TOO_SOON, nonce(tokens.DESK), wait=20), 429, 20),
        (SubmissionResult(SubmissionStatus.FAULT), 503, 20),
        (SubmissionResult(SubmissionStatus.UNCONFIRMED), 503, 20),
    ],
)
def test_each_status_has_its_code_and_when_to_ask_again(app, result, code, again):
    with app.test_request_context():
        found, problem = replies.problem_of(result, None)
    assert (found, problem.again, problem.mistakes) == (code, again, ())


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (SubmissionResult(SubmissionStatus.DAMAGED, typed={"Q1": "1"}), "xem lại rồi bấm"),
        (SubmissionResult(SubmissionStatus.DAMAGED), "trả lời lại phiếu dưới đây"),
        (SubmissionResult(SubmissionStatus.TOO_SOON, wait=60), "Xin chờ thêm 1 phút"),
        (SubmissionResult(SubmissionStatus.TOO_SOON, wait=61), "Xin chờ thêm 2 phút"),
        (SubmissionResult(SubmissionStatus.TOO_SOON, nonce(tokens.OWN), wait=61), "Xin chờ thêm 2 phút"),
        (SubmissionResult(SubmissionStatus.TOO_SOON, nonce(tokens.DESK), wait=20), "Xin chờ 20 giây"),
        (SubmissionResult(SubmissionStatus.FAULT), "chưa được ghi nhận"),
        (SubmissionResult(SubmissionStatus.UNCONFIRMED), "Chưa chắc phiếu đã được ghi nhận"),
    ],
)
def test_what_is_said_fits_what_was_sent(app, result, said):
    with app.test_request_context():
        assert said in replies.problem_of(result, None)[1].sentence


@pytest.mark.parametrize(
    ("result", "token", "phone", "kind"),
    [
        (SubmissionResult(SubmissionStatus.EXPIRED, nonce(tokens.FAMILY)), None, None, tokens.FAMILY),
        (SubmissionResult(SubmissionStatus.EXPIRED, nonce(tokens.OWN)), TOKEN, None, tokens.OWN),
        (SubmissionResult(SubmissionStatus.DAMAGED), None, None, tokens.OWN),
        (SubmissionResult(SubmissionStatus.DAMAGED), TOKEN, None, tokens.FAMILY),
        (SubmissionResult(SubmissionStatus.DAMAGED), TOKEN, PHONE, tokens.DESK),
    ],
)
def test_the_next_form_is_the_next_persons_on_that_phone(result, token, phone, kind):
    post = Post("", b"", token, "", NOON, phone)
    assert replies.next_kind(result, post) == kind


@pytest.mark.parametrize(("count", "left_out", "said"), [(1, 1, "còn 1 câu"), (3, 3, "còn 3 câu"), (3, 2, "3 chỗ")])
def test_only_where_all_are_left_out_it_says_so(app, count, left_out, said):
    with app.test_request_context():
        assert said in replies.count_mistakes(count, left_out=left_out)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Câu 2", "Câu 2", "Câu 2"),
        ("Câu 2", "Ngắn", "Câu 2. Ngắn"),
        ("C", "x" * 67, "C. " + "x" * 67),
        ("C", "một " + "x" * 64, "C. một…"),
    ],
)
def test_a_question_is_named_in_seventy_letters_cut_at_a_word(name, text, said):
    assert replies.summary(name, text) == said


@pytest.mark.parametrize("secure", [False, True])
def test_a_citizens_cookie_lives_as_long_as_forms_are_taken_and_a_desks_until_midnight(secure):
    intake = SimpleNamespace(secure=secure, marker_key=bytes(32))
    closes = clock.end_of(date(2024, 6, 14))
    point = SimpleNamespace(code="ABCD2345", window=SimpleNamespace(closes_at=closes))
    post = Post("", b"", None, "", NOON)
    own = replies.device_cookie(intake, point, TOKEN, post)
    desk = replies.device_cookie(intake, point, PHONE, post)
    seconds = int((closes - NOON + GRACE).total_seconds())
    assert f"; Max-Age={seconds + 1}; Path=/; HttpOnly; SameSite=Lax" in own
    assert f"; Max-Age={12 * 3600}; Path=/; HttpOnly; SameSite=Lax" in desk
    for cookie in (own, desk):
        assert cookie.endswith("; Secure") == secure
        assert cookie.startswith("__Host-") == secure
    assert "ABCD2345=" in own
    assert "ABCD2345" not in desk


QUESTIONS = ("Q1", "Q2", "Q3", "Q4")


def test_what_is_left_out_wrong_or_too_long_is_named_in_the_order_of_the_page(app):
    said = {name: SimpleNamespace(name=f"Câu {name[1]}", text="Lời", left_out="Chưa chọn.") for name in QUESTIONS}
    view = SimpleNamespace(questions=said)
    answers = SimpleNamespace(missing=["Q3"], wrong=["Q1", "Q3"], faults={"Q4": "Quá dài."})
    with app.test_request_context():
        found = list(replies.mistakes_in(view, answers))
    assert [(one.field, one.label) for one in found] == [(name, f"Câu {name[1]}. Lời") for name in ("Q1", "Q3", "Q4")]
    assert "các mức có sẵn" in found[0].sentence
    assert found[1].sentence == "Chưa chọn."  # left out as well as wrong
    assert found[2].sentence == "Quá dài."
