"""What a month's report offers: the figures that fall short, and what is to be done; nothing where none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.documents.monthly import monthly, monthly_offers
from portal.documents.monthly.monthly_snapshot import Flag, MonthlyFigures, MonthWork
from portal.documents.synthesis.figures import Theme
from portal.papers.sections import HOLE
from portal.papers.tables import FULL
from tests.documents.monthly.test_monthly import month

pytestmark = pytest.mark.once
NONE = MonthWork(*[None] * 8)
FLAGS = tuple(Flag(name, "Huyện A", date(2024, 6, day), None, 5, "") for name in ("Xã A", "Xã B") for day in (12, 13))


def offered(figures: MonthlyFigures) -> dict[str, str]:
    return {one.key: one.text for one in (*monthly_offers.shortfalls(figures), *monthly_offers.next_tasks(figures))}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, {}),
        (
            {"flags": FLAGS},
            {
                "IV.flags": "Còn 02 đơn vị có ngày chưa đủ số liệu hoặc có số liệu cần giải trình.",
                "V.flags": f"Đôn đốc 02 đơn vị (Phụ lục 2) hoàn thành số liệu còn thiếu, giải trình trước {HOLE}.",
            },
        ),
        ({"work": replace(NONE, faults=3, faults_open=0)}, {}),
        (
            {"work": replace(NONE, faults=39, faults_open=15)},
            {
                "IV.faults": "Còn 15 tồn tại qua kiểm tra, giám sát chưa khắc phục.",
                "V.faults": f"Đôn đốc khắc phục 15 tồn tại qua kiểm tra, giám sát trước {HOLE}.",
            },
        ),
        (
            {"work": replace(NONE, incidents=21, incidents_open=9)},
            {
                "IV.incidents": "Còn 09 sự cố, vướng mắc do cấp xã báo chưa giải quyết xong.",
                "V.incidents": f"Giải quyết 09 sự cố, vướng mắc do cấp xã báo trước {HOLE}.",
            },
        ),
        (
            {"themes": (Theme("Hạ tầng", 7, None, "", ""),), "comments": 7},
            {"V.comments": f"Chuyển 7 ý kiến đã phân loại đến cơ quan có thẩm quyền trước {HOLE}."},
        ),
        ({"themes": (Theme("Hạ tầng", 7, None, "", ""),), "comments": None}, {}),
    ],
)
def test_a_sentence_is_offered_where_its_figures_stand(changes, said) -> None:
    assert offered(month(**changes)) == said


def test_every_offer_is_of_its_heading_rests_on_figures_and_names_no_unit() -> None:
    figures = month(flags=FLAGS, work=replace(NONE, faults=39, faults_open=15, incidents=21, incidents_open=9))
    sections = [part for part in monthly.wording(figures, FULL).sections if part.offers]
    assert [part.key for part in sections] == ["IV", "V"]
    for part in sections:
        assert all(one.key.startswith(f"{part.key}.") and one.basis for one in part.offers)
        assert all("Xã A" not in one.text for one in part.offers)
