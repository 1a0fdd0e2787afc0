"""Whether annexes that are sent apart are a state secret, asked before they are made; when names may stand there."""

from __future__ import annotations

from datetime import date

import pytest

from portal.audit.models import Event
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import annexes_apart, operations
from portal.documents.rendering import apart_of, asks_secrecy, figures_of, issue_of
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.papers.letterhead import ELSEWHERE, MADE, WAITING, Issue
from portal.web.data import clock
from tests.documents import samples
from tests.documents.lifecycle.test_operations import (
    again,
    approver,
    editor,
    finished,
    opened,
    pressed,
    requested,
    stepped,
)

pytestmark = pytest.mark.usefixtures("db")
KIND = KINDS["synthesis"]
NOT_HERE = "Phụ lục 2, 5, 9 không lập trên hệ thống, thực hiện theo quy định về bảo vệ bí mật nhà nước."


@pytest.mark.parametrize(
    ("apart", "copy", "numbers", "notice"),
    [
        (MADE, "full", list(range(1, 11)), ""),
        (MADE, "restricted", [2, 5, 9], ""),
        (WAITING, "full", [1, 3, 4, 6, 7, 8, 10], ""),
        (WAITING, "restricted", [], ""),
        (ELSEWHERE, "full", [1, 3, 4, 6, 7, 8, 10], NOT_HERE),
        (ELSEWHERE, "districts", [1, 3, 4, 6, 7, 8, 10], NOT_HERE),
        (ELSEWHERE, "restricted", [], NOT_HERE),
    ],
)
def test_annexes_apart_are_made_only_once_they_are_no_secret(
    apart: str, copy: str, numbers: list[int], notice: str
) -> None:
    content = KIND.render_content(samples.empty(), {}, Issue(apart=apart), copy)  # type: ignore[arg-type]
    assert [annex.number for annex in content.annexes] == numbers
    assert content.notice == notice


@pytest.mark.parametrize(
    ("secret", "state", "apart", "asks"),
    [
        (None, "draft", WAITING, True),
        (None, "review", WAITING, True),
        (None, "approved", MADE, False),
        (None, "issued", MADE, False),
        (False, "review", MADE, False),
        (True, "review", ELSEWHERE, False),
        (True, "issued", ELSEWHERE, False),
    ],
)
def test_a_paper_approved_before_anybody_was_asked_prints_as_it_was(
    *, secret: bool | None, state: str, apart: str, asks: bool
) -> None:
    document = requested(opened(), editor(), secret=secret)
    document.state = state
    assert (apart_of(document), asks_secrecy(document)) == (apart, asks)


@pytest.mark.parametrize(("answer", "apart"), [("no", MADE), ("yes", ELSEWHERE)])
def test_the_approver_answers_before_approving_and_the_answer_is_kept(answer: str, apart: str) -> None:
    who, second = editor(), approver()
    document = finished(opened(), who)
    document.annexes_secret = None
    db.session.commit()
    document = stepped(again(document), operations.submit, who)
    with pytest.raises(DomainError, match="Trả lời câu hỏi về phụ lục gửi riêng"):
        operations.approve(document, document.version, by=second)
    annexes_apart.say_secrecy(document, document.version, secret=answer, by=second)
    event = db.session.query(Event).filter_by(action="documents.secrecy").one()
    assert (event.account_id, event.detail["secret"]) == (second.id, answer == "yes")
    db.session.commit()
    document = pressed(again(document))
    assert (document.state, issue_of(document).apart) == ("review", apart)
    document = stepped(document, operations.approve, second)
    assert document.state == "approved"
    with pytest.raises(Conflict, match="trả lại văn bản trước"):
        annexes_apart.say_secrecy(document, document.version, secret="no", by=second)


def test_the_page_asks_and_says_what_was_answered(sign_in) -> None:
    who, second = editor(), approver()
    document = finished(opened(), who)
    document.annexes_secret = None
    db.session.commit()
    document = stepped(again(document), operations.submit, who)
    path, browser = f"/documents/{document.id}", sign_in(second)
    page = browser.get(path)
    assert [link.get_text() for link in page.all("#state ~ .buttons a")] == [
        "Trả lời về phụ lục gửi riêng",
        "Phiếu trình",
        "Trả lại",
    ]
    assert "chưa lập, chờ người duyệt trả lời" in page.reads(".facts")
    assert browser.get(f"{path}/annexes/5").status == 200
    asked = browser.get(f"{path}/secrecy")
    assert "Phụ lục này có thuộc danh mục bí mật nhà nước không? Nếu có: không lập trên hệ thống." in asked.text
    assert browser.submit(f"{path}/secrecy", {}, "main form").status == 422
    assert browser.submit(f"{path}/secrecy", {"secret": "yes"}, "main form").status == 303
    assert browser.get(f"{path}/annexes/5").status == 404
    assert browser.get(f"{path}/annexes/1").status == 200
    page = browser.get(path)
    assert "bí mật nhà nước, không lập trên hệ thống" in page.reads(".facts")
    assert "trả lời về phụ lục gửi riêng" in page.reads(".history")


def test_names_wait_for_the_day_on_which_explanations_were_asked_for(at) -> None:
    at(clock.at(date(2024, 6, 20), 9))
    who = editor()
    document = requested(opened(), who)
    for wrong in (date(2024, 6, 1), date(2099, 1, 1)):
        with pytest.raises(DomainError, match="từ ngày đầu khảo sát đến hôm nay"):
            annexes_apart.say_asked(document, document.version, day=wrong, by=who)
    annexes_apart.say_asked(document, document.version, day=date(2024, 6, 12), by=who)
    annexes_apart.say_asked(document, document.version, day=date(2024, 6, 18), by=who)
    db.session.commit()
    document = again(document)
    figures = figures_of(document)
    assert figures.explanations_asked_on == date(2024, 6, 18)  # type: ignore[attr-defined]
    assert document.figures_digest == KIND.digest(figures)
    assert KIND.freeze_again(figures, operations.queries.request_of(document)).explanations_asked_on == date(
        2024, 6, 18
    )  # type: ignore[attr-defined]
