"""round_papers/press.py: a press note tells what is released of the province, where leaders allow it, and no unit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.accounts.permissions import Role
from portal.documents import queries
from portal.documents.lifecycle import operations
from portal.documents.lifecycle.requests import Request
from portal.documents.round_papers import press
from portal.documents.round_papers.press import ReleasedQuestion
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.surveys.rounds import approvals
from portal.web.data import clock
from tests import make
from tests.results import poll
from tests.results.release.test_releasing import PROVINCE

BEFORE = poll.AFTER + timedelta(days=2)
ALLOWED = {"directive": "215-CV/TU", "directed_on": BEFORE.date()}


@pytest.fixture
def survey(db, at):
    at(BEFORE)
    return poll.province(PROVINCE)


@pytest.fixture
def out(survey):
    two = {"by": make.account(Role.PROVINCE_APPROVER), "second": make.account(Role.PROVINCE_APPROVER)}
    approvals.ask_and_decide(survey, "release", **two)
    database.session.commit()
    return survey


def test_nothing_goes_to_the_press_before_it_is_released(survey):
    with pytest.raises(Refused, match="chưa công bố"):
        press.freeze(Request(survey, **ALLOWED))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"directed_on": date(2024, 6, 5)}, None),
        ({"directive": "  "}, "directive"),
        ({"directed_on": None}, "directed_on"),
        ({"directed_on": date(2024, 6, 4)}, "directed_on"),
        ({"directed_on": BEFORE.date() + timedelta(days=2)}, "directed_on"),
    ],
)
def test_a_directive_has_its_number_and_its_day(out, changed, field):
    asked = Request(out, **{**ALLOWED, **changed})
    if field is None:
        assert press.freeze(asked).directive == "215-CV/TU"
        return
    with pytest.raises(DomainError) as refused:
        press.freeze(asked)
    assert refused.value.field == field


def test_it_says_what_is_released_and_names_no_unit(out):
    figures = press.freeze(Request(out, **ALLOWED))
    words = press.wording(figures, "full")
    text = " ".join((words.opening, *(line for one in words.sections for line in one.sentences)))
    assert "theo ý kiến chỉ đạo số 215-CV/TU ngày" in text
    assert "không suy rộng cho toàn dân" in text
    assert f"/rounds/{out.slug}" in text
    assert figures.office.recipients[0] == "Các cơ quan báo chí"
    for code in PROVINCE:
        unit = make.unit(code)
        assert unit.name not in text
        assert unit.parent.name not in text


@pytest.mark.parametrize(
    ("questions", "sentences"),
    [
        ((), ["Chưa có kết quả nào đủ điều kiện công bố."]),
        (
            (ReleasedQuestion("Nhìn chung", "4.008", "82,3", is_overall=True),),
            ["Đánh giá chung: 82,3% hài lòng hoặc rất hài lòng, trên 4.008 phiếu có ý kiến."],
        ),
        (
            (
                ReleasedQuestion("Thái độ", "90", "từ 60% đến dưới 80%", is_overall=False),
                ReleasedQuestion("Liêm chính", "90", "-", is_overall=False),
                ReleasedQuestion("Nhìn chung", "90", "70,0", is_overall=True),
            ),
            [
                "Đánh giá chung: 70,0% hài lòng hoặc rất hài lòng, trên 90 phiếu có ý kiến.",
                "Theo nội dung: thái độ: từ 60% đến dưới 80%.",
            ],
        ),
    ],
)
def test_shares_stand_as_the_release_has_them(out, questions, sentences):
    figures = press.freeze(Request(out, **ALLOWED))
    changed = press.PressFigures(**{**vars(figures), "questions": questions})
    assert list(press.results(changed)) == sentences


def test_the_paper_is_asked_for_with_its_directive_and_keeps_it_when_refreshed(out, sign_in):
    editor = make.account(Role.PROVINCE_EDITOR)
    client = sign_in(editor)
    page = client.submit("/documents/new/press", {"round": out.slug, "directive": "", "directed_on": "31/2/2024"})
    assert page.status == 422
    assert "Nhập số của văn bản có ý kiến chỉ đạo" in page.text
    assert page.one("#directed_on")["value"] == "31/2/2024"
    typed = {"round": out.slug, "directive": "215-CV/TU", "directed_on": clock.local(BEFORE).strftime("%d/%m/%Y")}
    made = client.submit("/documents/new/press", typed)
    document = queries.document_in(editor.unit, made.location.rpartition("/")[2])
    assert document is not None
    assert document.kind == "press"
    with pytest.raises(Conflict, match="không thay đổi"):
        operations.refresh(document, document.version, by=editor)
