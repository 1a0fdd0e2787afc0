"""Offered sentences of a paper over a real database: kept, changed, struck, printed, told after new figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.documents import choices, rendering
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import choosing, operations
from portal.documents.lifecycle.choosing import Decision
from portal.documents.lifecycle.requests import Request
from portal.documents.monthly import monthly_offers
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.papers.letterhead import Issue
from portal.papers.offers import CHANGED, KEPT, STRUCK
from portal.surveys.models import Round
from portal.web.data import clock, codec
from tests import make
from tests.documents.lifecycle.test_operations import DAYS, again, approver, editor, opened, pressed, visit

if TYPE_CHECKING:
    from portal.accounts.models import Account
    from portal.documents.models import Document

pytestmark = pytest.mark.usefixtures("db", "waiting")

FLAGS, TASK = "IV.flags", "V.flags"
DUE = "15/7/2024"


@pytest.fixture(autouse=True)
def _july(at) -> None:
    at(clock.at(date(2024, 7, 1), 9))


def months(by: Account) -> Document:
    """The month's report of a round in which three communes have days without visits."""
    opened()
    document = operations.make("monthly", Request(month="2024-06"), by=by)
    db.session.commit()
    return again(document)


def save(document: Document, decision: Decision, version: int, by: Account) -> None:
    choosing.save(document, document.paragraphs, [decision], version, by=by)


def choose(document: Document, key: str, deed: str, by: Account, **typed: str) -> Document:
    save(document, Decision(key, deed, **typed), document.version, by)
    db.session.commit()
    return again(document)


def words(document: Document) -> dict[str, str]:
    return choices.words_of(document, rendering.wording_of(document))


def missing(document: Document) -> str:
    return "; ".join(operations.missing_in(document, rendering.wording_of(document)))


def test_a_kept_sentence_is_printed_as_a_paragraph_before_a_persons_own() -> None:
    who = editor()
    document = months(who)
    assert "IV. HẠN CHẾ" in missing(document)
    document = choose(document, FLAGS, KEPT, who)
    operations.write(document, {"IV": "Nguyên nhân: cán bộ kiêm nhiệm."}, document.version, by=who)
    told = "Còn 03 đơn vị có ngày chưa đủ số liệu hoặc có số liệu cần giải trình."
    assert words(document)["IV"] == f"{told}\nNguyên nhân: cán bộ kiêm nhiệm."
    assert "IV. HẠN CHẾ" not in missing(document)
    (sheet, *_annexes) = KINDS["monthly"].html(rendering.figures_of(document), words(document), Issue())
    assert f"<p>{told}</p>" in sheet.replace("\u00a0", " ")


def test_every_choice_stays_in_the_papers_history_and_its_maker_may_not_approve() -> None:
    maker, chooser = editor(), make.account("province_editor", full_name="Trần Thị Bình")
    document = months(maker)
    for deed, typed in ((KEPT, ""), (CHANGED, "Còn 03 đơn vị chậm."), (STRUCK, "")):
        document = choose(document, FLAGS, deed, chooser, words=typed)
    made = choices.made(document)
    assert [(one.deed, one.words, one.by) for one in made] == [
        (KEPT, "", chooser.id),
        (CHANGED, "Còn 03 đơn vị chậm.", chooser.id),
        (STRUCK, "", chooser.id),
    ]
    assert all(one.offered.startswith("Còn 03 đơn vị có ngày") for one in made)
    events = db.session.scalars(select(Event).where(Event.action == "documents.choose").order_by(Event.id)).all()
    assert [event.detail["choice"] for event in events] == [KEPT, CHANGED, STRUCK]
    assert all("Còn 03" not in str(event.detail) for event in events)
    assert chooser.id in {one.id for one in operations.queries.writers(document)}


def test_the_same_choice_once_more_changes_nothing() -> None:
    who = editor()
    document = choose(months(who), FLAGS, KEPT, who)
    version = document.version
    document = choose(document, FLAGS, CHANGED, who, words=choices.made(document)[0].offered)
    assert (document.version, len(document.choices)) == (version, 1)


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision(TASK, KEPT, day=""), "còn thiếu ngày"),
        (Decision(TASK, KEPT, day="31/6/2024"), "Ngày không đúng"),
        (Decision(TASK, KEPT, day="30/6/2024"), r"trước ngày của văn bản \(01/7/2024\)"),
        (Decision(TASK, KEPT, day="15/7/2204"), "xem lại năm"),
        (Decision(FLAGS, CHANGED, words="  "), "bấm «Bỏ»"),
        (Decision(FLAGS, CHANGED, words="x" * 1001), "1.000 ký tự"),
        (Decision(FLAGS, CHANGED, words="Giao … đơn vị."), "chưa điền"),
        (Decision("IV.other", KEPT), "Không có câu gợi ý này"),
        (Decision(FLAGS, "erased"), "Không có câu gợi ý này"),
        (Decision("", ""), "Không có câu gợi ý này"),
    ],
)
def test_kept_is_what_was_offered_with_a_day_to_come_and_changed_a_whole_short_sentence(
    decision: Decision, said: str
) -> None:
    who = editor()
    document = months(who)
    with pytest.raises(DomainError, match=said):
        save(document, decision, document.version, who)
    assert document.choices == []


def test_a_sentence_may_have_a_thousand_characters() -> None:
    who = editor()
    document = choose(months(who), FLAGS, CHANGED, who, words="x" * 1000)
    assert choices.made(document)[0].words == "x" * 1000


def test_the_day_is_printed_and_no_issue_may_come_after_it() -> None:
    who = editor()
    document = choose(months(who), TASK, KEPT, who, day=DUE)
    assert words(document)["V"].endswith("giải trình trước ngày 15/7/2024.")
    operations.write(document, {"IV": "Một số đơn vị chậm."}, document.version, by=who)
    document.signer_capacity, document.signer_name = "TRƯỞNG BAN", "Nguyễn Văn A"
    document.annexes_secret = False
    db.session.commit()
    document = pressed(again(document))
    operations.submit(document, document.version, by=who)
    db.session.commit()
    document = pressed(again(document))
    operations.approve(document, document.version, by=approver())
    db.session.commit()
    document = pressed(again(document))
    with pytest.raises(DomainError, match="trước ngày ban hành 16/7/2024"):
        operations.give_number(document, document.version, number="12", issued_on=date(2024, 7, 16), by=who)
    operations.give_number(document, document.version, number="12", issued_on=date(2024, 7, 15), by=who)
    assert document.number == "12"


def test_a_choice_on_a_page_that_another_changed_is_refused() -> None:
    who, other = editor(), make.account("province_editor", full_name="Trần Thị Bình")
    document = months(who)
    seen = document.version
    choose(document, FLAGS, STRUCK, other)
    with pytest.raises(Conflict, match="đồng chí Trần Thị Bình"):
        save(document, Decision(FLAGS, KEPT), seen, who)


def test_new_figures_are_told_of_a_kept_sentence_until_somebody_looks_again() -> None:
    who = editor()
    document = choose(choose(months(who), FLAGS, KEPT, who), TASK, STRUCK, who)
    survey = db.session.scalars(select(Round)).one()
    for day in DAYS:
        visit(survey, "07534", day, who, locked=True)
    operations.refresh(document, document.version, by=who)
    db.session.commit()
    document = again(document)
    assert "IV. HẠN CHẾ, NGUYÊN NHÂN: 1 câu đã giữ cần xem lại" in missing(document)
    assert words(document)["IV"].startswith("Còn 02 đơn vị")
    document = choose(document, FLAGS, KEPT, who)
    assert "cần xem lại" not in missing(document)


def test_a_sentence_that_figures_carry_no_longer_is_not_printed_and_can_only_be_struck(monkeypatch) -> None:
    who = editor()
    document = choose(months(who), FLAGS, KEPT, who)
    monkeypatch.setattr(monthly_offers, "flagged_units", lambda _figures: 0)
    assert "IV" not in words(document)
    assert "1 câu đã giữ cần xem lại" in missing(document)
    with pytest.raises(DomainError, match="không còn căn cứ"):
        save(document, Decision(FLAGS, KEPT), document.version, who)
    document = choose(document, FLAGS, STRUCK, who)
    assert "cần xem lại" not in missing(document)


def test_a_paper_that_replaces_another_begins_with_its_choices() -> None:
    who = editor()
    document = choose(months(who), FLAGS, KEPT, who)
    document.state = "issued"
    newer = operations.make_replacement(document, document.version, by=who)
    assert choices.standing(newer)[FLAGS].deed == KEPT


def test_a_draft_written_before_sentences_were_offered_stands_and_is_ready_as_it_was() -> None:
    who = editor()
    document = months(who)
    operations.write(document, {"IV": "Một số đơn vị chậm.", "V": "Đôn đốc."}, document.version, by=who)
    assert document.choices == []
    assert {key: words(document)[key] for key in ("IV", "V")} == {"IV": "Một số đơn vị chậm.", "V": "Đôn đốc."}
    assert missing(document) == "quyền hạn, chức vụ và họ tên người ký"


def test_a_report_frozen_before_sentences_were_offered_reads_with_none() -> None:
    who = make.account("commune_officer")
    survey = opened()
    document = operations.make("commune", Request(round=survey, unit=who.unit), by=who)
    plain = document.figures
    for part in plain["sections"]:
        part.pop("offers", None)
    old = replace(codec.from_plain(KINDS["commune"].figures, plain))
    assert all(not part.offers for part in KINDS["commune"].outline(old))
    assert KINDS["commune"].digest(old) == codec.digest(old)
