"""The writing page: offered sentences with their figures, saved by a click, with scripts and without."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from portal.documents import choices, queries
from portal.documents.lifecycle import operations
from portal.documents.lifecycle.writing_views import Part
from portal.extensions import db
from portal.papers.offers import CHANGED, KEPT, STRUCK, Choice, OfferedSentence
from portal.papers.sections import Section
from portal.web.data import clock
from tests import make
from tests.documents.lifecycle.test_choosing import DUE, FLAGS, TASK, choose, months, words
from tests.documents.lifecycle.test_operations import again, approver, editor, opened, pressed

if TYPE_CHECKING:
    from portal.documents.models import Document
    from tests.browser import Page

pytestmark = pytest.mark.usefixtures("db", "waiting")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _july(at) -> None:
    at(clock.at(date(2024, 7, 1), 9))


def written(document: Document) -> str:
    return f"/documents/{document.id}/text"


def deeds(document: Document) -> dict[str, str]:
    return {key: one.deed for key, one in choices.standing(again(document)).items()}


def test_the_page_shows_each_sentence_with_its_figures_one_tap_from_their_table(sign_in) -> None:
    document, browser = months(editor()), sign_in(editor())
    page = browser.get(written(document))
    assert "Còn 2 mục chưa viết." in page.reads("#state")
    assert "2 câu gợi ý chưa chọn." in page.reads("#state")
    offer = page.one("#sentence_IV_flags")
    assert "Còn 03 đơn vị có ngày chưa đủ số liệu" in offer.get_text()
    link = offer.select_one(".basis a")["href"]
    assert link == f"/documents/{document.id}/annexes/2"
    annex = browser.get(link)
    assert annex.reads("h1") == "Phụ lục 2"
    assert "Đơn vị thiếu số liệu hoặc có số liệu cần giải trình" in annex.text
    assert browser.get(f"/documents/{document.id}/annexes/77").status == 404


def test_one_click_without_scripts_keeps_a_sentence_and_all_that_was_typed_beside_it(sign_in) -> None:
    document, browser = months(editor()), sign_in(editor())
    fields = browser.get(written(document)).fields()
    typed = {"text_IV": "Nguyên nhân: kiêm nhiệm.", "words_V_flags": "Đôn đốc các đơn vị còn thiếu."}
    answer = browser.post(written(document), {**fields, **typed, "choice": "kept IV.flags"})
    assert answer.location.endswith("?open=IV#sentence_IV_flags")
    assert deeds(document) == {FLAGS: KEPT, TASK: CHANGED}
    assert words(again(document))["IV"].endswith("\nNguyên nhân: kiêm nhiệm.")
    page = browser.get(written(document))
    assert page.one("#kept_IV_flags")["aria-pressed"] == "true"
    assert page.reads("#state").startswith("Các mục đã đủ nội dung.")


def test_a_day_typed_on_the_page_keeps_its_sentence(sign_in) -> None:
    document, browser = months(editor()), sign_in(editor())
    assert browser.submit(written(document), {"day_V_flags": DUE}).status == 303
    assert words(again(document))["V"].endswith("trước ngày 15/7/2024.")
    assert browser.get(written(document)).fields()["day_V_flags"] == DUE


def test_a_click_with_scripts_changes_its_own_sentence_alone_and_prints_later(sign_in) -> None:
    document, browser = months(editor()), sign_in(editor())
    fields = browser.get(written(document)).fields()
    typed = {**fields, "words_V_flags": "Đôn đốc các đơn vị còn thiếu.", "choice": "struck IV.flags"}
    job = document.job_id
    assert browser.post(written(document), typed, headers=HTMX).status == 303
    assert deeds(document) == {FLAGS: STRUCK}
    assert again(document).job_id != job


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_day_is_said_beside_its_field_and_stays_typed(sign_in, headers: dict[str, str]) -> None:
    document, browser = months(editor()), sign_in(editor())
    fields = browser.get(written(document)).fields()
    typed = {**fields, "day_V_flags": "15/7/2020", "choice": "kept V.flags"}
    page = browser.post(written(document), typed, headers=headers)
    assert page.status == 422
    assert "trước ngày của văn bản (01/7/2024)" in page.reads("#day_V_flags-error")
    assert page.fields()["day_V_flags"] == "15/7/2020"
    assert page.one("#part_V").has_attr("open")
    assert deeds(document) == {}


@pytest.mark.parametrize("choice", ["kept IV.nothing", "burnt IV.flags", "kept", "x" * 5000])
def test_a_choice_that_is_none_is_refused_in_a_sentence(sign_in, choice: str) -> None:
    document, browser = months(editor()), sign_in(editor())
    page = browser.submit(written(document), {"choice": choice})
    assert page.status == 422
    assert "Không có câu gợi ý này" in page.reads("#errors")


def test_after_anothers_change_the_page_shows_what_stands_and_the_next_save_is_made_knowingly(sign_in) -> None:
    document, browser = months(editor()), sign_in(editor())
    fields = browser.get(written(document)).fields()
    browser.submit(written(document), {"text_IV": "Bản trước."})
    late = browser.post(written(document), {**fields, "text_IV": "Bản sau."})
    assert late.status == 409
    assert "Bản trước." in late.reads("#part_IV .note")
    # what another wrote, and the first heading with something to do
    assert [part["id"] for part in late.all("details[id^=part_][open]")] == ["part_IV", "part_V"]
    assert browser.post(written(document), late.fields()).status == 303
    assert again(document).paragraphs == {"IV": "Bản sau."}


STRUCK_SENTENCE = OfferedSentence(
    "IV.flags", None, Choice("IV.flags", STRUCK, "Câu.", 1, clock.at(date(2024, 7, 1), 9))
)


@pytest.mark.parametrize(
    ("missing", "typed", "sentences", "told"),
    [
        (False, "", (), ("Không có số liệu.",)),
        (False, "Lời người viết.", (), ("Không có số liệu.",)),
        (True, "", (), ("Không có số liệu.",)),
        (True, "", (STRUCK_SENTENCE,), ("Không có số liệu.",)),
        (True, "Lời người viết.", (), ()),
    ],
)
def test_that_there_are_no_figures_is_left_out_once_a_person_has_written(missing, typed, sentences, told) -> None:
    section = Section("IV", "Hạn chế", ("Không có số liệu.",), missing=missing)
    field = SimpleNamespace(data=typed)
    assert Part(section, field, sentences, (), lacks=False).told == told  # type: ignore[arg-type]


def ready(document: Document) -> Document:
    """The paper with its sentences chosen, under review."""
    who = editor()
    document = choose(document, FLAGS, CHANGED, who, words="Còn một số đơn vị chậm.")
    document = choose(document, TASK, KEPT, who, day=DUE)
    document.signer_capacity, document.signer_name = "TRƯỞNG BAN", "Nguyễn Văn A"
    db.session.commit()
    document = pressed(again(document))
    operations.submit(document, document.version, by=who)
    db.session.commit()
    return pressed(again(document))


def review_of(page: Page) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.all(".reviewed li")]


def test_the_approver_sees_what_stayed_what_was_changed_and_who_did_it(sign_in) -> None:
    document = ready(months(editor()))
    browser = sign_in(approver())
    for path in (f"/documents/{document.id}/approval", f"/documents/{document.id}"):
        page = browser.get(path)
        assert "1 giữ nguyên, 1 đã sửa, 0 đã bỏ, 0 chưa chọn" in page.text
        changed, kept = review_of(page)
        assert changed.startswith("đã sửa Còn 03 đơn vị có ngày chưa đủ số liệu")
        assert "Còn một số đơn vị chậm." in changed
        assert kept.startswith("giữ nguyên Đôn đốc 03 đơn vị")
        assert kept.count("15/7/2024") == 1
    assert "IV.flags: sửa" in browser.get(f"/documents/{document.id}").reads("#offered ~ details:last-of-type")
    (folded,) = browser.get(f"/documents/{document.id}/approval").all("main details.more")
    assert folded.get_text(" ", strip=True).startswith("1 câu giữ nguyên giữ nguyên Đôn đốc 03 đơn vị")


def test_a_run_of_clicks_of_one_person_is_one_line_of_the_history(sign_in) -> None:
    who = editor()
    document = choose(choose(months(who), FLAGS, KEPT, who), FLAGS, STRUCK, who)
    lines = [
        " ".join(one.get_text(" ").split())
        for one in sign_in(who).get(f"/documents/{document.id}").all("#history ~ ol li")
    ]
    assert [line.partition(" · ")[2].rpartition(" · ")[2] for line in lines] == [
        "văn bản: lập",
        "văn bản: chọn câu gợi ý (2 lần)",
    ]


def test_a_paper_under_review_is_saved_by_its_button_alone(sign_in) -> None:
    document, browser = ready(months(editor())), sign_in(editor())
    page = browser.get(written(document))
    assert "trở lại là dự thảo" in page.text
    assert not page.all("form [hx-post]")
    assert "hx-post" not in page.one("main form").attrs


def test_the_page_says_who_saved_last_and_no_more_of_what_was_done(sign_in) -> None:
    document, browser = months(editor()), sign_in(editor())
    browser.submit(written(document), {"text_IV": "Bản đầu."})
    browser.submit(written(document), {"text_IV": "Bản sau."})
    assert len(queries.history(document)) > 1
    assert browser.get(written(document)).text.count("Sửa lần cuối") == 1


def test_the_figures_of_a_heading_are_one_tap_away_on_the_papers_page(sign_in) -> None:
    document = months(editor())
    page = sign_in(editor()).get(f"/documents/{document.id}")
    links = {link["href"] for link in page.all(".sheet a")}
    assert f"/documents/{document.id}/annexes/1" in links
    assert all(link.startswith(f"/documents/{document.id}/annexes/") for link in links)


def test_a_communes_report_opens_with_three_sentences_and_offers_what_to_do(sign_in) -> None:
    survey = opened()
    browser = sign_in(make.account("commune_officer"))
    asked = browser.submit("/documents/new/commune", {"round": survey.slug}, "form.confirm")
    page = browser.get(f"{asked.location}/text")
    assert "Số lượt tham gia bảo đảm theo Kế hoạch." in page.reads("#part_0")
