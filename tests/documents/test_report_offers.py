"""What the reports of communes and districts say first, and the sentences they offer."""

from __future__ import annotations

import pytest

from portal.documents.field_reports import field_report, report_offers
from portal.fieldwork.reporting.content.figures import (
    Activity,
    Channel,
    CommuneFigures,
    DistrictFigures,
    Helper,
    Verdict,
    Visit,
)
from portal.fieldwork.reporting.content.outline import outline
from portal.papers.sections import HOLE
from tests import make
from tests.fieldwork.reporting import figures_of
from tests.fieldwork.reporting.figures_of import DAYS, district

pytestmark = pytest.mark.usefixtures("db")
PLAN = make.plan_198()
POSTED = Activity("Niêm yết", "Trụ sở", DAYS[0], DAYS[1], 1, "")


HELPER = Helper("Nguyễn Văn A", "Hội Cựu chiến binh", "sáng 12/6")
CHANNELS = (Channel("Niêm yết", 2, 1), Channel("Loa truyền thanh", 0, 2))


def commune(**changes) -> CommuneFigures:
    """A commune that has done and handed in all, and has said nothing of publicity."""
    return figures_of.commune(**{"helpers": (HELPER,), "channels": CHANNELS, "state": "submitted", **changes})


def offered(figures: CommuneFigures | DistrictFigures) -> dict[str, str]:
    return {
        one.key: one.text
        for sentences in report_offers.offers(figures, outline(figures, PLAN), PLAN).values()
        for one in sentences
    }


UNCOUNTED = figures_of.days({}, {"visits": None})


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, set()),
        ({"gaps": 2}, {"IV.gaps"}),
        ({"gaps": 2, "helpers": ()}, set()),
        ({"activities": (POSTED,)}, {"IV.channels", "V.channels"}),
        ({"days": UNCOUNTED}, {"IV.days", "V.days"}),
        ({"verdict": Verdict("cao_bat_thuong", 30)}, {"V.explain"}),
    ],
)
def test_a_commune_is_offered_what_its_own_figures_lack(changes, keys) -> None:
    said = offered(commune(**changes))
    assert set(said) == keys
    assert all(HOLE in text for key, text in said.items() if key.startswith("V."))


@pytest.mark.parametrize(
    ("communes", "visits", "said"),
    [
        ((commune(), commune()), (), {}),
        (
            (commune(), commune(verdict=Verdict("thap", 30))),
            (),
            {"V.low": "Còn 01/02 đơn vị có số lượt tham gia dưới mức tối thiểu."},
        ),
        (
            (commune(verdict=Verdict("chua_du_so_lieu", None)), commune(verdict=Verdict("cao_bat_thuong", 3))),
            (),
            {
                "V.incomplete": "Còn 01/02 đơn vị chưa đủ số liệu về số lượt người dân đến.",
                "VI.explain": f"Chỉ đạo 02 đơn vị (Phụ lục 1) hoàn thành số liệu, giải trình trước {HOLE}.",
            },
        ),
        (
            (commune(state="draft"),),
            (Visit(DAYS[0], "xã Thanh Hải", "Đoàn huyện", 8, 1),),
            {
                "V.faults": "Còn 01/08 tồn tại qua kiểm tra, giám sát chưa khắc phục.",
                "VI.faults": f"Chỉ đạo khắc phục 01 tồn tại qua kiểm tra, giám sát (Phụ lục 3) trước {HOLE}.",
                "VI.unreported": f"Đôn đốc 01 đơn vị chưa nộp báo cáo hoàn thành trước {HOLE}.",
            },
        ),
    ],
)
def test_a_district_is_offered_counts_and_names_no_commune(communes, visits, said) -> None:
    assert offered(district(*communes, visits=visits)) == said


def test_a_report_opens_with_three_sentences_that_cite_no_annex() -> None:
    plan = make.survey_round().plan_data
    for figures in (commune(), district(commune(), visits=(Visit(DAYS[0], "xã Thanh Hải", "Đoàn", 8, 1),))):
        first, *rest = field_report.sections_of(figures, plan)
        (summary,) = first.sentences
        assert (first.title, summary.count(". ")) == ("", 2)
        assert "Phụ lục" not in summary
        assert rest[0].key == "I"


def test_a_heading_that_says_nothing_gives_way_to_a_kept_sentence() -> None:
    plan = make.survey_round().plan_data
    sections = {part.key: part for part in field_report.sections_of(commune(activities=(POSTED,)), plan)}
    assert (sections["V"].sentences, sections["V"].missing) == (("Không có kiến nghị, đề xuất.",), True)
    assert sections["V"].offers
