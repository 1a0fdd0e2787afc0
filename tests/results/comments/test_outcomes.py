"""results/comments/outcomes.py: what became of a theme's comments, told by documents alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.accounts.permissions import Role
from portal.documents.lifecycle.requests import Request
from portal.documents.monthly import monthly, monthly_snapshot
from portal.errors import DomainError
from portal.results.comments import coding, comments, outcomes, themes
from portal.results.comments.outcomes import Outcome
from portal.results.tallying import tallying
from tests import make
from tests.results import poll
from tests.results.comments.test_coding import leave

TODAY = date(2024, 7, 20)
PASSED = {"passed_number": "15-CV/BDVTU", "passed_on": date(2024, 7, 2)}
ANSWERED = {"answered_number": "88/UBND-NC", "answered_on": date(2024, 7, 9)}


@pytest.mark.parametrize(
    ("fields", "bad"),
    [
        ({}, None),
        (PASSED, None),
        (ANSWERED, None),
        ({**PASSED, **ANSWERED, "published_in": "trang thông tin điện tử của xã"}, None),
        ({"passed_number": "15"}, "passed_on"),
        ({"passed_on": TODAY}, "passed_number"),
        ({"answered_number": "88"}, "answered_on"),
        ({"answered_on": TODAY}, "answered_number"),
        ({"passed_number": "15", "passed_on": TODAY}, None),
        ({"passed_number": "15", "passed_on": date(2024, 7, 21)}, "passed_on"),
        ({"answered_number": "88", "answered_on": date(2024, 7, 21)}, "answered_on"),
        ({**PASSED, "answered_number": "88", "answered_on": date(2024, 7, 2)}, None),
        ({**PASSED, "answered_number": "88", "answered_on": date(2024, 7, 1)}, "answered_on"),
        ({**PASSED, "published_in": "bảng tin"}, "answered_number"),
    ],
)
def test_a_step_is_a_number_with_its_day_and_no_answer_before_the_question(fields, bad):
    if bad is None:
        outcomes.check(Outcome(**fields), TODAY)
        return
    with pytest.raises(DomainError) as refused:
        outcomes.check(Outcome(**fields), TODAY)
    assert refused.value.field == bad


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(), ""),
        (Outcome(**PASSED), "đã chuyển (số 15-CV/BDVTU ngày 02/7/2024)"),
        (
            Outcome(**PASSED, **ANSWERED, published_in="bảng tin"),
            (
                "đã chuyển (số 15-CV/BDVTU ngày 02/7/2024); đã có văn bản trả lời (số 88/UBND-NC ngày 09/7/2024); "
                "công khai tại bảng tin"
            ),
        ),
    ],
)
def test_what_became_of_it_in_words(outcome, words):
    assert outcomes.in_words(outcome) == words


@pytest.mark.parametrize(
    ("until", "left"),
    [
        (date(2024, 7, 1), Outcome()),
        (date(2024, 7, 2), Outcome(**PASSED)),
        (date(2024, 7, 8), Outcome(**PASSED)),
        (date(2024, 7, 9), Outcome(**PASSED, **ANSWERED, published_in="bảng tin")),
    ],
)
def test_a_month_knows_no_later_document(until, left):
    assert outcomes.as_of(Outcome(**PASSED, **ANSWERED, published_in="bảng tin"), until) == left


def edited(survey, coder, name: str, **outcome) -> None:
    theme = next(one for one in themes.themes_of(survey) if one.name == name)
    coding.edit(theme, name=name, wording="", level="", version=theme.version, by=coder, **outcome)


@pytest.fixture
def survey(db, at):
    survey = make.survey_round(results_opened_at=poll.AFTER)
    leave("07507", "Đường xấu quá")
    comments.lay_out(survey)
    db.session.commit()
    at(poll.AFTER + timedelta(days=50))
    return survey


def test_the_report_of_a_month_tells_the_documents_of_that_month(survey):
    coder = make.account(Role.PROVINCE_EDITOR)
    edited(survey, coder, "Hạ tầng", **PASSED, **ANSWERED, published_in="bảng tin của xã")
    edited(survey, coder, "Đất đai", passed_number="16-CV/BDVTU", passed_on=date(2024, 8, 1))
    told = {month: section_of(survey, month) for month in ("2024-06", "2024-07", "2024-08")}
    assert told["2024-06"] == ("Chưa có số liệu về việc chuyển, trả lời ý kiến.",)
    assert told["2024-07"] == (
        (
            "Trong tháng đã chuyển cơ quan có thẩm quyền ý kiến thuộc 01 nhóm vấn đề: hạ tầng (số 15-CV/BDVTU ngày "
            "02/7/2024)."
        ),
        (
            "Đã có văn bản trả lời đối với 01 nhóm vấn đề: hạ tầng (số 88/UBND-NC ngày 09/7/2024, công khai tại "
            "bảng tin của xã)."
        ),
    )
    assert told["2024-08"] == (
        (
            "Trong tháng đã chuyển cơ quan có thẩm quyền ý kiến thuộc 01 nhóm vấn đề: đất đai (số 16-CV/BDVTU ngày "
            "01/8/2024)."
        ),
    )


def section_of(survey, month: str) -> tuple[str, ...]:
    figures = monthly_snapshot.freeze(Request(round=survey, month=month))
    found = {one.key: one.sentences for one in monthly.wording(figures, "full").sections}
    # a month without a round has no headings for what was not held; its first sentence says so
    return found["III.2"] if "III.2" in found else found["I"][1:]


def test_a_theme_page_takes_documents_and_says_what_is_missing(survey, sign_in, monkeypatch):
    monkeypatch.setattr(tallying, "is_ready", lambda _round: True)
    survey_slug = survey.slug
    theme = next(one for one in themes.themes_of(survey) if one.name == "Hạ tầng")
    address = f"/results/{survey_slug}/themes/{theme.id}"
    client = sign_in(make.account(Role.PROVINCE_EDITOR))
    typed = {"name": "Hạ tầng", "wording": "", "level": "commune", "version": str(theme.version)}
    page = client.submit(address, {**typed, "passed_number": "15-CV/BDVTU"}, "form[data-keep]")
    assert page.status == 422
    assert "Ghi đủ số và ngày của văn bản" in page.text
    assert page.one("#passed_number")["value"] == "15-CV/BDVTU"
    typed |= {"passed_number": " 15-CV/BDVTU ", "passed_on": "02/7/2024"}
    client.submit(address, typed, "form[data-keep]")
    assert "Đã chuyển (số 15-CV/BDVTU ngày 02/7/2024)" in client.get(f"/results/{survey_slug}/themes").text
