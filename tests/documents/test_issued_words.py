"""Papers of earlier editions say what they were issued with, whatever is worded anew since: their text has a digest.

Their modules take from today's what is the same. Where a digest differs after today's words were changed, the old
words belong into the module of the earlier edition; only a new kind of sample gets a new digest.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from portal.documents.kinds import KINDS
from portal.documents.monthly.monthly_snapshot import DueTask, Flag, MonthWork
from portal.documents.round_papers.round_figures import (
    FIRST_EDITION,
    AreaDay,
    DayFigures,
    GuidanceFigures,
    Head,
    Lag,
    MinutesFigures,
    PointDay,
    ProposalFigures,
    UrgingFigures,
)
from portal.documents.synthesis.figures import SECOND_EDITION, Award, Fieldwork, Theme
from portal.papers.tables import DISTRICTS, FULL
from portal.surveys.turnout import Status
from portal.web.data import codec
from tests.documents import samples
from tests.documents.monthly.test_monthly import month

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2024, 6, 20, 2, 15, tzinfo=UTC)
THEMES = (Theme("Hạ tầng", 177, None, "đường thôn", "cấp xã"), Theme("Thái độ", 50, None, "", ""))
LAGS = (Lag("Xã A", "Huyện A", ("danh sách",)), Lag("Xã B", "Huyện A", ("danh sách", "báo cáo")))
POINTS = (PointDay("Xã A", 20, AT, 15, Status.DAT), PointDay("Xã B", None, None, 4, Status.CHUA_DU_SO_LIEU))
FLAGS = (Flag("Xã A", "Huyện A", date(2024, 6, 12), None, 5, Status.CHUA_DU_SO_LIEU),)
HEAD = Head(1234, "ab12", AT)


def synthesis(edition: int, **changes: Any) -> Any:
    figures = samples.told(samples.province_2024())
    work = Fieldwork(task_forces=203, posted=198, inspections=21, inspected=20, faults=3, faults_mended=2, rosters=200)
    return replace(figures, edition=edition, fieldwork=work, themes=THEMES, comments=220, **changes)


def issued() -> Iterator[tuple[str, str, Any]]:
    """Papers with something under every heading and with nothing, by kind."""
    sample = samples.empty()
    base: Any = (sample.office, sample.survey, AT)
    days = len(sample.survey.days)
    yield "synthesis", "first", synthesis(FIRST_EDITION)
    yield "synthesis", "second", synthesis(SECOND_EDITION)
    yield "synthesis", "empty", replace(sample, edition=SECOND_EDITION)
    told: Any = {"flags": FLAGS, "work": MonthWork(*range(3, 11)), "themes": THEMES, "comments": 220}
    due = DueTask("Báo cáo", "Cấp xã", "mục 3", date(2024, 7, 3))
    yield "monthly", "full", month(edition=FIRST_EDITION, tasks=(due,), **told)
    yield "monthly", "empty", month(edition=FIRST_EDITION, rounds=(), before=())
    award = Award("Xã A", "Huyện A", "Làm tốt", "100 điểm", is_person=False)
    yield "awards", "full", ProposalFigures(*base, "Phòng A", 5, 10, (award, award), date(2024, 6, 25))
    orders: Any = ("hội viên", "Tổ công tác", "Chủ tịch", "từ 70%", 9, date(2024, 6, 10), date(2024, 6, 18))
    ends: Any = (date(2024, 6, 22), "Nhóm", "Phần mềm", "Đồng chí A", "0912")
    yield "guidance", "full", GuidanceFigures(*base, 209, ("Các huyện ủy",), *orders, *ends)
    yield "guidance", "bare", GuidanceFigures(*base, 209, (), *orders, None, "", "", "Đồng chí A", "")
    yield "urging", "full", UrgingFigures(*base, ("Các huyện ủy",), 209, {"Chưa gửi danh sách": 2}, LAGS)
    closed: Any = ((20,) * days, (15,) * days, (3,) * days, 40, 2)
    yield "minutes", "full", MinutesFigures(*base, AT, 3, *closed, AT, HEAD)
    yield "minutes", "bare", MinutesFigures(*base, AT, 3, (None,) * days, *closed[1:], None, None)
    for name, head in (("full", HEAD), ("bare", None)):
        yield "daily", name, DayFigures(*base, "", date(2024, 6, 12), (AreaDay("Huyện A", POINTS),), head)


def text_of(kind: str, figures: Any, copy: str) -> list[Any]:
    """All words of a copy in their order, without the look of the page."""
    wording = KINDS[kind].wording(figures, copy)
    sections = [[one.key, one.title, *one.sentences, one.prompt, bool(one.offers)] for one in wording.sections]
    annexes = [
        [one.number, one.title, *one.notes, *(codec.to_plain(table) for table in one.tables)]
        for one in KINDS[kind].annexes(figures, copy)
    ]
    return [wording.opening, sections, wording.closing, annexes]


ISSUED: dict[str, dict[str, str]] = {
    "full": {
        "synthesis first": "b6a1b6e40a01",
        "synthesis second": "296755dd8015",
        "synthesis empty": "caf205af4e3b",
        "monthly full": "7534676be44a",
        "monthly empty": "ff248daea89b",
        "awards full": "a000d1eccb90",
        "guidance full": "1a4a4aa5c8bf",
        "guidance bare": "f37cee477fd9",
        "urging full": "5db2847f5d60",
        "minutes full": "facf535f5170",
        "minutes bare": "318e958ad415",
        "daily full": "fa9926f60321",
        "daily bare": "9827721d50b9",
    },
    "districts": {
        "synthesis first": "d3ad6e7d0386",
        "synthesis second": "60358256ccc8",
        "synthesis empty": "c27c25680dbe",
        "monthly full": "2d658cd1b3a0",
        "monthly empty": "5cc45cfc0b05",
    },
}


@pytest.mark.parametrize("copy", [FULL, DISTRICTS])
def test_a_paper_of_an_earlier_edition_says_what_it_was_issued_with(copy: str) -> None:
    made = {
        f"{kind} {name}": codec.digest(text_of(kind, figures, copy))[:12]
        for kind, name, figures in issued()
        if copy in KINDS[kind].copies
    }
    assert made == ISSUED[copy]
