"""Letters, proposal and minutes over a real database: what is frozen, and when there is no such paper yet."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document

from portal.ballots.sealing import batch_sealer
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.requests import Request
from portal.documents.round_papers import letters, minutes, round_snapshot
from portal.documents.round_papers.round_figures import AreaDay, DayFigures, Head, Lag, PointDay, UrgingFigures
from portal.errors import Refused
from portal.extensions import db as database
from portal.papers.letterhead import Issue
from portal.papers.sections import unwritten
from portal.sealing.log import checkpoints
from portal.sealing.log.checkpoints import Checkpoint
from portal.surveys.models import Round
from portal.web.data import clock, codec
from tests import make
from tests.documents import samples
from tests.documents.lifecycle.test_operations import opened

pytestmark = pytest.mark.usefixtures("db")
AFTER = clock.at(date(2024, 6, 20), 9)


def text(name: str, request: Request) -> str:
    kind = KINDS[name]
    figures = kind.load_figures(codec.to_plain(kind.freeze(request)))
    sheets = " ".join(kind.html(figures, {}, Issue()))
    return " ".join(re.sub(r'<span class="whole">(.*?)</span>', r"\1", sheets).split())


def test_minutes_close_a_round_that_is_over(at) -> None:
    survey = opened()
    at(AFTER)
    told = text("minutes", Request(survey))
    for words in (
        "BIÊN BẢN",
        "đóng lúc 24 giờ ngày 14/6/2024",
        "27 phiếu được ghi nhận",
        "NGƯỜI GHI BIÊN BẢN",
        "CHỦ TRÌ",
    ):
        assert words in told
    assert "Nơi nhận" not in told


def opened_and_sealed(at) -> tuple[Round, Checkpoint]:
    """A round whose ballots are in the log, and the first head signed after its first day."""
    survey = opened()
    at(AFTER)
    database.session.commit()
    batch_sealer.run(sign=True)
    head = checkpoints.first_since(survey, clock.at(date(2024, 6, 13), 0))
    assert head is not None
    return survey, head


def test_a_closing_sheet_is_of_one_day_and_carries_size_and_root_of_the_log(at) -> None:
    survey, head = opened_and_sealed(at)
    told = text("daily", Request(survey, day=date(2024, 6, 12)))
    assert "chốt số liệu khảo sát ngày 12/6/2024" in told
    assert "Có 16 lượt người dân đến; 09 phiếu được ghi nhận" in told
    assert f"có {head.size} mục, gồm" in told
    assert "27 phiếu trả lời" in told
    assert head.text_root in told
    one = text("daily", Request(survey, make.unit("07507"), day=date(2024, 6, 12)))
    assert "tại xã Thanh Hải" in one
    assert "Mã đối chiếu" not in one
    assert "niêm phong" not in one
    assert "Thị trấn Chũ" not in one


def test_guidance_says_by_when_and_asks_nothing_the_plan_does_not() -> None:
    told = text("guidance", Request(make.survey_round()))
    for words in (
        "V/v hướng dẫn tổ chức khảo sát",
        "Kính gửi",
        "chậm nhất ngày 07/6/2024",
        "trước 10 giờ ngày",
        "- Như trên,",
    ):
        assert words in told
    assert "BÁO CÁO</h1>" not in told


def test_urging_names_who_is_late_with_what(at) -> None:
    survey = opened()
    at(AFTER)
    told = text("urging", Request(survey))
    assert "V/v đôn đốc" in told
    assert "Xã Phúc Sơn" in told
    assert "PHỤ LỤC<br>" in told


def test_late_communes_are_counted_under_their_district_and_numbered_through() -> None:
    lags = (
        Lag("Xã Phúc Sơn", "Huyện Sơn Động", ("danh sách",)),
        Lag("Xã Lệ Viễn", "Huyện Sơn Động", ("danh sách", "báo cáo")),
        Lag("Xã Thanh Hải", "Huyện Lục Ngạn", ("báo cáo",)),
    )
    sample = samples.empty()
    figures = UrgingFigures(sample.office, sample.survey, AFTER, (), 3, {}, lags)
    (annex,) = letters.urging_annexes(figures, "")
    (table,) = annex.tables
    assert [(row.number, row.name, row.cells[0].text) for row in table.rows] == [
        ("", "Huyện Sơn Động", "02 đơn vị"),
        ("1", "Xã Phúc Sơn", "danh sách"),
        ("2", "Xã Lệ Viễn", "danh sách; báo cáo"),
        ("", "Huyện Lục Ngạn", "01 đơn vị"),
        ("3", "Xã Thanh Hải", "báo cáo"),
    ]


def test_minutes_say_that_late_forms_are_still_taken_rather_than_that_the_round_is_not_over(at) -> None:
    survey = make.survey_round()
    at(clock.end_of(make.LAST_DAY) + timedelta(minutes=14))
    with pytest.raises(Refused, match="đã kết thúc, còn nhận phiếu gửi muộn đến 00:15 ngày 15/6/2024"):
        KINDS["minutes"].freeze(Request(survey))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("synthesis", "Kết quả chưa mở"),
        ("awards", "Chưa có đề nghị khen thưởng được duyệt"),
        ("minutes", "chưa kết thúc"),
        ("daily", "chưa hết"),
    ],
)
def test_there_is_no_paper_before_its_time(at, name, words) -> None:
    survey = make.survey_round()
    at(clock.at(make.FIRST_DAY, 9))
    with pytest.raises(Refused, match=words):
        KINDS[name].freeze(Request(survey))


def test_a_days_sheet_names_the_first_head_signed_after_that_day(at) -> None:
    survey, first = opened_and_sealed(at)
    assert checkpoints.first_since(survey, clock.at(date(2100, 7, 1), 0)) is None
    assert round_snapshot.head_after(survey, clock.at(date(2100, 7, 1), 0)) is None
    told = round_snapshot.head_after(survey, clock.at(date(2024, 6, 13), 0))
    assert told.root == first.text_root
    assert sum(n for _words, n in told.made_of) == told.size


def test_a_head_of_the_first_papers_prints_without_what_its_leaves_stand_for() -> None:
    old = Head(7, "cm9vdA==", AFTER)
    assert "made_of" not in codec.to_plain(old)
    assert list(minutes.log_sentences(old)) == [
        "Sổ niêm phong ký lúc 09 giờ ngày 20/6/2024 có 7 mục.",
        "Mã đối chiếu của sổ niêm phong: cm9vdA==.",
    ]
    assert list(minutes.log_sentences(None)) == []


@pytest.mark.parametrize(
    ("visits", "locked", "told"),
    [
        (28, AFTER, ["Có 28 lượt người dân đến; 05 phiếu được ghi nhận, bằng 17,9% số lượt người dân đến (Phụ lục).",
                     "Đơn vị đã chốt số liệu."]),
        (28, None, ["Chưa có số liệu đã chốt về số lượt người dân đến; 05 phiếu được ghi nhận (Phụ lục).",
                    "Đơn vị chưa chốt số liệu."]),
    ],
)  # fmt: skip
def test_a_commune_is_told_of_itself_without_counting_units(visits, locked, told) -> None:
    sample = samples.empty()
    point = PointDay("Xã Thanh Hải", visits, locked, 5, "dat")
    areas = (AreaDay("Huyện Lục Ngạn", (point,)),)
    figures = DayFigures(sample.office, sample.survey, AFTER, "xã Thanh Hải", date(2024, 6, 12), areas, None)
    assert list(minutes.day_sentences(figures)) == told


def test_late_units_are_counted_by_day_and_said_to_overlap() -> None:
    lags = (Lag("Xã A", "", ("x", "y")), Lag("Xã B", "", ("x",)))
    sample = samples.empty()
    figures = UrgingFigures(
        sample.office, sample.survey, AFTER, (), 9, {"Chưa nộp báo cáo": 2, "Chưa đăng tin": 1}, lags
    )
    assert letters.late_in_words(figures) == (
        "Đến ngày 20/6/2024, còn 02/09 đơn vị chậm thực hiện (Phụ lục), trong đó 02 đơn vị chưa nộp báo cáo, "
        "01 đơn vị chưa đăng tin (một đơn vị có thể chậm nhiều nội dung)."
    )
    apart = replace(figures, by_rule={"Chưa nộp báo cáo": 1, "Chưa đăng tin": 1})
    assert "một đơn vị có thể" not in letters.late_in_words(apart)


def test_a_letter_without_a_telephone_waits_for_one() -> None:
    kind = KINDS["guidance"]
    figures = kind.freeze(Request(make.survey_round()))
    assert "điện thoại 0000 24" in " ".join(kind.outline(figures)[-1].sentences)
    assert not unwritten(kind.outline(figures), {})
    silent = replace(figures, telephone="")
    (waiting,) = unwritten(kind.outline(silent), {})
    assert waiting.title == "Đầu mối liên hệ"
    assert "chưa có số liệu" not in " ".join(waiting.sentences)


def test_a_commune_reports_to_its_districts_board(at) -> None:
    survey = opened()
    at(AFTER)
    closing = KINDS["commune"].freeze(Request(survey, make.unit("07507"))).closing
    assert closing.endswith(
        "kính báo cáo Ban Chỉ đạo xây dựng chính quyền thân thiện huyện Lục Ngạn theo dõi, tổng hợp./."
    )
    district = KINDS["district"].freeze(Request(survey, make.unit("219"))).closing
    assert "kính báo cáo Ban Dân vận Tỉnh ủy" in district


def test_every_code_of_the_list_has_its_symbol_in_print_and_in_word() -> None:
    kind = KINDS["codes"]
    figures = kind.load_figures(codec.to_plain(kind.freeze(Request(make.survey_round()))))
    (sheet,) = kind.html(figures, {}, Issue())
    units = [row for row in figures.annexes[0].tables[0].rows if row.kind == "unit"]
    assert sheet.count('class="cell-code"') == len(units) == 4
    pictures = Document(BytesIO(kind.word(figures, {}, Issue()))).inline_shapes
    assert {round(picture.width.mm) for picture in pictures} == {15}
    assert len(pictures) == len(units)
