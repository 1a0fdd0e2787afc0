"""The Phiếu trình beside a paper: five figures, what to sign, to decide, whom to call, risks; one page, no number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.accounts.permissions import Role
from portal.documents import rendering
from portal.documents.cover_notes import cover_note
from portal.documents.cover_notes.cover_note import NONE_LEFT, Matters
from portal.documents.kinds import KINDS
from portal.papers.printing import print_contents
from portal.web.ui.formats import count
from tests import make
from tests.documents import samples
from tests.documents.lifecycle.test_operations import editor, opened, requested
from tests.documents.monthly.test_monthly import month
from tests.documents.printed import words_of

NOTHING = Matters((), (), ())
FULL = samples.commune("Xã A", [(40, 30), (40, 20), (40, 20)], (0, 0, 0, 40, 26, 4))
OPEN = samples.commune("Xã B", [(40, 30), (None, 20), (None, 20)], (0, 5, 0, 5, 5, 0))
MANY = samples.commune("Xã C", [(10, 60), (40, 20), (40, 20)], (0, 0, 0, 40, 26, 4))


def under(kind: str, figures: object, key: str, matters: Matters = NOTHING) -> tuple[str, ...]:
    return next(one.sentences for one in cover_note.sections(kind, figures, matters) if one.key == key)


def test_without_answers_no_share_is_told():
    assert under("synthesis", samples.empty(), "1")[3] == "Chưa có kết quả trả lời."


@pytest.mark.parametrize(
    ("communes", "examined", "risks"),
    [
        ((FULL,), 0, (NONE_LEFT,)),
        ((FULL, OPEN), 0, ("Còn 2 ngày của 01 đơn vị chưa chốt", "01 đơn vị có dưới 20 phiếu")),
        ((FULL, MANY), 1, (NONE_LEFT,)),
    ],
)
def test_five_figures_and_what_may_be_held_against_them(communes, examined, risks):
    figures = samples.figures((samples.area("huyện A", *communes),))
    told = under("synthesis", figures, "1")
    assert len(told) == 5
    assert told[4] == f"{count(examined)} đơn vị có số liệu cần kiểm tra, xác minh."
    assert len(under("synthesis", figures, "5")) == len(risks)
    for sentence, start in zip(under("synthesis", figures, "5"), risks, strict=True):
        assert sentence.startswith(start)


def test_what_is_apart_is_a_risk():
    figures = replace(samples.figures((samples.area("huyện A", FULL),)), apart=("Xã A",))
    assert under("synthesis", figures, "5") == ("Phiếu của 01 đơn vị được để riêng theo quyết định của hai người.",)


def test_a_month_has_five_figures_too_and_says_what_goes_on():
    assert len(under("monthly", month(), "1")) == 5
    assert under("monthly", month(), "5") == (NONE_LEFT,)
    running = replace(month().rounds[0], last_day=date(2024, 7, 2))
    assert under("monthly", month(rounds=(running,)), "5")[0].startswith("01 đợt khảo sát chưa kết thúc")


@pytest.mark.parametrize("kind", cover_note.SOURCES)
def test_it_is_one_page_without_a_number_or_a_field_to_sign(press, kind):
    figures = month() if kind == "monthly" else samples.figures((samples.area("huyện A", FULL, OPEN, MANY),))
    calls = tuple(f"đồng chí Nguyễn Thị Vân, huyện Lục Ngạn, 0000 21{n}: 9 đơn vị có việc chậm." for n in range(5))
    waits = tuple(f"Duyệt việc thứ {n} của đợt khảo sát." for n in range(3))
    matters = Matters(("Báo cáo: bản đầy đủ.", "Chờ duyệt.", "Hạn ký: 28/6/2024."), waits, calls)
    content = print_contents([cover_note.content(kind, figures, matters, date(2024, 6, 21))])[0]
    paper = PdfReader(BytesIO(content))
    head = words_of(content).partition("PHIẾU TRÌNH")
    assert head[1]
    assert "Số" not in head[0].replace("SỐ LIỆU", "")
    assert len(paper.pages) == 1
    assert not paper.get_fields()


def test_the_page_and_its_print_are_for_papers_of_the_province_that_have_a_note(db, sign_in):
    paper = requested(opened(), editor())
    client = sign_in(make.account(Role.PROVINCE_APPROVER))
    page = client.get(f"/documents/{paper.id}/cover-note")
    assert [one.text for one in page.all("main h2")] == [
        f"{one.key}. {one.title}" for one in cover_note.sections(paper.kind, rendering.figures_of(paper), NOTHING)
    ]
    assert page.one(f'a[href="/documents/{paper.id}"].button')
    assert client.get(f"/documents/{paper.id}/cover-note.pdf", check=False).status == 404, "nothing is printed yet"
    client.submit(f"/documents/{paper.id}/cover-note", {}, "main form")  # the tests' queue prints at once
    printed = client.get(f"/documents/{paper.id}/cover-note.pdf").response.data
    assert "PHIẾU TRÌNH" in words_of(printed)
    other = sign_in(make.account(Role.PROVINCE_EDITOR))
    assert other.get(f"/documents/{paper.id}/cover-note.pdf", check=False).status == 404, "a note is its reader's own"
    assert client.get(f"/documents/{paper.id}").one(f'a[href="/documents/{paper.id}/cover-note"]')
    assert sign_in(make.account(Role.COMMUNE_OFFICER)).get(f"/documents/{paper.id}/cover-note").status == 404
    assert set(cover_note.SOURCES) <= set(KINDS)
