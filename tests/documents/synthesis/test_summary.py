"""The first paragraph: at most six sentences, and what each kind of round leaves out of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from portal.documents.synthesis import synthesis
from portal.documents.synthesis.figures import SynthesisFigures, Theme
from portal.documents.synthesis.prose import summary
from portal.papers import citations
from portal.papers.sections import SUMMARY, editable
from portal.papers.tables import FULL
from tests.documents import samples
from tests.documents.samples import area, commune

GOOD = [(20, 15)] * 3
ANSWERS = {"Q1": (0, 0, 10, 500, 490, 0), "Q13": (100, 300, 300, 200, 100, 0)}
THEMES = (Theme("Khen ngợi", 9, None, "", "", is_praise=True), Theme("Hạ tầng", 5, None, "", ""))
MEANING = (
    "Kết quả phản ánh ý kiến người đến bộ phận tiếp nhận và trả kết quả trong 03 ngày, không suy rộng cho toàn dân."
)
WHEN = "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024),"
CAME = (
    f"{WHEN} có 120 lượt người dân đến bộ phận tiếp nhận và trả kết quả; "
    "có 90 phiếu hợp lệ, bằng 75,0% số lượt người dân đến."
)
SATISFIED = (
    "Có 80,0% người trả lời hài lòng hoặc rất hài lòng về việc thực hiện chức trách, nhiệm vụ của chủ tịch UBND cấp xã."
)
MATTERS = (
    "Cao nhất là năng lực chỉ đạo, điều hành công việc của địa phương (99,0%); thấp nhất là kết quả giữ gìn vệ sinh "
    "môi trường trên địa bàn (30,0%)."
)


def full(**changes: object) -> SynthesisFigures:
    communes = [commune(f"Xã {n}", GOOD, (0, 5, 4, 16, 20, 0)) for n in range(2)]
    made = samples.figures((area("Huyện A", *communes, answers=ANSWERS),), themes=THEMES, comments=14)
    return replace(samples.told(made), **changes)  # type: ignore[arg-type]


def one_unit(days: list[tuple[int | None, int | None]]) -> SynthesisFigures:
    return samples.told(samples.figures((area("Huyện A", commune("Xã A", days, (0, 5, 4, 16, 20, 0))),)))


def only(days: list[tuple[int | None, int | None]]) -> SynthesisFigures:
    return samples.figures((area("Huyện A", *(commune(f"Xã {n}", days) for n in range(2))),))


CASES = {
    "all": (
        full(),
        (
            CAME,
            "Có 02/02 đơn vị bảo đảm số lượt tham gia theo Kế hoạch.",
            SATISFIED,
            MATTERS,
            "Kiến nghị tập trung vào hạ tầng.",
            MEANING,
        ),
    ),
    "no comments": (
        full(themes=()),
        (CAME, "Có 02/02 đơn vị bảo đảm số lượt tham gia theo Kế hoạch.", SATISFIED, MATTERS, MEANING),
    ),
    "nothing may be told": (
        full(outward={}, themes=()),
        (CAME, "Có 02/02 đơn vị bảo đảm số lượt tham gia theo Kế hoạch.", MEANING),
    ),
    "nothing": (samples.empty(), ("Chưa có số liệu về tình hình tham gia khảo sát.",)),
    "no ballots": (
        only([(20, 0)] * 3),
        (
            (
                f"{WHEN} có 120 lượt người dân đến bộ phận tiếp nhận và trả kết quả; "
                "có 0 phiếu hợp lệ, bằng 0,0% số lượt người dân đến."
            ),
            "Không có phiếu nên không có kết quả trả lời.",
        ),
    ),
    "one ballot": (
        samples.told(
            samples.figures(
                (area("Huyện A", *(commune(f"Xã {n}", [(20, 1 - n)] * 1, (0, 0, 0, 1 - n, 0, 0)) for n in range(2))),)
            )
        ),
        (
            (
                f"{WHEN} có 40 lượt người dân đến bộ phận tiếp nhận và trả kết quả; "
                "có 1 phiếu hợp lệ, bằng 2,5% số lượt người dân đến."
            ),
            "Không có đơn vị bảo đảm số lượt tham gia theo Kế hoạch.",
            "Dưới 05 phiếu có ý kiến, không nêu kết quả.",
            MEANING,
        ),
    ),
    "no visits": (
        only([(None, 5)] * 3),
        (
            f"{WHEN} có 30 phiếu hợp lệ. Chưa có số liệu đã chốt về số lượt người dân đến.",
            "Chưa có số liệu về kết quả trả lời.",
            MEANING,
        ),
    ),
}


@pytest.mark.parametrize(("figures", "said"), CASES.values(), ids=CASES)
def test_the_first_paragraph_of_each_kind_of_round(figures: SynthesisFigures, said: tuple[str, ...]) -> None:
    assert summary.sentences(figures) == said
    assert len(said) <= summary.MOST_SENTENCES


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (GOOD, "Số lượt tham gia bảo đảm theo Kế hoạch."),
        ([(20, 5)] * 3, "Số lượt tham gia chưa bảo đảm theo Kế hoạch."),
        ([(20, 5), (None, 5), (20, 5)], "Chưa đủ số liệu để đối chiếu số lượt tham gia với Kế hoạch."),
    ],
)
def test_a_single_unit_is_not_counted(days: list[tuple[int | None, int | None]], said: str) -> None:
    assert summary.sentences(one_unit(days))[1] == said


@pytest.mark.parametrize(
    "figures", [one_unit(GOOD), full(), samples.told(samples.province_2024()), samples.told(samples.province_2025())]
)
def test_the_first_paragraph_has_nothing_that_never_stands_on_page_one(figures: SynthesisFigures) -> None:
    text = " ".join(summary.sentences(figures))
    units = [*(one.name for one in figures.areas), *(one.name for one in figures.communes)]
    for word in ("khoảng tin cậy", "trọng số", "bất thường", "bấm", "khen", "phần mềm", "“", *units):
        assert not re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE), word


def test_nobody_writes_in_it_and_it_stands_before_all_headings() -> None:
    sections = synthesis.outline(full())
    assert sections[0].key == SUMMARY
    assert not sections[0].title
    assert SUMMARY not in {section.key for section in editable(sections)}


def test_every_heading_with_a_number_leads_to_the_table_that_holds_it() -> None:
    figures = samples.told(samples.province_2024())
    numbers = {annex.number for annex in synthesis.annexes_of(figures, FULL)}
    for part in synthesis.outline(figures):
        tables = citations.tables_of(part)
        assert set(tables) <= numbers
        assert tables or not re.search(r"\d", " ".join(part.sentences)), part.key
