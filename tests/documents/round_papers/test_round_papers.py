"""Letters, proposal and minutes over a real database: what is frozen, and when there is no such paper yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.ballots.sealing import batch_sealer
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.requests import Request
from portal.documents.round_papers import letters
from portal.documents.round_papers.round_figures import Lag, UrgingFigures
from portal.errors import Refused
from portal.extensions import db as database
from portal.papers.letterhead import Issue
from portal.sealing.log import checkpoints
from portal.web.data import clock, codec
from tests import make
from tests.documents import samples
from tests.documents.lifecycle.test_operations import opened

pytestmark = pytest.mark.usefixtures("db")
AFTER = clock.at(date(2024, 6, 20), 9)


def text(name: str, request: Request) -> str:
    kind = KINDS[name]
    figures = kind.load_figures(codec.to_plain(kind.freeze(request)))
    return " ".join(" ".join(kind.html(figures, {}, Issue())).split())


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


def test_a_closing_sheet_is_of_one_day_and_carries_size_and_root_of_the_log(at) -> None:
    survey = opened()
    at(AFTER)
    database.session.commit()
    batch_sealer.run(sign=True)
    head = checkpoints.latest(survey)
    told = text("daily", Request(survey, day=date(2024, 6, 12)))
    assert "chốt số liệu khảo sát ngày 12/6/2024" in told
    assert "Có 16 lượt người dân đến đã chốt; 9 phiếu được ghi nhận" in told
    assert f"Mã đối chiếu của sổ niêm phong phiếu ({head.size} mục, ký lúc" in told
    assert head.text_root in told
    one = text("daily", Request(survey, make.unit("07507"), day=date(2024, 6, 12)))
    assert "tại xã Thanh Hải" in one
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
    assert "PHỤ LỤC 1" in told


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
